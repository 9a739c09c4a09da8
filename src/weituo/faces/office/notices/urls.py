"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.notices import choices, inbox, robots

urlpatterns = [
    path("notices/", inbox.inbox, name="notices"),
    path("notices/acknowledgement", inbox.acknowledge_all, name="notices-acknowledge-all"),
    path("notices/<uuid:record_id>/acknowledgement", inbox.acknowledge, name="notices-acknowledge"),
    path("notices/settings", choices.page, name="notices-settings"),
    path("notices/settings/calendar", choices.calendar, name="notices-calendar"),
    path("notices/settings/<slug:kind>", choices.choose, name="notices-choose"),
    path("notices/robots", robots.page, name="robots"),
    path("notices/robots/ladder", robots.climb, name="robots-ladder"),
    path("notices/robots/<uuid:record_id>/test", robots.try_out, name="robot-test"),
    path("notices/robots/<uuid:record_id>/address", robots.rotate, name="robot-rotate"),
    path("notices/robots/<uuid:record_id>/removal", robots.remove, name="robot-remove"),
]
