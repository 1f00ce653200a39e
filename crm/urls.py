"""The addresses of the site: the admin is the front end."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from crm.command_palette import search
from crm.problems import nothing

urlpatterns = [
    # Nobody is shown “view on site”, and Django's own view of it stumbles over ids that are UUIDs.
    path("admin/r/<path:row>", nothing),
    path("admin/search/", admin.site.admin_view(search)),
    path("admin/", admin.site.urls),
    # That of contacts answers to all that is left.
    path("api/v1/", include("gdpr.api.urls")),
    path("api/v1/", include("contacts.api.urls")),
    path("privacy/", include("gdpr.public.urls")),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
]

handler400 = "crm.problems.bad_request"
handler404 = "crm.problems.not_found"
handler500 = "crm.problems.server_error"
