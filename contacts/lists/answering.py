"""Why somebody is on a list, or is not, in one plain sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone

from contacts.filters import Reason, deciding
from contacts.lists.explaining import Explanation
from contacts.lists.standing import Flip, Pinned, Standing
from contacts.models import ChangeSet, Contact, ContactList

NAMED = 3
IN, OUT = "is in", "is not in"
ERASED = "because the person was anonymised for good"
DELETED = "because the contact was deleted; who is deleted counts in no list until restored"
LIST_DELETED = "because the list was deleted"
HIDDEN = "for reasons that are not for you to see"
UNUSABLE = "as it was when its filter could last be used"


@dataclass(frozen=True)
class Answer:
    """“Ada {verdict} this list, {why}.”"""

    verdict: str
    why: str


def answer(contact: Contact, contact_list: ContactList, held: Standing) -> Answer:
    """The answer from how the contact stands to the list: an explanation, where a filter decides."""
    if not (contact.is_live and contact_list.is_live):
        gone = DELETED if contact_list.is_live else LIST_DELETED
        return Answer(OUT, ERASED if contact.erased_at else gone)
    if isinstance(held, Explanation):
        return _by_filter(held)
    is_static = contact_list.type == ContactList.Type.STATIC
    return Answer(IN if held.is_member else OUT, _by_hand(held) if is_static else UNUSABLE)


def _by_filter(told: Explanation) -> Answer:
    if told.belongs is None:
        return Answer(IN if told.is_member else OUT, HIDDEN)
    because = f"because {_of_pin(told.pin) if told.pin else _of_filter(told.reason)}"
    if told.belongs == told.is_member:
        return Answer(IN if told.is_member else OUT, because)
    if told.is_member:
        return Answer("is still in", f"but does not belong there any more, {because}")
    return Answer("is not yet in", f"but belongs there, {because}")


def _of_filter(reason: Reason) -> str:
    conditions = deciding(reason)
    held = [each.sentence for each in conditions if each.holds]
    failed = [f"{each.sentence} (found: {each.actual})" for each in conditions if not each.holds]
    told = {"this holds": held, "this does not hold": failed}
    return ", and ".join(f"{words}: {_listed(sentences)}" for words, sentences in told.items() if sentences)


def _of_pin(pin: Pinned) -> str:
    word = "always" if pin.always else "never"
    return f"{pin.actor} pinned the contact on {_on(pin.at)}: {word} in it, whatever the filter says"


def _by_hand(held: Standing) -> str:
    last: Flip | None = next(iter(held.flips), None)
    if last is None or last.joined != held.is_member:
        return "since before its history was kept" if held.is_member else "because nobody has added the contact"
    deed = "added the contact" if last.joined else "took the contact off"
    return f"because {last.actor} {deed} on {_on(last.at)}{_by_what(last.change_set)}"


def _by_what(change_set: ChangeSet | None) -> str:
    """What it was a part of, where somebody did more than just that."""
    is_plain = change_set is None or change_set.kind == ChangeSet.Kind.EDIT
    return "" if is_plain else f" ({change_set.get_kind_display().lower()})"


def _listed(sentences: Sequence[str]) -> str:
    more = len(sentences) - NAMED
    return "; ".join([*sentences[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def _on(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")
