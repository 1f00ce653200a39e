"""Planning what contacts would gain, and filling it in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from contacts.enrichment.base import Proposal, providers
from contacts.history import change_set
from contacts.models import ChangeSet, Company, Contact
from contacts.models.columns import E164Field
from contacts.models.contact import ENRICHABLE
from contacts.querysets import ContactQuerySet
from contacts.selection import picked
from crm.models import User

# Proposals that are less certain are filled in only where somebody asks for that.
SURE = 0.5


@dataclass(frozen=True)
class Gain:
    """What a blank field would say, and how that is known."""

    new: str | Company
    proposal: Proposal

    @property
    def is_sure(self) -> bool:
        """Whether it is filled in without being asked for."""
        return self.proposal.confidence >= SURE


@dataclass(frozen=True)
class Enrichment:
    """What one contact, as it was looked at, would gain: field by field."""

    contact: Contact
    gains: Mapping[str, Gain]


@dataclass(frozen=True)
class EnrichmentPlan:
    """What several contacts would gain; those that gain nothing are left out."""

    rows: tuple[Enrichment, ...]

    def chosen(self, *, at_least: float = SURE) -> dict[Contact, dict[str, str | Company]]:
        """The values of each contact whose confidence is that high."""
        chosen = {
            row.contact: {name: gain.new for name, gain in row.gains.items() if gain.proposal.confidence >= at_least}
            for row in self.rows
        }
        return {contact: values for contact, values in chosen.items() if values}

    @property
    def has_guesses(self) -> bool:
        """Whether something would be filled in only where somebody asks for that."""
        return any(not gain.is_sure for row in self.rows for gain in row.gains.values())

    @property
    def fingerprint(self) -> str:
        """A short text that differs as soon as another plan would do anything else."""
        told = [
            (str(row.contact.pk), row.contact.version, name, str(getattr(gain.new, "pk", gain.new)))
            for row in self.rows
            for name, gain in row.gains.items()
        ]
        return sha256(repr(told).encode()).hexdigest()


def plan_enrichment(contacts: ContactQuerySet, *, by: User | None) -> EnrichmentPlan:
    """Look at what the contacts would gain, and write nothing. Of several proposals the most certain one counts.

    Only blanks are filled; deleted, erased and restricted contacts gain nothing. Companies that `by` may not see are
    not proposed. Raises TooMany and BelongsToOthers.
    """
    ids = picked(contacts)
    Contact.objects.filter(pk__in=ids).usable().require_editable_by(by)
    rows = list(_enrichable(ids))
    proposals = _proposals(rows)
    companies = _companies(proposals.values(), by)
    plans = (Enrichment(contact, _gains(contact, proposals[contact.pk], companies)) for contact in rows)
    return EnrichmentPlan(tuple(plan for plan in plans if plan.gains))


def enrich(plan: EnrichmentPlan, *, by: User | None, door: ChangeSet.Door, at_least: float = SURE) -> int:
    """Fill in what is planned with at least that confidence; returns for how many contacts.

    A contact that has changed since the plan was made is left alone. Raises BelongsToOthers.
    """
    chosen = plan.chosen(at_least=at_least)
    versions = {contact.pk: contact.version for contact in chosen}
    Contact.objects.filter(pk__in=versions).usable().require_editable_by(by)
    if not chosen:
        return 0
    with change_set(ChangeSet.Kind.ENRICH, door=door, by=by):
        rows = _enrichable(versions).select_for_update(no_key=True)
        unchanged = [contact for contact in rows if contact.version == versions[contact.pk]]
        return _fill(unchanged, chosen)


def _enrichable(ids: Iterable[UUID]) -> ContactQuerySet:
    return Contact.objects.usable().live().filter(pk__in=ids, erased_at=None).order_by("pk")


def _proposals(contacts: Sequence[Contact]) -> dict[UUID, list[Proposal]]:
    """What all the providers know of each contact, the most certain first."""
    proposals: dict[UUID, list[Proposal]] = {contact.pk: [] for contact in contacts}
    for provider in providers():
        for pk, proposed in provider.propose(contacts).items():
            proposals[pk] += proposed
    return {pk: sorted(proposed, key=lambda proposal: -proposal.confidence) for pk, proposed in proposals.items()}


def _companies(proposals: Iterable[list[Proposal]], by: User | None) -> dict[str, Company]:
    """The live companies that are proposed, by their domains."""
    domains = {proposal.value for proposed in proposals for proposal in proposed if proposal.field == "company"}
    seen = Company.objects.visible_to(by) if by else Company.objects
    return {company.domain: company for company in seen.live().filter(domain__in=domains - {""})}


def _gains(contact: Contact, proposals: Sequence[Proposal], companies: Mapping[str, Company]) -> dict[str, Gain]:
    gains: dict[str, Gain] = {}
    for proposal in proposals:
        name = proposal.field
        new = companies.get(proposal.value) if name == "company" else proposal.value
        if new and name in ENRICHABLE and name not in gains and not getattr(contact, _column(name)):
            gains[name] = Gain(new, proposal)
    return gains


def _column(name: str) -> str:
    """Where a contact holds the value itself: the id of a company, say, which costs no query."""
    return Contact._meta.get_field(name).attname


def _fill(contacts: Sequence[Contact], chosen: Mapping[Contact, Mapping[str, str | Company]]) -> int:
    # A bulk update does not ask columns that follow from others, and a country tells how numbers are read.
    numbers = [column for column in Contact._meta.local_concrete_fields if isinstance(column, E164Field)]
    for contact in contacts:
        for name, value in chosen[contact].items():
            setattr(contact, name, value)
        for column in numbers:
            column.pre_save(contact, add=False)
    names = {name for contact in contacts for name in chosen[contact]}
    return Contact.objects.bulk_update(contacts, [*sorted(names), *(column.name for column in numbers)])
