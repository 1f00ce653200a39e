import csv

import pytest

from contacts.importing.row_files import REASON_HEADER
from contacts.models import Contact
from tests.spreadsheets import as_csv, bring_in, outcome, write, write_workbook

NO_ADDRESS = "The e-mail address is missing."
NO_AT = "An e-mail address has an @ between name and domain."


def failed_rows(run):
    with run.failed_rows.open() as file:
        return list(csv.reader(file.read().decode("utf-8-sig").splitlines(keepends=True)))


def test_without_failed_rows_there_is_no_file(imported):
    assert not imported("email\nada@example.com\n").failed_rows


def test_failed_rows_come_back_as_they_stand_in_the_file_with_their_reasons(imported):
    run = imported(
        "Nr,E-Mail,Name,Bemerkung\n"
        "1,ada@example.com,Ada,\n"
        '2, nobody,"=1+1, ""x""","a\nb"\n'
        "\n"
        "3,,Zoë 🎈,\n"
        "4,x@example.com\n"
    )

    assert outcome(run) == (1, 0, 0, 0, 3)
    assert failed_rows(run) == [
        ["Nr", "E-Mail", "Name", "Bemerkung", REASON_HEADER],
        ["2", "nobody", '=1+1, "x"', "a\nb", NO_AT],
        ["3", "", "Zoë 🎈", "", NO_ADDRESS],
        ["4", "x@example.com", "", "", "The row has 2 cells where the header has 4."],
    ]


def test_the_mended_file_is_imported_as_the_original_would_have_been(imported, tmp_path):
    run = imported("E-Mail;Name;Schuhe\nada@example.com;Ada Hill;1\nbob;Bob Ng;2\n;Cy;3\n")
    rows = failed_rows(run)
    rows[1][0], rows[2][0] = "bob@example.com", "cy@example.com"

    again = bring_in(write(tmp_path, rows))

    assert outcome(again) == (2, 0, 0, 0, 0)
    assert list(Contact.objects.order_by("email").values_list("email", "first_name", "last_name")) == [
        ("ada@example.com", "Ada", "Hill"),
        ("bob@example.com", "Bob", "Ng"),
        ("cy@example.com", "Cy", ""),
    ]


def test_the_file_not_mended_fails_again_and_no_worse(imported, tmp_path):
    first = imported("email,first_name\nada,Ada\n,Bob\n")

    again = bring_in(write(tmp_path, failed_rows(first)))

    assert outcome(again) == (0, 0, 0, 0, 2)


def test_the_same_mapping_fits_the_file(imported, tmp_path):
    mapping = {"Kontakt": "email", "Wer": "first_name"}
    run = imported("Kontakt,Wer\nada,Ada\n", mapping=mapping)
    rows = failed_rows(run)
    rows[1][0] = "ada@example.com"

    again = bring_in(write(tmp_path, rows), mapping=mapping)

    assert (outcome(again), Contact.objects.get().first_name) == ((1, 0, 0, 0, 0), "Ada")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_file_is_utf_8_whatever_the_encoding_of_the_original(db, tmp_path, encoding):
    path = write(tmp_path, "email,first_name\nada,Zoë\n".encode(encoding))

    run = bring_in(path, encoding="cp1252" if encoding == "cp1252" else "")

    assert failed_rows(run)[1] == ["ada", "Zoë", NO_AT]


def test_half_a_character_does_not_lose_the_file(db, tmp_path):
    run = bring_in(write(tmp_path, "email,first_name\nada,a+2AA-b\n".encode("ascii")), encoding="utf-7")

    assert failed_rows(run)[1] == ["ada", "a?b", NO_AT]


def test_rows_of_a_workbook_come_back_as_csv(db, tmp_path):
    path = write_workbook(tmp_path, {"Leads": [["Email", "Phone"], ["ada@example.com", 1], ["", 493012345678]]})

    assert failed_rows(bring_in(path)) == [["Email", "Phone", REASON_HEADER], ["", "493012345678", NO_ADDRESS]]


def test_long_cells_of_a_broken_row_come_back_whole(imported):
    run = imported(f"email,notes,more\nada@example.com,{'x' * 5_000}\nbob@example.com,,\n")

    assert failed_rows(run)[1] == ["ada@example.com", "x" * 5_000, "", "The row has 2 cells where the header has 3."]


def test_half_a_character_below_a_byte_order_mark_does_not_lose_the_file(db, tmp_path):
    table = "email,first_name\nada@example.com,A\ud83d\nbob,B\n".encode("utf-16", "surrogatepass")
    run = bring_in(write(tmp_path, table))

    assert (Contact.objects.get().first_name, failed_rows(run)[1]) == ("A", ["bob", "B", NO_AT])


def test_a_huge_cell_comes_back_shortened(imported):
    run = imported(as_csv([["email", "notes"], ["ada@example.com", "x" * 10_000_000], ["bob@example.com", ""]]))

    rows = failed_rows(run)
    assert outcome(run) == (1, 0, 0, 0, 1)
    assert (rows[1][0], len(rows[1][1]), rows[1][2]) == (
        "ada@example.com",
        1_000,
        "A cell is longer than 100,000 characters.",
    )
