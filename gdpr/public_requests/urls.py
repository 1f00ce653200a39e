"""Addresses below /privacy/ that need no log-in."""

from django.urls import path

from gdpr.public_requests import views

urlpatterns = [
    path("request/", views.ask, name="privacy-request"),
    path("request/sent/", views.sent, name="privacy-sent"),
    path("request/confirm/<str:ticket>/", views.confirm, name="privacy-confirm"),
    path("package/<str:ticket>/", views.package, name="privacy-package"),
]
