"""Long lists."""

import pytest

from contacts.admin import paging
from contacts.admin.paging import BoundedPaginator
from contacts.models import Contact
from tests.contacts.admin.pages import url
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")


@pytest.fixture
def four(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 3)
    return [make_contact(last_name=name) for name in "abcd"]


def test_short_list_is_counted():
    make_contact()

    paginator = BoundedPaginator(Contact.objects.order_by("pk"), 2)

    assert (paginator.count, paginator.has_more, paginator.num_pages) == (1, False, 1)


def test_long_list_is_counted_up_to_a_bound(four):
    paginator = BoundedPaginator(Contact.objects.order_by("pk"), 2)

    assert (paginator.count, paginator.has_more, paginator.num_pages) == (3, True, 2)


def test_page_says_that_there_are_more(as_admin, four):
    assert "more than 3 contacts" in " ".join(as_admin.get(LIST).content.decode().split())


@pytest.mark.parametrize(("order", "names"), [("", "abcd"), ("?o=1", "abcd"), ("?o=-1", "dcba")])
def test_rows_come_in_the_order_of_an_index(as_admin, four, order, names):
    changelist = as_admin.get(f"{LIST}{order}").context["cl"]

    assert "".join(row.last_name for row in changelist.result_list) == names
    assert changelist.queryset.query.order_by[-1] == ("-pk" if order == "?o=-1" else "pk")


def test_never_contacted_come_first_or_last(as_admin):
    column = [field.__name__ if callable(field) else field for field in as_admin.get(LIST).context["cl"].list_display]
    index = column.index("last_contact")

    assert as_admin.get(f"{LIST}?o={index}").status_code == 200
    assert as_admin.get(f"{LIST}?o=-{index}").status_code == 200
