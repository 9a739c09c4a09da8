"""Included by the desk's addresses, so every name is `office:statement…`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.statements.views import correction, files, months, signature, statement

urlpatterns = [
    path("statements", months.statements, name="statements"),
    path("statements/exit", months.exit_act, name="statement-exit"),
    path("statements/running", months.running, name="statement-running"),
    path("statements/running/figure", months.running_figure, name="statement-running-figure"),
    path("statements/<str:month>/closing", months.close, name="statement-close"),
    path("statements/<uuid:statement_id>", statement.statement, name="statement"),
    path("statements/<uuid:statement_id>/figure", statement.figure, name="statement-figure"),
    path("statements/<uuid:statement_id>/objections", correction.objections, name="statement-objections"),
    path("statements/<uuid:statement_id>/objections/new", correction.dispute, name="statement-dispute"),
    path("statements/<uuid:statement_id>/objections/<uuid:dispute_id>", correction.decide, name="statement-decide"),
    path("statements/<uuid:statement_id>/correction", correction.restate, name="statement-restate"),
    path("statements/<uuid:statement_id>/payment", correction.paid, name="statement-paid"),
    path("statements/<uuid:statement_id>/signature", signature.sign, name="statement-sign"),
    path("statements/<uuid:statement_id>/verification", signature.verify, name="statement-verify"),
    path("statements/<uuid:statement_id>/document.json", files.document, name="statement-document"),
    path(
        "statements/<uuid:statement_id>/corrections/<uuid:record_id>.json", files.corrected, name="statement-corrected"
    ),
    path("statements/<uuid:statement_id>/lines.csv", files.lines, name="statement-lines"),
    path("statements/<uuid:statement_id>/orders.csv", files.orders, name="statement-orders"),
    path("statements/<uuid:statement_id>/report.pdf", files.report, name="statement-report"),
]
