"""System checks of the house as a whole: what import linters cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import ForeignKey, ManyToManyField, Model

ORDER = ("ledger", "people", "estate", "pact", "duty", "work", "month", "notice", "faces")
"""The rooms from the ground up. A row may point at its own room or at one below it."""


def storey(model: type[Model]) -> int | None:
    """The height of the room a model lives in; None for what is not ours (Django's own tables)."""
    parts = model.__module__.split(".")
    if parts[0] != "weituo" or len(parts) < 2 or parts[1] not in ORDER:
        return None
    return ORDER.index(parts[1])


def upward(models: Sequence[type[Model]]) -> list[CheckMessage]:
    """One error per foreign key or many-to-many that points from a lower room to a higher one."""
    found: list[CheckMessage] = []
    for model in models:
        here = storey(model)
        for field in model._meta.get_fields():
            if here is None or not isinstance(field, ForeignKey | ManyToManyField):
                continue
            target = field.related_model
            there = storey(target) if isinstance(target, type) and issubclass(target, Model) else None
            if there is not None and there > here:
                found.append(
                    Error(
                        f"{model._meta.label}.{field.name} points up: {ORDER[here]} → {ORDER[there]}.",
                        hint="Keep the key in the higher room, or store the id without a constraint.",
                        obj=model,
                        id="weituo.E001",
                    )
                )
    return found


@register("arrows")
def foreign_keys_point_down(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """faces > notice > month > work > pact > estate > people > ledger."""
    return upward(list(apps.get_models()))
