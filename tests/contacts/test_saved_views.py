"""Views: what somebody looks at, and what they keep, share and throw away."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.exceptions import NoSuchView, NotAllowed, NothingChanged, Taken, UnknownFilterValue, UnusableFilter
from contacts.models import ContactTag, SavedView
from contacts.saved_views import (
    change_view,
    delete_view,
    forget_unsaved,
    is_changed,
    open_view,
    rename_view,
    save_view,
    update_view,
)
from contacts.selection import Selection, contacts_of
from tests.factories import make_contact, make_custom_field, make_tag, make_user, make_view

pytestmark = pytest.mark.django_db

NOBODYS = "0190a5c2-7c1e-7d3b-9a53-5d1f2c3b4a59"
IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
IS_LEAD = {"field": "lifecycle_stage", "operator": "equals", "value": "lead"}
CONTENT = {"filters": {"all": [IN_ROME]}, "columns": ["city"], "order": "-last_contact"}


def user_with(*codenames: str):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def reader(db):
    return user_with("view_contact")


@pytest.fixture
def manager(db):
    return user_with("view_contact", "share_savedview")


@pytest.mark.parametrize("pk", ["", "nonsense", "\0", NOBODYS])
def test_view_that_is_none_is_not_opened(reader, pk):
    with pytest.raises(NoSuchView):
        open_view(pk, by=reader)


def test_private_view_is_opened_by_its_owner_alone(reader, manager):
    view = make_view(name="Mine", created_by=reader)

    assert open_view(str(view.pk), by=reader) == view
    with pytest.raises(NoSuchView):
        open_view(str(view.pk), by=manager)


def test_shared_view_is_opened_by_whoever_may_see_contacts(reader, outsider):
    view = make_view(name="Ours", is_shared=True)

    assert open_view(str(view.pk), by=reader) == view
    with pytest.raises(NoSuchView):
        open_view(str(view.pk), by=outsider)


def test_change_is_a_view_of_its_own_that_knows_where_it_began(reader):
    saved = make_view(IN_ROME, name="Romans", columns=["city"], created_by=reader)

    changed = change_view(saved, filters=[IS_LEAD], by=reader)
    once_more = change_view(changed, columns=[], by=reader)

    assert (changed.filters, changed.columns) == ({"all": [IS_LEAD]}, ["city"])
    assert (changed.base, once_more.base, once_more.columns) == (saved, saved, [])
    assert (is_changed(saved), is_changed(changed)) == (False, True)


def test_change_by_a_filter_that_is_none_is_refused(reader):
    with pytest.raises(UnusableFilter):
        change_view(None, filters=[{"field": "town"}], by=reader)

    assert SavedView.objects.count() == 0


def test_view_is_saved_under_a_name(reader):
    view = save_view(CONTENT, name=" Romans ", is_shared=False, by=reader)

    assert (view.name, view.content, view.created_by) == ("Romans", CONTENT, reader)


@pytest.mark.parametrize(("name", "error"), [("romans", Taken), ("", ValidationError), ("x" * 101, ValidationError)])
def test_name_must_be_given_and_free(reader, name, error):
    save_view(CONTENT, name="Romans", is_shared=False, by=reader)

    with pytest.raises(error):
        save_view(CONTENT, name=name, is_shared=False, by=reader)

    assert SavedView.objects.count() == 1


def test_name_of_somebody_else_is_free(reader, manager):
    make_view(name="Romans", created_by=manager)

    assert save_view(CONTENT, name="Romans", is_shared=False, by=reader).name == "Romans"


def test_sharing_needs_a_permission(reader, manager):
    with pytest.raises(NotAllowed):
        save_view(CONTENT, name="Romans", is_shared=True, by=reader)

    assert save_view(CONTENT, name="Romans", is_shared=True, by=manager).is_shared is True


def test_shared_view_of_others_is_left_to_those_who_may_share(reader, manager):
    view = make_view(name="Ours", is_shared=True)

    for refused in (
        lambda: update_view(view, CONTENT, by=reader),
        lambda: rename_view(view, name="Mine", is_shared=True, by=reader),
        lambda: delete_view(view, by=reader),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert update_view(view, CONTENT, by=manager).content == CONTENT


def test_update_with_the_same_is_refused(reader):
    view = make_view(IN_ROME, name="Romans", created_by=reader)

    with pytest.raises(NothingChanged):
        update_view(view, view.content, by=reader)


def test_view_is_renamed_and_deleted_by_its_owner(reader):
    view = make_view(name="Romans", created_by=reader)

    assert rename_view(view, name="Quirites", is_shared=False, by=reader).name == "Quirites"
    delete_view(view, by=reader)

    assert SavedView.objects.count() == 0


def test_what_nobody_has_saved_is_forgotten_in_time(reader):
    saved, unsaved = make_view(name="Romans"), make_view(IN_ROME)
    now = timezone.now()

    assert forget_unsaved(now=now) == 0
    assert forget_unsaved(now=now + timedelta(days=31)) == 1
    assert list(SavedView.objects.all()) == [saved]
    assert unsaved.created_at <= now


def test_change_of_a_view_that_was_deleted_stays(reader):
    view = make_view(IN_ROME, name="Romans", created_by=reader)
    changed = change_view(view, columns=["city"], by=reader)

    delete_view(view, by=reader)

    assert open_view(str(changed.pk), by=reader).base is None


def test_contacts_of_a_view_are_meant(admin):
    roman = make_contact(city="Rome")
    make_contact(city="Bonn")

    meant = contacts_of(Selection(filters={"view": str(make_view(IN_ROME).pk)}), admin)

    assert set(meant) == {roman}


def test_view_that_is_gone_or_cannot_be_used_means_nobody_else(admin):
    broken = make_view({"field": "custom.gone", "operator": "equals", "value": "x"})

    for pk in (NOBODYS, "nonsense", str(broken.pk)):
        with pytest.raises(UnknownFilterValue):
            contacts_of(Selection(filters={"view": pk}), admin)


def test_tables_that_a_view_asks_about_tell_who_is_meant():
    view = make_view(IN_ROME, {"field": "tags", "operator": "is_empty"})

    assert Selection(filters={"view": str(view.pk)}).told_by() == {ContactTag}


def test_drop_downs_are_said_as_a_filter(admin):
    tag, view = make_tag(), make_view(IN_ROME)
    make_custom_field(key="vip", type="boolean")
    filters = {"view": str(view.pk), "lifecycle_stage": "lead", "tag": str(tag.pk), "custom_vip": "true", "q": "Ann"}

    said = Selection(filters=filters | {"owner__id__exact": str(admin.pk)}).as_filter()

    assert said["all"][:2] == [IN_ROME, IS_LEAD]
    assert [leaf["field"] for leaf in said["all"]] == ["city", "lifecycle_stage", "tags", "custom.vip", "owner"]


def test_nothing_is_no_filter():
    assert Selection(filters={"q": "Ann", "deleted": "yes"}).as_filter() == {}


def test_roles_that_manage_may_share_views():
    may = Group.objects.filter(permissions__codename="share_savedview").order_by("name")

    assert list(may.values_list("name", flat=True)) == ["Manager", "Ops admin"]
