"""The page's lines: payment, measures, late orders. Built from a statement or a trial, which has its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from covenant.money import show
from covenant.settle import Settlement
from weituo.month import formula as figures
from weituo.month import reads
from weituo.month.text import clause_order, interval
from weituo.work import reads as work

LATE_AT_ONCE, LATE_AT_ALL = 10, 200
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Amount:
    """A line of the payment."""

    key: str
    label: Words
    clause: str
    fen: int
    formula: str

    @property
    def sum(self) -> bool:
        return self.key in ("net", "gross")


@dataclass(frozen=True, slots=True)
class Judged:
    """A measure. `share` is for the bar, 0 to 100; `lost` points of the total."""

    key: str
    label: Words
    clause: str
    num: int
    den: int
    value: str | None
    score: str | None
    width: str
    weight: str
    lost: str
    loses: bool
    note: str
    next_late: int | None
    interval: str


@dataclass(frozen=True, slots=True)
class Late:
    """A late order with the clocks it missed: (clock, figure or "", late ms)."""

    order: UUID
    name: work.Named | None
    clocks: tuple[tuple[str, str, int], ...]
    net: int
    charged: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page lists."""

    month: str
    score: str | None
    coefficient: str
    gross: int
    full: int
    payment: tuple[Amount, ...]
    measures: tuple[Judged, ...]
    late: tuple[Late, ...]
    rest: tuple[Late, ...]
    late_count: int
    parts: tuple[tuple[str, Words, int], ...] = ()

    @property
    def short(self) -> int:
        """How much less than with full marks and nothing else, with VAT; below zero when it is more."""
        return self.full - self.gross


def sheet(
    document: Mapping[str, Any],
    full: Settlement,
    *,
    estate_id: UUID,
    next_late: Mapping[str, int] | None = None,
) -> Sheet:
    """The lines of one document."""
    month = document["month"]
    nodes = {node["fig"]: node for node in document["trace"]}
    late = _late(document, estate_id)
    return Sheet(
        month=month,
        score=document["total"]["score"],
        coefficient=figures.coefficient(Fraction(document["coefficient"])),
        gross=document["gross"],
        full=full.gross,
        payment=tuple(
            Amount(
                key,
                figures.label(nodes[f"{month}/{key}"]),
                nodes[f"{month}/{key}"]["clause"],
                nodes[f"{month}/{key}"]["value"],
                figures.formula(nodes[f"{month}/{key}"], nodes),
            )
            for key in figures.payment(document)
        ),
        measures=_measures(document, next_late or {}),
        late=late[:LATE_AT_ONCE],
        rest=late[LATE_AT_ONCE:],
        late_count=len(document["costs"]),
        parts=_parts(document, nodes, full),
    )


def _parts(
    document: Mapping[str, Any], nodes: Mapping[str, Any], full: Settlement
) -> tuple[tuple[str, Words, int], ...]:
    """What the net differs from full marks by: (figure, label, fen); the score first. Empty when only the score counts."""
    amounts = {key: nodes[f"{document['month']}/{key}"] for key in figures.payment(document)}
    rest = [
        (key, figures.label(node), node["value"])
        for key, node in amounts.items()
        if key not in ("fixed", "performance", "net", "vat", "gross") and node["value"]
    ]
    score = amounts["fixed"]["value"] + amounts["performance"]["value"] - full.net
    total = nodes[f"{document['month']}/total"]["label"]
    return (("total", total, score), *rest) if rest else ()


def _measures(document: Mapping[str, Any], next_late: Mapping[str, int]) -> tuple[Judged, ...]:
    lost = reads.losses(document)
    rows = []
    for one in sorted(document["measures"], key=lambda one: clause_order(one["clause"])):
        points = lost[one["key"]].points
        rows.append(
            Judged(
                key=one["key"],
                label=one["label"],
                clause=one["clause"],
                num=0 if one.get("parts") else one["num"],  # an availability is no count of anything
                den=0 if one.get("parts") else one["den"],
                value=None if one["value"] is None else figures.percent(one["value"]),
                score=one["score"],
                width=one["score"] or "0",
                weight=show(Fraction(one["weight"]), 0),
                lost="" if points is None else show(points, 2),
                loses=bool(points),
                note=one["note"],
                next_late=next_late.get(one["key"]),
                interval=interval(one.get("interval") or ()),
            )
        )
    return tuple(rows)


def _late(document: Mapping[str, Any], estate_id: UUID) -> tuple[Late, ...]:
    clocks: dict[str, list[tuple[str, str, int]]] = {}
    for one in document["clocks"]:
        if one["verdict"] == "late":
            fig = f"{document['month']}/order/{one['order']}/{one['clock']}"
            clocks.setdefault(one["order"], []).insert(0, (one["clock"], fig, one["late_ms"]))
    costs = document["costs"][:LATE_AT_ALL]
    functions = {
        one["fig"].rsplit("/", 1)[-1].removesuffix(".ratio"): one["args"]["function"]
        for one in document["trace"]
        if one["op"] == "ratio"
    }
    names = work.numbers(estate_id, [UUID(one["order"]) for one in costs])
    return tuple(
        Late(
            UUID(one["order"]),
            names.get(UUID(one["order"])),
            tuple(clocks.get(one["order"], ()))
            or tuple(
                (clock, "", 0)
                for clock, function in (("respond", "response_1"), ("repair", "repair_1"))
                if any(functions[key] == function for key in one["measures"])
            ),
            one["net"],
            bool(one.get("event")),
        )
        for one in costs
    )
