"""The page of a contact: who they are, what happened, what is to be done, and a form to note the next thing."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.humanize.templatetags.humanize import naturalday
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.admin.desk import DeskAdmin
from contacts.admin.panels import PANELS
from contacts.admin.quick_log import QuickLogForm
from contacts.history import timeline
from contacts.models import Contact, ContactEmail, ContactList

MERGED = "The contact of that link was merged into this one."
# They take more than one contact, or stand on the page already.
NOT_ON_PAGE = {"edit_selected", "delete_selected", "restore_selected", "merge_selected"}


class ContactPage(DeskAdmin):
    """Tells the whole story of a contact on one page."""

    change_form_before_template = "admin/contacts/contact/lookalikes.html"
    change_form_outer_before_template = "admin/contacts/contact/desk.html"
    change_form_outer_after_template = "admin/contacts/contact/timeline.html"

    def get_urls(self):
        log = self.admin_site.admin_view(require_POST(self.log_view))
        return [path("<path:object_id>/log/", log, name="contacts_contact_log"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if survivor := self.survivor(request, object_id):
            messages.info(request, MERGED)
            return redirect(survivor)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_object(self, request, object_id, from_field=None):
        """The contact with its lists and whence mail came back; several steps of showing a page ask for it."""
        # What a posted form has changed of a row must not be met again when the form is tried once more.
        known = request.__dict__.setdefault("opened_contacts", {}) if request.method == "GET" else {}
        key = str(object_id)
        if key not in known:
            known[key] = super().get_object(request, object_id, from_field)
            if known[key]:
                prefetch_related_objects(
                    [known[key]],
                    Prefetch("lists", ContactList.objects.live(), "live_lists"),
                    Prefetch("emails", ContactEmail.objects.exclude(bounced_at=None), "bounced"),
                )
        return known[key]

    def survivor(self, request, object_id):
        """The contact into which the one of an old link was merged, if that is what became of it."""
        row = self.get_object(request, unquote(object_id))
        # One step leads to the end, see `contacts.merging.survivors_of`.
        return self.get_object(request, row.merged_into_id) if row and row.merged_into_id else None

    def log_view(self, request, object_id):
        """Note an activity or a task; the answer replaces the form, or has the page loaded again."""
        contact = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, contact):
            raise PermissionDenied
        if contact is None or not contact.is_live or contact.restricted_at:
            raise Http404
        form = QuickLogForm(request.POST, user=request.user)
        if not form.fields["kind"].choices:
            raise PermissionDenied
        try:
            noted = form.note(contact) if form.is_valid() else None
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        if form.errors:
            context = {"log_form": form, "original": contact}
            return TemplateResponse(request, "admin/contacts/desk/quick_log.html", context)
        messages.success(request, "Task added." if form.is_task else f"{noted.get_kind_display()} logged.")
        return HttpResponse(headers={"HX-Refresh": "true"})

    def response_action(self, request, queryset):
        """What an action answers; one that was taken on the page of a contact leads back there."""
        response = super().response_action(request, queryset)
        if "from_page" in request.POST and isinstance(response, HttpResponseRedirect):
            contact = self.get_object(request, request.POST.get(ACTION_CHECKBOX_NAME))
            return redirect(contact) if contact else response
        return response

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context |= self.told(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def told(self, request, contact: Contact):
        """What the page tells beside the form and the cards."""
        log_form = QuickLogForm(user=request.user)
        is_in_use = contact.is_live and not contact.restricted_at
        panels = ((panel, panel.told(request, contact)) for panel in PANELS)
        return {
            "initials": "".join(name[:1] for name in (contact.first_name, contact.last_name)) or contact.email[:1],
            "stage": contact.stage_label or contact.lifecycle_stage,
            "tags": contact.live_tags if request.user.has_perm("contacts.view_tag") else [],
            "lists": contact.live_lists if request.user.has_perm("contacts.view_contactlist") else [],
            "bounced": _bounced(contact),
            "numbers": [
                (number, e164 or number)
                for number, e164 in ((contact.phone, contact.phone_e164), (contact.mobile, contact.mobile_e164))
                if number
            ],
            "panels": [{"title": p.title, "template": p.template, "told": told} for p, told in panels if told],
            "page_actions": self.page_actions(request, contact) if contact.is_live else [],
            "log_form": log_form if is_in_use and log_form.fields["kind"].choices else None,
            "timeline": timeline(contact, to=request.user),
        }

    def page_actions(self, request, contact: Contact):
        """The actions of the list that make sense for the contact, as (name, description)."""
        return [
            (name, description)
            for name, (function, _, description) in self.get_actions(request).items()
            if name not in NOT_ON_PAGE and suits(function, contact)
        ]


def suits(action, contact: Contact) -> bool:
    """Whether an action is offered on the page of the contact; one that does not say is not where use is restricted."""
    says = getattr(action, "suits", None)
    return says(contact) if says else not contact.restricted_at


def _bounced(contact: Contact) -> str:
    """When mail to the main address came back, as people say it; nothing where it arrives."""
    days = (naturalday(timezone.localtime(each.bounced_at)) for each in contact.bounced if each.is_primary)
    return next((f"Mail came back {day}" for day in days), "")
