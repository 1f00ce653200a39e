import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage

from contacts.importing.columns import date_order, mapping_of, open_run, samples
from contacts.importing.run import execute
from contacts.models import ChangeSet, Contact, ImportRun
from tests.factories import make_custom_field
from tests.spreadsheets import outcome


def make_run(text, **fields):
    run = ImportRun(file_name="people.csv", **fields)
    run.file.save("people.csv", ContentFile(text.encode()), save=False)
    run.save()
    return run


class Elsewhere(Storage):
    """A storage whose files lie on no path."""

    def __init__(self):
        self._kept = InMemoryStorage()

    def _open(self, name, mode="rb"):
        return self._kept.open(name, mode)

    def _save(self, name, content):
        return self._kept.save(name, content)

    def exists(self, name):
        return self._kept.exists(name)


@pytest.fixture
def elsewhere(db):
    field = ImportRun._meta.get_field("file")
    usual, field.storage = field.storage, Elsewhere()
    yield
    field.storage = usual


def test_a_settled_mapping_is_taken_as_it_is(db):
    suggested = mapping_of(make_run("email,name\na@example.com,Ada\n"))

    settled = mapping_of(
        make_run("email,name\na@example.com,Ada\n", mapping=suggested.with_choices({"name": ""}).as_json())
    )

    assert [column.field for column in suggested.columns] == ["email", "full_name"]
    assert [column.field for column in settled.columns] == ["email"]


def test_custom_fields_of_contacts_are_known_and_those_of_companies_not(db):
    make_custom_field(key="size")
    make_custom_field(key="branch", subject="company")

    mapping = mapping_of(make_run("email,custom.size,custom.branch\na@example.com,1,2\n"))

    assert (mapping.custom_keys, mapping.ignored) == ({"size"}, ("custom.branch",))


def test_samples_are_the_first_rows_that_are_not_broken(db):
    with open_run(make_run("email,name\na@example.com,Ada\nb@example.com\nc@example.com,Cy\n")) as source:
        assert samples(source, 3) == [["a@example.com", "Ada"], ["c@example.com", "Cy"]]


@pytest.mark.parametrize(
    ("dates", "order"), [("03/04/2001,13/04/2001", "dmy"), ("03/04/2001,04/13/2001", "mdy"), ("03/04/2001", None)]
)
def test_the_order_of_dates_is_proven_by_the_first_rows(db, dates, order):
    rows = "".join(f"a{at}@example.com,{date}\n" for at, date in enumerate(dates.split(",")))
    run = make_run(f"email,birth_date\n{rows}")

    with open_run(run) as source:
        assert date_order(source, mapping_of(run)) == order


def test_dates_are_read_in_the_order_of_the_file(imported):
    run = imported("email,birth_date\na@example.com,03/04/2001\nb@example.com,25/12/2001\n")

    assert outcome(run) == (2, 0, 0, 0, 0)
    assert list(Contact.objects.order_by("email").values_list("birth_date", flat=True)) == [
        dt.date(2001, 4, 3),
        dt.date(2001, 12, 25),
    ]


def test_a_file_in_another_storage_is_imported_from_a_copy(elsewhere):
    run = make_run("email\na@example.com\n")

    execute(run, door=ChangeSet.Door.JOB)

    assert Contact.objects.get().email == "a@example.com"
