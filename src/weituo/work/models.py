"""Where each order stands, for pages. The truth for the month is the order's facts; a test folds them and compares."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weituo.estate.models import Code, Equipment, Estate, Space, Unit
from weituo.pact.models import Agreement
from weituo.people.models import Membership


class Order(models.Model):
    """A work order. `seq` and `head` are its newest fact's number and leaf hash: every change compares and sets them.

    `text`, `contact_*` and `place_words` are personal; they stand here for reading and in the ledger as disclosures.
    """

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="orders")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(_("number"), max_length=20)
    item = models.CharField(max_length=80)
    fault = models.CharField(max_length=80)
    cause = models.CharField(max_length=20)
    severity = models.CharField(_("severity"), max_length=10)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="orders")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True, related_name="orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="orders")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, related_name="orders")
    channel = models.CharField(max_length=12)
    state = models.CharField(_("state"), max_length=12)
    is_open = models.BooleanField()  # neither accepted nor cancelled: the few that every page asks for
    paused = models.BooleanField(default=False)
    seq = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    reported_at = models.DateTimeField(_("reported"))
    touched_at = models.DateTimeField()  # `at` of the newest fact
    respond_due = models.DateTimeField(null=True)
    repair_due = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    rated_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    assignee = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="orders")
    perform = models.CharField(max_length=1)
    accountable = models.CharField(max_length=1)
    pay = models.CharField(max_length=40)
    matrix_clause = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    tracking = models.CharField(max_length=32, unique=True)
    recurrence_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recurrences")
    recurrence_confirmed = models.BooleanField(null=True)
    recurrence_ruled_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    followers = models.PositiveIntegerField(default=0)
    pinned = models.BooleanField(default=False)  # a person's choice of who goes: no plan changes it
    source_key = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: not imported; unique when it is

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="order_number"),
            models.UniqueConstraint(fields=["estate", "source_key"], name="order_source"),
        )
        indexes = (
            models.Index(fields=["estate", "-reported_at", "-id"], name="order_newest"),
            models.Index(fields=["estate", "state", "-reported_at"], name="order_state"),
            models.Index(fields=["estate", "state", "severity"], name="order_open", condition=Q(is_open=True)),
            models.Index(
                fields=["estate", "recurrence_confirmed"],
                name="order_unruled",
                condition=Q(recurrence_of__isnull=False),
            ),
            models.Index(fields=["estate", "recurrence_ruled_at"], name="order_ruled"),
            # these three hold all that the running month's counts ask for, so that no row is read for them
            models.Index(
                fields=["estate", "respond_due", "arrived_at", "state", "perform", "agreement"], name="order_respond"
            ),
            models.Index(
                fields=["estate", "repair_due", "claimed_at", "state", "perform", "agreement"], name="order_repair"
            ),
            models.Index(fields=["estate", "accepted_at", "perform", "agreement"], name="order_accepted"),
            models.Index(fields=["estate", "rated_at"], name="order_rated"),
            models.Index(fields=["agreement", "touched_at"], name="order_touched"),
            models.Index(fields=["assignee", "state"], name="order_assignee"),
            models.Index(fields=["equipment", "-reported_at"], name="order_equipment"),
            models.Index(fields=["space", "-reported_at"], name="order_space"),
        )

    def __str__(self) -> str:
        return self.number


class Companion(models.Model):
    """Who goes along with an order's assignee, where the work needs more than one person (`order.accompanied`)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="companions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["order", "membership"], name="companion_once"),)
        verbose_name = _("companion")
        verbose_name_plural = _("companions")

    def __str__(self) -> str:
        return str(self.membership_id)


class DispatchPolicy(models.Model):
    """How an estate's orders find their engineer; never changed, the newest row counts. `data` is covenant's `Policy`."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["estate", "-made_at"], name="dispatch_policy_newest"),)
        verbose_name = _("dispatch policy")
        verbose_name_plural = _("dispatch policies")

    def __str__(self) -> str:
        return str(self.id)


class Dispatching(models.Model):
    """Why somebody was sent, or nobody: the candidates as they were judged then, and the words of who chose otherwise."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="dispatchings")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)  # auto, plan, manual, pinned, offer, nobody
    chosen = models.JSONField(default=list)  # pseudonyms, the assignee first
    candidates = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    words = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["order", "-made_at"], name="dispatching_order"),)
        verbose_name = _("dispatching")
        verbose_name_plural = _("dispatchings")

    def __str__(self) -> str:
        return self.mode


class ReportRule(models.Model):
    """An estate's own rule for understanding reports (`engines.understanding`); never changed, ended and made anew."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["estate", "ended_at"], name="report_rule_estate"),)
        verbose_name = _("rule for reports")
        verbose_name_plural = _("rules for reports")

    def __str__(self) -> str:
        return str(self.id)


class Photo(models.Model):
    """A photo of a report or of the work. `draft` is the order's id, which the client made before the order exists.

    `sha256` is of the bytes that came; kept and served are the re-encoded picture and its thumbnail.
    """

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="photos")
    draft = models.UUIDField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="photos")
    fact_id = models.UUIDField(null=True)
    role = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=40)
    picture = models.CharField(max_length=64)
    thumb = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = (
            models.Index(fields=["draft"], name="photo_draft"),
            models.Index(fields=["order"], name="photo_order"),
            models.Index(fields=["estate", "sha256"], name="photo_sha256"),
        )

    def __str__(self) -> str:
        return self.sha256


class PhotoOrigin(models.Model):
    """What the file itself said when it came: `taken_at`, and in `data` camera, software and place (docs/evidence.md)."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, primary_key=True, related_name="origin")
    taken_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("photo's origin")
        verbose_name_plural = _("photos' origins")

    def __str__(self) -> str:
        return str(self.photo_id)


class PhotoPrint(models.Model):
    """A photo's fingerprint (`engines.likeness`); empty with `problem` said when it cannot be compared."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, primary_key=True, related_name="print")
    data = models.BinaryField()
    problem = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("photo's fingerprint")
        verbose_name_plural = _("photos' fingerprints")
        indexes = (models.Index(fields=["photo"], name="print_waiting", condition=Q(compared_at=None)),)

    def __str__(self) -> str:
        return str(self.photo_id)


class PhotoFlag(models.Model):
    """A photo that looks like an earlier one of another order. A question to a person; nothing follows from it alone."""

    class Kind(models.TextChoices):
        SAME = "same"
        RECOMPRESSED = "recompressed"
        CROPPED = "cropped"
        MIRRORED = "mirrored"

    class State(models.TextChoices):
        OPEN = "open"
        DISMISSED = "dismissed"
        CONFIRMED = "confirmed"

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="flags")
    earlier = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    distance = models.PositiveSmallIntegerField()  # thousandths: 0 the same, 1000 nothing in common
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ruled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("photo used before")
        verbose_name_plural = _("photos used before")
        constraints = (models.UniqueConstraint(fields=["photo", "earlier"], name="photo_flag_pair"),)
        indexes = (models.Index(fields=["estate", "state", "-found_at"], name="photo_flag_newest"),)

    def __str__(self) -> str:
        return f"{self.photo_id} {self.kind} {self.earlier_id}"


class PhoneAct(models.Model):
    """What an engineer's phone sent (docs/phone.md): an act, or a file, under the id the phone gave it, and whether it
    counted. Held acts that are steps have a fact of the same id. `at` of that fact is `received_at`; the phone's own clock
    stands here beside it. `said` may hold personal words until they are erased; `digest` tells the same from another."""

    class State(models.TextChoices):
        HELD = "held"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="phone_acts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    device_id = models.UUIDField()
    kind = models.CharField(max_length=10)  # take, arrive … note; or a file's role
    said = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    made_at = models.BigIntegerField()  # ms by the phone's clock, which may be years off
    offset = models.BigIntegerField(null=True)  # ms, phone − server, as the phone last measured it
    offline = models.BooleanField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    code = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("act of a phone")
        verbose_name_plural = _("acts of phones")
        indexes = (
            models.Index(fields=["order", "received_at"], name="phone_act_order"),
            models.Index(fields=["device_id", "-received_at"], name="phone_act_device"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Upload(models.Model):
    """A large file on its way, piece by piece; its bytes so far are in the data folder. Gone once it is whole."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    said = models.JSONField()  # what the phone says of it, as `PhoneAct` will keep it
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = (models.Index(fields=["expires_at"], name="upload_expires"),)

    def __str__(self) -> str:
        return f"{self.offset}/{self.length}"


class Bucket(models.Model):
    """How many reports one address may still send: a token bucket, refilled with time."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens_milli = models.PositiveIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")

    def __str__(self) -> str:
        return self.key
