from contacts.importing import chunks
from contacts.models import Contact
from contacts.models.import_run import ImportRow
from tests.factories import booked, make_contact
from tests.spreadsheets import outcome


def outcomes(run):
    return list(ImportRow.objects.filter(run=run).order_by("line").values_list("line", "outcome"))


def test_nothing_to_do_is_unchanged(imported):
    make_contact(email="ada@example.com")

    assert outcomes(imported("email\nada@example.com\n")) == [(2, "n")]


def test_every_line_has_exactly_one_outcome(imported):
    make_contact(email="ada@example.com", first_name="Ada")
    make_contact(email="bob@example.com")

    run = imported(
        "email,first_name\nada@example.com,Ada\nbob@example.com,Bob\ncy@example.com,\nbob@example.com,\n,x\n"
    )

    assert outcomes(run) == [(2, "n"), (3, "u"), (4, "c"), (5, "s"), (6, "f")]
    assert outcome(run) == (1, 1, 1, 1, 1)


def test_known_contacts_are_skipped_but_those_the_run_has_made_are_completed(imported, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 1)
    known = make_contact(email="ada@example.com")

    run = imported(
        "email,first_name\nada@example.com,Ada\nbob@example.com,\nada@example.com,Ada\nbob@example.com,Bob\n",
        existing="skip",
    )

    known.refresh_from_db()
    assert outcomes(run) == [(2, "s"), (3, "c"), (4, "s"), (5, "s")]
    assert (known.first_name, Contact.objects.get(email="bob@example.com").first_name) == ("", "Bob")


def test_rows_that_wait_and_rows_folded_into_them_are_skipped(imported):
    contact = make_contact(email="a@example.com")
    with booked():
        contact.emails.create(email="b@example.com")

    run = imported("email,first_name\na@example.com,Ada\nb@example.com,\nB@example.com,\n")

    assert outcomes(run) == [(2, "u"), (3, "s"), (4, "s")]
    assert set(ImportRow.objects.filter(run=run).values_list("contact", flat=True)) == {contact.pk}
