"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.ledger import bundles, order, views, witness

urlpatterns = [
    path("orders/<uuid:order_id>/proof.zip", order.files, name="order-proof"),
    path("orders/<uuid:order_id>/facts/<uuid:fact_id>.<str:kind>", order.fact, name="order-fact"),
    path("ledger", views.page, name="ledger"),
    path("ledger/check", views.check, name="ledger-check"),
    path("ledger/policy", views.policy, name="ledger-policy"),
    path("ledger/checkpoint", views.checkpoint, name="ledger-checkpoint"),
    path("ledger/verify.pyz", views.verifier, name="ledger-verifier"),
    path("ledger/bundle.zip", bundles.bundle, name="ledger-bundle"),
    path("ledger/witness", witness.page, name="ledger-witness"),
    path("ledger/witness/step", witness.step, name="ledger-witness-step"),
    path("ledger/witness/cosignature", witness.cosign, name="ledger-witness-cosign"),
]
