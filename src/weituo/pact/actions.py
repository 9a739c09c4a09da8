"""The only writer of agreements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from covenant import canon
from covenant.agreement import REFUSE, Terms, check, read
from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.time import instant
from weituo.pact import calendars
from weituo.pact.models import Agreement, TermsVersion
from weituo.people.reads import Actor


def activate(
    *,
    estate_id: UUID,
    document: Mapping[str, Any],
    principal_id: UUID,
    contractor_id: UUID,
    actor: Actor,
    now: datetime,
    agreement_id: UUID | None = None,
    fact_id: UUID | None = None,
) -> UUID:
    """Bring one version of terms into force; the agreement is made by its first version. Gives the agreement's id.

    Problems when the document is not terms/1; Refusal `agreement.findings` naming the first clause that does not check,
    with the number of findings and the first one's sentence; `agreement.version_exists`, `agreement.another_in_force`.
    """
    terms = read(document)
    _checked(terms)
    estate = estates.estate(estate_id)
    terms_bytes = canon.encode(dict(document))
    calendar_bytes = canon.encode(calendars.document(terms.zone))
    with transaction.atomic():
        row = _agreement(estate_id, terms, principal_id, contractor_id, agreement_id or uuid7(now))
        if row.versions.filter(no=terms.no).exists():
            raise Refusal("agreement.version_exists", version=terms.no)
        version = TermsVersion.objects.create(
            id=uuid7(now),
            agreement=row,
            no=terms.no,
            document=terms_bytes,
            sha256=canon.digest(terms_bytes),
            calendars=calendar_bytes,
            calendars_sha256=canon.digest(calendar_bytes),
            effective_from=instant(terms.effective_from),
            activated_at=now,
        )
        subject = f"agreement/{row.id}"
        head = facts.head(subject)
        ledger.append(
            estate_id=estate_id,
            log=estate.log,
            fact_id=fact_id or uuid7(now),
            kind="agreement.activated",
            subject=subject,
            seq=head[0] + 1 if head else 1,
            prev=head[1] if head else None,
            at=now,
            recv=now,
            actor=actor.pseudonym,
            party=actor.party or "S",
            body={
                "agreement": terms.key,
                "version": terms.no,
                "terms": version.sha256,
                "calendars": version.calendars_sha256,
                "effective_from": terms.effective_from,
            },
        )
    return row.id


def _agreement(estate_id: UUID, terms: Terms, principal_id: UUID, contractor_id: UUID, agreement_id: UUID) -> Agreement:
    """The agreement's row, made by its first version; an estate has one in force at a time."""
    row = Agreement.objects.filter(estate_id=estate_id, key=terms.key).first()
    if row is not None:
        return row
    place_free(estate_id, terms)
    return Agreement.objects.create(
        id=agreement_id, estate_id=estate_id, key=terms.key, principal_id=principal_id, contractor_id=contractor_id
    )


def place_free(estate_id: UUID, terms: Terms) -> None:
    """Refusal `agreement.another_in_force` when another agreement runs on the estate and does not end before this one
    begins."""
    others = Agreement.objects.filter(estate_id=estate_id).exclude(key=terms.key)
    ended = Q(ended_from__isnull=False, ended_from__lte=instant(terms.effective_from))
    if others.exclude(ended).exists():
        raise Refusal("agreement.another_in_force")


def _checked(terms: Terms) -> None:
    findings = [one for one in check(terms) if one.level == REFUSE]
    if findings:
        first = findings[0]
        raise Refusal("agreement.findings", first.clause, count=len(findings), first=f"{first.message} {first.remedy}")
