"""The page that tells why somebody is on a list, or is not, and the boxes that ask for it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from contacts.admin.contact_page import MERGED
from contacts.admin.keys import KnownKeysSelect
from contacts.exceptions import UnusableFilter
from contacts.lists import Explanation, Standing, answer, explain, standing
from contacts.merging import survivor_of
from contacts.models import Contact, ContactList, ListBuild, ListMember
from contacts.visibility import may_look_at
from crm.models import User


class WhyForm(forms.Form):
    """Whom it is about, and which list."""

    contact = forms.ModelChoiceField(None, widget=KnownKeysSelect(ListMember._meta.get_field("contact"), admin.site))
    list = forms.ModelChoiceField(None, widget=KnownKeysSelect(ListMember._meta.get_field("list"), admin.site))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, auto_id="id_why_%s", **kwargs)
        self.fields["contact"].queryset = Contact.objects.live().visible_to(user)
        self.fields["list"].queryset = ContactList.objects.live().visible_to(user)


class AsksWhy:
    """Has the box that asks why on the page of a contact or a list, for the other one of the two."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and may_ask_why(request.user):
            form = WhyForm(user=request.user)
            context |= {"why": form, "media": context["media"] + form.media}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class WhyPage(AsksWhy):
    """Serves the answer for one contact and one list, and the page that asks for both."""

    def get_urls(self):
        one = "<path:object_id>/why/<uuid:contact_id>/"
        own = [
            path("why/", self.admin_site.admin_view(self.ask_view), name="contacts_contactlist_ask"),
            path(one, self.admin_site.admin_view(self.why_view), name="contacts_contactlist_why"),
        ]
        return [*own, *super().get_urls()]

    def ask_view(self, request):
        """Lead to the answer, once it is known whom it is about, and which list."""
        if not may_ask_why(request.user):
            raise PermissionDenied
        form = WhyForm(request.GET or None, user=request.user)
        if form.is_valid():
            return redirect(why_address(form.cleaned_data["list"], form.cleaned_data["contact"]))
        context = {"title": "Why is someone (not) in a list?", "why": form, "media": self.media + form.media}
        return self._page(request, "ask", context)

    def why_view(self, request, object_id, contact_id):
        """Tell why the contact is on the list, or is not."""
        contact_list = self.get_object(request, unquote(object_id))
        if contact_list is None:
            raise Http404
        contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=survivor_of(contact_id))
        if contact.pk != contact_id:
            messages.info(request, MERGED)
            return redirect(why_address(contact_list, contact))
        asked = WhyForm(user=request.user, initial={"contact": contact, "list": contact_list})
        context = told(contact, contact_list, to=request.user)
        context |= {
            "title": f"Why {contact} {context['answer'].verdict} {contact_list}",
            "original": contact_list,
            "contact": contact,
            "may_refresh": self.may_refresh(request, contact_list),
            "why": asked,
            "media": self.media + asked.media,
        }
        return self._page(request, "why", context)

    def _page(self, request, name: str, context: dict[str, Any]):
        request.current_app = self.admin_site.name
        frame = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/contacts/contactlist/{name}.html", frame | context)


def told(contact: Contact, contact_list: ContactList, *, to: User) -> dict[str, Any]:
    """The answer in a sentence, what it rests on, and when the contact has joined and left."""
    held, refusal = judged(contact, contact_list, to)
    is_explained = isinstance(held, Explanation)
    build = ListBuild.objects.filter(list=contact_list).first()
    return {
        "answer": answer(contact, contact_list, held),
        "held": held,
        "reason": held.reason if is_explained else None,
        "refusal": refusal or (build and build.error),
        "is_awaited": is_explained and held.belongs not in (None, held.is_member),
        "build": build,
    }


def judged(contact: Contact, contact_list: ContactList, to: User) -> tuple[Standing, str]:
    """How the contact stands to the list, explained where a filter decides; or why that filter is none."""
    is_dynamic = contact_list.type == ContactList.Type.DYNAMIC
    if not (is_dynamic and contact.is_live and contact_list.is_live):
        return standing(contact, contact_list), ""
    try:
        return explain(contact, contact_list, now=timezone.now(), to=to), ""
    except UnusableFilter as refusal:
        return standing(contact, contact_list), str(refusal)


def may_ask_why(user: User) -> bool:
    """Whether the user may look at contacts, and at lists."""
    return may_look_at(user, Contact) and may_look_at(user, ContactList)


def why_address(contact_list: ContactList, contact: Contact) -> str:
    """The page that tells why the contact is on the list, or is not."""
    return reverse("admin:contacts_contactlist_why", args=[contact_list.pk, contact.pk])
