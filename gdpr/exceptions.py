"""What the privacy features refuse; each docstring is the message."""

from typing import Any


class Refused(Exception):
    """It was refused."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(" ".join(type(self).__doc__.split()).format(**facts))
        self.facts = facts


class Undeclared(Refused):
    """The model does not say what it knows about a person: set its `personal_data`."""


class UnknownPurpose(Refused):
    """There is no such purpose: add it to the purposes, or use the key of one that exists."""


class UnknownChannel(Refused):
    """There is no such channel: use form, import, api, email, phone, paper or in_person."""


class GrantNeedsEvidence(Refused):
    """A grant of consent needs evidence: say where and how the person gave it."""


class ErasedContact(Refused):
    """The person was erased: only a refusal, withdrawal, objection or expiry can still be recorded."""


class ErasedAmongThem(Refused):
    """Nothing was recorded: {count} of the people were erased. Leave them out; of them only a refusal, withdrawal,
    objection or expiry can still be recorded."""


class NotPermitted(Refused):
    """Nothing was changed: this takes the permission {permission}. Ask whoever looks after the accounts for a role that
    has it."""


class OutOfSight(Refused):
    """Nothing was changed: {count} of the contacts are not yours to see. Leave them out, or ask a manager."""


class ReasonMissing(Refused):
    """Nothing was changed: say why the people are anonymised. The reason is kept, so name nobody in it."""


class OpenAlready(Refused):
    """Nothing was opened: this person has an open request of this kind already. Answer that one, and note there that
    they have asked again."""


class RequestClosed(Refused):
    """Nothing was changed: the request is closed. Open a new one if the person asks again."""


class NotReceivedYet(Refused):
    """Nothing was opened: the day when it was received is yet to come. Choose the day when it came in."""


class TooLateToExtend(Refused):
    """Nothing was extended: the person had to be told by {last_day:%Y-%m-%d}, within a month. Answer the request at
    once."""


class ExtendedAlready(Refused):
    """Nothing was extended: two further months were taken already, and there are no more."""


class WhyMissing(Refused):
    """Nothing was changed: say why. The person is told the reason, so it is kept with the request."""


class IdentityUnchecked(Refused):
    """Nothing was done: first check that it is the person who asks, and note how."""


class PersonUnknown(Refused):
    """Nothing was done: the request names no contact. Choose whose it is, or close it, for nothing is known of them."""


class WrongKind(Refused):
    """Nothing was done: the request asks for something else ({kind})."""


class NeedsAnother(Refused):
    """Nothing was erased: somebody else has to approve what you have proposed."""


class NotProposed(Refused):
    """Nothing was erased: nobody has proposed it yet, or the proposal was taken back."""


class NotToldYet(Refused):
    """Nothing was noted: that day is yet to come. First tell the person, then give the day when you did."""


class PackageGone(Refused):
    """There is nothing to fetch: the link was used already, or its time is over. Ask for a new one."""


class UnknownAddress(Refused):
    """Nothing was written: nobody is known by that address, or several people are. Name a contact by its id."""


class TooManyAsked(Refused):
    """Nothing was sent: many requests came from your network within an hour. Try again later."""


class LinkGone(Refused):
    """This link has been used, or is too old. If you still want to ask, fill in the form once more."""


class CannotActivate(Refused):
    """Nothing was activated: {now} contacts are meant now, and you were shown {shown}. Look at them again."""


class OnHold(Refused):
    """Nobody was erased: the person has to be kept by a legal hold. Lift it first, or refuse the request and tell the
    person why."""
