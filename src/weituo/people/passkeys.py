"""Passkeys (WebAuthn 2) on the library `fido2`: what a browser is asked, and whether its answer holds.

The state between question and answer is kept in the session by the face and used once. Always with user verification
(finger, face or PIN), so that a passkey alone is two factors: something held and something known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from covenant.errors import Refusal
from weituo.ledger import ids
from weituo.people.models import Passkey, Person

MOST = 10
NEEDED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Site:
    """The site a passkey is bound to: its host name, and its address as a browser says it."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        relying = PublicKeyCredentialRpEntity(name="Weituo", id=self.host)
        return Fido2Server(relying, attestation=None, verify_origin=lambda said: said == self.origin)


def ask_new(site: Site, person_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is to make, and the state for `add`. Refusal `factor.too_many`."""
    person = Person.objects.get(pk=person_id)
    held = _held(person_id)
    if len(held) >= MOST:
        raise Refusal("factor.too_many", most=MOST)
    user = PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.username, display_name=person.name)
    options, state = site.server().register_begin(
        user, held, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=NEEDED
    )
    return dict(options), state


def add(
    *, site: Site, person_id: UUID, state: Mapping[str, Any], answer: Mapping[str, Any], name: str, now: datetime
) -> UUID:
    """Keeps the new passkey; its id. Refusal `factor.no_passkey` when the answer does not hold."""
    try:
        made = site.server().register_complete(dict(state), answer)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("factor.no_passkey") from error
    data = made.credential_data
    assert data is not None  # register_complete saw to it
    row = Passkey(
        id=ids.uuid7(now),
        person_id=person_id,
        credential=websafe_encode(data.credential_id),
        data=bytes(data),
        counter=made.counter,
        name=name.strip()[:40],
        created_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("factor.no_passkey") from error
    return row.id


def ask(site: Site, person_id: UUID | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is to sign, and the state for `use`. Without a person it offers whatever it has for this site."""
    held = _held(person_id) if person_id else None
    options, state = site.server().authenticate_begin(held, user_verification=NEEDED)
    return dict(options), state


def use(
    *,
    site: Site,
    state: Mapping[str, Any],
    answer: Mapping[str, Any],
    now: datetime,
    person_id: UUID | None = None,
) -> Person:
    """Whose passkey signed; with `person_id` only theirs count. Refusal `factor.no_passkey`: unknown, wrong, of
    somebody who may not sign in, or a copy (its counter went back)."""
    try:
        said = AuthenticationResponse.from_dict(answer)
        row = Passkey.objects.select_related("person").get(credential=websafe_encode(said.raw_id))
        site.server().authenticate_complete(dict(state), [AttestedCredentialData(bytes(row.data))], answer)
    except (ValueError, KeyError, TypeError, AttributeError, Passkey.DoesNotExist) as error:
        raise Refusal("factor.no_passkey") from error
    counter, handle = said.response.authenticator_data.counter, said.response.user_handle
    theirs = row.person_id == person_id if person_id else handle == row.person_id.bytes
    if not theirs or not row.person.is_active:
        raise Refusal("factor.no_passkey")
    rows = Passkey.objects.filter(pk=row.pk)
    fresh = rows.filter(counter__lt=counter) if counter else rows.filter(counter=0)
    if not fresh.update(counter=counter, used_at=now):
        raise Refusal("factor.no_passkey")
    return row.person


def _held(person_id: UUID) -> Sequence[AttestedCredentialData]:
    rows = Passkey.objects.filter(person_id=person_id).order_by("created_at")
    return [AttestedCredentialData(bytes(row.data)) for row in rows]
