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
