import csv
import io

import pytest

from contacts.importing import chunks as module
from contacts.importing.chunks import Chunk, Fold, chunks, payload_of, prefetched
from contacts.importing.mapping import suggest_mapping
from contacts.importing.reading import Record, RowReader
from contacts.importing.sources import open_source
from contacts.resources import ContactResource
from tests.spreadsheets import write


def folded(*records):
    chunk = Chunk()
    fold = Fold(chunk)
    for line, (emails, values) in enumerate(records, start=2):
        fold.add(Record(line, emails.split(), values))
    return [(record.emails, record.values) for record in chunk.records], chunk.repeats


@pytest.fixture
def chunked(db, tmp_path, monkeypatch):
    def read(text, size, after=0):
        monkeypatch.setattr(module, "CHUNK_ROWS", size)
        with open_source(write(tmp_path, text)) as source:
            reader = RowReader(ContactResource(), suggest_mapping(source.headers))
            return list(chunks(source, reader, after=after))

    return read


def test_rows_of_different_people_are_not_folded():
    records = [(["a@x.example"], {"first_name": "Ada"}), (["b@x.example"], {"first_name": "Ada"})]

    assert folded(("a@x.example", {"first_name": "Ada"}), ("b@x.example", {"first_name": "Ada"})) == (records, [])


def test_a_row_that_repeats_an_address_fills_only_what_is_blank():
    assert folded(
        ("a@x.example", {"first_name": "Ada", "tags": ["x"], "custom": {"size": 1}}),
        (
            "a@x.example b@x.example",
            {"first_name": "Eve", "city": "Ulm", "tags": ["x", "y"], "custom": {"size": 2, "p": 3}},
        ),
        ("b@x.example", {"city": "Bonn", "state": "NRW"}),
    ) == (
        [
            (
                ["a@x.example", "b@x.example"],
                {"first_name": "Ada", "tags": ["x", "y"], "custom": {"size": 1, "p": 3}, "city": "Ulm", "state": "NRW"},
            )
        ],
        [(3, 2), (4, 2)],
    )


def test_the_company_of_a_repeat_is_taken_whole_or_not_at_all():
    assert folded(
        ("a@x.example", {"company": "Acme"}), ("a@x.example", {"company": "Beta", "company_domain": "beta.example"})
    )[0] == [(["a@x.example"], {"company": "Acme"})]
    assert folded(("a@x.example", {}), ("a@x.example", {"company": "Beta", "company_domain": "beta.example"}))[0] == [
        (["a@x.example"], {"company": "Beta", "company_domain": "beta.example"})
    ]


@pytest.mark.parametrize(
    ("first", "second", "repeats"),
    [
        ({"first_name": "Ada"}, {"first_name": "Bob"}, []),
        ({"first_name": "Ada", "last_name": "Hill"}, {"last_name": "Ng"}, []),
        ({"first_name": "Zoë"}, {"first_name": "ZOE", "last_name": "Hill"}, [(3, 2)]),
        ({}, {"first_name": "Bob"}, []),
        ({}, {}, []),
        ({"first_name": "Ada"}, {"last_name": "Hill"}, []),
    ],
)
def test_a_further_address_folds_only_rows_whose_names_agree(first, second, repeats):
    assert folded(("office@x.example", first), ("b@x.example office@x.example", second))[1] == repeats


def test_values_of_a_folded_row_do_not_reach_back_into_it():
    first, second = {"tags": ["x"]}, {"tags": ["y"]}

    folded(("a@x.example", first), ("a@x.example", second))

    assert second == {"tags": ["y"]}


def test_chunks_hold_all_rows_once_failed_ones_included(chunked):
    found = chunked("email\na@x.example\n\nbad\nb@x.example\nA@x.example\nc@x.example\n", 2)

    assert [chunk.rows for chunk in found] == [2, 2, 1]
    assert [[record.line for record in chunk.records] for chunk in found] == [[2], [5, 6], [7]]
    assert [[row.line for row, _ in chunk.failed] for chunk in found] == [[4], [], []]


def test_chunks_begin_after_a_line(chunked):
    assert [
        record.line
        for chunk in chunked("email\na@x.example\nb@x.example\nc@x.example\n", 2, 2)
        for record in chunk.records
    ] == [
        3,
        4,
    ]


def test_problems_stay_with_their_chunk(chunked):
    found = chunked("email,phone\na@x.example,x\nb@x.example,y\n", 1)

    assert [[problem.line for problem in chunk.problems] for chunk in found] == [[2], [3]]


def test_only_chunks_with_a_further_number_stage_phones(chunked):
    found = chunked("email,phone,phone_2\na@x.example,1,\nb@x.example,1,2\n", 1)

    assert ["phones" in chunk.payload.columns for chunk in found] == [False, True]


def test_no_record_is_no_line():
    assert payload_of([]) == (["line"], "")


def test_records_are_written_in_the_columns_that_one_of_them_fills_with_blanks_as_null():
    records = [
        Record(7, ["a@x.example"], {"first_name": 'A,"b"\nc', "custom": {"ok": False, "n": 0}}),
        Record(9, ["b@x.example", "c@x.example"], {"city": "Ulm", "phone_e164": ""}, [("1", "")]),
    ]

    columns, text = payload_of(records)

    written = [dict(zip(columns, cells, strict=True)) for cells in csv.reader(io.StringIO(text))]
    assert [{name: cell for name, cell in cells.items() if cell and name != "keys"} for cells in written] == [
        {"line": "7", "email": "a@x.example", "first_name": 'A,"b"\nc', "custom": '{"ok": false, "n": 0}'},
        {"line": "9", "email": "b@x.example", "city": "Ulm", "emails": '["c@x.example"]', "phones": '[["1", ""]]'},
    ]
    assert {*columns} - {"phone_e164"} == {*written[0]} - {"phone_e164"}
    assert "state" not in columns


def test_prefetching_changes_nothing():
    assert list(prefetched(iter([]))) == []
    assert list(prefetched(iter("abc"))) == ["a", "b", "c"]


def test_an_error_in_making_a_chunk_is_raised_where_chunks_are_used():
    def broken():
        yield "a"
        raise ValueError("no more")

    found = prefetched(broken())

    assert next(found) == "a"
    with pytest.raises(ValueError, match="no more"):
        next(found)


def test_whoever_stops_early_leaves_no_thread_behind():
    made = []
    found = prefetched(made.append(number) or number for number in range(1, 100))

    next(found)
    found.close()

    assert made in ([1], [1, 2])


def test_what_is_no_number_is_not_staged():
    with pytest.raises(ValueError, match="not JSON compliant"):
        payload_of([Record(2, ["a@x.example"], {"custom": {"n": float("nan")}})])


def test_chunks_of_long_rows_are_short(chunked, monkeypatch):
    monkeypatch.setattr(module, "CHUNK_CHARACTERS", 1_000)

    chunks = chunked("email,notes\n" + "".join(f"p{number}@x.example,{'x' * 400}\n" for number in range(7)), 5)

    assert [chunk.rows for chunk in chunks] == [3, 3, 1]
