"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.understanding import views

urlpatterns = [
    path("understanding", views.page, name="understanding"),
    path("understanding/proposal", views.proposal, name="understanding-proposal"),
    path("understanding/rules", views.add, name="understanding-add"),
    path("understanding/rules/<uuid:rule_id>/end", views.end, name="understanding-end"),
]
