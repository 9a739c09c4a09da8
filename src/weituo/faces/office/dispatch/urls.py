"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.dispatch import licences, views

urlpatterns = [
    path("dispatch", views.page, name="dispatch"),
    path("dispatch/plan", views.plan, name="dispatch-plan"),
    path("dispatch/policy", views.change, name="dispatch-policy"),
    path("orders/<uuid:order_id>/dispatch", views.choices, name="order-dispatch"),
    path("orders/<uuid:order_id>/dispatch/choice", views.choose, name="order-dispatch-choose"),
    path("orders/<uuid:order_id>/dispatch/letting-go", views.let_go, name="order-dispatch-let-go"),
    path("licences", licences.page, name="licences"),
    path("licences/new", licences.enter, name="licence-enter"),
    path("licences/<uuid:licence_id>/withdrawal", licences.withdraw, name="licence-withdraw"),
]
