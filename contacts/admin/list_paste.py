"""Contacts are put on a static list by pasting their addresses: first it is shown who that would be."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import model_ngettext, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from contacts.admin.journalled import DOOR
from contacts.exceptions import Refused
from contacts.labels import PERMISSIONS
from contacts.lists import apply_paste, plan_paste
from contacts.models import Contact, ContactList

HELP = "From a mail, a spreadsheet or a text: whatever stands between the addresses is passed over."
PUT = '{} put on the list. <a class="text-link" href="{}">Undo</a>'
# Beyond, they are told by their number.
SHOWN = 100


class PasteForm(forms.Form):
    """The addresses, as somebody has copied them from elsewhere."""

    addresses = forms.CharField(
        label="E-mail addresses", help_text=HELP, max_length=2_000_000, widget=UnfoldAdminTextareaWidget({"rows": 12})
    )


class PastePage:
    """Serves the page of a static list that takes addresses, and shows whom they mean."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.paste_view)
        return [path("<path:object_id>/paste/", view, name="contacts_contactlist_paste"), *super().get_urls()]

    @action(description="Paste addresses", icon="content_paste", permissions=["paste"])
    def paste_addresses(self, request, object_id):
        """The page that takes addresses."""
        return redirect("admin:contacts_contactlist_paste", object_id)

    def has_paste_permission(self, request, object_id=None):
        """Whether the user may put contacts on this list, which is static."""
        may = request.user.has_perms([PERMISSIONS["lists_added"], "contacts.view_contact"])
        lists = ContactList.objects.live().visible_to(request.user).filter(type=ContactList.Type.STATIC)
        return may and lists.filter(pk=unquote(str(object_id))).exists()

    def paste_view(self, request, object_id):
        """Take addresses, show whom they mean, and put these on the list."""
        contact_list = self.get_object(request, unquote(object_id))
        if contact_list is None:
            raise Http404
        if not self.has_paste_permission(request, object_id):
            raise PermissionDenied
        form = PasteForm(request.POST or None)
        paste = None
        if form.is_valid():
            try:
                paste = plan_paste(contact_list, form.cleaned_data["addresses"], by=request.user)
                if "apply" in request.POST:
                    return self._put(request, contact_list, paste)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        context = self.admin_site.each_context(request) | {
            "title": f"Paste addresses: {contact_list}",
            "opts": self.opts,
            "original": contact_list,
            "form": form,
            "paste": paste,
            "shown": SHOWN,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/contacts/contactlist/paste.html", context)

    def _put(self, request, contact_list, paste):
        made = apply_paste(contact_list, paste, shown=request.POST.get("shown", ""), by=request.user, door=DOOR)
        if made:
            count = len(paste.new)
            told = f"{count:,} {model_ngettext(Contact._meta, count)}"
            undo = reverse("admin:contacts_changeset_undo", args=[made.pk])
            messages.success(request, format_html(PUT, told, undo))
        return redirect(contact_list)
