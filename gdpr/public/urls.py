"""The addresses that people reach by links of their own."""

from django.urls import path

from gdpr.consent.links import Page
from gdpr.public.views import confirmation, preferences, unsubscription

app_name = "privacy"

urlpatterns = [
    path("preferences/<str:token>/", preferences, name=Page.PREFERENCES),
    path("confirm/<str:token>/", confirmation, name=Page.CONFIRM),
    path("unsubscribe/<str:token>/", unsubscription, name=Page.UNSUBSCRIBE),
]
