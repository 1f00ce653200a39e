"""Soft delete, and its way back."""

import pytest

from contacts.deletion import delete, restore
from contacts.exceptions import CannotRestore
from contacts.models import ChangeSet, Company, Contact
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db

BY_API = {"by": None, "door": ChangeSet.Door.API}


def test_rows_that_are_deleted_already_do_not_count():
    make_contact()
    delete(Contact.objects.all(), **BY_API)

    assert delete(Contact.objects.all(), **BY_API) == 0


def test_deletion_has_a_change_set_of_its_kind():
    make_contact()

    delete(Contact.objects.all(), **BY_API)

    assert ChangeSet.objects.first().kind == ChangeSet.Kind.DELETE


def test_restore_is_refused_where_another_has_the_address_now():
    make_contact(email="jane@example.com")
    delete(Contact.objects.all(), **BY_API)
    make_contact(email="jane@example.com")

    with pytest.raises(CannotRestore, match="A contact with this e-mail address exists already"):
        restore(Contact.objects.all(), **BY_API)


def test_restore_is_refused_where_another_company_has_the_domain_now():
    make_company(domain="acme.com")
    delete(Company.objects.all(), **BY_API)
    make_company(domain="acme.com")

    with pytest.raises(CannotRestore, match="A company with this domain exists already"):
        restore(Company.objects.all(), **BY_API)


def test_rows_live_again():
    make_contact(), make_contact()
    delete(Contact.objects.all(), **BY_API)

    assert restore(Contact.objects.all(), **BY_API) == 2
    assert Contact.objects.live().count() == 2
