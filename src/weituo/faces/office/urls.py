"""The desk. Statements are a part of their own, `statements/`."""

from __future__ import annotations

from django.urls import include, path

from weituo.faces.office.views import (
    agreement,
    codes,
    dashboard,
    ending,
    intake,
    order,
    orders,
    oversight,
    people,
)

app_name = "office"
urlpatterns = [
    path("", include("weituo.faces.office.statements.urls")),
    path("", include("weituo.faces.office.drafts.urls")),
    path("", include("weituo.faces.office.calibration.urls")),
    path("", include("weituo.faces.office.ledger.urls")),
    path("", include("weituo.faces.office.notices.urls")),
    path("", include("weituo.faces.office.photos.urls")),
    path("", include("weituo.faces.office.duty.urls")),
    path("", dashboard.dashboard, name="dashboard"),
    path("orders", orders.orders, name="orders"),
    path("orders/assignment", orders.assign, name="orders-assign"),
    path("orders/export.<str:kind>", orders.export, name="orders-export"),
    path("orders/<uuid:order_id>", order.order, name="order"),
    path("orders/<uuid:order_id>/acceptance", order.accept, name="order-accept"),
    path("orders/<uuid:order_id>/rejection", order.reject, name="order-reject"),
    path("orders/<uuid:order_id>/assignment", order.assign, name="order-assign"),
    path("orders/<uuid:order_id>/class", order.correct, name="order-correct"),
    path("orders/<uuid:order_id>/pause-ruling", order.rule_pause, name="order-pause"),
    path("orders/<uuid:order_id>/excuse", order.claim_excuse, name="order-excuse"),
    path("orders/<uuid:order_id>/excuse-ruling", order.rule_excuse, name="order-excuse-ruling"),
    path("orders/<uuid:order_id>/transfer", order.transfer, name="order-transfer"),
    path("orders/<uuid:order_id>/call-out", order.call_out, name="order-call-out"),
    path("orders/<uuid:order_id>/recurrence-ruling", order.rule_recurrence, name="order-recurrence"),
    path("orders/<uuid:order_id>/cancellation", order.call_off, name="order-cancel"),
    path("intake", intake.intake, name="intake"),
    path("agreement", agreement.agreement_page, name="agreement"),
    path("agreement/ending", ending.ending, name="agreement-ending"),
    path("agreement/ending/act", ending.act, name="agreement-ending-act"),
    path("codes", codes.codes_page, name="codes"),
    path("codes/new", codes.make, name="codes-make"),
    path("codes/labels.pdf", codes.sheet, name="codes-sheet"),
    path("codes/<slug:code>", codes.code_page, name="code"),
    path("codes/<slug:code>/retirement", codes.retire, name="code-retire"),
    path("codes/<slug:code>/replacement", codes.replace, name="code-replace"),
    path("oversight", oversight.oversight, name="oversight"),
    path("oversight/entries", oversight.record, name="oversight-record"),
    path("oversight/<uuid:record_id>/withdrawal", oversight.withdraw, name="oversight-withdraw"),
    path("people", people.people_page, name="people"),
]
