"""The record of processing in the admin."""

import pytest
from django.urls import reverse

from gdpr.record import FORMATS, activities

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:gdpr_purpose_record")


def file_of(kind: str) -> str:
    return reverse("admin:gdpr_purpose_record_file", args=[kind])


@pytest.mark.parametrize("address", [PAGE, file_of("csv")])
def test_who_may_not_look_at_purposes_gets_no_record(client, sales_rep, address):
    client.force_login(sales_rep)

    assert client.get(address).status_code == 403


def test_file_of_an_unknown_kind_is_not_found(as_officer):
    assert as_officer.get(file_of("docx")).status_code == 404


def test_page_tells_every_activity(as_officer):
    page = as_officer.get(PAGE)

    assert page.status_code == 200
    assert [activity for activity, _ in page.context["activities"]] == activities()


@pytest.mark.parametrize(
    ("kind", "content_type"), [("md", "text/markdown"), ("json", "application/json"), ("csv", "text/csv")]
)
def test_record_is_downloaded(kind, content_type, as_officer):
    file = as_officer.get(file_of(kind))

    assert file.content.decode() == FORMATS[kind](activities())
    assert file.headers["Content-Type"] == f"{content_type}; charset=utf-8"
    assert file.headers["Content-Disposition"] == f'attachment; filename="record-of-processing.{kind}"'
