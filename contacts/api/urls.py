"""The addresses of the API."""

from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from django.views.decorators.common import no_append_slash
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from contacts.api.activity import ActivityResource
from contacts.api.bounces import BounceResource
from contacts.api.company import CompanyResource
from contacts.api.contact import ContactResource
from contacts.api.contact_list import ContactListResource
from contacts.api.deal import DealResource, StageResource
from contacts.api.filter_language import FilterFieldResource
from contacts.api.list_members import MemberResource, PinResource, WhyResource
from contacts.api.merging import MergeResource
from contacts.api.nothing import Nothing
from contacts.api.tag import TagResource
from contacts.api.task import TaskResource

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("activities", ActivityResource)
router.register("companies", CompanyResource)
router.register("contacts", ContactResource)
router.register("deals", DealResource)
router.register("lists", ContactListResource)
router.register("stages", StageResource)
router.register("tags", TagResource)
router.register("tasks", TaskResource)

SEVERAL = {"get": "list", "post": "create", "delete": "destroy"}

urlpatterns = [
    *router.urls,
    path("bounces/", BounceResource.as_view({"post": "create"}), name="bounces"),
    path("contacts/<id:pk>/merge/", MergeResource.as_view({"post": "merge"}), name="merge"),
    path("contacts/<id:pk>/unmerge/", MergeResource.as_view({"post": "unmerge"}), name="unmerge"),
    path("filter-fields/", FilterFieldResource.as_view({"get": "list"}), name="filter-fields"),
    path("lists/<id:pk>/members/", MemberResource.as_view(SEVERAL), name="members"),
    path("lists/<id:pk>/pins/", PinResource.as_view(SEVERAL), name="pins"),
    path("lists/<id:pk>/why/<id:contact>/", WhyResource.as_view({"get": "retrieve"}), name="why"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", login_required(SpectacularSwaggerView.as_view(url_name="api:schema")), name="docs"),
    # Not for the address of the whole without its slash either: nobody is redirected.
    re_path("", no_append_slash(Nothing.as_view())),
]
