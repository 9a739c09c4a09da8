from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from weituo.faces.api.schemas.order import Strict

Moment = int
FURTHEST = 2**53
"""What a browser's clock can say at all: it may be years off."""


class DeviceIn(Strict):
    """A phone to be paired with the person who is signed in."""

    id: UUID = Field(description="Made by the phone (UUIDv7), the same again after a lost answer.")
    name: str = Field("", max_length=60)


class EstateOut(Schema):
    id: UUID
    name: str
    zone: str


class MeOut(Schema):
    membership_id: UUID
    name: str
    party: str
    estate: EstateOut


class DeviceOut(Schema):
    """The phone's key, shown this once; another the next time, when this one dies."""

    id: UUID
    token: str
    server_time: Moment
    me: MeOut


class PlaceOut(Schema):
    """Where the work is, in words."""

    words: str
    building_id: UUID | None
    building: str
    unit: str
    space: str
    equipment_id: UUID | None
    equipment_words: str


class ContactOut(Schema):
    name: str
    phone: str


class PauseOut(Schema):
    """A reason the terms allow for a pause; `approve` when the principal has to agree."""

    key: str
    words: str
    approve: bool


class EvidenceOut(Schema):
    """What the terms want to see before a completion is taken in; `why` cites the clause."""

    role: str
    least: int
    why: str


class StepOut(Schema):
    kind: str
    at: Moment
    who: str
    words: str


class PhoneOrderOut(Schema):
    """One order with all that is needed to work on it without network."""

    id: UUID
    number: str
    state: str
    paused: bool
    seq: int
    severity: str
    item: str
    item_words: str
    fault: str
    fault_words: str
    text: str
    contact: ContactOut | None
    place: PlaceOut
    code_hashes: list[str] = Field(description="SHA-256 of id/code for each code that proves presence.")
    code_needed: bool
    reported_at: Moment
    due_respond: Moment | None
    due_repair: Moment | None
    mine: bool
    assignee_name: str
    challenge: str = Field(description="Four signs for photos of this order made today.")
    evidence: list[EvidenceOut]
    pauses: list[PauseOut]
    steps: list[StepOut]
    checklist_id: str | None


class PastOut(Schema):
    number: str
    reported_at: Moment
    fault: str
    state: str
    note: str


class DrawingOut(Schema):
    id: UUID
    title: str
    place: str
    sha256: str
    size: int
    mime: str
    url: str


class CheckLineOut(Schema):
    id: str
    text: str
    kind: Literal["check", "number", "text"]
    unit: str | None = None
    low: float | None = None
    high: float | None = None


class ChecklistOut(Schema):
    id: str
    item: str
    title: str
    lines: list[CheckLineOut]


class SpotOut(Schema):
    id: UUID
    name: str
    kind: str
    x: int | None = None
    y: int | None = None


class DayOut(Schema):
    """Everything the phone keeps. The same day again is 304 to its ETag."""

    server_time: Moment
    me: MeOut
    orders: list[PhoneOrderOut]
    history: dict[UUID, list[PastOut]]
    drawings: list[DrawingOut]
    checklists: list[ChecklistOut]
    places: list[SpotOut]


class Empty(Strict):
    """Nothing more to say."""


class ArriveBody(Strict):
    code: str | None = Field(None, max_length=40)
    take_id: UUID | None = None


class PauseBody(Strict):
    reason: str = Field(max_length=80)
    words: str = Field("", max_length=1000)


class Part(Strict):
    name: str = Field(min_length=1, max_length=80)
    count: float = Field(gt=0, le=1_000_000)
    unit: str = Field("", max_length=20)


class PartsBody(Strict):
    parts: list[Part] = Field(max_length=50)


class ClaimBody(Strict):
    note: str = Field("", max_length=1000)
    parts: list[Part] = Field([], max_length=50)


class SignBody(Strict):
    file_id: UUID
    name: str = Field("", max_length=60)
    who: Literal["resident", "supervisor"]


class CheckLine(Strict):
    id: str = Field(max_length=40)
    value: bool | float | str | None


class CheckBody(Strict):
    checklist_id: str = Field(max_length=60)
    lines: list[CheckLine] = Field(max_length=100)


class NoteBody(Strict):
    words: str = Field(min_length=1, max_length=1000)
    about: UUID | None = None


BODIES: dict[str, type[Strict]] = {
    "take": Empty,
    "arrive": ArriveBody,
    "pause": PauseBody,
    "resume": Empty,
    "claim": ClaimBody,
    "sign": SignBody,
    "parts": PartsBody,
    "check": CheckBody,
    "note": NoteBody,
}


class ActIn(Strict):
    """What was done on the phone, and when by its own clock. The server's time counts."""

    order_id: UUID
    kind: Literal["take", "arrive", "pause", "resume", "claim", "sign", "parts", "check", "note"]
    made_at: Moment = Field(ge=-FURTHEST, le=FURTHEST)
    offset: int | None = Field(None, ge=-FURTHEST, le=FURTHEST, description="ms, phone − server, as last measured.")
    offline: bool = False
    body: dict[str, Any] = Field(default_factory=dict, description="By kind: docs/phone.md.")


class AnswerOut(Schema):
    """Held, or refused with a sentence. `order` as it is now, when this person may still see it."""

    id: UUID
    state: Literal["held", "refused"]
    repeated: bool
    code: str | None = None
    sentence: str | None = None
    order: PhoneOrderOut | None
    server_time: Moment


class FileAbout(Schema):
    """What is said with a file."""

    order: UUID
    role: Literal["before", "after", "signature", "video"]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    made_at: Moment = Field(ge=-FURTHEST, le=FURTHEST)
    offset: int | None = Field(None, ge=-FURTHEST, le=FURTHEST)
    offline: bool = False
    original: str = Field("", pattern=r"^([0-9a-f]{64})?$", description="SHA-256 as the camera made it.")
    taken: str = Field("", max_length=40, description="The camera's own time. Kept beside, never trusted.")


class HoldsIn(Strict):
    ids: list[UUID] = Field(max_length=500)


class RefusedOut(Schema):
    id: UUID
    code: str
    sentence: str


class HoldsOut(Schema):
    """What became of these ids. `unknown`: send them again."""

    held: list[UUID]
    refused: list[RefusedOut]
    unknown: list[UUID]
