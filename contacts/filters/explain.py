"""What a filter says in English, and why it holds for somebody, or does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Value, When

from contacts.filters.columns import capitalised
from contacts.filters.compile import condition, narrowing
from contacts.filters.fields import Related
from contacts.filters.permitted import may_ask
from contacts.filters.tree import All, AnyOf, Leaf, Node, Not, leaves
from contacts.models import Contact
from crm.models import User

NOTHING = "nothing"
HIDDEN = "not for you to see"


@dataclass(frozen=True)
class Reason:
    """One part of a filter, whether it holds for the contact, and for a condition what the contact's value is.

    `holds` is None where that follows from what the asker may not look at.
    """

    sentence: str
    holds: bool | None
    actual: str = ""
    parts: tuple["Reason", ...] = ()


def sentence(node: Node) -> str:
    """The filter in English."""
    return f"{capitalised(_said(node))}."


def reasons(node: Node, contact: Contact, *, now: datetime, to: User | None = None) -> Reason:
    """Why the filter holds for the contact, or does not: asked by the same conditions as those of all.

    `to` is who asks: values of tables that they may not look at are left out.
    """
    asked = [leaf for leaf in leaves(node, inner=False) if may_ask(to, leaf.field)]
    columns = {f"leaf_{n}": _whether(leaf, now) for n, leaf in enumerate(asked)}
    answers = Contact.objects.filter(pk=contact.pk).values_list("pk", *columns.values()).get()[1:]
    held = {id(leaf): answer for leaf, answer in zip(asked, answers, strict=True)}
    return _reason(node, contact, held, now)


def deciding(reason: Reason) -> tuple[Reason, ...]:
    """The conditions that alone make it hold, or not hold: of “all of these” those that fail, if one does."""
    if not reason.parts:
        return (reason,)
    # What is denied has one part, which holds where the whole does not.
    told = [part for part in reason.parts if part.holds == reason.holds] or reason.parts
    return tuple(condition for part in told for condition in deciding(part))


def _whether(leaf: Leaf, now: datetime) -> Case:
    return Case(When(condition(leaf, now), then=Value(True)), default=Value(False), output_field=BooleanField())


def _reason(node: Node, contact: Contact, held: dict[int, bool], now: datetime) -> Reason:
    if isinstance(node, Leaf) and id(node) not in held:
        return Reason(capitalised(_said(node)), None, HIDDEN)
    if isinstance(node, Leaf):
        found = node.field.values(contact, now, narrowing(node, now))
        actual = ", ".join(_called(node, value) for value in found) or NOTHING
        return Reason(capitalised(_said(node)), held[id(node)], actual)
    inner = (node.part,) if isinstance(node, Not) else node.parts
    parts = tuple(_reason(part, contact, held, now) for part in inner)
    match node:
        case All():
            return Reason("all of these", _decided(False, parts), parts=parts)
        case AnyOf():
            return Reason("at least one of these", _decided(True, parts), parts=parts)
    return Reason("not this", None if parts[0].holds is None else not parts[0].holds, parts=parts)


def _decided(by: bool, parts: Sequence[Reason]) -> bool | None:
    """What one part decides alone, else what all of them agree on; unknown where an unknown one might decide."""
    found = {part.holds for part in parts}
    if by in found:
        return by
    return None if None in found else not by


def _called(leaf: Leaf, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    is_row = isinstance(leaf.field, Related) and leaf.field.kind.name == "rows"
    return str(value) if is_row else leaf.field.kind.say_one(value)


def _said(node: Node, *, within: bool = False) -> str:
    match node:
        case All(parts):
            return _joined(" and ", parts, within)
        case AnyOf(parts):
            return _joined(" or ", parts, within)
        case Not(part):
            return f"it is not so that {_said(part, within=True)}"
    said = node.field.kind.say(node.operator, node.value)
    where = f"(of those where {_said(node.where)})" if node.where else ""
    return " ".join(filter(None, [_within_sentence(node.field.label), where, node.operator.words, said]))


def _within_sentence(label: str) -> str:
    """The label with a small letter at its beginning, unless it is a name such as LinkedIn or NPS."""
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def _joined(word: str, parts: Iterable[Node], within: bool) -> str:
    said = [_said(part, within=True) for part in parts]
    words = word.join(said)
    return f"({words})" if within and len(said) > 1 else words
