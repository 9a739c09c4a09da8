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
    """A program's key to act as one membership. Only its SHA-256 is kept; it is shown once, when made."""

    id = models.UUIDField(primary_key=True)
    hash = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    created_at = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
