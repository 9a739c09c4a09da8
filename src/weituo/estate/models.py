"""Where things are. Every row carries its estate: the seam along which a large installation is cut."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weituo.people.models import Membership


class Estate(models.Model):
    """A residential estate. `log` is the ledger's origin for its facts, fixed for ever when the estate is made."""

    id = models.UUIDField(primary_key=True)
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    duty_phone = models.CharField(_("duty telephone"), max_length=30, blank=True)
    log = models.CharField(max_length=80, unique=True, editable=False)

    class Meta:
        verbose_name = _("estate")
        verbose_name_plural = _("estates")

    def __str__(self) -> str:
        return self.name_zh


class Building(models.Model):
    """A building. `east` and `north` are where its door stands, in metres from any one point of the estate."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="buildings")
    label = models.CharField(_("number"), max_length=20)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    east = models.IntegerField(_("metres east"), null=True, blank=True)
    north = models.IntegerField(_("metres north"), null=True, blank=True)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = (models.UniqueConstraint(fields=["estate", "label"], name="building_label"),)

    def __str__(self) -> str:
        return self.name_zh


class Unit(models.Model):
    """One household's dwelling (户)."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="units")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="units")
    label = models.CharField(_("number"), max_length=20)
    floor = models.CharField(_("floor"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = (models.UniqueConstraint(fields=["building", "label"], name="unit_label"),)

    def __str__(self) -> str:
        return self.label


class Space(models.Model):
    """Any other place (部位): a lobby, a pump room, a corridor, a garage."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="spaces")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="spaces", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")

    def __str__(self) -> str:
        return self.name_zh


class Equipment(models.Model):
    """A thing that is maintained. `item` is the agreement's word for its kind, as `lift.car`."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="equipment")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="equipment")
    item = models.CharField(_("item"), max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        indexes = (models.Index(fields=["estate", "item"], name="equipment_item"),)

    def __str__(self) -> str:
        return self.name_zh


class Drawing(models.Model):
    """A drawing or a manual (图纸) of a building, a space or a piece of equipment; of the whole estate when none is named.
    Never changed: withdrawn, and added anew. `sha256` names the file among the blobs."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="drawings")
    title = models.CharField(_("title"), max_length=80)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="drawings", null=True, blank=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="drawings", null=True, blank=True)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="drawings", null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=40)
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("drawing")
        verbose_name_plural = _("drawings")
        indexes = (models.Index(fields=["estate", "-added_at"], name="drawing_newest"),)

    def __str__(self) -> str:
        return self.title


class Code(models.Model):
    """Ten characters printed on a label, `/q/<code>` for ever: retired or replaced, never reused."""

    code = models.CharField(max_length=10, primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="codes")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="codes", null=True, blank=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="codes", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes", null=True, blank=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaces", null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = (
            models.CheckConstraint(
                condition=Q(equipment__isnull=False, space=None, unit=None)
                | Q(equipment=None, space__isnull=False, unit=None)
                | Q(equipment=None, space=None, unit__isnull=False),
                name="code_one_place",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(retired_at__isnull=False), name="code_replaced_is_retired"
            ),
        )

    def __str__(self) -> str:
        return self.code
