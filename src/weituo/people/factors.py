"""The second factor: codes of an app (RFC 6238), recovery codes, and who is asked for one. Passkeys: `passkeys`."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from covenant.errors import Refusal
from weituo.ledger.vault import Unreadable, Vault
from weituo.people import reading, sessions
from weituo.people.models import CodeApp, Passkey, Person, RecoveryCode
from weituo.people.reads import Actor
from weituo.people.roles import Role

ASKED = frozenset({Role.MANAGER, Role.FINANCE, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who signs, pays or accepts, and who may do so to other people's accounts."""

STEP, DRIFT = 30, 1  # seconds; steps a clock may be wrong either way
RECOVERY = 10
ISSUER = "Weituo"
_VAULT = Vault(b"weituo/people/factors/1")


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as a list shows it."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has set up."""

    passkeys: tuple[PasskeyView, ...]
    app_since: datetime | None
    app_used: datetime | None
    recovery_left: int

    @property
    def any(self) -> bool:
        return bool(self.passkeys or self.app_since)


def factors(person_id: UUID) -> Factors:
    """What the person has set up."""
    keys = Passkey.objects.filter(person_id=person_id).order_by("created_at", "id")
    app = CodeApp.objects.filter(pk=person_id).first()
    return Factors(
        passkeys=tuple(PasskeyView(one.id, one.name, one.created_at, one.used_at) for one in keys),
        app_since=app.created_at if app else None,
        app_used=app.used_at if app else None,
        recovery_left=RecoveryCode.objects.filter(person_id=person_id, used_at=None).count(),
    )


def protected(person_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these persons have a second factor."""
    held = [Exists(model.objects.filter(person=OuterRef("pk"))) for model in (Passkey, CodeApp)]
    rows = Person.objects.filter(held[0] | held[1], pk__in=list(person_ids))
    return set(rows.values_list("pk", flat=True))


def wanted(actors: Iterable[Actor], *, superuser: bool = False) -> str:
    """ "required", "asked" or "": what WEITUO_SECOND_FACTOR says to somebody with these memberships who has none."""
    asked = superuser or any(one.role in ASKED for one in actors)
    return str(settings.SECOND_FACTOR) if asked and settings.SECOND_FACTOR != "off" else ""


def new_secret() -> str:
    """A secret for an app: 160 random bits in base32."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """`otpauth://…`, which the app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def set_up_app(*, person_id: UUID, secret: str, code: str, now: datetime) -> None:
    """The app is the person's once its code was typed correctly; an earlier one stops. Refusal `factor.wrong_code`."""
    step = _step(secret, code, now, after=0)
    if step is None:
        raise Refusal("factor.wrong_code")
    kept = {"secret": _VAULT.close(secret, str(person_id)), "step": step, "created_at": now, "used_at": now}
    CodeApp.objects.update_or_create(person_id=person_id, defaults=kept)


def remove_app(*, person_id: UUID) -> None:
    """No codes any more; without any factor left the recovery codes go, too."""
    with transaction.atomic():
        CodeApp.objects.filter(pk=person_id).delete()
        tidy(person_id)


def remove_passkey(*, person_id: UUID, passkey_id: UUID) -> bool:
    """The key opens nothing any more; False when it was not theirs."""
    with transaction.atomic():
        gone = Passkey.objects.filter(pk=passkey_id, person_id=person_id).delete()[0]
        tidy(person_id)
    return bool(gone)


def tidy(person_id: UUID) -> None:
    """Recovery codes recover something: they go with the last factor."""
    if not protected([person_id]):
        RecoveryCode.objects.filter(person_id=person_id).delete()


def make_recovery(*, person_id: UUID, now: datetime) -> tuple[str, ...]:
    """Ten new codes, which cannot be shown again; the earlier ones stop."""
    codes = tuple(_grouped(secrets.token_bytes(10)) for _ in range(RECOVERY))
    with transaction.atomic():
        RecoveryCode.objects.filter(person_id=person_id).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(person_id=person_id, hash=_hash(code), created_at=now) for code in codes]
        )
    return codes


def use_code(*, person_id: UUID, code: str, now: datetime) -> str:
    """ "app" or "recovery" when the code holds, now used up; "" when it does not, or was used before."""
    plain = code.replace(" ", "").replace("-", "").upper()
    if len(plain) == 6:
        return "app" if _use_app(person_id, plain, now) else ""
    row = RecoveryCode.objects.filter(person_id=person_id, hash=_hash(plain), used_at=None)
    return "recovery" if row.update(used_at=now) else ""


def reset(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """An administrator takes away all of somebody's factors, whose password alone opens then; their sessions end.
    Refusals `factor.not_yours` without the permission, `person.unknown`."""
    if not actor.may("people.manage"):
        raise Refusal("factor.not_yours")
    with transaction.atomic():
        if not Person.objects.filter(pk=person_id).exists():
            raise Refusal("person.unknown", username=str(person_id))
        forget(person_id=person_id, now=now)
        reading.done(actor, "reset", f"person/{person_id}", now)


def forget(*, person_id: UUID, now: datetime) -> None:
    """All factors of a person go and their sessions end: for `reset`, and for the operator at the machine."""
    with transaction.atomic():
        for model in (Passkey, CodeApp, RecoveryCode):
            model.objects.filter(person_id=person_id).delete()
        sessions.end_all(person_id=person_id, now=now)


def _use_app(person_id: UUID, code: str, now: datetime) -> bool:
    row = CodeApp.objects.filter(pk=person_id).first()
    if row is None:
        return False
    try:
        secret = _VAULT.open_(row.secret, str(person_id))
    except Unreadable:
        return False
    step = _step(secret, code, now, after=row.step)
    # compare and set: of two requests with the same code at once one wins
    return step is not None and bool(CodeApp.objects.filter(pk=person_id, step__lt=step).update(step=step, used_at=now))


def _step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is, later than `after`."""
    current, app = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _grouped(data: bytes) -> str:
    text = base64.b32encode(data).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _hash(code: str) -> str:
    return sha256(code.replace("-", "").encode()).hexdigest()
