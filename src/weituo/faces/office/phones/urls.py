"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.phones import drawings, views

urlpatterns = [
    path("phones", views.page, name="phones"),
    path("phones/<uuid:device_id>/revocation", views.revoke, name="phone-revoke"),
    path("drawings", drawings.page, name="drawings"),
    path("drawings/new", drawings.add, name="drawing-add"),
    path("drawings/<uuid:drawing_id>/file", drawings.file, name="drawing-file"),
    path("drawings/<uuid:drawing_id>/withdrawal", drawings.withdraw, name="drawing-withdraw"),
]
