"""The only writer of drafts: from a template or a version to a text both sides have signed, which then comes into force.

Every function that changes a draft is told the revision its caller saw; somebody else's change in between is a Refusal
`draft.moved_on`, and nothing is written. All of them refuse another estate's draft as `draft.missing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from covenant import canon
from covenant.agreement import REFUSE, Terms, check, read
from covenant.errors import Problems, Refusal
from covenant.facts import Blob
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import blobs
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.pact import actions, draft_reads, paths, templates
from weituo.pact.models import Agreement, Draft, DraftSignature, DraftStep, TermsVersion
from weituo.people.models import Membership
from weituo.people.reads import Actor

KEPT = 50  # steps that can be undone
MOST_DRAWING = 200_000
PNG = b"\x89PNG\r\n\x1a\n"
FIXED = ("schema", "agreement.id", "version.no", "version.supersedes")
"""What a draft decides when it begins; of an amendment also its zone, which its months are counted in."""


def start(*, estate_id: UUID, base: str, actor: Actor, now: datetime, draft_id: UUID | None = None) -> UUID:
    """A draft from a template ("full", "partial", "co-managed") or as an amendment of the last version ("vN").

    Refusals: draft.missing (another estate), draft.no_template, draft.no_version, draft.not_latest (the version is not
    the last one), draft.ended.
    """
    if actor.estate_id != estate_id:
        raise Refusal("draft.missing")
    if base in templates.NAMES:
        taken = set(Agreement.objects.filter(estate_id=estate_id).values_list("key", flat=True))
        taken |= set(Draft.objects.filter(estate_id=estate_id).values_list("key", flat=True))
        agreement_id, document = uuid7(now), templates.filled(base, estate_id, taken, now)
    else:
        agreement_id, document = _amended(estate_id, base, now)
    row = Draft.objects.create(
        id=draft_id or uuid7(now),
        estate_id=estate_id,
        agreement_id=agreement_id,
        key=document["agreement"]["id"],
        base=base,
        version=document["version"]["no"],
        document=canon.encode(document),
        created_by=actor.name or actor.pseudonym,
        created_at=now,
        changed_at=now,
    )
    return row.id


def _amended(estate_id: UUID, base: str, now: datetime) -> tuple[UUID, dict[str, Any]]:
    version = _version(estate_id, base)
    last = version.agreement.versions.order_by("-no").first()
    if last is not None and last.no != version.no:
        raise Refusal("draft.not_latest", version=last.no)
    if version.agreement.ended_from is not None:
        raise Refusal("draft.ended")
    document = canon.loads(bytes(version.document))
    start = templates.next_month(max(now, version.effective_from), document["agreement"]["zone"])
    document["version"] = {"no": version.no + 1, "effective_from": start.isoformat(), "supersedes": version.no}
    return version.agreement_id, document


def _version(estate_id: UUID, base: str) -> TermsVersion:
    rows = TermsVersion.objects.select_related("agreement").filter(agreement__estate_id=estate_id)
    number = base.removeprefix("v")
    found = None
    if base.startswith("v") and number.isascii() and number.isdigit() and len(number) < 5:
        newest = rows.order_by("-activated_at", "-no")
        running = newest.filter(agreement__ended_from=None).first() or newest.first()
        found = running and rows.filter(agreement_id=running.agreement_id, no=int(number)).first()
    if found is None:
        raise Refusal("draft.no_version", version=number)
    return found


def change(*, draft_id: UUID, path: str, value: Any, revision: int, actor: Actor, now: datetime) -> int:
    """One value at one place; see `change_all`."""
    return change_all(draft_id=draft_id, changes={path: value}, revision=revision, actor=actor, now=now)


def change_all(*, draft_id: UUID, changes: Mapping[str, Any], revision: int, actor: Actor, now: datetime) -> int:
    """These values at these places (`paths`), all or none; the new revision. What changes nothing keeps the revision.

    The terms may be unsound in between: `propose` is the gate. Refusals: draft.not_editing, draft.moved_on,
    draft.fixed (path); Problems for a place that is not there or a value without canonical form.
    """
    row = _editing(draft_id, revision, actor)
    before = bytes(row.document)
    document = canon.loads(before)
    for path, value in changes.items():
        if path in FIXED or (row.base.startswith("v") and path == "agreement.zone"):
            raise Refusal("draft.fixed", path=path)
        document = paths.put(document, path, value)
    after = canon.encode(document)
    if after == before:
        return row.revision
    with transaction.atomic():
        DraftStep.objects.filter(draft=row, revision__lte=revision - KEPT).delete()
        _swap(row, now, document=after)
        DraftStep.objects.create(draft=row, revision=revision, document=before)
    return revision + 1


def undo(*, draft_id: UUID, revision: int, actor: Actor, now: datetime) -> int:
    """Takes back the newest change; the new revision. Refusals as of a change, and draft.nothing_to_undo."""
    row = _editing(draft_id, revision, actor)
    step = row.steps.order_by("-revision").first()
    if step is None:
        raise Refusal("draft.nothing_to_undo")
    with transaction.atomic():
        _swap(row, now, document=bytes(step.document))
        step.delete()
    return revision + 1


def propose(*, draft_id: UUID, revision: int, actor: Actor, now: datetime) -> str:
    """Fixes the bytes for signature; their SHA-256.

    Refusals: draft.problems (count, first) when the document cannot be read, agreement.findings (count, first and its
    clause) when a gate refuses it, draft.base_moved, draft.not_future, agreement.another_in_force.
    """
    row = _editing(draft_id, revision, actor)
    terms = _sound(row)
    _timely(row, terms, now)
    digest = canon.digest(bytes(row.document))
    with transaction.atomic():
        _swap(row, now, state=Draft.State.PROPOSED, sha256=digest, proposed_at=now)
        row.steps.all().delete()
    return digest


def _sound(row: Draft) -> Terms:
    """The terms, when nothing stands in the way of them."""
    try:
        terms = read(canon.loads(bytes(row.document)))
    except Problems as found:
        one = found.problems[0]
        count = len(found.problems)
        raise Refusal("draft.problems", one.clause, count=count, first=str(one), what=one.code) from None
    others = draft_reads.others(row.estate_id, row.agreement_id)
    findings = [one for one in check(terms, others) if one.level == REFUSE]
    if findings:
        first = findings[0]
        said = f"{first.message} {first.remedy}"
        raise Refusal("agreement.findings", first.clause, count=len(findings), first=said, what=first.code)
    return terms


def _timely(row: Draft, terms: Terms, now: datetime) -> None:
    """An amendment follows the last version and takes effect later than it is signed; a first version finds the place
    free."""
    last = TermsVersion.objects.filter(agreement_id=row.agreement_id).order_by("-no").first()
    if last is None:
        actions.place_free(row.estate_id, terms)
        return
    if terms.supersedes != last.no or terms.no != last.no + 1:
        raise Refusal("draft.base_moved", version=last.no)
    if terms.effective_from <= ms(now) or terms.effective_from <= ms(last.effective_from):
        raise Refusal("draft.not_future", when=terms.effective_from)


def sign(
    *,
    draft_id: UUID,
    actor: Actor,
    now: datetime,
    consent: str,
    sha256: str,
    fact_id: UUID,
    drawing: bytes = b"",
) -> bool:
    """Sign for the actor's party over the bytes whose hash the signer saw; with the second signature they come into
    force. False when this very request came before. `drawing` is a PNG of the signature, kept beside the ledger.

    Refusals: draft.not_a_party, draft.not_proposed, draft.already_signed (who, when), draft.other_bytes,
    draft.no_consent (name), draft.bad_drawing, and those of `propose` that time can bring.
    """
    with transaction.atomic():
        row = _row(draft_id, actor, lock=True)
        if not _signs(row, actor, consent, sha256, fact_id, drawing):
            return False
        terms = read(canon.loads(bytes(row.document)))
        _timely(row, terms, now)
        signature = DraftSignature.objects.create(
            draft=row,
            party=actor.party or "",
            name=actor.name,
            organisation=actor.organisation,
            firm_id=_firm(actor),
            consent=consent.strip(),
            sha256=row.sha256,
            drawing=blobs.put(drawing) if drawing else "",
            signed_at=now,
            fact_id=fact_id,
        )
        body = {"agreement": terms.key, "version": terms.no, "terms": row.sha256}
        drawn = (Blob(signature.drawing, len(drawing), "image/png", "signature"),) if drawing else ()
        record(row.estate_id, row.agreement_id, "agreement.signed", body, actor, now, fact_id, drawn)
        _in_force(row, actor, now)
    return True


def _firm(actor: Actor) -> UUID:
    """The organisation somebody signs for."""
    if actor.membership_id is None:
        raise Refusal("draft.not_a_party")
    return Membership.objects.values_list("organisation_id", flat=True).get(pk=actor.membership_id)


def _signs(row: Draft, actor: Actor, consent: str, sha256: str, fact_id: UUID, drawing: bytes) -> bool:
    """Whether this is a signature to write: False for the same request once more, a Refusal for one that may not be."""
    if actor.party not in ("P", "A") or not actor.may("draft.sign"):
        raise Refusal("draft.not_a_party")
    earlier = row.signatures.filter(party=actor.party).first()
    if earlier is not None:
        if earlier.fact_id == fact_id:
            return False
        raise Refusal("draft.already_signed", who=earlier.name, when=ms(earlier.signed_at))
    if row.state != Draft.State.PROPOSED:
        raise Refusal("draft.not_proposed")
    if sha256 != row.sha256:
        raise Refusal("draft.other_bytes")
    if consent.strip() != actor.name:
        raise Refusal("draft.no_consent", name=actor.name)
    if drawing and not (drawing.startswith(PNG) and len(drawing) <= MOST_DRAWING):
        raise Refusal("draft.bad_drawing")
    return True


def _in_force(row: Draft, actor: Actor, now: datetime) -> None:
    """With both signatures the terms are activated and the draft is over."""
    firms = dict(row.signatures.values_list("party", "firm_id"))
    if firms.keys() != {"P", "A"}:
        return
    actions.activate(
        estate_id=row.estate_id,
        document=canon.loads(bytes(row.document)),
        principal_id=firms["P"],
        contractor_id=firms["A"],
        actor=actor,
        now=now,
        agreement_id=row.agreement_id,
    )
    Draft.objects.filter(pk=row.pk, state=Draft.State.PROPOSED).update(state=Draft.State.ACTIVATED, changed_at=now)


def withdraw(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """Ends a draft that is not in force, whatever is signed so far. Refusal draft.over."""
    row = _row(draft_id, actor)
    running = (Draft.State.EDITING, Draft.State.PROPOSED)
    if not Draft.objects.filter(pk=row.pk, state__in=running).update(state=Draft.State.WITHDRAWN, changed_at=now):
        raise Refusal("draft.over")


def record(
    estate_id: UUID,
    agreement_id: UUID,
    kind: str,
    body: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    drawn: tuple[Blob, ...] = (),
) -> None:
    """One fact about an agreement, in the caller's transaction."""
    subject = f"agreement/{agreement_id}"
    head = facts.head(subject)
    ledger.append(
        estate_id=estate_id,
        log=estates.estate(estate_id).log,
        fact_id=fact_id,
        kind=kind,
        subject=subject,
        seq=head[0] + 1 if head else 1,
        prev=head[1] if head else None,
        at=now,
        recv=now,
        actor=actor.pseudonym,
        party=actor.party or "S",
        body=body,
        blobs=drawn,
    )


def _row(draft_id: UUID, actor: Actor, *, lock: bool = False) -> Draft:
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    row = rows.filter(pk=draft_id, estate_id=actor.estate_id).first() if actor.estate_id else None
    if row is None:
        raise Refusal("draft.missing")
    return row


def _editing(draft_id: UUID, revision: int, actor: Actor) -> Draft:
    row = _row(draft_id, actor)
    if row.state != Draft.State.EDITING:
        raise Refusal("draft.not_editing")
    if row.revision != revision:
        raise Refusal("draft.moved_on", revision=row.revision, when=ms(row.changed_at))
    return row


def _swap(row: Draft, now: datetime, **values: Any) -> None:
    """Compare-and-set on the revision."""
    same = Draft.objects.filter(pk=row.pk, revision=row.revision, state=Draft.State.EDITING)
    if not same.update(revision=row.revision + 1, changed_at=now, **values):
        raise Refusal("draft.moved_on", revision=row.revision + 1, when=ms(now))
