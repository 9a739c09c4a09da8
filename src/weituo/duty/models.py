"""Who is on duty when, who was called out to what, and what one shift told the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from weituo.estate.models import Estate
from weituo.people.models import Membership


class Shift(models.Model):
    """One person's duty on an estate, from `starts_at` until before `ends_at`."""

    class Kind(models.TextChoices):
        SITE = "site", pgettext_lazy("shift", "On site")
        CALL = "call", pgettext_lazy("shift", "On call")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="shifts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="shifts")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # how often it was changed: calendars ask
    changed_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="shifts_added")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_later"),)
        indexes = (
            models.Index(fields=["estate", "ends_at", "starts_at"], name="shift_when"),
            models.Index(fields=["membership", "starts_at"], name="shift_whose"),
        )


class Call(models.Model):
    """One person called out to an order by the desk. `post` says how the roster led to them; `answer` is what the desk
    heard. Not a fact: what counts is `order.called_out`, written with the first call of an order."""

    class Post(models.TextChoices):
        SENT = "sent", pgettext_lazy("call", "Sent already")
        SITE = "site", pgettext_lazy("call", "On site")
        CALL = "call", pgettext_lazy("call", "On call")
        ANY = "any", pgettext_lazy("call", "Without a roster")
        UP = "up", pgettext_lazy("call", "Further up")

    class Answer(models.TextChoices):
        COMING = "coming", pgettext_lazy("call", "Coming")
        NONE = "none", pgettext_lazy("call", "No answer")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="calls")
    order_id = models.UUIDField()
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="calls")
    post = models.CharField(max_length=4, choices=Post.choices)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Membership, models.PROTECT, related_name="calls_made")
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["order_id", "called_at"], name="call_order"),
            models.Index(fields=["estate", "called_at"], name="call_when"),
        )


class Handover(models.Model):
    """交接班: what whoever leaves tells whoever comes. Final once acknowledged (`guard`); a note says what was wrong."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="shift_handovers")
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="shift_handovers")
    written_at = models.DateTimeField()
    words = models.CharField(max_length=1000, blank=True)
    taken_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="shift_handovers_taken")
    taken_at = models.DateTimeField(null=True)
    taking = models.UUIDField(null=True, unique=True)  # the id of the request that acknowledged

    class Meta:
        indexes = (models.Index(fields=["estate", "-written_at"], name="handover_newest"),)


class HandoverLine(models.Model):
    """One thing that is open, in its writer's words."""

    class Kind(models.TextChoices):
        ORDER = "order", pgettext_lazy("handover", "Order")
        PAUSE = "pause", pgettext_lazy("handover", "Paused")
        ALARM = "alarm", pgettext_lazy("handover", "Emergency")
        THING = "thing", pgettext_lazy("handover", "Keys and tools")

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    order_id = models.UUIDField(null=True)
    words = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handover", "number"], name="handover_line"),)


class HandoverNote(models.Model):
    """What was added to a hand-over afterwards."""

    id = models.UUIDField(primary_key=True)
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="notes")
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    words = models.CharField(max_length=500)
