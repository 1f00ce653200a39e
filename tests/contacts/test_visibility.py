"""Who may see which row, and who may change it."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from contacts.exceptions import BelongsToOthers
from contacts.models import Activity, Company, Contact, Tag
from crm.models import Team
from gdpr.consent import record
from gdpr.models import ConsentEvent
from tests.factories import make_activity, make_company, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db


def colleague(role: str, team: Team | None = None):
    user = make_user(team=team, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def team():
    return Team.objects.create(name="North")


@pytest.fixture
def rep(team):
    return colleague("Sales rep", team)


@pytest.fixture
def contacts(rep, team):
    """Their own, a team mate's, another team's, nobody's."""
    owners = {"own": rep, "mate": make_user(team=team), "other": make_user(), "nobody": None}
    return {word: make_contact(first_name=word, owner=owner) for word, owner in owners.items()}


def names(rows) -> set[str]:
    return set(rows.values_list("first_name", flat=True))


@pytest.mark.parametrize("user", [AnonymousUser, make_user], ids=["nobody", "without a role"])
def test_without_the_permission_nothing_is_visible_or_editable(contacts, user):
    user = user()

    assert names(Contact.objects.visible_to(user)) == names(Contact.objects.editable_by(user)) == set()


def test_reps_see_all_and_change_their_own_and_their_teams(contacts, rep):
    assert names(Contact.objects.visible_to(rep)) == {"own", "mate", "other", "nobody"}
    assert names(Contact.objects.editable_by(rep)) == {"own", "mate"}


def test_reps_see_only_their_own_and_their_teams_where_the_setting_says_so(contacts, rep, settings):
    settings.REPS_SEE_ALL = False

    assert names(Contact.objects.visible_to(rep)) == {"own", "mate"}


def test_rep_without_a_team_is_nobodys_mate(contacts, settings):
    settings.REPS_SEE_ALL = False
    loner, other_loner = colleague("Sales rep"), make_user()
    make_contact(first_name="foreign", owner=other_loner)
    make_contact(first_name="mine", owner=loner)

    assert names(Contact.objects.visible_to(loner)) == {"mine"}


@pytest.mark.parametrize("role", ["Manager", "Ops admin"])
def test_managers_and_ops_admins_see_and_change_all(contacts, role, settings):
    settings.REPS_SEE_ALL = False
    user = colleague(role)

    assert names(Contact.objects.visible_to(user)) == names(Contact.objects.editable_by(user)) == set(contacts)


@pytest.mark.parametrize("role", ["Privacy officer", "Read-only"])
def test_others_see_all_and_change_nothing(contacts, role, settings):
    settings.REPS_SEE_ALL = False
    user = colleague(role)

    assert names(Contact.objects.visible_to(user)) == set(contacts)
    assert names(Contact.objects.editable_by(user)) == set()


def test_story_of_a_contact_is_seen_by_who_has_the_contact_and_changed_by_who_wrote_it(contacts, rep, settings):
    settings.REPS_SEE_ALL = False
    told = make_activity(contacts["own"], owner=make_user())
    make_activity(contacts["other"], owner=make_user())

    assert list(Activity.objects.visible_to(rep)) == [told]
    assert list(Activity.objects.editable_by(rep)) == []


def test_company_is_seen_by_who_has_one_of_its_people(rep, settings):
    settings.REPS_SEE_ALL = False
    theirs, other = make_company(), make_company()
    make_contact(company=theirs, owner=rep)
    make_contact(company=theirs, owner=rep)
    make_contact(company=other)

    assert list(Company.objects.visible_to(rep)) == [theirs]


def test_consent_of_a_contact_is_seen_by_who_has_the_contact(contacts, rep, settings):
    settings.REPS_SEE_ALL = False
    theirs = record(contacts["own"], purpose="email_marketing", kind="withdrawn", channel="phone")
    record(contacts["other"], purpose="email_marketing", kind="withdrawn", channel="phone")

    assert list(ConsentEvent.objects.visible_to(rep)) == [theirs]


def test_tags_belong_to_the_firm(rep, settings):
    settings.REPS_SEE_ALL = False
    tag = make_tag()

    assert list(Tag.objects.visible_to(rep)) == list(Tag.objects.editable_by(rep)) == [tag]


def test_rows_of_others_are_counted_in_the_refusal(contacts, rep):
    with pytest.raises(BelongsToOthers) as refusal:
        Contact.objects.require_editable_by(rep)

    assert refusal.value.facts == {"count": 2}


def test_program_itself_may_change_all(contacts):
    Contact.objects.require_editable_by(None)
