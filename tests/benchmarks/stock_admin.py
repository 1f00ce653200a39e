"""The contacts in an admin of Django's own, without search and filters: a URLconf to compare with."""

from django.contrib.admin import AdminSite, ModelAdmin, register
from django.urls import path

from contacts.models import Contact

stock_site = AdminSite(name="stock")


@register(Contact, site=stock_site)
class StockContactAdmin(ModelAdmin):
    """The same columns as ours, as Django shows them."""

    list_display = ["full_name", "company", "email", "phone", "lifecycle_stage", "owner", "last_contacted_at"]


urlpatterns = [path("admin/", stock_site.urls)]
