import csv
import io
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.importing.exceptions import EmptyFile, HeaderTooLong, TooManyColumns
from contacts.importing.sources import open_source
from contacts.importing.sources.records import UNCLOSED, Records

# Of many characters that are no text, a small file would be no table.
CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff", include_characters="\t\n\v\f\r"),
    max_size=8,
)


@pytest.fixture
def opened(tmp_path):
    """The source of a file with the given text, its line ends untouched."""

    def write_and_open(text, encoding="utf-8"):
        path = tmp_path / "contacts.csv"
        path.write_text(text, encoding=encoding, newline="")
        return open_source(path)

    return write_and_open


def lines_and_cells(source):
    return [(row.line, row.cells) for row in source.rows()]


def problems(source):
    return [(row.line, row.problem) for row in source.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_the_others(opened, delimiter):
    table = [["Name", "E-Mail"], ["Lovelace, Ada; Lady", "ada@example.com"], ["Bob | Ltd", "bob@example.com"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)

    source = opened(text.getvalue())

    assert source.delimiter == delimiter
    assert [source.headers, *(row.cells for row in source.rows())] == table


def test_the_header_decides_the_delimiter_against_many_commas(opened):
    source = opened("Title;Email\nDesigner, chief;a@example.com\nMaker, chief;b@example.com\n;c@example.com\n")

    assert source.headers == ["Title", "Email"]


def test_a_table_of_one_column_needs_no_delimiter(opened):
    assert lines_and_cells(opened("email\na@example.com\nb@example.com\n")) == [
        (2, ["a@example.com"]),
        (3, ["b@example.com"]),
    ]


def test_the_separator_line_of_excel_is_obeyed_and_counted(opened):
    source = opened("sep=;\nemail;note\na@example.com;one, two\n")

    assert (source.delimiter, lines_and_cells(source)) == (";", [(3, ["a@example.com", "one, two"])])


def test_a_separator_line_alone_is_an_empty_file(opened):
    with pytest.raises(EmptyFile):
        opened("sep=;\n")


@pytest.mark.parametrize("line", ["sep=\r", 'sep="\n', "sep= \n", "sep=x\n"])
def test_only_a_delimiter_separates(opened, line):
    assert opened(f"{line}email,name\na@example.com,A\n").delimiter == ","


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(opened, end):
    text = end.join(["email,note", "", 'a@example.com,"one', 'two"', " , ", "b@example.com,x", "", ""])

    assert lines_and_cells(opened(text)) == [
        (3, ["a@example.com", f"one{end}two"]),
        (6, ["b@example.com", "x"]),
    ]


def test_title_rows_and_blank_lines_above_the_header_are_passed_over(opened):
    source = opened("\nTrade fair 2026\n\nName;E-Mail\nAda;ada@example.com\n")

    assert (source.headers, lines_and_cells(source)) == (
        ["Name", "E-Mail"],
        [(5, ["Ada", "ada@example.com"])],
    )


def test_blanks_after_a_delimiter_do_not_hide_a_quotation_mark(opened):
    assert lines_and_cells(opened('email, name\na@example.com, "Lovelace, Ada"\n')) == [
        (2, ["a@example.com", "Lovelace, Ada"])
    ]


def test_ragged_rows_carry_their_problem_and_blank_cells_at_the_end_do_not_count(opened):
    source = opened("email,first_name,note\na@example.com\nb@example.com,B,,,\nc@example.com,C,n,extra\nd,D,\n")

    assert problems(source) == [
        (2, "The row has 1 cell where the header has 3."),
        (3, ""),
        (4, "The row has 4 cells where the header has 3."),
        (5, ""),
    ]


def test_a_header_cell_without_a_name_may_be_left_out_below(opened):
    source = opened("email,name,\na@example.com,A\nb@example.com,B,x\n")

    assert lines_and_cells(source) == [(2, ["a@example.com", "A", ""]), (3, ["b@example.com", "B", "x"])]


@pytest.mark.parametrize("cell", ["x" * 10_000_000, '"' + "x" * 10_000_000 + '"', "x" * 30_000_000])
def test_a_giant_cell_breaks_its_row_only(opened, cell):
    source = opened(f"email,note\na@example.com,{cell}\nb@example.com,B\n")

    broken, whole = source.rows()

    assert broken.problem == "A cell is longer than 100,000 characters."
    assert max(map(len, broken.cells)) == 1_000
    assert whole.cells == ["b@example.com", "B"]


def test_a_giant_cell_in_the_sample_hides_neither_delimiter_nor_header(opened):
    source = opened(f"email;note\na@example.com;{'x' * 13_000_000}\nb@example.com;B\n")

    assert (source.delimiter, source.headers) == (";", ["email", "note"])


def test_cells_of_a_broken_row_come_whole_unless_none_may_be_so_long(opened):
    source = opened(f"email,note,more\na@example.com,{'x' * 100_000}\n")

    assert [len(cell) for row in source.rows() for cell in row.cells] == [13, 100_000]


def test_a_quotation_mark_open_to_the_end_breaks_its_row_only(opened):
    source = opened('email,note\na@example.com,"open\nb@example.com,B\nc@example.com,C\n')

    assert problems(source) == [(2, UNCLOSED), (3, ""), (4, "")]


def test_a_quotation_mark_open_beyond_any_cell_breaks_its_row_only(opened):
    source = opened('email,note\na@example.com,"open\n' + "b@example.com,some words of a note\n" * 400_000)

    counted = [bool(problem) for _, problem in problems(source)]

    assert (len(counted), sum(counted), counted[0]) == (400_001, 1, True)


def test_a_file_full_of_open_quotation_marks_is_read_in_linear_time(opened):
    source = opened("email,note,more\n" + '"a"b,"\n' * 16_000)
    asked = 0

    class Counted(Records):
        def _cut_back(self):
            nonlocal asked
            asked += len(self.lines)
            return super()._cut_back()

    with source._opened() as file:
        records = sum(1 for _ in Counted(file, ","))

    assert (records, asked < 16_000 * 100) == (16_001, True)


def test_an_open_quotation_mark_holds_a_megabyte_at_most(opened):
    held = []

    class Line(str):
        def __len__(self):
            held.append(len(records.lines))
            return super().__len__()

    records = Records(iter(['a,"open\n', *[Line("x" * 99_999 + "\n") for _ in range(100)]]), ",")

    assert (sum(1 for _ in records), max(held) <= 12) == (101, True)


def test_a_note_of_many_lines_is_a_note(opened):
    note = "line\n" * 900

    assert lines_and_cells(opened(f'email,note\na@example.com,"{note}"\n')) == [(2, ["a@example.com", note])]


def test_a_quotation_mark_closed_by_a_later_row_gives_the_rows_between_back(opened):
    header = ",".join(f"column {number}" for number in range(8))
    rows = ["a,b,c,d,e,f,g,h"] * 3
    source = opened("\n".join([header, 'a,b,c,d,e,f,g,"open', *rows, 'a,b,c,d,e,f,g,"closed"', *rows]))

    assert problems(source) == [(2, UNCLOSED), *((line, "") for line in range(3, 10))]


def test_a_note_of_several_lines_with_commas_is_a_note(opened):
    source = opened('email,note\na@example.com,"Dear Ada,\nyes, no\nBob"\n')

    assert lines_and_cells(source) == [(2, ["a@example.com", "Dear Ada,\nyes, no\nBob"])]


def test_nul_is_kept_for_normalising(opened):
    assert lines_and_cells(opened("email,name\na@example.com,A\0da\n")) == [(2, ["a@example.com", "A\0da"])]


def test_rows_can_be_read_again_and_show_how_far_they_are(opened):
    source = opened("email,name\n" + "a@example.com,Ada\n" * 50_000)

    with source:
        assert source.position == 0
        rows = source.rows()
        next(rows)
        assert 0 < source.position < source.size
        assert sum(1 for _ in rows) == 49_999
        assert source.position == source.size
        assert sum(1 for _ in source.rows()) == 50_000


def test_rows_are_read_in_constant_memory(opened):
    source = opened("email,name\n" + "a@example.com,Ada\n" * 100_000)

    tracemalloc.start()
    for _ in source.rows():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 1_000_000


def test_a_table_of_too_many_columns_is_refused(opened):
    with pytest.raises(TooManyColumns):
        opened(",".join(f"c{number}" for number in range(1_001)) + "\n1\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), st.sampled_from([",", ";", "\t"]))
def test_what_python_writes_is_read_back(opened, table, delimiter):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["email", "first_name", "notes"])
    writer.writerows([f"x{first}", *rest] for first, *rest in table)

    source = opened(text.getvalue())

    assert [row.cells for row in source.rows()] == [[f"x{first}", *rest] for first, *rest in table]


def test_mark_against_formulas_stays_in_the_row_and_is_not_meant(opened):
    source = opened("email,first_name,phone,city\nada@example.com,'=1+1,+49 30 1,''@x\nbob@example.com,O'Brien,,\n")

    rows = list(source.rows())

    assert [row.cells[1:] for row in rows] == [["'=1+1", "+49 30 1", "''@x"], ["O'Brien", "", ""]]
    assert [source.meant(row).cells[1:] for row in rows] == [["=1+1", "+49 30 1", "'@x"], ["O'Brien", "", ""]]


def test_too_long_a_row_breaks_alone_and_comes_back_shortened(opened):
    long = ",".join(["x" * 90_000] * 20)
    source = opened("email" + ",note" * 20 + f"\na@example.com,{long}\nb@example.com{',' * 20}\n")

    broken, whole = source.rows()

    assert broken.problem == "The row is longer than 1,000,000 characters."
    assert (sum(map(len, broken.cells)), whole.problem) == (20 * 1_000 + 13, "")


def test_too_long_a_name_of_a_column_is_refused(opened):
    with pytest.raises(HeaderTooLong) as caught:
        opened(f"email,{'x' * 2_001}\na@example.com,1\n")

    assert caught.value.facts == {"column": 2, "limit": 2_000}
