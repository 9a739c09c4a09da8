"""What a report's words are understood as."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from weituo.faces.api.schemas.order import Strict
from weituo.faces.api.schemas.problem import Sentences


class SaidIn(Strict):
    """What somebody said is wrong, and the printed code of the place when it is known."""

    text: str = Field(min_length=1, max_length=2000)
    code: str | None = Field(None, max_length=20)


class WhereOut(Schema):
    """Building, unit and room as people say them; empty where nothing was said."""

    building: str
    unit: str
    room: str


class PairOut(Schema):
    """An item of the agreement and a fault of it."""

    item: str
    fault: str


class UnderstoodOut(Schema):
    """A proposal: filed like this when nothing else is chosen. Item and fault are null when nothing is clear; severity is
    what the order would have."""

    item: str | None
    item_label: Sentences | None
    fault: str | None
    fault_label: Sentences | None
    severity: str | None
    danger: bool
    where: WhereOut
    words: list[str] = Field(description="What in the text told so, the longest first.")
    others: list[PairOut] = Field(description="The next best.")
