import csv

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from contacts.importing.sources import open_source
from contacts.models import Contact, ContactList, ExportRun, ListMember
from tests.factories import booked, make_contact


def export(path, *options):
    call_command("export_contacts", path, *options)


def addresses(path):
    with open_source(path) as source:
        at = source.headers.index("email")
        return sorted(row.cells[at] for row in source.rows())


@pytest.fixture
def people(db):
    ada, bob, cy = (make_contact(email=f"{name}@example.com") for name in ("ada", "bob", "cy"))
    with booked():
        ListMember.objects.create(list=ContactList.objects.create(name="VIP"), contact=bob)
        ListMember.objects.create(list=ContactList.objects.get(name="VIP"), contact=cy)
        Contact.objects.filter(pk=cy.pk).soft_delete()
    return ada, bob


def test_without_contacts_the_file_has_a_header(db, tmp_path, capsys):
    export(tmp_path / "all.csv")

    assert (len((tmp_path / "all.csv").read_text().splitlines()), *capsys.readouterr()) == (1, "", "")


def test_an_unknown_list_is_refused_and_no_file_made(people, tmp_path):
    with pytest.raises(CommandError, match=r"^There is no list named 'Friends'\.$") as caught:
        export(tmp_path / "all.csv", "--list", "Friends")

    assert (caught.value.returncode, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.parametrize("name", ["missing/all.csv", ".", "x" * 300])
def test_a_path_that_cannot_be_written_is_one_sentence(people, tmp_path, name):
    with pytest.raises(CommandError) as caught:
        export(tmp_path / name)

    assert str(caught.value).startswith("The file cannot be written (")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [".", "/"])
def test_a_folder_is_one_sentence(people, path):
    with pytest.raises(CommandError, match=r"^The file cannot be written \(Is a directory\): check its folder\.$"):
        export(path)


def test_live_contacts_are_exported(people, tmp_path):
    export(tmp_path / "all.csv")

    assert addresses(tmp_path / "all.csv") == ["ada@example.com", "bob@example.com"]


@pytest.mark.parametrize("name", ["VIP", "vip"])
def test_a_list_exports_its_live_members(people, tmp_path, name):
    export(tmp_path / "all.csv", "--list", name)

    assert addresses(tmp_path / "all.csv") == ["bob@example.com"]


@pytest.mark.parametrize(
    ("name", "options", "kind"),
    [
        ("all.csv", [], "csv"),
        ("all.XLSX", [], "xlsx"),
        ("all", [], "csv"),
        ("all.txt", [], "csv"),
        ("all.csv", ["--format", "xlsx"], "xlsx"),
        ("all.jsonl", ["--format", "csv"], "csv"),
        ("all.xlsx", ["--format", "csv"], "csv"),
    ],
)
def test_the_format_follows_the_name_unless_it_is_given(people, tmp_path, name, options, kind):
    export(tmp_path / name, *options)

    with open_source(tmp_path / name) as source:
        assert source.kind == kind


def test_chosen_columns_are_written_in_their_order(people, tmp_path):
    export(tmp_path / "all.jsonl", "--columns", "title, email", "--list", "VIP")

    assert (tmp_path / "all.jsonl").read_text() == '{"title": null, "email": "bob@example.com"}\n'


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ("email,salary", "Nothing was exported: there is no column salary. Columns are: id, first_name, last_name,"),
        (" , ", "Nothing was exported: no column is chosen. Choose at least one, or all of them."),
    ],
)
def test_columns_that_cannot_be_chosen_are_refused_and_no_file_made(people, tmp_path, columns, complaint):
    with pytest.raises(CommandError) as caught:
        export(tmp_path / "all.csv", "--columns", columns)

    assert str(caught.value)[: len(complaint)] == complaint
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_is_refused(people, tmp_path):
    with pytest.raises(CommandError, match="invalid choice: 'pdf'"):
        export(tmp_path / "all.pdf", "--format", "pdf")


def test_it_is_journalled_and_keeps_no_file(people, tmp_path):
    export(tmp_path / "all.csv", "--list", "VIP")

    run = ExportRun.objects.get()
    assert (run.door, run.created_by, run.status, run.rows, run.file) == ("command", None, "done", 1, "")
    assert run.contacts == "Contacts by list “VIP”"


def test_somebody_in_whose_name_it_is_done_needs_the_right(people, sales_rep, tmp_path):
    with pytest.raises(CommandError, match="needs the permission"):
        export(tmp_path / "all.csv", "--by", "sales")
    with pytest.raises(CommandError, match=r"^There is no user nobody\.$"):
        export(tmp_path / "all.csv", "--by", "nobody")

    sales_rep.groups.add(Group.objects.get(name="Sales rep"))
    export(tmp_path / "all.csv", "--by", "sales")

    assert ExportRun.objects.get().created_by == sales_rep


def test_what_it_writes_is_csv_that_any_program_reads(people, tmp_path):
    with booked():
        Contact.objects.filter(email="ada@example.com").update(first_name='A "da", x\ny')

    export(tmp_path / "all.csv")

    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["email"]: row["first_name"] for row in csv.DictReader(file)}
    assert rows == {"ada@example.com": 'A "da", x\ny', "bob@example.com": ""}
