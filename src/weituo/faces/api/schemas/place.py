from uuid import UUID

from ninja import Schema

from weituo.faces.api.schemas.problem import Sentences


class FaultOut(Schema):
    """A fault that can be reported here."""

    fault: str
    label: Sentences
    severity: str


class PlaceOut(Schema):
    """What a printed code stands for: equipment, a space or a unit."""

    code: str
    kind: str
    id: UUID
    name: Sentences
    building: Sentences
    floor: str
    item: str | None
    number: str


class PlaceDetail(PlaceOut):
    """The same with what can be reported here under the agreement in force."""

    faults: list[FaultOut]


class Places(Schema):
    places: list[PlaceOut]
