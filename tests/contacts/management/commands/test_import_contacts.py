import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from contacts.models import ChangeSet, Contact, ImportRun
from tests.factories import make_contact, make_custom_field
from tests.spreadsheets import as_csv, write, write_workbook

ADA = "email,first_name\nada@example.com,Ada\n"
KEYS = ["run", "rows", "created", "updated", "unchanged", "skipped", "failed", "unprocessed", "seconds"]


@pytest.fixture
def import_contacts(db, tmp_path, capsys):
    """Runs the command on a file of the given content: its exit code, and what it wrote on both streams."""

    def run(content, *options, name="people.csv"):
        path = content if hasattr(content, "suffix") else write(tmp_path, content, name)
        code = 0
        try:
            call_command("import_contacts", path, *options)
        except CommandError as error:
            # As the command line does: one sentence, and the code.
            code, message = error.returncode, f"{error}\n"
            out, err = capsys.readouterr()
            return code, out, err + message
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    return run


def mapping_file(tmp_path, content):
    path = tmp_path / "mapping.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def sheet_bomb(path):
    """A small workbook of 500 MB of text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as texts:
            for _ in range(100):
                texts.write(b"<si><t>" + b"x" * 5_000_000 + b"</t></si>")
    return path


UNUSABLE = {
    "empty": ("", "The file is empty. Export it again, or choose another one."),
    "blank": ("\n\n  \n", "The file is empty. Export it again, or choose another one."),
    "header only": (
        "email,first_name\n",
        "The file has a header but no rows. Add rows below the header, or choose another file.",
    ),
    "no header": (
        "ada@example.com,Ada\n",
        "The file has a header but no rows. Add rows below the header, or choose another file.",
    ),
    "values for a header": (
        "ada@example.com,Ada\nbob@example.com,Bob\n",
        "The first row holds an e-mail address where the names of the columns should be. Put a header above it, for "
        "instance: first_name, last_name, email.",
    ),
    "no e-mail column": (
        "name,city\nAda,Ulm\n",
        "No column is recognised as an e-mail address. The columns are: name, city. Rename one to "
        '"email", or map it: {"<header>": "email"}.',
    ),
    "wrong encoding": (
        "email,first_name\nada@example.com,Zoë\n".encode("latin-1"),
        "The file is not UTF-8: line 2 (byte 36) does not decode, and no other encoding can be told for certain. Say "
        "which one it is with --encoding, for instance cp1252 (Windows, Western Europe), cp1250 (Windows, Central "
        "Europe), latin-1, shift_jis or utf-16-le.",
    ),
    "lone surrogate": (
        b"email,first_name\nada@example.com,\xed\xa0\x80\n",
        "The file is not UTF-8: line 2 (byte 34) does not decode, and no other encoding can be told for certain. Say "
        "which one it is with --encoding, for instance cp1252 (Windows, Western Europe), cp1250 (Windows, Central "
        "Europe), latin-1, shift_jis or utf-16-le.",
    ),
    "renamed program": (
        b"MZ\x90\x00\x03\x00\x00\x00\x04" + bytes(range(256)) * 20,
        "This is a program, not a table. Export the contacts as CSV (UTF-8) or XLSX.",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_file_is_one_sentence_and_code_2_and_writes_nothing(import_contacts, content, sentence):
    assert import_contacts(content, "--json") == (2, "", f"{sentence}\n")
    assert (Contact.objects.count(), ChangeSet.objects.count()) == (0, 0)
    assert ImportRun.objects.get().status == "failed"


def test_a_workbook_that_grows_without_end_is_refused(import_contacts, tmp_path):
    path = sheet_bomb(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 4 << 20

    code, out, err = import_contacts(path)

    assert (code, out) == (2, "")
    assert err.endswith("MB when it is unpacked. Save the sheet as CSV UTF-8, which is read row by row.\n")


def test_a_zip_archive_that_is_no_workbook_is_refused(import_contacts, tmp_path):
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", ADA)

    assert import_contacts(path) == (
        2,
        "",
        "This is a zip archive, not a table. Export the contacts as CSV (UTF-8) or XLSX.\n",
    )


@pytest.mark.parametrize(("path", "reason"), [("missing.csv", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_code_2(import_contacts, tmp_path, path, reason):
    assert import_contacts(tmp_path / path) == (
        2,
        "",
        f"The file cannot be read ({reason}): check its name and its permissions.\n",
    )


def test_all_rows_in_is_code_0_and_a_report_on_stderr(import_contacts):
    code, out, err = import_contacts("email,first_name,shoe\nada@example.com,Ada,38\n")

    run = ImportRun.objects.get()
    assert (code, out) == (0, "")
    assert err == (
        "1 rows, 1 created, 0 updated, 0 unchanged, 0 skipped, 0 failed, 0 unprocessed "
        f"in {run.seconds:.1f} s; 0 cells were not understood.\n"
        "Not imported, for no field is known for them: shoe. See --mapping.\n"
    )


def test_some_rows_failed_is_code_1_and_names_them_without_their_values(import_contacts):
    code, out, err = import_contacts("email,phone\nada@example.com,secret\nsecret,\n,1\n")

    run = ImportRun.objects.get()
    assert (code, out) == (1, "")
    assert err == (
        "3 rows, 1 created, 0 updated, 0 unchanged, 0 skipped, 2 failed, 0 unprocessed "
        f"in {run.seconds:.1f} s; 1 cells were not understood.\n"
        "Line 3: An e-mail address has an @ between name and domain.\n"
        "Line 4: The e-mail address is missing.\n"
        f"The rows that failed, to be mended and imported again: {run.failed_rows.path}\n"
    )


@pytest.mark.parametrize(
    ("content", "code", "counts"), [(ADA, 0, [1, 1, 0, 0, 0, 0]), ("email\nada\n", 1, [1, 0, 0, 0, 0, 1])]
)
def test_json_is_the_last_line_and_has_exactly_these_keys(import_contacts, content, code, counts):
    found, out, _ = import_contacts(content, "--json")

    result = json.loads(out.splitlines()[-1])
    run = ImportRun.objects.get()
    assert (found, list(result), list(result.values())) == (code, KEYS, [str(run.pk), *counts, 0, run.seconds])


def test_dry_run_says_what_would_happen_and_imports_nothing(import_contacts):
    code, out, err = import_contacts("email,first_name\nada@example.com,Ada\nada\n", "--dry-run", "--json")

    result = json.loads(out.splitlines()[-1])
    run = ImportRun.objects.get()
    assert (code, list(result), list(result.values())) == (0, KEYS, [str(run.pk), 2, 1, 0, 0, 0, 1, 0, run.seconds])
    assert err.startswith("2 rows, 1 created, 0 updated, 0 unchanged, 0 skipped, 1 failed, 0 unprocessed in ")
    assert (run.status, Contact.objects.count()) == ("planned", 0)


def test_dry_run_of_an_unusable_file_is_code_2(import_contacts):
    assert import_contacts("name\nAda\n", "--dry-run")[0] == 2


def test_columns_of_our_own_export_that_are_never_imported_are_not_called_unknown(import_contacts):
    _, _, err = import_contacts("id,email,owner,created_at\n7,ada@example.com,sam,2026-01-01\n")

    assert len(err.splitlines()) == 1


ROWS = {
    "duplicate headers": (
        "email,email,first_name,first_name\nada@example.com,ada@home.example,Ada,Eve\n",
        (0, [1, 1, 0, 0, 0, 0]),
    ),
    "ragged": ("email,a,b\nada@example.com\nbob@example.com,1,2,3,4\ncy@example.com,1,2,,\n", (1, [3, 1, 0, 0, 0, 2])),
    "10 MB cell": (
        as_csv([["email", "notes"], ["ada@example.com", "x" * 10_000_000], ["bob@example.com", "n"]]),
        (1, [2, 1, 0, 0, 0, 1]),
    ),
    "NUL": ("email,first_name,notes\nada@example.com,A\0da,\0\nb\0b@example.com,,\n", (1, [2, 1, 0, 0, 0, 1])),
    "open quotation mark": ('email,first_name\nada@example.com,"Ada\nbob@example.com,Bob\n', (1, [2, 1, 0, 0, 0, 1])),
    "blank rows": ("email,first_name\n,\n\nada@example.com,Ada\n , \n,,\n", (0, [1, 1, 0, 0, 0, 0])),
    "old line ends": ("email,first_name\rada@example.com,Ada\r", (0, [1, 1, 0, 0, 0, 0])),
    "UTF-16": (ADA.encode("utf-16"), (0, [1, 1, 0, 0, 0, 0])),
    "byte order mark": (ADA.encode("utf-8-sig"), (0, [1, 1, 0, 0, 0, 0])),
}


@pytest.mark.parametrize(("content", "expected"), ROWS.values(), ids=ROWS)
def test_what_is_wrong_with_a_row_concerns_that_row_alone(import_contacts, content, expected):
    code, out, _ = import_contacts(content, "--json")

    result = json.loads(out)
    assert (code, [result[key] for key in KEYS[1:-2]]) == expected
    assert Contact.objects.count() == result["created"]


def test_an_encoding_is_taken_and_a_wrong_one_refused(import_contacts):
    content = "email,first_name\nada@example.com,Zoë\n".encode("cp1252")

    codes = [import_contacts(content, "--encoding", name)[0] for name in ("ascii", "klingon", "x" * 70, "cp1252")]

    assert (codes, Contact.objects.get().first_name) == ([2, 2, 2, 0], "Zoë")


def test_a_mapping_decides(import_contacts, tmp_path):
    make_custom_field(key="size", type="number")
    mapping = mapping_file(tmp_path, {"Wer": "first_name", "shoe": "custom.size", "city": "", "state": None})

    code, _, _ = import_contacts(
        "email,Wer,shoe,city,state\nada@example.com,Ada,38,Ulm,BW\n", "--mapping", str(mapping)
    )

    contact = Contact.objects.get()
    assert (code, contact.first_name, contact.custom_fields, contact.city, contact.state) == (
        0,
        "Ada",
        {"size": 38},
        "",
        "",
    )


NO_OBJECT = 'The mapping must be an object of {"header": "field"} or {"header": {"field": …, "mode": …, "default": …}}.'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"Nope": "email"}, "The file has no column 'Nope'. The columns are: email, first_name."),
        (
            {"email": ""},
            "No column is recognised as an e-mail address. The columns are: email, first_name. Rename one to "
            '"email", or map it: {"<header>": "email"}.',
        ),
        (
            {"email": "city", "first_name": "city"},
            "Two columns are mapped to 'city', which takes one. Map 'first_name' to another field, or to nothing.",
        ),
        (["email"], NO_OBJECT),
        ({"email": 5}, NO_OBJECT),
        ({"email": {"feild": "email"}}, NO_OBJECT),
        ("", "The mapping is not JSON in UTF-8."),
        ("{email: email}", "The mapping is not JSON in UTF-8."),
        ("[" * 100_000, "The mapping is not JSON in UTF-8."),
    ],
)
def test_a_mapping_that_makes_no_sense_is_code_2(import_contacts, tmp_path, content, sentence):
    assert import_contacts(ADA, "--mapping", str(mapping_file(tmp_path, content))) == (2, "", f"{sentence}\n")
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("field", ["e-mail", "custom.nope", "owner", "first_name; DROP TABLE contacts_contact"])
def test_an_unknown_field_is_code_2_and_lists_the_known_ones(import_contacts, tmp_path, field):
    code, _, err = import_contacts(ADA, "--mapping", str(mapping_file(tmp_path, {"first_name": field})))

    beginning = f"There is no field {field!r} to import into. Fields are: id, first_name, last_name, full_name, email, "
    assert (code, err[: len(beginning)]) == (2, beginning)


def test_a_missing_mapping_is_code_2(import_contacts, tmp_path):
    assert import_contacts(ADA, "--mapping", str(tmp_path / "nope.json")) == (
        2,
        "",
        "The mapping cannot be read (No such file or directory): check its name and its permissions.\n",
    )


def test_known_contacts_are_treated_as_asked(import_contacts):
    contact = make_contact(email="ada@example.com", first_name="Eda")

    results = []
    for policy in ("skip", "fill", "update"):
        import_contacts(ADA, "--existing", policy)
        contact.refresh_from_db()
        results.append(contact.first_name)

    assert results == ["Eda", "Eda", "Ada"]


def test_who_imports_stands_on_the_run_and_its_change_set(import_contacts, sales_rep):
    import_contacts(ADA, "--by", "sales")

    run = ImportRun.objects.get()
    assert (run.created_by, run.change_set.actor, run.change_set.door) == (sales_rep, sales_rep, "command")


def test_an_unknown_user_is_code_2(import_contacts):
    assert import_contacts(ADA, "--by", "nobody") == (2, "", "There is no user nobody.\n")
    assert ImportRun.objects.count() == 0


def test_a_workbook_is_imported(import_contacts, tmp_path):
    path = write_workbook(tmp_path, {"Leads": [["email", "phone"], ["ada@example.com", 4930123456]]})

    assert import_contacts(path)[0] == 0
    assert Contact.objects.get().phone == "4930123456"


def test_a_saved_mapping_is_used_and_changed_on_top(import_contacts, tmp_path):
    columns = {"Wer": {"field": "first_name", "mode": "fill"}, "Ort": {"field": "city", "default": "Ulm"}}
    file = str(mapping_file(tmp_path, columns))
    rows = "email,Wer,Ort\nada@example.com,Ada,\n"
    import_contacts(rows, "--mapping", file, "--set", "tags=Fair", "--save-mapping", "Fair", "--existing", "fill")

    code, _, _ = import_contacts("email,Wer,Ort\nbob@example.com,Bob,\n", "--saved-mapping", "fair")

    bob = Contact.objects.get(email="bob@example.com")
    assert (code, bob.first_name, bob.city, bob.tags.get().name) == (0, "Bob", "Ulm", "Fair")
    assert ImportRun.objects.latest("created_at").existing == "fill"


def test_a_mapping_that_nobody_saved_is_code_2(import_contacts):
    assert import_contacts(ADA, "--saved-mapping", "Nope") == (
        2,
        "",
        "No mapping is saved under the name 'Nope'. The page of saved mappings lists them.\n",
    )


@pytest.mark.parametrize("pair", ["email=x@example.com", "tags", "nope=1"])
def test_a_value_for_every_row_that_makes_no_sense_is_code_2(import_contacts, pair):
    code, _, _ = import_contacts(ADA, "--set", pair)

    assert (code, Contact.objects.count()) == (2, 0)
