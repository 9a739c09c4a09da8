"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.duty import handover, night, roster, views

urlpatterns = [
    path("duty", views.page, name="duty"),
    path("duty/shifts", views.add, name="duty-add"),
    path("duty/copy", views.copy, name="duty-copy"),
    path("duty/<uuid:shift_id>/removal", views.remove, name="duty-remove"),
    path("duty/import", roster.upload, name="roster"),
    path("duty/import/takeover", roster.take_over, name="roster-take"),
    path("duty/template.xlsx", roster.template, name="roster-template"),
    path("duty/month.xlsx", roster.export, name="roster-export"),
    path("night", night.night, name="night"),
    path("night/board", night.board, name="night-board"),
    path("night/places", night.places, name="night-places"),
    path("night/orders/<uuid:order_id>/call", night.call, name="night-call"),
    path("night/calls/<uuid:call_id>/answer", night.answer, name="night-answer"),
    path("handovers", handover.handovers, name="handovers"),
    path("handovers/entries", handover.write, name="handover-write"),
    path("handovers/<uuid:handover_id>", handover.one, name="handover"),
    path("handovers/<uuid:handover_id>/acknowledgement", handover.acknowledge, name="handover-take"),
    path("handovers/<uuid:handover_id>/notes", handover.note, name="handover-note"),
]
