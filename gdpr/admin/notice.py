"""Whom to tell that we have their data, and from where; the action that notes that it was done."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import model_ngettext
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from contacts.admin.guarded import GuardedAdmin
from contacts.admin.panels import ACTIONS
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from gdpr.admin.asked import asked
from gdpr.admin.request_forms import Day
from gdpr.models import Notice
from gdpr.notices import PERMISSION, WITHIN, note_given, to_be_told

PAGE = 50


class NoticeForm(forms.Form):
    channel = forms.ChoiceField(
        label="How they were told", choices=[("", "—"), *Notice.Channel.choices], widget=UnfoldAdminSelectWidget
    )
    given_on = forms.DateField(label="On", initial=timezone.localdate, widget=Day)


@action(description="Note that they were told", permissions=[PERMISSION])
def notice_given(modeladmin, request, queryset):
    """Ask how and when; posted, note it of each of the contacts."""
    form = NoticeForm(request.POST if "apply" in request.POST else None)

    def apply():
        count = note_given(queryset, **form.cleaned_data, by=request.user)
        return f"Noted for {count} {model_ngettext(modeladmin.opts, count)}."

    words = "That we have their data, from where, for what and for how long, and what their rights are (Art. 13, 14)."
    title = "Note that they were told"
    return asked(modeladmin, request, queryset, form, apply, permission=PERMISSION, title=title, words=words)


notice_given.suits = lambda contact: True
ACTIONS.append(notice_given)


@admin.register(Notice)
class NoticeAdmin(StepsAdmin, GuardedAdmin, ReadOnlyAdmin):
    """The notices that were given, and those that are due."""

    list_display = ["contact", "channel", "given_on", "noted_by"]
    list_select_related = ["contact", "noted_by"]
    list_filter = ["channel"]
    list_before_template = "admin/gdpr/notice/due_link.html"

    @property
    def list_steps(self):
        return {"due": due}

    def current_step(self, request, row):
        return super(StepsAdmin, self).change_view(request, str(row.pk))


def due(request):
    """Whom to tell, those first whom we have had longest."""
    people = to_be_told().visible_to(request.user).order_by("created_at", "pk")
    page = Paginator(people, PAGE).get_page(request.GET.get("p"))
    today = timezone.localdate()
    rows = [(contact, timezone.localdate(contact.created_at) + WITHIN) for contact in page]
    context = admin.site.each_context(request) | {
        "title": "Notices that are due",
        "opts": Notice._meta,
        "page": page,
        "rows": [(contact, day, day < today) for contact, day in rows],
        "may_note": request.user.has_perm(PERMISSION),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/gdpr/notice/due.html", context)
