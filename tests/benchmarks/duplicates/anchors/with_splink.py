"""Splink (https://moj-analytical-services.github.io/splink, MIT) on DuckDB, as its examples go about lists of people.

Its own comparisons of names, addresses and birth dates; the prior from rules that are hardly ever wrong, u by random
sampling, m by two runs of expectation maximisation; no labels. Further addresses and numbers of a contact are left out,
for too few have one to estimate their weights by.

Two rows are compared where one of the columns is equal that its example with febrl3 names, or address or number; but
the postal code is left out of that for people with companies: colleagues share it, and F1 on crm_dev_20k would be .67
instead of .82.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as compare

from tests.benchmarks.duplicates.anchors.rows import Row
from tests.benchmarks.duplicates.anchors.scores import Scores

SAMPLED_PAIRS = 1_000_000
# What its examples suppose of such rules, and from where on they group.
RECALL_OF_SURE_RULES = 0.7
GROUPED_FROM = 0.95


def _equal(column: str) -> compare.ExactMatch:
    return compare.ExactMatch(column).configure(term_frequency_adjustments=True)


def _alike(column: str) -> compare.JaroWinklerAtThresholds:
    return compare.JaroWinklerAtThresholds(column, [0.92, 0.8]).configure(term_frequency_adjustments=True)


COMPARISONS = {
    "first_name": compare.NameComparison,
    "last_name": compare.NameComparison,
    "full_name": compare.NameComparison,
    "email": compare.EmailComparison,
    "phone": compare.LevenshteinAtThresholds,
    "mobile": compare.LevenshteinAtThresholds,
    "birth_date": partial(compare.DateOfBirthComparison, input_is_string=True, invalid_dates_as_null=False),
    "company": _alike,
    "title": _equal,
    "address_line1": _alike,
    "city": _equal,
    "postal_code": _equal,
    "country": compare.ExactMatch,
}
NAMES = ("first_name", "last_name")
TELLING = ("birth_date", "email", "phone", "postal_code")


def scores(rows: Sequence[Row], clusters: Sequence[str]) -> Scores:
    """What it makes of the rows; it does not look at the clusters."""
    columns = [name for name in COMPARISONS if any(row.get(name) for row in rows)]
    table = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], dtype=object)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[COMPARISONS[name](name) for name in columns],
        blocking_rules_to_generate_predictions=[block_on(name) for name in _rules(columns)],
    )
    table.insert(0, "unique_id", range(len(rows)))
    linker = Linker(table, settings, DuckDBAPI(), set_up_basic_logging=False)
    _train(linker, columns)
    predicted = linker.inference.predict()
    grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, GROUPED_FROM)
    pairs = predicted.as_pandas_dataframe()
    groups = grouped.as_pandas_dataframe().set_index("unique_id")["cluster_id"].reindex(range(len(rows)))
    sides = (pairs[side].to_numpy(np.int64) for side in ("unique_id_l", "unique_id_r"))
    return Scores(*sides, pairs["match_probability"].to_numpy(), groups.to_numpy(np.int64))


def _train(linker: Linker, columns: Sequence[str]) -> None:
    training, (names, *others) = linker.training, list(_sure_rules(columns))
    sure = [block_on(*names, other) for other in others]
    training.estimate_probability_two_random_records_match(sure, recall=RECALL_OF_SURE_RULES)
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=1)
    for rule in (names, others[:1]):
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True
        )


def _sure_rules(columns: Iterable[str]) -> Iterator:
    """The columns that name somebody, and then each that makes it sure together with them."""
    yield NAMES if {*NAMES} <= {*columns} else ("company",)
    yield from (name for name in TELLING if name in columns)


def _rules(columns: Sequence[str]) -> list[str]:
    """The columns of which one has to be equal for two rows to be compared."""
    is_staff = {*NAMES, "company"} <= {*columns}
    wanted = (*NAMES, *TELLING[:3], *(() if is_staff else ("postal_code", "company")))
    return [name for name in wanted if name in columns]
