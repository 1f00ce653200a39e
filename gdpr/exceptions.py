"""What the privacy features refuse; each docstring is the message."""


class Refused(Exception):
    """The entry was refused."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


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
