"""Statements: the months, one statement's figures, and the signed bytes."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from covenant.errors import Refusal
from weituo.faces.api.access import guard
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.api.schemas.statement import Months, StatementOut
from weituo.faces.shared.request import StaffRequest
from weituo.month import formula as figures
from weituo.month import reads
from weituo.pact import reads as pacts

router = Router(tags=["statements"])


@router.get(
    "/statements",
    response={200: Months, FAILURES: Problem},
    operation_id="statements",
    summary="Months and their statements",
    **guard("statement.read"),
)
def statements(request: HttpRequest) -> Any:
    """The agreement's months, the running one first; at most 24."""
    ours = cast(StaffRequest, request)
    assert ours.actor.estate_id is not None
    pact = pacts.agreement_in_force(ours.actor.estate_id, ours.now)
    lines = reads.statements(ours.actor, pact, now=ours.now) if pact else ()
    return {
        "statements": [
            {
                "month": str(line.month),
                "state": line.state,
                "id": line.id,
                "score": line.score or None,
                "gross": line.gross,
                "issued_at": line.issued_at,
            }
            for line in lines
        ]
    }


@router.get(
    "/statements/{uuid:statement_id}",
    response={200: StatementOut, FAILURES: Problem},
    operation_id="statement",
    summary="One statement",
    **guard("statement.read"),
)
def statement(request: HttpRequest, statement_id: UUID) -> Any:
    """Its figures with clause and formula, and who signed."""
    view = _found(request, statement_id)
    document = view.document
    nodes = {node["fig"]: node for node in document["trace"]}
    return {
        "id": view.id,
        "number": view.number,
        "month": str(view.month),
        "state": view.state,
        "agreement": document["agreement"],
        "version": document["version"],
        "as_of": view.as_of,
        "issued_at": view.issued_at,
        "sha256": view.sha256,
        "score": document["total"]["score"],
        **{key: document[key] for key in ("coefficient", "net", "vat", "gross")},
        "measures": [
            {**one, "formula": figures.formula(nodes[f"{view.month}/{one['key']}.score"], nodes)}
            for one in document["measures"]
        ],
        "lines": [
            {
                "key": key,
                "label": node["label"],
                "clause": node["clause"],
                "fen": node["value"],
                "formula": figures.formula(node, nodes),
            }
            for key in figures.payment(document)
            if (node := nodes[f"{view.month}/{key}"])
        ],
        "late_orders": len(document["costs"]),
        "signatures": list(view.signatures),
    }


@router.get(
    "/statements/{uuid:statement_id}/document",
    response={200: dict[str, Any], FAILURES: Problem},
    operation_id="document",
    summary="The signed bytes (statement/1)",
    **guard("statement.read"),
)
def document(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The canonical JSON with its whole trace, byte for byte what was hashed and signed; docs/formats.md."""
    view = _found(request, statement_id)
    answer = HttpResponse(view.data, content_type="application/json")
    answer["ETag"] = f'"{view.sha256}"'
    return answer


def _found(request: HttpRequest, statement_id: UUID) -> reads.StatementView:
    view = reads.statement(cast(StaffRequest, request).actor, statement_id)
    if view is None:
        raise Refusal("statement.missing")
    return view
