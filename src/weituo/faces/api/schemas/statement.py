from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from weituo.faces.api.schemas.problem import Sentences


class MonthOut(Schema):
    """One month of the agreement. `state`: running, due (over, not closed), issued, signed_P, signed_A or signed."""

    month: str = Field(examples=["2026-10"])
    state: str
    id: UUID | None
    score: str | None
    gross: int | None = Field(description="Fen, with VAT.")
    issued_at: datetime | None


class Months(Schema):
    statements: list[MonthOut]


class LineOut(Schema):
    key: str
    label: Sentences
    clause: str
    fen: int
    formula: str


class MeasureOut(Schema):
    key: str
    label: Sentences
    clause: str
    num: int
    den: int
    value: str | None = Field(description="The exact ratio as a fraction.")
    score: str | None
    weight: str
    formula: str
    note: str


class SignatureOut(Schema):
    party: str
    name: str
    organisation: str
    signed_at: datetime
    sha256: str


class StatementOut(Schema):
    """A statement's figures, each with clause and formula; the document has the whole trace."""

    id: UUID
    number: str
    month: str
    state: str
    agreement: str
    version: int
    as_of: datetime
    issued_at: datetime
    sha256: str = Field(description="Of the bytes that …/document gives.")
    score: str | None
    coefficient: str = Field(description="Exact, as a fraction or decimal.")
    net: int
    vat: int
    gross: int
    measures: list[MeasureOut]
    lines: list[LineOut]
    late_orders: int
    signatures: list[SignatureOut]
