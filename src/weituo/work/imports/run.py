"""The import itself: one transaction, and a second run brings nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction

from weituo.estate import actions as estates
from weituo.estate import reads as places
from weituo.ledger.ids import uuid7
from weituo.pact import actions as pacts
from weituo.pact import terms_file
from weituo.people import actions as people
from weituo.people import reads as members
from weituo.people.reads import Actor
from weituo.work.actions.report import ReportDraft, report
from weituo.work.actions.step import step
from weituo.work.imports.mapping import Mapping, load
from weituo.work.imports.rows import Row, RowError, read
from weituo.work.models import Order

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many came in, were here already, were left out by the mapping; and why nothing came when something is wrong."""

    imported: int
    known: int
    left_out: int
    errors: tuple[RowError, ...]


def run(
    path: Path, mapping_path: Path, *, now: datetime, dry_run: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Import a file's orders into the mapping's estate, which is made when it is not there. Problems for unusable files."""
    mapping = load(mapping_path)
    rows, left, errors = read(path, mapping)
    if errors:
        return ImportResult(0, 0, left, tuple(errors))
    digest = sha256(path.read_bytes()).hexdigest()
    tell = progress or (lambda done, total, what: None)
    with transaction.atomic():
        estate_id = _estate(mapping, now)
        keys = {row.key for row in rows}
        known = (
            set(
                Order.objects.filter(estate_id=estate_id, source_key__isnull=False).values_list("source_key", flat=True)
            )
            & keys
        )
        fresh = [row for row in rows if row.key not in known]
        for done, row in enumerate(fresh, start=1):
            _order(row, estate_id, mapping, digest, now)
            tell(done, len(fresh), "")
        if dry_run:
            transaction.set_rollback(True)
    return ImportResult(len(fresh), len(known), left, ())


def _estate(mapping: Mapping, now: datetime) -> UUID:
    """The estate with its two organisations, a manager without password, and the agreement in force."""
    slug = mapping.estate["slug"]
    found = places.estate_named(slug)
    if found is not None:
        return found.id
    estate_id = estates.create_estate(
        slug=slug,
        name_zh=mapping.estate["name_zh"],
        name_en=mapping.estate["name_en"],
        zone=mapping.estate["zone"],
        now=now,
    )
    document = terms_file.load(mapping.folder / mapping.agreement)
    sides = {}
    for letter, kind in (("P", "principal"), ("A", "contractor")):
        names = document["parties"][letter]["name"]
        sides[letter] = people.create_organisation(kind=kind, name_zh=names["zh"], name_en=names["en"], now=now)
    person = people.create_person(username=mapping.manager, name=mapping.estate["name_zh"], now=now)
    people.grant(person_id=person, organisation_id=sides["P"], estate_id=estate_id, role="manager", party="P", now=now)
    actor = members.actor_of(mapping.manager, now, estate_id) or Actor.system(estate_id)
    pacts.activate(
        estate_id=estate_id,
        document=document,
        principal_id=sides["P"],
        contractor_id=sides["A"],
        actor=actor,
        now=now,
    )
    return estate_id


def _order(row: Row, estate_id: UUID, mapping: Mapping, digest: str, now: datetime) -> None:
    """One row: the report, and when the source says it was closed, the completion and its acceptance at that time."""
    order_id = uuid7(row.reported)
    draft = ReportDraft(
        estate_id=estate_id,
        item=mapping.item,
        fault=row.fault,
        words_place=row.place,
        channel="import",
        at=row.reported,
        source={"file": digest, "row": row.number, "key": row.key},
        source_key=row.key,
        dispatch=False,
    )
    report(draft=draft, actor=_as("R", estate_id), now=now, order_id=order_id, fact_id=uuid7(now))
    if row.closed is None:
        return
    for kind, party in (("order.claimed", "A"), ("order.accepted", "P")):
        step(
            order_id=order_id,
            kind=kind,
            body={},
            actor=_as(party, estate_id),
            now=now,
            fact_id=uuid7(now),
            at=row.closed,
            basis="import",
        )


def _as(party: str, estate_id: UUID) -> Actor:
    return Actor(None, None, estate_id, None, party, "import", "")
