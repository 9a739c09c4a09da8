"""Whom to tell what, and how far that got. A row is the truth of a message; a process that is killed finds it again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weituo.estate.models import Estate
from weituo.people.models import Membership


class Cursor(models.Model):
    """How far an estate's log was read: `next` is the place of the first fact not yet read. What was received before
    `since`, the time reading began, is history and tells nobody."""

    estate = models.OneToOneField(Estate, models.PROTECT, primary_key=True, related_name="notice_cursor")
    next = models.BigIntegerField(default=0)
    since = models.DateTimeField()


class Robot(models.Model):
    """A group robot. `webhook` and `secret` are encrypted (`vault`); `shown` is what a screen may show of the address.

    `tokens_milli` and `filled_at` are its rate bucket; until `blocked_until` the provider takes nothing.
    """

    class Provider(models.TextChoices):
        DINGTALK = "dingtalk", _("DingTalk")
        WECOM = "wecom", _("WeCom")
        FEISHU = "feishu", _("Feishu")

    class Purpose(models.TextChoices):
        ROUTINE = "routine", _("Everyday work")
        EMERGENCY = "emergency", _("Emergencies only")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="robots")
    name = models.CharField(max_length=40)
    provider = models.CharField(max_length=12, choices=Provider.choices)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    webhook = models.BinaryField()
    secret = models.BinaryField()
    shown = models.CharField(max_length=80)
    tokens_milli = models.PositiveIntegerField()
    filled_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)


class Ladder(models.Model):
    """An estate's own steps of an emergency: `[[role, minutes after it began], …]`. Without a row: `ladder.DEFAULT`."""

    estate = models.OneToOneField(Estate, models.PROTECT, primary_key=True, related_name="notice_ladder")
    steps = models.JSONField()


class Alarm(models.Model):
    """An emergency to be acknowledged. `step` steps of the ladder were climbed; the next is due at `next_at`."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="alarms")
    order_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=120)  # of the notice that began it
    step = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="alarms")

    class Meta:
        indexes = (models.Index(fields=["next_at"], name="alarm_open", condition=Q(acknowledged_at=None)),)


class Message(models.Model):
    """One message to one membership or robot by one channel: the outbox, and for `inapp` the inbox.

    `payload` holds what the words need (`words`), nothing personal. `dedupe` makes it the only one of its kind. `lease`
    names who is sending it until `lease_until`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waiting")
        LEASED = "leased", pgettext_lazy("message", "Being sent")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Will be tried again")
        DEAD = "dead", pgettext_lazy("message", "Given up")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=32)
    severity = models.CharField(max_length=10, blank=True)
    urgent = models.BooleanField(default=False)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="messages")
    robot = models.ForeignKey(Robot, models.PROTECT, null=True, related_name="messages")
    alarm = models.ForeignKey(Alarm, models.PROTECT, null=True, related_name="messages")
    channel = models.CharField(max_length=12)
    dedupe = models.CharField(max_length=240, unique=True)
    payload = models.JSONField()
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    provider_code = models.CharField(max_length=40, blank=True)
    provider_text = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="acknowledged")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(membership__isnull=False, robot=None) | Q(membership=None, robot__isnull=False),
                name="message_one_recipient",
            ),
        )
        indexes = (
            models.Index(
                fields=["urgent", "next_try_at"], name="message_due", condition=Q(state__in=("queued", "failed"))
            ),
            models.Index(fields=["lease_until"], name="message_leased", condition=Q(state="leased")),
            models.Index(
                fields=["membership"], name="message_unread", condition=Q(channel="inapp", acknowledged_at=None)
            ),
            models.Index(fields=["membership", "channel", "-created_at"], name="message_inbox"),
            models.Index(fields=["estate", "-created_at"], name="message_newest"),
        )


class Preference(models.Model):
    """What a membership wants of one kind by one channel. The row with an empty kind holds what is so for the whole
    channel: quiet hours (minutes of the local day, they may cross midnight) and whether routine is collected."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=12)
    wanted = models.BooleanField(default=True)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_to = models.PositiveSmallIntegerField(null=True)
    digest = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["membership", "kind", "channel"], name="preference_once"),)


class Address(models.Model):
    """Where a membership is reached outside: a mail address or a push address, encrypted; `shown` is its masked form."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=12)
    value = models.BinaryField()
    shown = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["membership", "channel"], name="address_once"),)


class Feed(models.Model):
    """A secret calendar address of a membership. Only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True)
    hash = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="feeds")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
