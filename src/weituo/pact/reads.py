"""Which agreement is in force, typed and cached by the hashes of its bytes: a question costs one query, which finds out
whether there is a newer version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from covenant import canon
from covenant.agreement import Agreement as Versions
from covenant.agreement import Terms, read
from covenant.calendar import Calendars
from weituo.ledger.kept import Kept
from weituo.ledger.time import ms
from weituo.pact.models import Agreement, TermsVersion

Version = tuple[UUID, str, str]  # id, SHA-256 of the terms, of the calendars
VERSION = ("id", "sha256", "calendars_sha256")
VERSIONS = Kept(TermsVersion, by="agreement", columns=VERSION, order="no")


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
    rows = TermsVersion.objects.filter(agreement__estate_id=estate_id).order_by("no")
    begins: dict[UUID, datetime] = {}
    found: dict[UUID, list[Version]] = {}
    for agreement_id, begin, *version in rows.values_list("agreement_id", "effective_from", *VERSION):
        begins.setdefault(agreement_id, begin)
        found.setdefault(agreement_id, []).append((version[0], version[1], version[2]))
    begun = [agreement_id for agreement_id, begin in begins.items() if begin <= now]
    if not begun:
        return None
    newest = max(begun, key=lambda agreement_id: begins[agreement_id])
    return _pact(newest, tuple(found[newest]))


def agreement(agreement_id: UUID) -> Pact | None:
    """One agreement whatever its state."""
    found = tuple((version_id, sha256, calendars) for version_id, sha256, calendars in VERSIONS.rows(agreement_id))
    return _pact(agreement_id, found) if found else None


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


@lru_cache(maxsize=64)
def _pact(agreement_id: UUID, versions: tuple[Version, ...]) -> Pact:
    """Nothing in it ever changes: the parties and the key are fixed with the first version, terms and calendars are named
    by their hashes, and a further version is another question."""
    row = Agreement.objects.get(pk=agreement_id)
    newest, _, calendars = versions[-1]
    return Pact(
        row.id,
        row.estate_id,
        row.key,
        row.principal_id,
        row.contractor_id,
        Versions(_terms(version_id, sha256) for version_id, sha256, _ in versions),
        _calendars(newest, calendars),
    )


@lru_cache(maxsize=256)
def _terms(version_id: UUID, sha256: str) -> Terms:
    return read(canon.loads(bytes(TermsVersion.objects.values_list("document", flat=True).get(pk=version_id))))


@lru_cache(maxsize=64)
def _calendars(version_id: UUID, sha256: str) -> Calendars:
    return Calendars.from_data(
        canon.loads(bytes(TermsVersion.objects.values_list("calendars", flat=True).get(pk=version_id)))
    )
