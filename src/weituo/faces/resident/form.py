"""What a resident typed, read forgivingly: nothing a phone can send is an error here, only unusable parts are dropped."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from weituo.ledger.ids import uuid7

TEXT, WHERE, ROOM, NAME, PHONE = 1000, 200, 40, 40, 30
PHOTOS = 9


@dataclass(slots=True)
class ReportForm:
    """The form's values and, when it comes back, what to say about them.

    `order` and `fact` are made when the page is made and travel with it: sending the page again, however late, is the
    same report. `photos` are the drafts already on the server.
    """

    order: UUID
    fact: UUID
    fault: str = ""
    text: str = ""
    where: str = ""
    room: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    estate: UUID | None = None
    photos: tuple[UUID, ...] = ()
    typed: bool = False
    problem: str = ""
    photo_problems: list[str] = field(default_factory=list)
    call: bool = False

    @classmethod
    def fresh(cls, now: datetime) -> ReportForm:
        """An empty form with new ids."""
        return cls(order=uuid7(now), fact=uuid7(now))

    @classmethod
    def read(cls, data: QueryDict, now: datetime) -> ReportForm:
        """The form as sent. A missing or damaged id becomes a new one: a report is not lost over it."""
        photos = dict.fromkeys(photo for text in data.getlist("photo") if (photo := identifier(text)))
        return cls(
            order=own(data.get("order", ""), now),
            fact=own(data.get("fact", ""), now),
            fault=clean(data.get("fault", ""), 120),
            text=clean(data.get("text", ""), TEXT),
            where=clean(data.get("where", ""), WHERE),
            room=clean(data.get("room", ""), ROOM),
            contact_name=clean(data.get("contact_name", ""), NAME),
            contact_phone=clean(data.get("contact_phone", ""), PHONE),
            estate=identifier(data.get("estate", "")),
            photos=tuple(photos)[:PHOTOS],
            typed=True,
        )

    @property
    def words_place(self) -> str:
        """Where it is, in the reporter's words: place and room."""
        return " · ".join(part for part in (self.where, self.room) if part)


def clean(text: str, most: int) -> str:
    """NFC, without control characters (PostgreSQL stores no NUL), trimmed and cut."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter == "\n" or unicodedata.category(letter) != "Cc"
    )
    return kept.strip()[:most]


def own(text: str, now: datetime) -> UUID:
    """The id the page was made with (a UUIDv7), else a new one."""
    made = identifier(text)
    return made if made and made.version == 7 else uuid7(now)


def identifier(text: str) -> UUID | None:
    """A client-made id: a UUID, else None."""
    try:
        return UUID(text)
    except ValueError:
        return None
