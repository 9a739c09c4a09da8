"""The crew rules that come with the house, and an estate's policy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from uuid import UUID

from covenant.dispatch import Book, Policy, read, read_policy
from weituo.work.models import DispatchPolicy

LICENCES = (
    "lift",
    "lv_electrician",
    "hv_electrician",
    "fire_operator",
    "height",
    "welding",
    "refrigeration",
    "boiler",
    "confined",
)
"""The kinds a licence can be of; the crew rules name some of them."""


@cache
def book(places: tuple[str, ...] = ("CN",)) -> Book:
    """The rules in force in these places; their days are judged by covenant."""
    text = resources.files("weituo.work.dispatching").joinpath("crews.json").read_bytes()
    return read(json.loads(text), places)


def policy(estate_id: UUID) -> Policy:
    """The estate's newest policy; the default where nobody made one."""
    data = DispatchPolicy.objects.filter(estate_id=estate_id).order_by("-made_at", "-id").values_list("data", flat=True)
    found = data.first()
    return read_policy(found) if found else Policy()


def needed() -> Iterable[str]:
    """The licences some rule asks for."""
    return sorted({kind for rule in book().rules for kind in rule.licences})
