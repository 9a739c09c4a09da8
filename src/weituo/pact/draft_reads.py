"""Questions about drafts. What comes out is frozen; rows stay inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from covenant import canon
from covenant.agreement import Terms, read
from weituo.pact import templates
from weituo.pact.models import Agreement, Draft, DraftSignature, TermsVersion
from weituo.people.reads import Actor


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Who signed for a party, and over which bytes; `drawing` names a blob or is empty."""

    party: str
    name: str
    organisation: str
    sha256: str
    drawing: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as the list shows it."""

    id: UUID
    key: str
    version: int
    base: str
    state: str
    created_by: str
    changed_at: datetime
    proposed_at: datetime | None
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with its document."""

    id: UUID
    estate_id: UUID
    agreement_id: UUID
    key: str
    version: int
    base: str
    state: str
    revision: int
    sha256: str
    created_by: str
    created_at: datetime
    changed_at: datetime
    proposed_at: datetime | None
    raw: bytes
    signatures: tuple[SignatureView, ...]
    can_undo: bool

    @property
    def document(self) -> dict[str, Any]:
        """The terms, a fresh copy each time."""
        found: dict[str, Any] = canon.trusted(self.raw)
        return found

    @property
    def amends(self) -> bool:
        """Whether it changes an agreement that is there."""
        return self.base.startswith("v")

    def signed_by(self, party: str) -> SignatureView | None:
        """The signature of a party."""
        return next((one for one in self.signatures if one.party == party), None)


def drafts(actor: Actor) -> tuple[DraftLine, ...]:
    """The estate's drafts, running ones first, then the newest."""
    if actor.estate_id is None:
        return ()
    rows = Draft.objects.filter(estate_id=actor.estate_id).prefetch_related("signatures").defer("document")
    over = (Draft.State.ACTIVATED, Draft.State.WITHDRAWN)
    found = sorted(rows, key=lambda row: (row.state in over, -row.changed_at.timestamp()))
    return tuple(
        DraftLine(
            row.id,
            row.key,
            row.version,
            row.base,
            row.state,
            row.created_by,
            row.changed_at,
            row.proposed_at,
            tuple(sorted(one.party for one in row.signatures.all())),
        )
        for row in found
    )


def draft(actor: Actor, draft_id: UUID) -> DraftView | None:
    """One draft of the actor's estate."""
    row = Draft.objects.filter(pk=draft_id, estate_id=actor.estate_id).first() if actor.estate_id else None
    if row is None:
        return None
    return DraftView(
        id=row.id,
        estate_id=row.estate_id,
        agreement_id=row.agreement_id,
        key=row.key,
        version=row.version,
        base=row.base,
        state=row.state,
        revision=row.revision,
        sha256=row.sha256,
        created_by=row.created_by,
        created_at=row.created_at,
        changed_at=row.changed_at,
        proposed_at=row.proposed_at,
        raw=bytes(row.document),
        signatures=tuple(_signature(one) for one in row.signatures.order_by("signed_at", "id")),
        can_undo=row.state == Draft.State.EDITING and row.steps.exists(),
    )


def base_of(view: DraftView) -> dict[str, Any] | None:
    """The document a draft began with: the version it amends or the template as it comes; None when that is gone."""
    if view.amends:
        number = int(view.base.removeprefix("v"))
        rows = TermsVersion.objects.filter(agreement_id=view.agreement_id, no=number)
        raw = rows.values_list("document", flat=True).first()
        return None if raw is None else canon.loads(bytes(raw))
    return templates.load(view.base) if view.base in templates.available() else None


@cache
def pattern() -> dict[str, Any]:
    """The fullest template, from which a draft takes what it lacks; empty when none is installed. Not to be changed."""
    return templates.load("full") if "full" in templates.available() else {}


def last_version(estate_id: UUID) -> int | None:
    """The number of the last version of the estate's running agreement: what an amendment begins from."""
    rows = TermsVersion.objects.filter(agreement__estate_id=estate_id, agreement__ended_from=None)
    return rows.order_by("-activated_at", "-no").values_list("no", flat=True).first()


def others(estate_id: UUID, agreement_id: UUID) -> tuple[Terms, ...]:
    """The newest terms of the estate's other running agreements."""
    found = []
    for row in Agreement.objects.filter(estate_id=estate_id, ended_from=None).exclude(pk=agreement_id):
        newest = row.versions.order_by("-no").values_list("document", flat=True).first()
        if newest is not None:
            found.append(read(canon.loads(bytes(newest))))
    return tuple(found)


def _signature(row: DraftSignature) -> SignatureView:
    return SignatureView(row.party, row.name, row.organisation, row.sha256, row.drawing, row.signed_at)
