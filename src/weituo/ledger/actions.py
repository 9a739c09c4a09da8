"""The only writer of facts."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from covenant import facts
from weituo.ledger import entropy
from weituo.ledger.models import Disclosure, Fact, Pending
from weituo.ledger.time import instant, ms


class AlreadyRecorded(IntegrityError):
    """A fact with this id is there: the caller answers as it did the first time."""


class BrokenChain(IntegrityError):
    """`seq` and `prev` do not follow the subject's newest fact: somebody else wrote in between."""


def append(
    *,
    estate_id: UUID,
    log: str,
    fact_id: UUID,
    kind: str,
    subject: str,
    seq: int,
    prev: str | None,
    at: datetime,
    recv: datetime,
    actor: str,
    party: str,
    body: Mapping[str, Any],
    private: Mapping[str, str] | None = None,
    blobs: Sequence[facts.Blob] = (),
    basis: str | None = None,
    follows: bool = False,
) -> facts.Fact:
    """Writes one fact in the caller's transaction and gives it back as covenant sees it.

    `private` are personal values: the fact gets a salted commitment to each, the value goes to the disclosures.
    `prev` is the leaf hash of the subject's fact `seq - 1`, None for the first; it is looked up, unless the caller has
    just read that fact itself and says that this one `follows`. `at` and `recv` are kept to the millisecond; they differ
    only with a `basis`.
    Raises AlreadyRecorded for a known `fact_id`, BrokenChain, and covenant's Problems for a body that is not of its kind.
    In a race, and where nothing was looked up, the first two are the database's own IntegrityError: it keeps a second
    fact of the same id or number out.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("facts are written in the transaction of the row they belong to")
    if not follows:
        _fits(fact_id, subject, seq, prev)
    committed = [(name, *commit(name, value)) for name, value in sorted((private or {}).items())]
    fact = facts.Fact(
        id=str(fact_id),
        log=log,
        kind=kind,
        subject=subject,
        seq=seq,
        prev=prev,
        at=ms(at),
        recv=ms(recv),
        basis=basis,
        actor=actor,
        party=party,
        body=dict(body),
        sd=tuple(sorted(digest for _, digest, _ in committed)),
        blobs=tuple(blobs),
    )
    _store(estate_id, fact_id, fact, committed, private or {})
    return fact


def _store(
    estate_id: UUID,
    fact_id: UUID,
    fact: facts.Fact,
    committed: Sequence[tuple[str, str, str]],
    private: Mapping[str, str],
) -> None:
    """The row of the fact, which waits for its place in the log, and the values behind its commitments beside it."""
    entry = facts.encode(fact)
    row = Fact.objects.create(
        estate_id=estate_id,
        fact_id=fact_id,
        kind=fact.kind,
        subject=fact.subject,
        seq=fact.seq,
        at=instant(fact.at),
        recv=instant(fact.recv),
        actor=fact.actor,
        party=fact.party,
        entry=entry,
        leaf_hash=facts.leaf_hash(entry),
    )
    Pending.objects.create(fact=row, origin=fact.log)
    if committed:
        Disclosure.objects.bulk_create(
            Disclosure(estate_id=estate_id, fact_id=fact_id, digest=digest, name=name, salt=salt, value=private[name])
            for name, digest, salt in committed
        )


def commit(name: str, value: str) -> tuple[str, str]:
    """A fresh commitment to a named value: its digest, and the salt (128 bits, base64url) that opens it."""
    salt = entropy.octets(16)
    digest, _text = facts.disclosure(name, value, salt)
    return digest, urlsafe_b64encode(salt).rstrip(b"=").decode()


def erase(*, fact_ids: Iterable[UUID], names: Iterable[str] | None = None) -> int:
    """Erases disclosed values (salt and value) of these facts, all or the named ones; how many. Facts stay."""
    found = Disclosure.objects.filter(fact_id__in=list(fact_ids))
    if names is not None:
        found = found.filter(name__in=list(names))
    return found.delete()[0]


def _fits(fact_id: UUID, subject: str, seq: int, prev: str | None) -> None:
    """Looks up the fact itself and its predecessor with one query."""
    near = Fact.objects.filter(Q(fact_id=fact_id) | Q(subject=subject, seq=seq - 1))
    before: str | None = None
    for known, leaf in near.values_list("fact_id", "leaf_hash"):
        if known == fact_id:
            raise AlreadyRecorded(f"fact {fact_id} is recorded")
        before = leaf
    if before != prev:
        raise BrokenChain(f"{subject} {seq}: prev is not the leaf hash of the fact before")
