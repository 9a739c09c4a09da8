from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from weituo.faces.api.schemas.problem import Sentences

Key = str


class Strict(Schema):
    """A request: what is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class ReportIn(Strict):
    """A report. `id` becomes the order's id; give a `code`, or words for the place."""

    id: UUID = Field(description="The order's id, made by the client (UUIDv7).")
    fact_id: UUID = Field(description="The id of the fact that is written (UUIDv7).")
    code: str | None = Field(None, max_length=20, description="The printed code of the place.")
    item: str | None = Field(None, max_length=80)
    fault: str | None = Field(None, max_length=80)
    words_place: str = Field("", max_length=200)
    text: str = Field("", max_length=2000)
    contact_name: str = Field("", max_length=60)
    contact_phone: str = Field("", max_length=30)

    @model_validator(mode="after")
    def says_something(self) -> "ReportIn":
        """Where and what, at least in words."""
        if not (self.code or self.words_place.strip()):
            raise ValueError("give a code or words_place")
        if not (self.fault or self.text.strip()):
            raise ValueError("give a fault or text")
        return self


class StepIn(Strict):
    """A step without anything more to say."""

    fact_id: UUID = Field(description="The id of the fact that is written (UUIDv7); the same again, the first answer.")


class ArrivalIn(StepIn):
    code: str | None = Field(None, max_length=20, description="The code at the spot: it proves the presence.")
    take_id: UUID | None = Field(None, description="The fact id under which an order not yet taken is taken first.")


class ClaimIn(StepIn):
    note: str = Field("", max_length=1000)


class RejectionIn(StepIn):
    reason: Literal["not_fixed", "poor_work", "no_evidence", "wrong_place", "other"]
    words: str = Field("", max_length=1000)


class OutcomeOut(Schema):
    """The order after a step. `repeated`: this very request had been carried out before."""

    id: UUID
    number: str
    state: str
    paused: bool
    seq: int
    repeated: bool


class SentOut(OutcomeOut):
    tracking: str = Field(description="The path under which the reporter follows the order.")


class OrderOut(Schema):
    """One order of a list. `late` names the clocks that ran out; `text` is empty without personal.read."""

    id: UUID
    number: str
    state: str
    paused: bool
    severity: str
    item: Key
    fault: Key
    item_label: Sentences
    fault_label: Sentences
    place: Sentences
    reported_at: datetime
    respond_due: datetime | None
    repair_due: datetime | None
    arrived_at: datetime | None
    claimed_at: datetime | None
    accepted_at: datetime | None
    assignee_id: UUID | None
    assignee: str
    perform: str
    stars: int | None
    followers: int
    channel: str
    recurrence_of: UUID | None
    late: list[str]
    text: str


class Orders(Schema):
    """A page of orders, the newest report first. `count` stops at 10,001."""

    orders: list[OrderOut]
    count: int
    page: int
    pages: int


class ClockOut(Schema):
    """A promised time with everything it rests on."""

    clock: str
    clause: str
    start: datetime
    limit: str
    calendar: str
    due: datetime | None
    done: datetime | None
    verdict: str
    late_ms: int
    excluded: str | None


class StepOut(Schema):
    """A fact of the order. `leaf` is its hash in the ledger."""

    kind: str
    at: datetime
    party: str
    name: str
    body: dict[str, Any]
    fact_id: UUID
    leaf: str


class OrderDetail(OrderOut):
    """An order with its reasons. Contact fields are empty without personal.read."""

    agreement: str
    version: int
    cause: str
    accountable: str
    pay: str
    matrix_clause: str
    contact_name: str
    contact_phone: str
    seq: int
    clocks: list[ClockOut]
    steps: list[StepOut]
    photos: list[UUID]
