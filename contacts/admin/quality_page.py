"""What wants cleaning, on one page: how many contacts, who they are, and the way to put it right for all of them."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from contacts.admin.list_form import in_english
from contacts.admin.paging import COUNTED
from contacts.admin.pair_queue import may_see_pairs
from contacts.bulk import PERMISSION
from contacts.lists import Problem, problems
from contacts.models import ContactList, DuplicatePair
from contacts.querysets import may_see_contacts


def quality(request: HttpRequest) -> HttpResponse:
    """Each problem with its count, a link to the contacts, and a button that edits them all."""
    user = request.user
    if not may_see_contacts(user):
        raise PermissionDenied
    context = admin.site.each_context(request) | {
        "title": "Data quality",
        "opts": ContactList._meta,
        "problems": [(problem, in_words(problem)) for problem in problems(user)],
        "pairs": waiting_pairs(user) if may_see_pairs(user) else None,
        "most_pairs": COUNTED,
        "may_edit": user.has_perms([PERMISSION, "contacts.change_contact"]),
        "may_add": user.has_perm("contacts.add_contactlist"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/contacts/contactlist/quality.html", context)


def in_words(problem: Problem) -> str:
    """What is wrong with those on the list."""
    if problem.build and problem.build.error:
        return problem.build.error
    filters = problem.list.filters
    return problem.list.description or (in_english(filters) if filters else "")


def waiting_pairs(user) -> int:
    """How many pairs of likely duplicates wait for somebody; counted no further than a little beyond COUNTED."""
    return DuplicatePair.objects.visible_to(user).waiting().order_by()[: COUNTED + 1].values("pk").count()
