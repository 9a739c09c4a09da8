"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.calibration import views

urlpatterns = [
    path("calibration/", views.page, name="calibration"),
    path("calibration/figures.csv", views.export, name="calibration-csv"),
]
