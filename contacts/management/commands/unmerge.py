"""Take back the merge of a contact, or only tell what that would do."""

from uuid import UUID

from django.core.management import CommandError

from contacts.history import UndoPlan
from contacts.management.taking_back import EXIT_CODES, REFUSED, TakingBackCommand
from contacts.merging import plan_unmerge, unmerge
from contacts.models import ChangeSet, Contact
from crm.models import User


class Command(TakingBackCommand):
    help = (
        "Makes two contacts of one again. The id is that of a contact that was merged into another one, or of one that "
        f"stayed: then its newest merge is taken back. {EXIT_CODES}"
    )

    def take_back(self, pk: UUID, *, by: User | None, is_dry_run: bool) -> UndoPlan:
        try:
            contact = Contact.objects.get(pk=pk)
        except Contact.DoesNotExist:
            raise CommandError(f"There is no contact {pk}.", returncode=REFUSED) from None
        if is_dry_run:
            return plan_unmerge(contact, by=by)
        return unmerge(contact, by=by, door=ChangeSet.Door.COMMAND)
