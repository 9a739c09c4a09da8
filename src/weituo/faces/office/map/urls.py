"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.map import views

urlpatterns = [
    path("map", views.page, name="map"),
    path("map/edit", views.edit, name="map-edit"),
]
