"""Contacts: their list, their page, and what belongs to them."""

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturalday
from django.db.models import F, OuterRef, Prefetch, Subquery
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html_join
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from contacts import guards, normalize
from contacts.admin import contact_sections as sections
from contacts.admin import list_columns
from contacts.admin.addresses import AddressInline
from contacts.admin.bounce_actions import BounceActions
from contacts.admin.bulk_page import BulkActions
from contacts.admin.contact_form import NOT_A_DUPLICATE, ContactForm, with_consent
from contacts.admin.contact_page import ContactPage
from contacts.admin.custom_filters import CustomFiltersAdmin
from contacts.admin.custom_values import CustomValuesAdmin
from contacts.admin.enrich_page import EnrichAction
from contacts.admin.export_pages import ExportPages
from contacts.admin.import_pages import ImportPages
from contacts.admin.journalled import DOOR
from contacts.admin.keys import is_key
from contacts.admin.label_inputs import LabelsAdmin
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.merge_page import MergeAction
from contacts.admin.owned import OwnedAdmin
from contacts.admin.panels import AddedActions
from contacts.admin.search_results import SearchedAdmin
from contacts.admin.selects import LeadStatusFilter, ListFilter, StageFilter, TagFilter
from contacts.admin.view_pages import ViewPages
from contacts.admin.viewed_list import ViewedAdmin
from contacts.admin.why_page import AsksWhy
from contacts.creation import add_contact
from contacts.duplicates.prevention import tell_apart
from contacts.exceptions import NotWelcome
from contacts.models import (
    Contact,
    ContactPhone,
    CustomField,
    ExternalId,
    FieldChoice,
    Tag,
)
from contacts.resources import ContactResource

TAG = """<span class="inline-flex items-center gap-1 mr-1 whitespace-nowrap">
<span class="inline-block h-2 w-2 rounded-full" style="background-color: {}"></span>{}</span>"""
# Whoever keeps the ledger knows this permission; contacts only asks for it.
RECORD_CONSENT = "gdpr.add_consentevent"
STAGE_LABEL = FieldChoice.objects.filter(field="lifecycle_stage", value=OuterRef("lifecycle_stage"))


class PhoneInline(TabularInline):
    model = ContactPhone
    fields = ["number"]
    extra = 0
    hide_title = True
    tab = True
    verbose_name = "further telephone number"
    verbose_name_plural = "further telephone numbers"


class ExternalIdInline(TabularInline):
    model = ExternalId
    fields = ["system", "value"]
    extra = 0
    hide_title = True
    tab = True
    verbose_name = "id in another system"
    verbose_name_plural = "ids in other systems"


@admin.register(Contact)
class ContactAdmin(
    SearchedAdmin,
    ViewedAdmin,
    ViewPages,
    BulkActions,
    AsksWhy,
    ContactPage,
    LabelsAdmin,
    AddedActions,
    EnrichAction,
    MergeAction,
    BounceActions,
    ImportPages,
    ExportPages,
    CustomFiltersAdmin,
    CustomValuesAdmin,
    OwnedAdmin,
    LiveAdmin,
):
    form = ContactForm
    custom_subject = CustomField.Subject.CONTACT
    actions = [
        "edit_selected",
        "export_selected",
        "merge_selected",
        "enrich_selected",
        "mail_came_back",
        "mail_arrives_again",
        *LiveAdmin.actions,
    ]
    fieldsets = sections.OF_KNOWN
    add_fieldsets = sections.OF_NEW
    resource_classes = [ContactResource]
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    list_display = list_columns.USUAL
    list_fullwidth = True
    sortable_by = list_columns.SORTABLE
    list_filter = [
        StageFilter,
        LeadStatusFilter,
        ("owner", AutocompleteSelectFilter),
        TagFilter,
        ListFilter,
        DeletedFilter,
    ]
    autocomplete_fields = ["company", "owner"]
    readonly_fields = [
        "source",
        "created_at",
        "last_contacted_at",
        "last_activity_at",
        "email_opt_in",
        "data_processing_consent",
        "consent_given",
        "consent_date",
    ]
    readonly_preprocess_fields = {"country": normalize.country_name}
    inlines = [AddressInline, PhoneInline, ExternalIdInline]

    def get_queryset(self, request):
        queryset = (
            super()
            .get_queryset(request)
            .select_related("company", "owner")
            .annotate(stage_label=Subquery(STAGE_LABEL.values("label")))
        )
        return queryset.prefetch_related(Prefetch("tags", Tag.objects.live(), to_attr="live_tags"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        may_record = request.user.has_perm(RECORD_CONSENT)
        kwargs["form"] = with_consent(self.form) if may_record and not change else self.form
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        sections_shown = super().get_fieldsets(request, obj)
        if obj or request.user.has_perm(RECORD_CONSENT):
            return sections_shown
        return [section for section in sections_shown if section is not sections.CONSENT]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotWelcome as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.source = Contact.Source.FORM
            consent = form.consent() if hasattr(form, "consent") else None
            add_contact(obj, by=request.user, door=DOOR, consent=consent)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # What was added below may tell whose contact it is, too.
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            guards.require_welcome(guards.as_stored(Contact.objects.filter(pk=form.instance.pk)))
        if others := request.POST.get(NOT_A_DUPLICATE):
            # Those of colleagues stay to be looked at by whoever may.
            named = [pk for pk in others.split(",") if pk and is_key(Contact._meta.pk, pk)]
            editable = Contact.objects.editable_by(request.user).filter(pk__in=named)
            tell_apart(form.instance, set(editable.values_list("pk", flat=True)), by=request.user)

    @display(description="Name", ordering="last_name", header=True)
    def name(self, obj):
        found_by = self.found_by(obj)
        return [str(obj), f"Found by {found_by}" if found_by else obj.title]

    @display(description="E-mail and phone", header=True)
    def reach(self, obj):
        return [obj.email, obj.phone or obj.mobile]

    @admin.display(description="Stage")
    def stage(self, obj):
        return obj.stage_label or obj.lifecycle_stage

    @display(description="Tags")
    def tag_names(self, obj):
        return format_html_join(" ", TAG, ((tag.colour, tag.name) for tag in obj.live_tags)) or None

    @display(description="Last contacted", ordering=F("last_contacted_at").asc(nulls_first=True), empty_value="never")
    def last_contact(self, obj):
        return obj.last_contacted_at and naturalday(timezone.localtime(obj.last_contacted_at))
