import pytest

from contacts.importing import limits
from contacts.importing.exceptions import (
    DamagedWorkbook,
    TooLargeWhenUnpacked,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from contacts.importing.xlsx.archive import measure
from tests.workbooks import MAIN, sheet_of, texts_of


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
    monkeypatch.setattr(limits, "MAX_AREA", 1_000)
    if error is TooManyColumns:
        monkeypatch.setattr(limits, "MAX_AREA", 8_000_000)

    with pytest.raises(error):
        measure(forged(sheet1=sheet_of(cells)))


@pytest.mark.parametrize("cell", ["<f>1</f><v>1</v>", "<v><!-- -->1</v>", "<v>&#49;</v>", "<v>+01</v>"])
def test_a_long_text_counts_whatever_stands_before_its_number(forged, cell):
    cells = "".join(f'<row r="{row}"><c foo="/" t="s">{cell}</c></row>' for row in range(1, 3_001))

    with pytest.raises(TooLargeWhenUnpacked):
        measure(forged(sharedStrings=texts_of("email", "x" * 2_000_000), sheet1=sheet_of(cells)))


@pytest.mark.parametrize("texts", ["<!-- </si></si> --><si><t>{}</t></si>", "<si ><t>{}</t></si >"])
def test_shared_texts_are_numbered_as_the_reader_does(forged, texts):
    cells = '<row><c t="s"><v>0</v></c></row>' * 3_000
    texts = f'<sst xmlns="{MAIN}">{texts.format("x" * 2_000_000)}</sst>'

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


def test_too_many_rows_are_refused(saved, monkeypatch):
    monkeypatch.setattr(limits, "MAX_SHEET_ROWS", 2)

    assert measure(saved(Sheet=[["email"], ["a"], ["b"]])) == 1
    with pytest.raises(TooManyRows):
        measure(saved(Sheet=[["email"], *([["a"]] * 100)]))


def test_sheets_are_counted(saved):
    assert measure(saved(One=[["email"]], Two=[["email"]])) == 2
