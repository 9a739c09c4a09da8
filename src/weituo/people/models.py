"""Organisations, persons, memberships, tokens. An address book: plain Django."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weituo.people.roles import Role


class Organisation(models.Model):
    """A firm or body that people belong to."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", _("Property company")
        CONTRACTOR = "contractor", _("Contractor")
        COMMITTEE = "committee", _("Owners' committee")
        AUDITOR = "auditor", _("Auditor")
        GROUP = "group", _("Group")

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name_zh


class Person(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from their memberships; a superuser opens the admin site."""

    id = models.UUIDField(primary_key=True)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_superuser = models.BooleanField(_("opens the admin site"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Person"]()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's word for who may open the admin site."""
        return self.is_superuser

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """For the admin site only."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """For the admin site only."""
        return self.is_active and self.is_superuser


class Membership(models.Model):
    """A person's role for an organisation on an estate, from `since` until `until`.

    No foreign key to the estate: estates are above. Without an estate it is a group's. `pseudonym` is how facts name
    this membership, and says nothing about the person.
    """

    class Party(models.TextChoices):
        P = "P", _("principal")
        A = "A", _("contractor")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    estate_id = models.UUIDField(_("estate"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=24, choices=[(role.value, role.value) for role in Role])
    party = models.CharField(_("party"), max_length=1, choices=Party.choices, null=True, blank=True)  # noqa: DJ001
    pseudonym = models.CharField(max_length=40, unique=True, editable=False)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation", "estate_id", "role"],
                condition=Q(until=None),
                name="membership_once_open",
            ),
        )
        indexes = (models.Index(fields=["estate_id", "role"], name="membership_estate_role"),)

    def __str__(self) -> str:
        return f"{self.person} · {self.role}"


class ApiToken(models.Model):
    """The key of a program, or of one person's phone (`people.phones`), to act as one membership. Only its SHA-256 is
    kept; it is shown once, when made."""

    class Kind(models.TextChoices):
        PROGRAM = "program"
        PHONE = "phone"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PROGRAM)
    hash = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    created_at = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Licence(models.Model):
    """A person's licence for a kind of work (`covenant.dispatch`), valid from `since` to `until`, both days included,
    and only until `review` where it has to be reviewed by then and was not. Never changed: withdrawn, and made anew.

    The number on it is the holder's identity number; it is not kept. `document` names the paper or photo seen.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="licences", verbose_name=_("person"))
    kind = models.CharField(_("kind of licence"), max_length=40)
    document = models.CharField(_("document"), max_length=120, blank=True)
    since = models.DateField(_("valid from"))
    until = models.DateField(_("valid until"))
    review = models.DateField(_("review due"), null=True, blank=True)
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints = (models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="licence_days"),)
        indexes = (models.Index(fields=["person", "until"], name="licence_person"),)

    def __str__(self) -> str:
        return self.kind


class Passkey(models.Model):
    """A passkey (WebAuthn): its public key. `counter` only grows; a smaller one is a copy."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)  # base64url; at most 1023 bytes (WebAuthn 4)
    data = models.BinaryField()  # AttestedCredentialData
    counter = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CodeApp(models.Model):
    """A person's program for six-digit codes (RFC 6238): the secret encrypted, and the last step that was used."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="code_app")
    secret = models.BinaryField()
    step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code that opens once when telephone and key are gone. Only its SHA-256 is kept: it has 80 random bits."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recovery_codes")
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "hash"], name="recovery_once"),)


class SignIn(models.Model):
    """A session of a person on one device, so that they can see and end it. `key` is empty once it is over."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_ins")
    key = models.CharField(max_length=40, blank=True)  # Django's session
    way = models.CharField(max_length=12)
    device = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["person", "-seen_at"], name="sign_in_person"),)


class ReadLog(models.Model):
    """Who saw what of other people, and what was done to somebody's account: ids, never values. Once for each person, kind
    and subject in an hour; `slot` is that hour. Not changed, and not deleted before `keep_until` (`guard`)."""

    id = models.BigAutoField(primary_key=True)
    estate_id = models.UUIDField(null=True)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    slot = models.DateTimeField()
    keep_until = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["membership", "kind", "subject", "slot"], name="read_once_an_hour"),
        )
        indexes = (
            models.Index(fields=["estate_id", "-id"], name="read_newest"),
            models.Index(fields=["subject", "-id"], name="read_subject"),
        )
