"""What stands in other tables, beside a contact: one array each, so that a page of contacts is one query."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from contacts.models import Contact, ContactEmail, ContactList, ContactPhone, ContactTag, ListMember, Tag
from crm.models import User


def with_parts(contacts: QuerySet[Contact], user: User) -> QuerySet[Contact]:
    """The contacts, each with its further addresses and numbers, and the tags and lists that the user may see."""
    tags, lists = (model.objects.live().visible_to(user) for model in (Tag, ContactList))
    return contacts.annotate(
        tag_ids=_array(ContactTag.objects.filter(tag__in=tags), "tag"),
        list_ids=_array(ListMember.objects.filter(list__in=lists), "list"),
        further_emails=_array(ContactEmail.objects.filter(is_primary=False), "email"),
        further_phones=_array(ContactPhone.objects.all(), "number"),
    )


def _array(rows: QuerySet, column: str) -> Coalesce:
    # Of what nobody may see there is no query, and thus no empty array either.
    values = ArraySubquery(rows.filter(contact=OuterRef("pk")).order_by("id").values(column))
    return Coalesce(values, Value([], values.output_field))
