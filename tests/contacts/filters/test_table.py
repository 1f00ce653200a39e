"""What filters can ask about beside columns: duplicates and enrichment."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from contacts.filters import matching, parse, reasons
from contacts.lists import follow_changes
from contacts.models import ChangeSet, Contact, DuplicatePair
from tests.factories import booked, make_contact, make_list, make_pair

pytestmark = pytest.mark.django_db


def found(field, operator, value=None, where=None):
    leaf = {"field": field, "operator": operator, "value": value, "where": where}
    return set(matching(parse([leaf]), now=timezone.now()))


def test_pair_that_is_decided_is_no_duplicate():
    make_pair(status=DuplicatePair.Status.DISMISSED)

    assert found("duplicates", "is_set") == set()


@pytest.mark.parametrize("fate", ["deleted_at", "restricted_at"])
def test_pair_with_somebody_who_is_gone_is_no_duplicate(fate):
    pair = make_pair()
    with booked():
        Contact.objects.filter(pk=pair.low_id).update(**{fate: timezone.now()})

    assert found("duplicates", "is_set") == set()


def test_both_contacts_of_a_pair_have_a_duplicate():
    one, other, third = make_contact(), make_contact(), make_contact()
    make_pair(one, other, probability=0.9)
    make_pair(other, third, probability=0.6)
    likely = [{"field": "probability", "operator": "greater_than", "value": 0.8}]

    assert found("duplicates", "is_set") == {one, other, third}
    assert found("duplicates", "is_set", where=likely) == {one, other}
    assert found("duplicates.count", "equals", 2) == {other}
    assert found("duplicates.count", "at_most", 1, where=likely) == {one, other, third}
    assert found("duplicates.probability", "less_than", 0.7) == {third}


def test_duplicate_is_told_with_its_probability():
    pair = make_pair(probability=0.9)
    node = parse([{"field": "duplicates", "operator": "is_set"}])

    assert reasons(node, pair.low, now=timezone.now()).parts[0].actual == "Pair, 90 %"


def test_list_of_duplicates_follows_what_is_found_and_decided():
    a_list = make_list({"field": "duplicates", "operator": "is_set"})
    follow_changes(now=timezone.now())
    pair = make_pair()
    follow_changes(now=timezone.now())
    both = set(Contact.objects.filter(list_members__list=a_list))
    DuplicatePair.objects.update(status=DuplicatePair.Status.SNOOZED)
    follow_changes(now=timezone.now())

    assert both == {pair.low, pair.high}
    assert not a_list.list_members.exists()


def test_enrichment_is_known_by_its_change_sets():
    enriched, edited = make_contact(), make_contact()
    with booked(kind=ChangeSet.Kind.ENRICH):
        Contact.objects.filter(pk=enriched.pk).update(city="Rome")
    with booked():
        Contact.objects.filter(pk=edited.pk).update(city=F("city"), department="Sales")

    assert found("enrichments", "is_set") == {enriched}
    assert found("enrichments", "is_empty") == {edited}
    assert found("enrichments.newest", "in_last_days", 1) == {enriched}
    later = timezone.now() + timedelta(2)
    assert not matching(parse([{"field": "enrichments.newest", "operator": "in_last_days", "value": 1}]), now=later)
