"""An agreement and its versions: terms and calendars as the canonical bytes that were activated."""

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
