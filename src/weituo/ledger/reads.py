"""Questions to the ledger. Facts come out as covenant's own, decoded from the stored bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from covenant import facts as covenant
from weituo.ledger.kept import Kept
from weituo.ledger.models import Disclosure, Fact, Leaf

CHUNK = 500
CHAIN = Kept(Fact, by="subject", columns=["entry"], order="seq")


def facts(
    estate_id: UUID,
    *,
    subject: str | None = None,
    kinds: Iterable[str] | None = None,
    until: datetime | None = None,
) -> list[covenant.Fact]:
    """The estate's facts in the order they were written: of one subject, of some kinds, received before `until`."""
    found = _facts(estate_id, subject, kinds, until).order_by("id").values_list("entry", flat=True)
    return [covenant.decode(bytes(entry)) for entry in found]


def entries(
    estate_id: UUID,
    *,
    subject: str | None = None,
    kinds: Iterable[str] | None = None,
    until: datetime | None = None,
    below: int | None = None,
) -> Iterator[bytes]:
    """The stored bytes of the same facts, one by one: what an export writes, a line each. `below` keeps those whose place
    in the log is smaller."""
    found = _facts(estate_id, subject, kinds, until).order_by("id")
    if below is not None:
        found = found.filter(leaf__index__lt=below)
    for entry in found.values_list("entry", flat=True).iterator(CHUNK):
        yield bytes(entry)


def entries_of(estate_id: UUID, subjects: Iterable[str], *, below: int | None = None) -> Iterator[bytes]:
    """The stored bytes of all facts of these subjects. `below` keeps those whose place in the log is smaller."""
    wanted = list(subjects)
    for at in range(0, len(wanted), CHUNK):
        rows = Fact.objects.filter(subject__in=wanted[at : at + CHUNK], estate_id=estate_id)
        if below is not None:
            rows = rows.filter(leaf__index__lt=below)
        for entry in rows.values_list("entry", flat=True):
            yield bytes(entry)


def find(fact_id: UUID) -> covenant.Fact | None:
    """One fact by its id, whatever its estate: the caller compares `log` and `subject`."""
    entry = Fact.objects.filter(fact_id=fact_id).values_list("entry", flat=True).first()
    return covenant.decode(bytes(entry)) if entry is not None else None


def written_by(actor: str, fact_ids: Iterable[UUID]) -> list[UUID]:
    """Those of these facts that were written by this pseudonym."""
    return list(Fact.objects.filter(fact_id__in=list(fact_ids), actor=actor).values_list("fact_id", flat=True))


def newest_of(subjects: Iterable[str], kind: str) -> dict[str, UUID]:
    """The newest fact of a kind of each of these subjects that has one."""
    wanted, found = list(subjects), dict[str, UUID]()
    for at in range(0, len(wanted), CHUNK):
        rows = Fact.objects.filter(subject__in=wanted[at : at + CHUNK], kind=kind).order_by("subject", "seq")
        found.update(rows.values_list("subject", "fact_id"))
    return found


def chains(subjects: Iterable[str]) -> dict[str, list[covenant.Fact]]:
    """All facts of each of these subjects, in order; few queries for many subjects."""
    wanted, found = list(subjects), dict[str, list[covenant.Fact]]()
    for at in range(0, len(wanted), CHUNK):
        rows = Fact.objects.filter(subject__in=wanted[at : at + CHUNK]).order_by("subject", "seq")
        for subject, entry in rows.values_list("subject", "entry"):
            found.setdefault(subject, []).append(covenant.decode(bytes(entry)))
    return found


def chain(subject: str) -> list[covenant.Fact]:
    """All facts of a subject, in order."""
    return [covenant.decode(bytes(entry)) for (entry,) in CHAIN.rows(subject)]


def facts_of(subject: str, kind: str) -> list[covenant.Fact]:
    """A subject's facts of one kind, in order."""
    rows = Fact.objects.filter(subject=subject, kind=kind).order_by("seq").values_list("entry", flat=True)
    return [covenant.decode(bytes(entry)) for entry in rows]


def head(subject: str) -> tuple[int, str] | None:
    """The newest fact of a subject: its seq and leaf hash, the `prev` of the next one."""
    return Fact.objects.filter(subject=subject).order_by("-seq").values_list("seq", "leaf_hash").first()


def newest() -> datetime | None:
    """When the newest fact of all was received."""
    return Fact.objects.order_by("-id").values_list("recv", flat=True).first()


def leaves(fact_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The leaf hashes of these facts."""
    return dict(Fact.objects.filter(fact_id__in=list(fact_ids)).values_list("fact_id", "leaf_hash"))


def subjects(fact_ids: Iterable[UUID]) -> list[str]:
    """What these facts are about, each once."""
    return sorted(set(Fact.objects.filter(fact_id__in=list(fact_ids)).values_list("subject", flat=True)))


def disclosed(fact_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The personal values behind these facts, by fact and name; an erased one is not there. Needs `personal.read`."""
    values: dict[UUID, dict[str, str]] = {}
    rows = Disclosure.objects.filter(fact_id__in=list(fact_ids)).values_list("fact_id", "name", "value")
    for fact_id, name, value in rows:
        values.setdefault(fact_id, {})[name] = value
    return values


def index(fact_id: UUID) -> int | None:
    """A fact's place in its log; None while it waits for it."""
    return Leaf.objects.filter(fact__fact_id=fact_id).values_list("index", flat=True).first()


def _facts(estate_id: UUID, subject: str | None, kinds: Iterable[str] | None, until: datetime | None) -> QuerySet[Fact]:
    found = Fact.objects.filter(estate_id=estate_id)
    if subject is not None:
        found = found.filter(subject=subject)
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    if until is not None:
        found = found.filter(recv__lt=until)
    return found
