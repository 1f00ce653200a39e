"""The addresses that privacy adds to the API."""

from django.urls import path

from gdpr.api.consent import ConsentResource
from gdpr.api.purpose import PurposeResource

app_name = "privacy-api"

urlpatterns = [
    path("purposes/", PurposeResource.as_view({"get": "list"}), name="purposes"),
    path("contacts/<id:pk>/consents/", ConsentResource.as_view({"get": "consents", "post": "record"}), name="consents"),
    path("contacts/<id:pk>/consents/<int:entry>/receipt/", ConsentResource.as_view({"get": "receipt"}), name="receipt"),
]
