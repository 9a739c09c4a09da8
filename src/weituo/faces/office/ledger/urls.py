"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.ledger import order

urlpatterns = [
    path("orders/<uuid:order_id>/proof.zip", order.files, name="order-proof"),
    path("orders/<uuid:order_id>/facts/<uuid:fact_id>.<str:kind>", order.fact, name="order-fact"),
]
