"""No table that names contacts is forgotten in a merge."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import isolate_apps

from contacts.merging import Relation, relations, relations_of
from contacts.merging.relations import ALONG, moving
from contacts.models import Contact
from crm.privacy import PersonalData
from tests.factories import make_contact

MOVES, STAYS = PersonalData(subject="contact", on_merge="move"), PersonalData(subject="contact", on_merge="stay")
# Columns that are no keys, but may hold the id of a contact: those of the admin's own log stay.
# The second holds for moments whom lists are to judge anew: of one who was merged, nothing comes. The third is a view.
BY_NAME = {
    ("admin.LogEntry", "object_id"),
    ("contacts.ChangedContact", "contact_id"),
    ("contacts.LikelyDuplicate", "contact_id"),
}
ID_OF_CONTACT = ("contact", "contact_id", "object_id", "object_pk")
# Constraints under a condition, which `ALONG` keeps true.
CONDITIONAL = {"email_one_primary_each"}


class Meta:
    app_label = "contacts"


def declare(name: str = "Note", **attributes: object) -> type[models.Model]:
    return type(name, (models.Model,), {"__module__": __name__, "Meta": Meta, **attributes})


def names(relation: Relation) -> tuple[str, str]:
    return relation.model._meta.label, relation.key


def test_every_table_that_names_contacts_says_what_becomes_of_its_rows():
    assert {names(relation) for relation in relations() if relation.on_merge not in ("move", "stay")} == set()


def test_rows_that_follow_are_those_of_these_tables():
    assert {names(relation) for relation in moving()} == {
        ("contacts.Activity", "contact"),
        ("contacts.Contact", "merged_into"),
        ("contacts.ContactEmail", "contact"),
        ("contacts.ContactPhone", "contact"),
        ("contacts.ContactTag", "contact"),
        ("contacts.Deal", "contact"),
        ("contacts.ExternalId", "contact"),
        ("contacts.ListMember", "contact"),
        ("contacts.ListPin", "contact"),
        ("contacts.Task", "contact"),
        ("gdpr.LegalHold", "contact"),
        ("gdpr.Notice", "contact"),
    }


def test_no_column_that_is_no_key_is_called_like_the_id_of_a_contact():
    columns = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.column
        and not field.is_relation
        and field.column.endswith(("contact", "contact_id", "object_id", "object_pk"))
    }

    assert columns == BY_NAME


def test_every_place_that_a_contact_has_only_once_is_known():
    conditional = {
        constraint.name
        for relation in moving()
        for constraint in relation.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and (constraint.condition is not None or constraint.expressions)
        and relation.key in constraint.fields
    }

    assert conditional == CONDITIONAL
    assert {relation.model for relation in moving()} >= ALONG.keys()


def test_rows_of_which_one_is_kept_tell_nothing_beside_their_place():
    telling = {
        names(relation): {field.name for field in relation.model._meta.local_fields}
        - {"id", "contact", "e164", "created_at", "added_at"}
        for relation in moving()
        if list(relation._unique_with())
    }

    assert telling == {
        ("contacts.ContactPhone", "contact"): {"number"},
        ("contacts.ContactTag", "contact"): {"tag"},
        ("contacts.ListMember", "contact"): {"list"},
        # Who is on a list in any case, or never: as was said of the one who stays.
        ("contacts.ListPin", "contact"): {"list", "always"},
    }


@isolate_apps("contacts")
def test_hidden_keys_and_tables_behind_many_to_many_fields_are_found():
    note = declare(
        author=models.ForeignKey(Contact, models.PROTECT, related_name="+"),
        readers=models.ManyToManyField(Contact, related_name="+"),
        other=models.ForeignKey(ContentType, models.PROTECT),
    )

    found = [*relations_of(note), *relations_of(note.readers.through)]

    assert [names(relation) for relation in found] == [
        ("contacts.Note", "author"),
        ("contacts.Note_readers", "contact"),
    ]


@pytest.fixture
def two(db):
    return make_contact(), make_contact()


@isolate_apps("contacts", "django.contrib.contenttypes")
def test_generic_keys_are_moved_and_rows_about_other_things_are_not(two):
    winner, loser = two
    note = declare(
        personal_data=MOVES,
        kind=models.ForeignKey(ContentType, models.PROTECT),
        about=models.CharField(max_length=36),
        subject=GenericForeignKey("kind", "about"),
    )
    with connection.schema_editor() as editor:
        editor.create_model(note)
    contact, user = (ContentType.objects.get(model=name) for name in ("contact", "user"))
    note.objects.create(kind=contact, about=str(loser.pk))
    note.objects.create(kind=user, about=str(loser.pk))

    for relation in relations_of(note):
        relation.move([loser.pk], winner.pk)

    assert list(note.objects.order_by("pk").values_list("about", flat=True)) == [str(winner.pk), str(loser.pk)]


@isolate_apps("contacts")
def test_of_rows_that_a_contact_has_only_once_the_winner_s_own_stays(two):
    winner, loser = two
    note = declare(
        personal_data=MOVES,
        contact=models.OneToOneField(Contact, models.PROTECT, related_name="+"),
        text=models.TextField(),
    )
    with connection.schema_editor() as editor:
        editor.create_model(note)
    note.objects.create(contact=loser, text="loser's")
    note.objects.create(contact=winner, text="winner's")

    for relation in relations_of(note):
        relation.move([loser.pk], winner.pk)

    assert list(note.objects.values_list("contact", "text")) == [(winner.pk, "winner's")]
