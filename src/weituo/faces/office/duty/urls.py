"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.duty import views

urlpatterns = [
    path("duty", views.page, name="duty"),
    path("duty/shifts", views.add, name="duty-add"),
    path("duty/copy", views.copy, name="duty-copy"),
    path("duty/<uuid:shift_id>/removal", views.remove, name="duty-remove"),
]
