"""The agreements that come with the product, as a start for one's own: names and dates of the estate filled in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.pact import terms_file
from weituo.people import reads as people
from weituo.people.roles import Role

FOLDER = Path(settings.ROOT) / "agreements"
NAMES = {"full": "FULL", "partial": "PART", "co-managed": "CO"}
"""The templates, each with the part of an agreement's number that tells it."""
YEARS = 3


def available() -> tuple[str, ...]:
    """The templates that are installed, the most usual first."""
    return tuple(name for name in NAMES if (FOLDER / f"{name}.yaml").is_file())


def load(name: str) -> dict[str, Any]:
    """A template as it comes. Refusal `draft.no_template`."""
    if name not in available():
        raise Refusal("draft.no_template", name=name)
    return terms_file.load(FOLDER / f"{name}.yaml")


def filled(name: str, estate_id: UUID, taken: set[str], now: datetime) -> dict[str, Any]:
    """A template for an estate: its name, its zone, its two organisations, from next month on for three years."""
    document = load(name)
    estate = estates.estate(estate_id)
    start = next_month(now, estate.zone)
    head, version = document["agreement"], document["version"]
    head["id"] = _number(f"{estate.slug.upper()}-{NAMES[name]}", taken)
    head["zone"] = estate.zone
    head["term"] = {"start": f"{start:%Y-%m-%d}", "end": f"{start.replace(year=start.year + YEARS):%Y-%m-%d}"}
    for language, ours in (("zh", estate.name_zh), ("en", estate.name_en or estate.name_zh)):
        head["title"][language] = ours + _about(head["title"][language], language)
    version.update(no=1, effective_from=start.isoformat(), supersedes=None)
    members = people.members(estate_id, now, roles=[Role.MANAGER, Role.CONTRACTOR_MANAGER])
    for letter, role in (("P", Role.MANAGER), ("A", Role.CONTRACTOR_MANAGER)):
        found = next((one for one in members if one.role == role and one.party == letter), None)
        if found is not None:
            zh = found.organisation_zh
            document["parties"][letter]["name"] = {"zh": zh, "en": found.organisation_en or zh}
    return document


def next_month(now: datetime, zone: str) -> datetime:
    """The first local midnight of the month after this one: scoring and payment bind from there."""
    local = now.astimezone(ZoneInfo(zone))
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return datetime(year, month, 1, tzinfo=ZoneInfo(zone))


def _about(title: str, language: str) -> str:
    """A title without the demonstration estate's name."""
    for name in ("茉莉园小区", "Jasmine Court"):
        title = title.removeprefix(name)
    return title.strip() if language == "zh" else f" {title.strip()}"


def _number(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}-{number:02d}" in taken:
        number += 1
    return f"{stem}-{number:02d}"
