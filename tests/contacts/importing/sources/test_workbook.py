import datetime as dt
import struct
import tracemalloc
import zipfile

import openpyxl
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
from contacts.importing.sources import archive, open_source, workbook
from contacts.importing.sources.archive import measure
from tests.spreadsheets import write_workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def saved(tmp_path):
    """A workbook with the given sheets of rows; a name in brackets is that of a hidden sheet."""

    def save(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = "hidden" if name.startswith("hidden") else "visible"
        path = tmp_path / "contacts.csv"
        book.save(path)
        return path

    return save


@pytest.fixture
def forged(saved):
    """A small workbook in which single members are added or replaced."""

    def forge(**members):
        path = saved(Sheet=[["email"], ["a@example.com"]])
        forgery = path.with_name("forged.xlsx")
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(forgery, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                key = name.rpartition("/")[2].removesuffix(".xml")
                new.writestr(name, members.pop(key, None) or old.read(name))
            for key, content in members.items():
                new.writestr(f"xl/{key}.xml", content)
        return forgery

    return forge


def sheet_of(cells):
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData></worksheet>'


def texts_of(*texts):
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{NAMESPACE}">{items}</sst>'


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
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    monkeypatch.setattr(archive, "MAX_ROWS", 2)

    assert open_source(saved(Sheet=[["email"], ["a"], ["b"]])).size == 2
    with pytest.raises(TooManyRows):
        open_source(saved(Sheet=[["email"], ["a"], ["b"], ["c"]]))
    with pytest.raises(TooManyRows):
        open_source(saved(Sheet=[["email"], *([["a"]] * 100)]))


def test_a_bomb_of_strings_is_refused_before_it_unpacks(tmp_path, saved):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(saved(Sheet=[["email"]])) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in set(old.namelist()) - {"xl/sharedStrings.xml"}:
            new.writestr(name, old.read(name))
        with new.open("xl/sharedStrings.xml", "w", force_zip64=True) as file:
            for _ in range(100):
                file.write(b"<si><t>" + b"x" * (1 << 20) + b"</t></si>")

    tracemalloc.start()
    with pytest.raises(TooLargeWhenUnpacked):
        open_source(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert path.stat().st_size < 1_000_000
    assert peak < 20_000_000


def test_a_size_that_lies_is_found_out_by_unpacking(forged):
    path = forged(sharedStrings=texts_of("x" * 50_000_000))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        size = struct.pack("<L", book.getinfo("xl/sharedStrings.xml").file_size)
    path.write_bytes(content.replace(size, struct.pack("<L", 100)))

    with pytest.raises(TooLargeWhenUnpacked):
        open_source(path)


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


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="xfd1048576">',
        '<c r="XFD0001048576">',
        '<c r="ZZZZZZZZZZ2">',
        '<c r="XFE2">',
        '<c r="A1048577">',
        '<c r="A">',
        '<c r="">',
    ],
)
def test_a_cell_at_a_place_that_excel_does_not_have_is_refused(forged, cell):
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}<v>1</v></c></row>'

    with pytest.raises(DamagedWorkbook):
        measure(forged(sheet1=sheet_of(cells)))


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ('<row r="2"><c foo="/" r="XFD1048576"><v>1</v></c></row>', TooManyRows),
        ('<row r="2"><c foo=">" r = "XFD2" ><v>1</v></c></row>', TooManyColumns),
        ('<row r="1">' + "<c><v>1</v></c>" * 16_000 + "</row>", TooManyColumns),
        ('<row r="1048576"><c><v>1</v></c></row>', TooManyRows),
        ('<row r="1"><row r="1048575"><c/></row></row><row><c><v>1</v></c></row>', TooManyRows),
        ("<row/>" * 300_000 + "<row><c><v>1</v></c></row>", TooManyRows),
        ('<row r="1">' + '<c r="A1"><v>1</v></c>' * 1_001 + "</row>", TooManyCells),
    ],
)
def test_the_reach_is_that_of_the_cells_however_they_are_written(forged, monkeypatch, cells, error):
    monkeypatch.setattr(archive, "_MAX_AREA", 1_000)
    if error is TooManyColumns:
        monkeypatch.setattr(archive, "_MAX_AREA", 8_000_000)

    with pytest.raises(error):
        measure(forged(sheet1=sheet_of(cells)))


def test_cells_without_a_place_stand_beside_the_one_before(forged):
    path = forged(
        sheet1=sheet_of(
            '<row><c t="str"><v>email</v></c><c t="str"><v>name</v></c></row>'
            '<row><c t="str"><v>a@example.com</v></c><c r="B2" t="str"><v>Ada</v></c></row>'
        )
    )

    assert [row.cells for row in open_source(path).rows()] == [["a@example.com", "Ada"]]


@pytest.mark.parametrize("cell", ["<f>1</f><v>1</v>", "<v><!-- -->1</v>", "<v>&#49;</v>", "<v>+01</v>"])
def test_a_long_text_counts_whatever_stands_before_its_number(forged, cell):
    cells = "".join(f'<row r="{row}"><c foo="/" t="s">{cell}</c></row>' for row in range(1, 3_001))

    with pytest.raises(TooLargeWhenUnpacked):
        measure(forged(sharedStrings=texts_of("email", "x" * 2_000_000), sheet1=sheet_of(cells)))


@pytest.mark.parametrize("texts", ["<!-- </si></si> --><si><t>{}</t></si>", "<si ><t>{}</t></si >"])
def test_shared_texts_are_numbered_as_the_reader_does(forged, texts):
    cells = '<row><c t="s"><v>0</v></c></row>' * 3_000
    texts = f'<sst xmlns="{NAMESPACE}">{texts.format("x" * 2_000_000)}</sst>'

    with pytest.raises(TooLargeWhenUnpacked):
        measure(forged(sharedStrings=texts, sheet1=sheet_of(cells)))


def test_a_second_list_of_shared_texts_is_refused(forged):
    with pytest.raises(DamagedWorkbook):
        measure(forged(**{"sharedStrings": texts_of("a"), "more/sharedStrings": texts_of("b")}))


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_of("<row/>"),
        sheet_of("<c>" * 300 + "</c>" * 300),
        sheet_of("<!--" + "x" * (4 << 20) + "-->"),
        sheet_of("".join(f"<a{number}/>" for number in range(10_001))),
        sheet_of('<row><c t="s"><v><x/>0</v></c></row>'),
        "<a><br></a>" + sheet_of("<row/>"),
    ],
)
def test_markup_that_no_spreadsheet_program_writes_is_refused(forged, sheet):
    with pytest.raises(DamagedWorkbook):
        measure(forged(sheet1=sheet, sharedStrings=texts_of("a")))


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
