"""The queue of duplicates as one goes through it: who may, and where the next pair is."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from contacts.admin.keys import is_key
from contacts.duplicates.queue import pair_after
from contacts.merging.applying import PERMISSION
from contacts.models import DuplicatePair
from crm.models import User

LAST = "That was the last pair."


def may_see_pairs(user: User) -> bool:
    """Whether the user may see pairs at all; of contacts that they may not see, nobody shows them any."""
    return user.has_perm(PERMISSION) or user.has_perm("contacts.view_duplicatepair")


def may_decide(user: User) -> bool:
    """Whether the user may decide on pairs, of contacts that are theirs to change."""
    return user.has_perms([PERMISSION, "contacts.change_contact"])


def pair_of(request: HttpRequest) -> DuplicatePair | None:
    """The pair that a posted form names, where the user may see it."""
    pk = request.POST.get("pair", "")
    if not (pk and is_key(DuplicatePair._meta.pk, pk) and may_see_pairs(request.user)):
        return None
    return DuplicatePair.objects.visible_to(request.user).filter(pk=pk).first()


def next_address(request: HttpRequest, pair: DuplicatePair) -> str:
    """Where to go on after a pair: the next one, else the list, which says so."""
    following = pair_after(pair, to=request.user)
    if following:
        return following.get_absolute_url()
    messages.info(request, LAST)
    return reverse("admin:contacts_duplicatepair_changelist")
