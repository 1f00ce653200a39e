"""What the columns of a file mean, and what is decided in the preview of its import."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission

from contacts.models import Contact, ImportMapping, ImportRun
from tests.contacts.admin.imports import (
    PEOPLE,
    carried_out,
    posted,
    previewed,
    run_page,
    upload,
)
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_static_list, make_user

pytestmark = pytest.mark.usefixtures("stored_files")


@pytest.mark.django_db(transaction=True)
def test_columns_are_saved_and_found_again_for_the_next_file(as_admin):
    make_contact(email="jane@example.com", first_name="Jo")
    first = upload(as_admin, PEOPLE.encode())
    carried_out(
        as_admin,
        ImportRun.objects.get(),
        posted(first, mode_1="fill", save_as="Fair", constant_0="tags", value_0="Fair"),
    )

    again = upload(as_admin, PEOPLE.replace("jane", "jill").encode())

    form = again.context["form"]
    assert (form.run.saved_mapping.name, form.run.saved_mapping.version) == ("Fair", 1)
    assert [form[name].value() for name in ("mode_1", "constant_0", "value_0")] == ["fill", "tags", "Fair"]
    assert Contact.objects.get().first_name == "Jo"
    assert list(Contact.objects.get().tags.values_list("name", flat=True)) == ["Fair"]


@pytest.mark.django_db
@pytest.mark.parametrize("saved", ["none", "x'; --", "0192f0c1-2e4b-7c3d-8e5f-6a7b8c9d0e1f"])
def test_saved_columns_can_be_left_aside(as_admin, saved):
    upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()

    response = as_admin.get(run_page(run), {"saved": saved})

    assert (response.status_code, response.context["run"].saved_mapping) == (HTTPStatus.OK, None)


@pytest.mark.django_db
def test_value_for_blank_cells_that_cannot_be_read_is_refused_on_the_page(as_admin):
    shown = upload(as_admin, PEOPLE.encode())

    response = as_admin.post(run_page(ImportRun.objects.get()), posted(shown, column_2="birth_date", default_2="soon"))

    assert "is not one that 'birth_date' takes" in response.context["form"].non_field_errors()[0]
    assert ImportRun.objects.get().status == "uploaded"


@pytest.mark.django_db
def test_contacts_found_by_an_id_need_its_column(as_admin):
    shown = upload(as_admin, PEOPLE.encode())

    response = as_admin.post(run_page(ImportRun.objects.get()), posted(shown, match_by="external_id"))

    assert "no column holds that" in response.context["form"].non_field_errors()[0]


@pytest.mark.django_db
def test_saved_mapping_is_shown_and_thrown_away(as_admin):
    shown = upload(as_admin, PEOPLE.encode())
    as_admin.post(run_page(ImportRun.objects.get()), posted(shown, save_as="Fair", mode_1="fill"))
    saved = ImportMapping.objects.get()

    page = as_admin.get(url(ImportMapping, "change", saved.pk)).content.decode()
    as_admin.post(url(ImportMapping, "delete", saved.pk), {"post": "yes"})

    assert "<strong>Vorname</strong> → First name (only where it is blank)" in page
    assert (ImportMapping.objects.count(), ImportRun.objects.get().saved_mapping) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_conflict_is_decided_in_the_preview(as_admin):
    make_contact(email="jane@example.com", first_name="Olga", last_name="Stern")
    run = previewed(as_admin, "E-mail;Vorname;Nachname\njane@example.com;Jané;Wong\n")
    row = as_admin.get(run_page(run)).context["shown"].rows[0]

    response = as_admin.post(url(ImportRun, "decide", run.pk), {"line": "2", "decision": "u", "show": "k", "from": "x"})
    shown = as_admin.get(run_page(run), {"show": "k"}).context["shown"]

    assert [choice.value for choice in row.choices] == ["u", "s"]
    assert response["Location"] == f"{run_page(run)}?show=k&from=0#line-2"
    assert (shown.rows[0].decision, [choice.value for choice in shown.choices]) == ("u", ["u", "s"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "posted", [{}, {"line": "9" * 30}, {"line": "2", "decision": "u"}, {"show": "k", "decision": "'"}]
)
def test_decision_that_makes_no_sense_is_told(as_admin, posted):
    run = previewed(as_admin)

    response = as_admin.post(url(ImportRun, "decide", run.pk), posted, follow=True)

    told = [str(message) for message in response.context["messages"]]
    assert told == ["There is nothing to decide about that any more. Look at the preview again."]


@pytest.mark.django_db(transaction=True)
def test_everybody_in_a_file_is_put_on_a_list(as_admin):
    fair = make_static_list(name="Fair")
    shown = upload(as_admin, PEOPLE.encode())

    run = carried_out(as_admin, ImportRun.objects.get(), posted(shown, contact_list=str(fair.pk)))

    assert list(fair.list_members.values_list("contact__email", flat=True)) == ["jane@example.com"]
    link = f'<a class="text-link" href="{fair.get_absolute_url()}">Fair</a>'
    assert link in as_admin.get(run_page(run)).content.decode()


@pytest.mark.django_db
def test_list_is_offered_to_those_only_who_may_fill_it(client):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["import_contact", "view_contactlist"]))
    client.force_login(user)

    fields = upload(client, PEOPLE.encode()).context["form"].fields

    assert ("match_by" in fields, "contact_list" in fields) == (True, False)
