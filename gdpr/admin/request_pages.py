"""The page of a request: what is asked, until when, what was done, and what can be done next."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts import exceptions, normalize
from contacts.admin.journalled import DOOR
from contacts.models import Contact
from gdpr import access, subject_requests
from gdpr.admin import request_forms as forms
from gdpr.admin.request_due import LOOKS, due
from gdpr.exceptions import PersonUnknown, Refused, UnknownAddress
from gdpr.identities import found_by
from gdpr.models import SubjectPackage, SubjectRequest
from gdpr.restriction import object_to, restrict
from gdpr.subject_requests import PERMISSION

Kind = SubjectRequest.Kind
GIVEN = (Kind.ACCESS, Kind.PORTABILITY)
REFUSALS = (Refused, exceptions.Refused, normalize.Unusable)


def opened(request: HttpRequest) -> HttpResponse:
    """The form for a request that came in by letter, telephone or mail; posted, the request."""
    form = forms.OpenForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(subject_requests.open_request(**form.cleaned_data, by=request.user))
        except normalize.Unusable as error:
            form.add_error("email", str(error))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, "open", title="Open a request", form=form)


def current(request: HttpRequest, row: SubjectRequest) -> HttpResponse:
    """What is known of the request, and the forms of what can be done next."""
    state, words = due(row)
    packages = list(row.packages.select_related("made_by", "fetched_by"))
    waiting = next((each for each in packages if each.file and each.fetched_at is None), None)
    others = SubjectRequest.objects.filter(person=row.person).exclude(pk=row.pk).order_by("-received_on")
    context = {
        "title": str(row),
        "original": row,
        "row": row,
        "due_look": LOOKS[state],
        "due_words": words,
        "steps": row.steps.select_related("by"),
        "others": others[:10],
        "may_answer": request.user.has_perm(PERMISSION),
        "may_approve": row.proposed_by is not None and row.proposed_by != request.user,
        "is_given": row.kind in GIVEN,
        "package": waiting,
        "package_url": _address(request, waiting) if waiting else "",
        "forms": forms.of(row),
    }
    return _page(request, "page", **context)


def _address(request: HttpRequest, package: SubjectPackage) -> str:
    """The link by which the person fetches the package."""
    return request.build_absolute_uri(reverse("privacy:package", args=[access.ticket(package)]))


def _act(
    request: HttpRequest, row: SubjectRequest, *, verb: Callable[..., str], form: type[Form] | None = None
) -> HttpResponse:
    """Do what the form says; the page tells what came of it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    said = form(request.POST) if form else None
    try:
        if said and not said.is_valid():
            messages.error(request, " ".join(error for errors in said.errors.values() for error in errors))
        else:
            messages.success(request, verb(request, row, **(said.cleaned_data if said else {})))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


def _identity(request: HttpRequest, row: SubjectRequest, how: str) -> str:
    subject_requests.note_identity(row, how=how, by=request.user)
    return "Noted that it is the person who asks."


def _contact(request: HttpRequest, row: SubjectRequest, email: str) -> str:
    contact = found_by(normalize.email(email))
    if contact is None:
        raise UnknownAddress
    subject_requests.name_contact(row, contact, by=request.user)
    return "Noted whose request it is."


def _extend(request: HttpRequest, row: SubjectRequest, reason: str, told_on: Any) -> str:
    extended = subject_requests.extend(row, reason=reason, told_on=told_on, by=request.user)
    return f"Extended: it is now due on {extended.due_on:%Y-%m-%d}."


def _note(request: HttpRequest, row: SubjectRequest, text: str) -> str:
    subject_requests.note(row, text, by=request.user)
    return "Noted."


def _close(request: HttpRequest, row: SubjectRequest, decision: str, reason: str) -> str:
    subject_requests.close(row, decision=decision, reason=reason, by=request.user)
    return "The request is closed."


def _propose(request: HttpRequest, row: SubjectRequest) -> str:
    subject_requests.propose_erasure(row, by=request.user)
    return "Proposed. Somebody else has to approve it."


def _approve(request: HttpRequest, row: SubjectRequest) -> str:
    subject_requests.approve_erasure(row, by=request.user, door=DOOR)
    return "The person was erased, and the request is closed."


def _prepare(request: HttpRequest, row: SubjectRequest) -> str:
    access.make_package_for(row, by=request.user)
    return "The package is ready: send the link, or fetch it yourself. Either works once."


def _restrict(request: HttpRequest, row: SubjectRequest) -> str:
    reason = f"{row.get_kind_display()} requested"
    restrict(Contact.objects.filter(pk=_known(row).pk), reason=reason, by=request.user, door=DOOR)
    subject_requests.note_step(row, subject_requests.Step.DONE, by=request.user, text="Use restricted")
    return "The data are kept now, and used for nothing."


def _object(request: HttpRequest, row: SubjectRequest, purpose: Any) -> str:
    said = {"purpose": purpose.key, "channel": forms.LEDGER_CHANNELS[row.channel], "evidence": f"Request {row.pk}"}
    object_to(_known(row), **said, by=request.user, door=DOOR)
    subject_requests.note_step(row, subject_requests.Step.DONE, by=request.user, text=f"Objection: {purpose.key}")
    return "The objection stands in the ledger of consent."


def _known(row: SubjectRequest) -> Contact:
    if row.contact is None:
        raise PersonUnknown
    return row.contact


@require_POST
def package(request: HttpRequest, row: SubjectRequest) -> HttpResponse:
    """The file, for the officer who hands it over; the link then works no more."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    waiting: SubjectPackage | None = row.packages.filter(fetched_at=None).exclude(file="").first()
    try:
        if waiting:
            file = access.fetch(waiting, by=request.user)
            return FileResponse(file, as_attachment=True, filename="your-data.zip", content_type="application/zip")
        messages.error(request, "There is no package that waits: prepare one first.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


def _step(verb: Callable[..., str], form: type[Form] | None = None) -> Callable:
    return require_POST(partial(_act, verb=verb, form=form))


STEPS = {
    "identity": _step(_identity, forms.IdentityForm),
    "contact": _step(_contact, forms.ContactForm),
    "extend": _step(_extend, forms.ExtendForm),
    "note": _step(_note, forms.NoteForm),
    "close": _step(_close, forms.CloseForm),
    "propose": _step(_propose),
    "approve": _step(_approve),
    "prepare": _step(_prepare),
    "restrict": _step(_restrict),
    "object": _step(_object, forms.ObjectForm),
    "package": package,
}


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    frame = admin.site.each_context(request) | {"opts": SubjectRequest._meta}
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/gdpr/subjectrequest/{name}.html", frame | context)
