"""People who are here already: refused, unless the client says what is to become of them."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from contacts import normalize
from contacts.api.problems import Problem, code_of
from contacts.creation import owner_of, who_has
from contacts.duplicates.prevention import TELLING, lookalikes
from contacts.exceptions import EmailTaken
from contacts.models import Contact
from crm.models import User

ON_DUPLICATE, REFUSE, CREATE, UPDATE = "on_duplicate", "refuse", "create", "update"
OF_NEW = (REFUSE, CREATE, UPDATE)
OF_KNOWN = (REFUSE, CREATE)
HELP_OF_NEW = (
    "What happens to somebody who is here already. `update` changes the contact who has the address; whoever is only "
    "likely here, under another address, is created with `create` alone."
)
HELP_OF_KNOWN = "What happens where the change makes the contact likely the same as another one; `create` goes on."
LIKELY = (
    "Nothing was done: the person is likely here already, see `candidates`. Change or merge that contact, or, if it is "
    "somebody else, send it again with ?on_duplicate=create."
)


def on_duplicate(choices: Collection[str], help_text: str) -> OpenApiParameter:
    """The parameter, as the description of the API has it."""
    return OpenApiParameter(ON_DUPLICATE, enum=choices, description=help_text)


def chosen(request: Request, choices: Collection[str]) -> str:
    """What the client wants to happen. Raises ValidationError for another word."""
    word = request.query_params.get(ON_DUPLICATE, REFUSE)
    if word not in choices:
        raise ValidationError({ON_DUPLICATE: [f"One of {', '.join(choices)}."]})
    return word


def refuse_likely(fields: Mapping[str, Any], *, to: User) -> None:
    """Raise Problem where the person is likely a contact already. That an address is taken is told by who creates."""
    _refuse(Contact(**fields), to)


def refuse_likely_once_changed(contact: Contact, changes: Mapping[str, Any], *, to: User) -> None:
    """Raise Problem where the contact, once changed, is likely another one, and BelongsToOthers; see `edit`."""
    if all(getattr(contact, name) == changes.get(name, getattr(contact, name)) for name in TELLING):
        return
    Contact.objects.filter(pk=contact.pk).require_editable_by(to)
    changed = copy(contact)
    for name, value in changes.items():
        setattr(changed, name, value)
    _refuse(changed, to)


def _refuse(contact: Contact, to: User) -> None:
    found = lookalikes(contact, to=to)
    if found and not owner_of(contact.email.strip(), besides=None if contact._state.adding else contact):
        candidates = [
            {
                "contact": str(each.contact.pk),
                "probability": round(each.probability, 4),
                "reasons": [{"text": reason.text, "weight": round(reason.weight, 2)} for reason in each.reasons],
            }
            for each in found
        ]
        raise Problem(HTTPStatus.CONFLICT, "likely_duplicate", LIKELY, candidates=candidates)


@contextmanager
def telling_who_has(email: str, user: User) -> Iterator[None]:
    """Where the address is taken, name the contact who has it, if the user may see that one."""
    try:
        yield
    except EmailTaken as refusal:
        holders = Contact.objects.live().visible_to(user).filter(pk__in=who_has(normalize.email(email)))
        holder = holders.values_list("pk", flat=True).first()
        known = {"contact": str(holder)} if holder else {}
        raise Problem(HTTPStatus.CONFLICT, code_of(refusal), str(refusal), **known) from refusal
