"""The addresses of the API."""

from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from contacts.api.activity import ActivityResource
from contacts.api.company import CompanyResource
from contacts.api.contact import ContactResource
from contacts.api.contact_list import ContactListResource, MemberResource
from contacts.api.deal import DealResource, StageResource
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

members = MemberResource.as_view({"get": "list", "post": "create", "delete": "destroy"})

urlpatterns = [
    *router.urls,
    path("lists/<uuid:pk>/members/", members, name="members"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", login_required(SpectacularSwaggerView.as_view(url_name="api:schema")), name="docs"),
    re_path("", Nothing.as_view()),
]
