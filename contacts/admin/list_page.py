"""What the page of a dynamic list tells and offers beside its form."""

import json

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.admin.journalled import DOOR
from contacts.admin.list_form import in_english
from contacts.admin.list_growth import chart_of
from contacts.admin.quality_page import quality
from contacts.admin.why_page import WhyForm, why_address
from contacts.exceptions import Refused, UnusableFilter
from contacts.filters import fields_for, matching, parse, sentence
from contacts.models import Contact, ContactList, ListBuild
from contacts.tasks import start_refresh

SAMPLE = 10
# Beyond, they are counted no further: somebody waits for the answer at every key.
COUNTED = 100_000
LATER = "It takes a while: it is built in the background. You may leave this page."


class ListPage:
    """Serves what a filter means while it is built, and builds the list anew when asked to."""

    def get_urls(self):
        own = [
            path("quality/", self.admin_site.admin_view(self.quality_view), name="contacts_contactlist_quality"),
            path("matches/", self._posted(self.matches_view), name="contacts_contactlist_matches"),
            path("<path:object_id>/refresh/", self._posted(self.refresh_view), name="contacts_contactlist_refresh"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context["chart"] = chart_of(obj, request.GET.get("days", ""), now=timezone.now())
        if obj and obj.type == ContactList.Type.DYNAMIC:
            build = ListBuild.objects.filter(list=obj).first()
            context |= {
                "build": build,
                "sentence": in_english(obj.filters),
                "may_refresh": self.may_refresh(request, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def quality_view(self, request):
        """What wants cleaning."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return quality(request)

    def matches_view(self, request):
        """How many contacts the filter means that the user may see, and a few of them."""
        if not request.user.has_perm("contacts.view_contact") or not self.has_view_permission(request):
            raise PermissionDenied
        template = "admin/contacts/contactlist/matches.html"
        try:
            node = parse(json.loads(request.POST.get("filters", "")), fields=fields_for(request.user))
        except (ValueError, RecursionError):
            return TemplateResponse(request, template, {"refusal": "This is no JSON."})
        except UnusableFilter as refusal:
            return TemplateResponse(request, template, {"refusal": str(refusal)})
        found = matching(node, now=timezone.now()).visible_to(request.user).order_by()
        context = {
            "sentence": sentence(node),
            "count": found[: COUNTED + 1].count(),
            "most": COUNTED,
            "sample": Contact.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:SAMPLE])),
        }
        return TemplateResponse(request, template, context)

    def refresh_view(self, request, object_id):
        """Build the list anew."""
        contact_list = self.get_object(request, unquote(object_id))
        if contact_list is None:
            raise Http404
        if not self.may_refresh(request, contact_list):
            raise PermissionDenied
        try:
            done = start_refresh(contact_list, by=request.user, door=DOOR)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{done.joined:,} joined, {done.left:,} left." if done else LATER)
        # From the page that tells why somebody is on the list, one wants to go back there.
        asked = WhyForm(request.POST, user=request.user)
        return redirect(why_address(contact_list, asked.cleaned_data["contact"]) if asked.is_valid() else contact_list)

    def may_refresh(self, request, contact_list):
        """Whether the user may have the list built anew."""
        return contact_list.is_live and self.has_change_permission(request, contact_list)

    def _posted(self, view):
        return self.admin_site.admin_view(require_POST(view))
