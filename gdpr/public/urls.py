"""The addresses that people reach without logging in."""

from django.urls import path

from gdpr.consent.links import Page
from gdpr.public import requests
from gdpr.public.views import confirmation, preferences, unsubscription

app_name = "privacy"

urlpatterns = [
    path("preferences/<str:token>/", preferences, name=Page.PREFERENCES),
    path("confirm/<str:token>/", confirmation, name=Page.CONFIRM),
    path("unsubscribe/<str:token>/", unsubscription, name=Page.UNSUBSCRIBE),
    path("request/", requests.ask, name="request"),
    path("request/sent/", requests.sent, name="request-sent"),
    path("request/confirm/<str:ticket>/", requests.confirm, name="request-confirm"),
    path("package/<str:ticket>/", requests.package, name="package"),
]
