"""Addresses under `/e/app/`, all public: the shell holds no data, and a phone without a session may open it."""

from __future__ import annotations

from django.urls import path

from weituo.faces.engineer.app import views

urlpatterns = [
    path("", views.shell, name="app"),
    path("worker.js", views.worker, name="app-worker"),
    path("manifest.webmanifest", views.manifest, name="app-manifest"),
    path("session", views.session, name="app-session"),
]
