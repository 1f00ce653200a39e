import pytest

from contacts.importing.columns import mapping_of
from contacts.importing.exceptions import NoSuchMapping
from contacts.importing.mapping import Choice
from contacts.importing.run import choose_columns, take_in
from contacts.importing.saved_mappings import (
    fingerprint,
    mapping_for,
    newest_mapping,
    newest_mappings,
    save_mapping,
    use_mapping,
)
from contacts.models import ImportMapping
from tests.factories import make_custom_field
from tests.spreadsheets import write

TEXT = "Mail,Place,Kind\nada@example.com,Ulm,new\n"


@pytest.fixture
def settled(db, tmp_path):
    def settle(text=TEXT, choices=None, constants=None, **options):
        with write(tmp_path, text).open("rb") as file:
            run = take_in(file, "people.csv", by=None, **options)
        return choose_columns(run, choices or {}, constants)

    return settle


def fields(mapping):
    return {column.header: (column.field, column.mode, column.default) for column in mapping.columns}


def test_a_name_that_nobody_saved_is_refused(db):
    with pytest.raises(NoSuchMapping):
        newest_mapping("Fair")

    assert newest_mappings() == []


def test_a_file_with_other_headers_finds_nothing(settled):
    save_mapping(settled(), "Fair", by=None)

    assert mapping_for(["Mail", "Place"]) is None


def test_headers_in_another_order_or_case_are_the_same():
    assert fingerprint(["E-Mail", "First Name", ""]) == fingerprint(["first name", "e-mail"])


def test_a_mapping_is_found_again_by_the_headers_and_means_the_same(settled):
    first = settled(
        choices={"Place": Choice("city", "fill", "Bonn"), "Kind": Choice("tags", "overwrite")},
        constants={"country": "Germany"},
        existing="fill",
        match_by="email",
    )
    saved = save_mapping(first, "Fair", by=None)
    run = settled("Kind,Mail,Place\nold,bob@example.com,\n")
    run.mapping = {}

    mapping = use_mapping(run, mapping_for(["Kind", "Mail", "Place"]), mapping_of(run))

    assert (run.saved_mapping, run.existing) == (saved, "fill")
    assert fields(mapping) == {
        "Mail": ("email", "append", ""),
        "Place": ("city", "fill", "Bonn"),
        "Kind": ("tags", "overwrite", ""),
    }
    assert mapping.constants == {"country": "Germany"}


def test_the_same_again_makes_no_new_version(settled):
    saved = [save_mapping(settled(), name, by=None) for name in ("Fair", "fair", "FAIR")]

    assert [(each.name, each.version) for each in saved] == [("Fair", 1)] * 3


def test_a_change_makes_the_next_version_and_leaves_the_one_before(settled):
    save_mapping(settled(), "Fair", by=None)
    save_mapping(settled(choices={"Place": "city"}), "Fair", by=None)

    assert list(ImportMapping.objects.order_by("version").values_list("name", "version")) == [("Fair", 1), ("Fair", 2)]
    assert [saved.version for saved in newest_mappings()] == [2]
    assert newest_mapping("FAIR").version == 2


def test_columns_and_fields_that_are_gone_count_for_nothing(settled):
    make_custom_field(key="size")
    saved = save_mapping(settled(choices={"Place": "custom.size", "Kind": "tags"}), "Fair", by=None)
    run = settled("Mail,Place,Town\nada@example.com,1,Ulm\n")
    run.mapping = {}
    suggested = mapping_of(run)
    without_field = type(suggested)(suggested.layout, suggested.headers, suggested.columns)

    mapping = use_mapping(run, saved, without_field)

    assert fields(mapping) == {"Mail": ("email", "append", ""), "Town": ("city", "overwrite", "")}
