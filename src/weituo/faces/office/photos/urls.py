"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.photos import views

urlpatterns = [
    path("photos/flags", views.page, name="photo-flags"),
    path("photos/flags/<uuid:flag_id>/ruling", views.rule, name="photo-flag-rule"),
]
