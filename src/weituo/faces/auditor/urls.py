"""Addresses under `/a/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.auditor import views

app_name = "auditor"
urlpatterns = [
    path("", views.home, name="home"),
    path("facts/<uuid:fact_id>.<str:kind>", views.fact, name="fact"),
]
