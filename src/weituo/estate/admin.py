"""Places on the admin site, for superusers. Codes are issued and retired through `actions`, so they are not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from weituo.estate.actions import log_origin
from weituo.estate.models import Building, Equipment, Estate, Space, Unit
from weituo.ledger import ids


class PlaceAdmin(admin.ModelAdmin):
    """Gives a new row its id. Deleting is refused by what hangs on it (PROTECT)."""

    list_filter = ("estate",)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.Form, change: bool) -> None:
        if not change:
            obj.id = ids.uuid7(request.now)  # type: ignore[attr-defined]  # set by ActorMiddleware
            if isinstance(obj, Estate):
                obj.log = log_origin(obj.id)
        super().save_model(request, obj, form, change)


@admin.register(Estate)
class EstateAdmin(PlaceAdmin):
    list_filter = ("zone",)
    list_display = ("name_zh", "slug", "zone", "duty_phone")
    fields = ("slug", "name_zh", "name_en", "zone", "duty_phone")


@admin.register(Building)
class BuildingAdmin(PlaceAdmin):
    list_display = ("name_zh", "label", "estate")
    fields = ("estate", "label", "name_zh", "name_en")
    search_fields = ("name_zh", "label")


@admin.register(Unit)
class UnitAdmin(PlaceAdmin):
    list_display = ("label", "building", "floor")
    list_select_related = ("building",)
    fields = ("estate", "building", "label", "floor")
    search_fields = ("label",)


@admin.register(Space)
class SpaceAdmin(PlaceAdmin):
    list_display = ("name_zh", "kind", "building", "floor")
    list_select_related = ("building",)
    fields = ("estate", "building", "kind", "name_zh", "name_en", "floor")
    search_fields = ("name_zh", "name_en")


@admin.register(Equipment)
class EquipmentAdmin(PlaceAdmin):
    list_display = ("name_zh", "item", "number", "space")
    list_select_related = ("space",)
    fields = ("estate", "space", "item", "name_zh", "name_en", "number", "installed_on")
    search_fields = ("name_zh", "name_en", "number")
    autocomplete_fields = ("space",)
