"""An agreement, its versions, and the drafts they come from. What is signed or activated is bytes that never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from weituo.estate.models import Estate
from weituo.people.models import Organisation


class Agreement(models.Model):
    """An agreement between a principal and a contractor for one estate. `key` is its name in terms and facts."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in force")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="agreements")
    key = models.CharField(_("number"), max_length=80)
    principal = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entrusts")
    contractor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="performs")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    ended_from = models.DateTimeField(_("ended from"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (models.UniqueConstraint(fields=["estate", "key"], name="agreement_key"),)

    def __str__(self) -> str:
        return self.key


class TermsVersion(models.Model):
    """One activated version. The bytes never change; a change of terms is a further version."""

    id = models.UUIDField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveIntegerField(_("version"))
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    calendars = models.BinaryField()
    calendars_sha256 = models.CharField(max_length=64)
    effective_from = models.DateTimeField(_("in force from"))
    activated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of terms")
        verbose_name_plural = _("versions of terms")
        constraints = (models.UniqueConstraint(fields=["agreement", "no"], name="terms_version_no"),)

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.no}"


class Draft(models.Model):
    """Terms on their way to both signatures. `base` is a template's name or "vN", the version it amends.

    While it is edited every change is a compare-and-set on `revision`. Proposing fixes `document` and `sha256`; from
    then on the database itself refuses to change them (`guard`).
    """

    class State(models.TextChoices):
        EDITING = "editing", _("being edited")
        PROPOSED = "proposed", _("proposed for signature")
        ACTIVATED = "activated", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="drafts")
    agreement_id = models.UUIDField()  # of the agreement it amends, or of the one its activation makes
    key = models.CharField(_("number"), max_length=80)
    base = models.CharField(max_length=20)
    version = models.PositiveIntegerField(_("version"))
    document = models.BinaryField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.EDITING)
    revision = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = (models.Index(fields=["estate", "state"], name="draft_estate_state"),)

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class DraftStep(models.Model):
    """The document as it was before the change that made `revision` + 1: what undoing goes back to."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField()
    document = models.BinaryField()

    class Meta:
        verbose_name = _("step of a draft")
        verbose_name_plural = _("steps of a draft")
        constraints = (models.UniqueConstraint(fields=["draft", "revision"], name="draft_step_revision"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.revision}"


class DraftSignature(models.Model):
    """One party's signature under a proposed draft: over exactly these bytes. `drawing` names a blob, or is empty."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=1)
    name = models.CharField(max_length=60)
    organisation = models.CharField(max_length=120)
    firm = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    consent = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    drawing = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField()
    fact_id = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("signature of a draft")
        verbose_name_plural = _("signatures of drafts")
        constraints = (models.UniqueConstraint(fields=["draft", "party"], name="draft_signature_party"),)

    def __str__(self) -> str:
        return f"{self.party} {self.signed_at}"
