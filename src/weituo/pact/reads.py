"""Which agreement is in force, typed and cached by the hash of its bytes: a question costs one query at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from covenant import canon
from covenant.agreement import Agreement as Versions
from covenant.agreement import Terms, read
from covenant.calendar import Calendars
from weituo.ledger.time import ms
from weituo.pact.models import TermsVersion


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement in force: its row's ids, its versions as covenant reads them, and the newest calendars."""

    id: UUID
    estate_id: UUID
    key: str
    principal_id: UUID
    contractor_id: UUID
    agreement: Versions
    calendars: Calendars

    def terms(self, now: datetime) -> Terms:
        """The version in force at an instant; Refusal `agreement.not_in_force` before the first."""
        return self.agreement.at(ms(now))


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version as stored: the bytes an auditor gets."""

    no: int
    sha256: str
    calendars_sha256: str
    effective_from: datetime
    activated_at: datetime
    document: bytes
    calendars: bytes


def agreement_in_force(estate_id: UUID, now: datetime) -> Pact | None:
    """The estate's agreement of which a version is in force at `now`. One query.

    One that has ended stays until its successor begins: its last month has yet to be closed.
    """
    rows = TermsVersion.objects.select_related("agreement").filter(agreement__estate_id=estate_id)
    found: dict[UUID, list[TermsVersion]] = {}
    for row in rows.order_by("no").defer("document", "calendars"):
        found.setdefault(row.agreement_id, []).append(row)
    begun = [versions for versions in found.values() if versions[0].effective_from <= now]
    return _pact(max(begun, key=lambda versions: versions[0].effective_from)) if begun else None


def agreement(agreement_id: UUID) -> Pact | None:
    """One agreement whatever its state."""
    rows = TermsVersion.objects.select_related("agreement").filter(agreement_id=agreement_id)
    return _pact(list(rows.order_by("no").defer("document", "calendars")))


def papers(estate_id: UUID) -> dict[str, bytes]:
    """The bytes of all terms and calendars ever brought into force in an estate, by their SHA-256."""
    found: dict[str, bytes] = {}
    for row in TermsVersion.objects.filter(agreement__estate_id=estate_id):
        found[row.sha256], found[row.calendars_sha256] = bytes(row.document), bytes(row.calendars)
    return found


def versions(agreement_id: UUID) -> tuple[VersionView, ...]:
    """Every version with its bytes, ascending."""
    return tuple(
        VersionView(
            row.no,
            row.sha256,
            row.calendars_sha256,
            row.effective_from,
            row.activated_at,
            bytes(row.document),
            bytes(row.calendars),
        )
        for row in TermsVersion.objects.filter(agreement_id=agreement_id).order_by("no")
    )


def _pact(rows: list[TermsVersion]) -> Pact | None:
    if not rows:
        return None
    row = rows[-1].agreement
    versions = tuple((one.id, one.sha256) for one in rows)
    return Pact(
        row.id,
        row.estate_id,
        row.key,
        row.principal_id,
        row.contractor_id,
        _versions(versions),
        _calendars(rows[-1].id, rows[-1].calendars_sha256),
    )


@lru_cache(maxsize=64)
def _versions(keys: tuple[tuple[UUID, str], ...]) -> Versions:
    return Versions(_terms(version_id, sha256) for version_id, sha256 in keys)


@lru_cache(maxsize=256)
def _terms(version_id: UUID, sha256: str) -> Terms:
    return read(canon.loads(bytes(TermsVersion.objects.values_list("document", flat=True).get(pk=version_id))))


@lru_cache(maxsize=64)
def _calendars(version_id: UUID, sha256: str) -> Calendars:
    return Calendars.from_data(
        canon.loads(bytes(TermsVersion.objects.values_list("calendars", flat=True).get(pk=version_id)))
    )
