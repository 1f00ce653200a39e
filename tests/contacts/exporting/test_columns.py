"""The columns that can be chosen."""

import pytest

from contacts.exceptions import NoColumns, UnknownColumns
from contacts.exporting.columns import GROUPS, ORDER, chosen, groups, labels
from contacts.importing.vocabulary import EXPORTED_ONLY, FIELDS
from tests.factories import make_custom_field

pytestmark = pytest.mark.django_db
# What the import reads and an export never has: what follows from other columns, or is written by hand.
READ_ONLY = {"full_name", "notes", "email_opt_out"}


def test_no_column_is_refused():
    with pytest.raises(NoColumns, match="Choose at least one, or all of them"):
        chosen([])


def test_unknown_columns_are_refused_with_those_that_can_be_chosen():
    make_custom_field(key="size", label="Size")

    with pytest.raises(UnknownColumns) as caught:
        chosen(["email", "salary", "custom.gone"])

    known = ", ".join([*ORDER, "custom.size"])
    assert str(caught.value) == (f"Nothing was exported: there is no column salary, custom.gone. Columns are: {known}.")


def test_order_is_kept_and_repeats_are_one():
    assert chosen(["last_name", "email", "last_name"]) == ["last_name", "email"]


def test_all_columns_are_those_of_the_order_and_custom_fields():
    make_custom_field(key="size", label="Size"), make_custom_field(key="vat", label="VAT", subject="company")

    assert chosen(None) == [*ORDER, "custom.size"]
    assert labels()["custom.size"] == "Size"


def test_every_column_stands_in_one_group():
    make_custom_field(key="size", label="Size")

    grouped = [name for names in groups().values() for name in names]

    assert sorted(grouped) == sorted(labels())
    assert list(groups()) == [*GROUPS, "Custom fields"]


def test_what_the_import_reads_can_be_exported():
    numbered = {name for name in FIELDS if name[-1].isdigit() and not name.startswith("address")}

    assert set(FIELDS) - numbered - READ_ONLY | EXPORTED_ONLY | {"emails", "phones"} == set(ORDER)
