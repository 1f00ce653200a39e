"""Take back what a change set did, or only tell what that would do."""

from uuid import UUID

from django.core.management import CommandError

from contacts.history import UndoPlan, plan_undo, undo
from contacts.management.taking_back import EXIT_CODES, REFUSED, TakingBackCommand
from contacts.models import ChangeSet
from crm.models import User


class Command(TakingBackCommand):
    help = (
        "Takes back an import, a bulk change, a merge or any other change set; its id stands on its page and in the "
        f"address of that. {EXIT_CODES}"
    )

    def take_back(self, pk: UUID, *, by: User | None, is_dry_run: bool) -> UndoPlan:
        try:
            change_set = ChangeSet.objects.get(pk=pk)
        except ChangeSet.DoesNotExist:
            raise CommandError(f"There is no change set {pk}.", returncode=REFUSED) from None
        if is_dry_run:
            return plan_undo(change_set, by=by)
        return undo(change_set, by=by, door=ChangeSet.Door.COMMAND)
