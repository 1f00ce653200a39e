import datetime as dt
import zipfile

import pytest

from contacts.importing.exceptions import (
    DamagedWorkbook,
    EmptyFile,
    HeaderOnly,
    NotATable,
    TooLargeWhenUnpacked,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from contacts.importing.sources import open_source, workbook
from tests.spreadsheets import write_workbook
from tests.workbooks import sheet_of, texts_of


def test_cells_become_the_text_that_a_person_would_type(saved):
    header = ["email", "phone", "amount", "day", "moment", "hour", "opted", "none", "text"]
    row = [
        "a@example.com",
        2436314353,
        1200.5,
        dt.date(2026, 6, 7),
        dt.datetime(2026, 6, 7, 14, 5),
        dt.time(3, 4),
        True,
        None,
        "007",
    ]

    source = open_source(saved(Sheet=[header, row]))

    assert source.kind == "xlsx"
    assert [row.cells for row in source.rows()] == [
        [
            "a@example.com",
            "2436314353",
            "1200.5",
            "2026-06-07",
            "2026-06-07 14:05:00",
            "03:04:00",
            "true",
            "",
            "007",
        ]
    ]


def test_an_error_of_a_formula_is_an_empty_cell(forged):
    path = forged(
        sheet1=sheet_of(
            '<row r="1"><c r="A1" t="str"><v>email</v></c><c r="B1" t="str"><v>phone</v></c></row>'
            '<row r="2"><c r="A2" t="str"><v>a@example.com</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
        )
    )

    assert [row.cells for row in open_source(path).rows()] == [["a@example.com", ""]]


def test_rows_are_numbered_as_the_sheet_does_and_blank_ones_left_out(saved):
    path = saved(Sheet=[[], ["Trade fair"], [], ["Name", "E-Mail"], ["Ada", "a@example.com"], [" "], ["Bob", "b"]])

    source = open_source(path)

    assert source.headers == ["Name", "E-Mail"]
    assert [(row.line, row.cells) for row in source.rows()] == [
        (5, ["Ada", "a@example.com"]),
        (7, ["Bob", "b"]),
    ]
    assert source.position == source.size == 3


def test_the_first_visible_sheet_with_an_email_column_is_taken(saved):
    path = saved(
        hidden=[["email"], ["hidden@example.com"]],
        Readme=[["Please read"], ["this first"]],
        Kontakte=[["Name", "E-Mail"], ["Ada", "ada@example.com"]],
        More=[["email"], ["more@example.com"]],
    )

    assert [row.cells for row in open_source(path).rows()] == [["Ada", "ada@example.com"]]


def test_without_an_email_column_the_first_filled_sheet_is_taken(saved):
    path = saved(Empty=[], Names=[["Foo", "Bar"], ["1", "2"]], Other=[["Baz"], ["3"]])

    assert open_source(path).headers == ["Foo", "Bar"]


def test_a_workbook_without_rows_is_refused(saved):
    with pytest.raises(EmptyFile):
        open_source(saved(Sheet=[]))
    with pytest.raises(HeaderOnly):
        open_source(saved(Sheet=[["email", "name"]]))


def test_a_long_cell_breaks_its_row_only(forged):
    long = "x" * 100_001
    path = forged(
        sheet1=sheet_of(
            '<row r="1"><c r="A1" t="str"><v>email</v></c></row>'
            f'<row r="2"><c r="A2" t="str"><v>{long}</v></c></row>'
            '<row r="3"><c r="A3" t="str"><v>a@example.com</v></c></row>'
        )
    )

    assert [row.problem for row in open_source(path).rows()] == [
        "A cell is longer than 100,000 characters.",
        "",
    ]


def test_too_many_rows_are_refused(saved, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 2)

    assert open_source(saved(Sheet=[["email"], ["a"], ["b"]])).size == 2
    with pytest.raises(TooManyRows):
        open_source(saved(Sheet=[["email"], ["a"], ["b"], ["c"]]))


def test_too_long_a_row_breaks_alone(saved):
    path = saved(Sheet=[["email", *["note"] * 40], ["a@example.com", *["x" * 30_000] * 40], ["b@example.com"]])

    rows = list(open_source(path).rows())

    assert [row.problem for row in rows] == ["The row is longer than 1,000,000 characters.", ""]
    assert sum(map(len, rows[0].cells)) <= 1_000_000


def test_rows_are_asked_for_again_and_by_several_at_a_time(saved):
    source = open_source(saved(Sheet=[["email"], *([f"p{number}@example.com"] for number in range(2_500))]))

    one, other = source.rows(), source.rows()
    pairs = [(next(one), next(other)) for _ in range(1_500)]

    assert [mine == theirs for mine, theirs in pairs] == [True] * 1_500
    assert [row.line for row in (*[mine for mine, _ in pairs], *one)] == list(range(2, 2_502))
    assert len(list(other)) == 1_000


def test_one_long_text_in_many_cells_is_refused(forged):
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 10_001))

    with pytest.raises(TooLargeWhenUnpacked):
        open_source(forged(sharedStrings=texts_of("x" * 32_000), sheet1=sheet_of(cells)))


@pytest.mark.parametrize(
    ("cell", "error"), [("ZZ200000", TooManyCells), ("A1048576", TooManyRows), ("XFD2", TooManyColumns)]
)
def test_a_cell_far_away_is_refused_before_the_sheet_is_spread_out(forged, cell, error):
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'

    with pytest.raises(error):
        open_source(forged(sheet1=sheet_of(cells)))


def test_cells_without_a_place_stand_beside_the_one_before(forged):
    path = forged(
        sheet1=sheet_of(
            '<row><c t="str"><v>email</v></c><c t="str"><v>name</v></c></row>'
            '<row><c t="str"><v>a@example.com</v></c><c r="B2" t="str"><v>Ada</v></c></row>'
        )
    )

    assert [row.cells for row in open_source(path).rows()] == [["a@example.com", "Ada"]]


def test_members_that_are_no_sheets_need_not_be_markup(forged):
    path = forged(**{"media/image1": b"\x89PNG" + bytes(100), "drawings/vmlDrawing1": "<xml><br></xml>"})

    assert [row.cells for row in open_source(path).rows()] == [["a@example.com"]]


def test_a_style_far_away_is_no_cell(forged):
    cells = (
        '<row r="1"><c r="A1" t="str"><v>email</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>a@b.de</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )

    assert [row.cells for row in open_source(forged(sheet1=sheet_of(cells))).rows()] == [["a@b.de"]]


@pytest.mark.parametrize(
    ("member", "named"),
    [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("readme.txt", "a zip archive"),
    ],
)
def test_another_archive_is_named(tmp_path, member, named):
    path = tmp_path / "contacts.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(member, "x")

    with pytest.raises(NotATable) as caught:
        open_source(path)

    assert caught.value.facts == {"content": named}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_workbook_is_refused(saved, share):
    path = saved(Sheet=[["email"], ["a@example.com"]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(DamagedWorkbook):
        open_source(path)


@pytest.mark.parametrize("member", ["workbook", "sheet1"])
def test_a_workbook_of_broken_markup_is_refused(forged, member):
    with pytest.raises(DamagedWorkbook):
        open_source(forged(**{member: "<worksheet><sheetData><row></worksheet>"}))


def test_cell_of_a_workbook_is_text_and_means_what_it_says(tmp_path):
    with open_source(write_workbook(tmp_path, {"People": [["email", "city"], ["a@example.com", "'=1"]]})) as source:
        assert [source.meant(row).cells for row in source.rows()] == [["a@example.com", "'=1"]]
