"""Photos used before: fingerprints of what was stored, pairs that look alike as questions, and a person's answer.

Nothing is concluded here. An answer changes no order and costs nobody anything: a priced event is written down by a
person in oversight, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from covenant.errors import Refusal
from weituo.engines.likeness import Fingerprint, Index, Likeness, Unreadable, fingerprint
from weituo.ledger import blobs
from weituo.ledger.ids import uuid7
from weituo.people.reads import Actor
from weituo.work.models import Photo, PhotoFlag, PhotoPrint

EVIDENCE = ("before", "after")
"""What the contractor shows of its work: only these are asked about."""
COMPARED = ("report", *EVIDENCE)
BATCH = 50
MOST = 3
"""Flags for one photo: the fourth copy says no more than the third."""
WORDS = 400

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did."""

    made: int
    unreadable: int
    compared: int
    flagged: int


def waiting() -> bool:
    """Whether there is a photo without a fingerprint, or one not compared."""
    return _unprinted().exists() or PhotoPrint.objects.filter(compared_at=None).exists()


def find(*, now: datetime, report: Report = lambda done, of, what: None) -> Done:
    """Fingerprints of new photos, then each compared with those of other orders of the same estate and contractor.

    Safe to repeat, to stop and to run twice at once: each photo is done in a step of its own.
    """
    made, unreadable = _print(now, report)
    compared, flagged = _compare(now, report)
    return Done(made, unreadable, compared, flagged)


def rule(*, flag_id: UUID, actor: Actor, now: datetime, confirmed: bool, words: str = "") -> bool:
    """Not the same, or used again: once. False when somebody has answered before.

    Refusals: oversight.missing, oversight.not_principal.
    """
    if actor.party != "P" or actor.estate_id is None:
        raise Refusal("oversight.not_principal")
    found = PhotoFlag.objects.filter(pk=flag_id, estate_id=actor.estate_id)
    if not found.exists():
        raise Refusal("oversight.missing")
    state = PhotoFlag.State.CONFIRMED if confirmed else PhotoFlag.State.DISMISSED
    changed = found.filter(state=PhotoFlag.State.OPEN).update(
        state=state, ruled_by_id=actor.membership_id, ruled_at=now, words=words.strip()[:WORDS]
    )
    return bool(changed)


def _unprinted() -> QuerySet[Photo]:
    return Photo.objects.filter(print=None, order__isnull=False, fact_id__isnull=False, role__in=COMPARED)


def _print(now: datetime, report: Report) -> tuple[int, int]:
    total, made, unreadable = _unprinted().count(), 0, 0
    while some := list(_unprinted().order_by("pk")[:BATCH]):
        rows = [_printed(photo, now) for photo in some]
        PhotoPrint.objects.bulk_create(rows, ignore_conflicts=True)
        made += len(rows)
        unreadable += sum(bool(row.problem) for row in rows)
        report(made, max(total, made), "")
    return made, unreadable


def _printed(photo: Photo, now: datetime) -> PhotoPrint:
    data, problem = b"", ""
    try:
        data = bytes(fingerprint(blobs.read(photo.picture)))
    except FileNotFoundError:
        problem = "erased"
    except Unreadable as why:
        problem = str(why)
    except ValueError:
        problem = "damaged"
    return PhotoPrint(photo=photo, data=data, problem=problem, made_at=now)


def _compare(now: datetime, report: Report) -> tuple[int, int]:
    fields = ("photo__estate_id", "photo__order__agreement__contractor_id", "photo__order__perform")
    new = PhotoPrint.objects.filter(compared_at=None)
    total, compared, flagged = new.count(), 0, 0
    for estate_id, contractor_id, perform in list(new.order_by().values_list(*fields).distinct()):
        ours = Photo.objects.filter(
            estate_id=estate_id,
            order__agreement__contractor_id=contractor_id,
            order__perform=perform,
            fact_id__isnull=False,
            role__in=COMPARED,
        )
        for count in _among(ours, now):
            compared, flagged = compared + 1, flagged + count
            report(compared, max(total, compared), "")
    return compared, flagged


def _among(ours: QuerySet[Photo], now: datetime) -> Iterator[int]:
    """Each photo of a contractor that is not compared yet, with the flags it gave."""
    siblings: dict[UUID | None, set[UUID]] = {}
    for pk, order_id in ours.values_list("pk", "order_id"):
        siblings.setdefault(order_id, set()).add(pk)
    index = Index[UUID](lru_cache(256)(_load))
    stored = PhotoPrint.objects.filter(photo__in=ours).exclude(data=b"").order_by("pk")
    for pk, data in stored.values_list("pk", "data").iterator(chunk_size=500):
        try:
            index.add(pk, Fingerprint.read(bytes(data)))
        except Unreadable:  # of another version
            continue
    new = PhotoPrint.objects.filter(photo__in=ours, compared_at=None).order_by("pk").values_list("pk", flat=True)
    for pk in list(new):  # one by one: the first run of an estate may have all its photos here
        row = PhotoPrint.objects.select_related("photo").get(pk=pk)
        here = siblings.get(row.photo.order_id, set()) | {row.pk}
        found: dict[UUID, Likeness] = {}
        if row.data:
            matches = index.search(Fingerprint.read(bytes(row.data)), leave=here.__contains__)
            found = {match.key: match.likeness for match in matches[:MOST]}
        copies = ours.filter(sha256=row.photo.sha256).exclude(pk__in=here).order_by("created_at", "pk")
        found |= {copy: Likeness("same", 0) for copy in copies.values_list("pk", flat=True)[:MOST]}
        yield _flag(row, found, now)


def _load(photo_id: UUID) -> Fingerprint:
    return Fingerprint.read(bytes(PhotoPrint.objects.values_list("data", flat=True).get(pk=photo_id)))


def _flag(row: PhotoPrint, found: dict[UUID, Likeness], now: datetime) -> int:
    """A question for each pair; the later of two is the one asked about, and only when it is the contractor's."""
    others = Photo.objects.in_bulk(list(found))
    flags = []
    for pk, other in others.items():
        earlier, later = sorted((other, row.photo), key=lambda photo: (photo.created_at, photo.pk))
        if later.role in EVIDENCE:
            one = found[pk]
            flags.append(
                PhotoFlag(
                    id=uuid7(now),
                    estate_id=later.estate_id,
                    photo=later,
                    earlier=earlier,
                    kind=one.kind,
                    distance=one.distance,
                    found_at=now,
                )
            )
    with transaction.atomic():
        before = PhotoFlag.objects.count() if flags else 0
        PhotoFlag.objects.bulk_create(flags, ignore_conflicts=True)
        PhotoPrint.objects.filter(pk=row.pk).update(compared_at=now)
        return PhotoFlag.objects.count() - before if flags else 0
