import pytest
from django.db import connection

from contacts.importing import chunks
from contacts.models import Company, Contact
from tests.contacts.importing.conftest import read_whole
from tests.factories import booked, make_company, make_contact
from tests.spreadsheets import outcome


def companies():
    return list(Company.objects.order_by("name", "domain").values_list("name", "domain"))


def employers():
    """Name and domain of the company of each contact, by address."""
    rows = Contact.objects.order_by("email").values_list("email", "company__name", "company__domain")
    return {email.partition("@")[0]: (name, domain) for email, name, domain in rows}


def test_without_a_name_no_company_is_made(imported):
    imported("email,company,company_domain\nada@example.com, ,\n")

    assert (companies(), employers()) == ([], {"ada": (None, None)})


def test_a_company_is_made_once_for_all_spellings_of_its_name(imported):
    imported("email,company\na@example.com,Café Müller\nb@example.com,CAFE MULLER\nc@example.com,Café Müller\n")

    assert employers() == dict.fromkeys("abc", ("Café Müller", ""))
    assert len(companies()) == 1


def test_a_company_is_found_by_its_domain_whatever_its_name(imported):
    make_company(name="Acme Incorporated", domain="acme.example")
    make_company(name="Acme")

    imported("email,company,company_domain\na@example.com,Acme,https://www.ACME.example/about\n")

    assert employers() == {"a": ("Acme Incorporated", "acme.example")}


def test_a_domain_alone_names_the_company(imported):
    imported("email,company_domain\na@example.com,acme.example\n")

    assert employers() == {"a": ("acme.example", "acme.example")}


def test_a_company_known_by_name_alone_learns_its_domain(imported):
    make_company(name="Acme")

    imported("email,company,company_domain\na@example.com,ACME,acme.example\n")

    assert companies() == [("Acme", "acme.example")]


@pytest.mark.parametrize("size", [1, 10])
def test_companies_of_one_name_and_two_domains_are_two(imported, monkeypatch, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    make_company(name="Acme")
    text = "email,company,company_domain\na@example.com,Acme,a.example\nb@example.com,Acme,b.example\n"

    first, second = imported(text), imported(text)

    assert employers() == {"a": ("Acme", "a.example"), "b": ("Acme", "b.example")}
    assert (outcome(first), outcome(second)) == ((2, 0, 0, 0, 0), (0, 0, 2, 0, 0))


def test_one_domain_is_learnt_by_one_company_only(imported):
    make_company(name="Acme")
    make_company(name="Acme Inc")

    imported("email,company,company_domain\na@example.com,Acme,acme.example\nb@example.com,Acme Inc,acme.example\n")

    assert companies() in (
        [("Acme", "acme.example"), ("Acme Inc", "")],
        [("Acme", ""), ("Acme Inc", "acme.example")],
    )
    assert len(set(employers().values())) == 1


def test_of_several_companies_of_one_name_a_contact_keeps_its_own(imported):
    make_company(name="Acme")
    own = make_company(name="ACME", domain="acme.example")
    make_contact(email="a@example.com", company=own)

    run = imported("email,company\na@example.com,acme\nb@example.com,acme\n")

    assert outcome(run) == (1, 0, 1, 0, 0)
    assert employers() == {"a": ("ACME", "acme.example"), "b": ("Acme", "")}


def test_a_deleted_company_is_not_found(imported):
    make_company(name="Acme", domain="acme.example")
    with booked():
        Company.objects.all().soft_delete()

    imported("email,company,company_domain\na@example.com,Acme,acme.example\n")

    assert Contact.objects.get().company.is_live
    assert Company.objects.live().count() == 1


def test_a_contact_that_changes_jobs_follows_the_file_unless_that_only_fills(imported):
    make_contact(email="a@example.com", company=make_company(name="Acme"))
    text = "email,company\na@example.com,Beta\n"

    imported(text, existing="fill")
    filled = employers()
    imported(text)

    assert (filled, employers()) == ({"a": ("Acme", "")}, {"a": ("Beta", "")})


def test_rows_that_wait_for_an_earlier_one_name_their_companies_too(imported):
    contact = make_contact(email="a@example.com")
    with booked():
        contact.emails.create(email="b@example.com")

    imported("email,company\na@example.com,\nb@example.com,Acme\nc@example.com,Acme\n")

    assert employers() == {"a": ("Acme", ""), "c": ("Acme", "")}
    assert companies() == [("Acme", "")]


def test_a_domain_names_a_company_also_where_the_contact_has_another_of_that_name(imported):
    own = make_company(name="Acme", domain="acme.example")
    make_contact(email="a@example.com", company=own)

    imported("email,company,company_domain\na@example.com,Acme,other.example\n")

    assert employers() == {"a": ("Acme", "other.example")}


def test_thousands_of_companies_are_looked_up_not_read(imported):
    with booked():
        Company.objects.bulk_create(
            Company(name=f"Name {n}", domain=f"n{n}.example" if n % 2 else "") for n in range(9_000)
        )
    rows = [
        ["a@example.com", "Name 2", "new.example"],
        ["b@example.com", "", "n3.example"],
        ["c@example.com", "Name 4", ""],
    ]
    before = read_whole("contacts_company")

    imported([["email", "company", "company_domain"], *rows])

    assert read_whole("contacts_company") == before
    assert employers() == {"a": ("Name 2", "new.example"), "b": ("Name 3", "n3.example"), "c": ("Name 4", "")}


@pytest.mark.parametrize("is_known", [False, True])
def test_thousands_of_companies_of_different_names_take_no_pairs(imported, is_known):
    if is_known:
        with booked():
            Company.objects.bulk_create(Company(name=f"Name {number}") for number in range(10_000))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")
    rows = ((f"p{number}@x.example", f"Name {number}", f"d{number}.example") for number in range(10_000))

    imported([["email", "company", "company_domain"], *rows])

    assert Company.objects.count() == 10_000


def test_thousands_of_companies_of_one_name_take_no_pairs(imported):
    def content(start):
        rows = (
            (f"p{number}@x.example", "Self-employed", f"d{number}.example") for number in range(start, start + 6_000)
        )
        return [["email", "company", "company_domain"], *rows]

    imported(content(0))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")

    runs = [imported(content(0)), imported(content(3_000))]

    assert [outcome(run) for run in runs] == [(0, 0, 6_000, 0, 0), (3_000, 0, 3_000, 0, 0)]
