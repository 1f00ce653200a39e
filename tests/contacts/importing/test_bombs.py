"""Files that are made to harm: each is refused in words, soon, and with little memory."""

import pytest

from contacts.importing.exceptions import UnreadableFile
from contacts.importing.sources import open_source
from tests.benchmarks.bombs import cost_of
from tests.bombs import BOMBS, HARMLESS

# The benchmark measures how much it is: see docs/benchmarks.md. Here other work is done at the same time.
MOST_MB = 100
MOST_SECONDS = 30


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_in_words(tmp_path, name):
    make, refusal = BOMBS[name]
    path = make(tmp_path / "contacts.xlsx")

    with pytest.raises(UnreadableFile) as caught:
        open_source(path)

    assert type(caught.value).__name__ == refusal


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_dangerous_is_read(tmp_path, name):
    make, rows = HARMLESS[name]

    with open_source(make(tmp_path / "contacts.csv")) as source:
        assert sum(1 for _ in source.rows()) == rows


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_costs_little(tmp_path, name):
    make, _ = BOMBS[name]

    cost = cost_of(make(tmp_path / "contacts.xlsx"))

    assert (cost.seconds < MOST_SECONDS, cost.extra_mb < MOST_MB) == (True, True)
