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
    """There is no such channel: use form, import, api, email, phone, paper, in_person or program."""


class GrantNeedsEvidence(Refused):
    """A grant of consent needs evidence: say where and how the person gave it."""


class ErasedContact(Refused):
    """The person was erased: only a refusal, withdrawal, objection or expiry can still be recorded."""


class ErasedAmongThem(Refused):
    """Nothing was recorded: {count} of the people were erased. Leave them out; of them only a refusal, withdrawal,
    objection or expiry can still be recorded."""


class Objecting(Refused):
    """The person has objected to this purpose: nobody else agrees to it for them. Send them the link to their page of
    preferences, where they can agree themselves."""


class ObjectingAmongThem(Refused):
    """Nothing was recorded: {count} of the people have objected to this purpose. Leave them out; they can agree
    themselves, on their page of preferences."""


class TextOfAnotherPurpose(Refused):
    """The text that was shown belongs to another purpose: choose one of this purpose, or none."""


class LinkLeadsNowhere(Refused):
    """The link holds no longer, or never did: ask for a new one."""


class NotPermitted(Refused):
    """Nothing was changed: this takes the permission {permission}. Ask whoever looks after the accounts for a role that
    has it."""


class OutOfSight(Refused):
    """Nothing was changed: {count} of the contacts are not yours to see. Leave them out, or ask a manager."""


class ReasonMissing(Refused):
    """Nothing was changed: say why the people are anonymised. The reason is kept, so name nobody in it."""


class NoMailServer(Refused):
    """Nothing was sent: no mail server is named yet. Whoever runs the program does so in CRM_EMAIL_URL."""


class NoTerms(Refused):
    """There is nothing to look for: write the terms into the file, one on a line, in UTF-8."""


class TermTooShort(Refused):
    """The term on line {line} is too short: give at least {shortest} letters or digits, else it is found everywhere."""


class ConsentMissing(Refused):
    """Nothing was lifted: this takes a new consent. Say for which purpose, and where and how the person gave it."""


class NotSuppressed(Refused):
    """Nothing was lifted: nobody with this address is suppressed. Add the contact as usual."""


class NotTheRecipient(Refused):
    """Nothing was noted: only whoever was told, or who looks after privacy, can say that the copies are deleted."""


class FollowUpRunning(Refused):
    """Somebody is at what follows this erasure already. Wait until it is done."""


class TextChanged(Refused):
    """Nothing was redacted: the text was changed since it was found. Open the record, and see yourself whether it still
    names the person."""


class OtherKey(Refused):
    """Nothing was erased: the ledger of erasures was written with another key than CRM_SUPPRESSION_KEY, or the file
    suppression_key in the data folder, holds now. Put the former key back, and try again."""


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
