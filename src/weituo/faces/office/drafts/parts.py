"""What an entry can have or lack (a limit, a price for repetition, an insurance), and taking entries out: what goes with
them, and why some have to stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from weituo.faces.office.drafts import entries
from weituo.faces.office.drafts.field import Field, Section
from weituo.faces.office.drafts.maker import Maker
from weituo.faces.office.drafts.reading import Unreadable
from weituo.pact import paths
from weituo.pact.paths import DROP

EMPTIED = ("excuses", "evidence", "client_duties", "events", "definitions", "notes", "duty", "licences")
"""Objects and lists the terms need not have: left empty, they go with their last entry."""
NEEDED = ("parties", "matrix", "items", "faults", "severities", "calendars", "pauses", "measures", "assets")
"""Objects and lists of which one entry has to stay."""
NAMED = 3  # of the places that still need an entry


def usual(maker: Maker, path: str) -> Any:
    """What stands in such a part to begin with. KeyError when there is no such part."""
    head, _dot, last = path.rpartition(".")
    if last in ("respond", "repair"):
        other = maker.get(f"{head}.{'repair' if last == 'respond' else 'respond'}.calendar")
        return {"limit": "PT30M" if last == "respond" else "PT4H", "calendar": other or _always(maker)}
    if last == "callout":
        return {"by": entries.principal(maker), "limit": "PT10M", "calendar": _always(maker)}
    return {
        "repeat": {"same": "event", "window": "P90D", "factors": ["1", "1.5", "2"]},
        "when": {"late": "respond", "faults": [entries.first(maker.faults)]},
        "insurance": {
            "kind": _("Public liability insurance"),
            "per_event": "500000.00",
            "deductible": {"least": "2000.00", "share": "0.10"},
        },
    }[last]


def _always(maker: Maker) -> str:
    return entries.first(maker.calendars, "H24")


def removal(document: Mapping[str, Any], path: str, sections: tuple[Section, ...]) -> dict[str, Any]:
    """What to write where, so that the entry or part `path` is gone. KeyError when the form offers no such thing,
    Unreadable with the reason when it has to stay."""
    groups = [group for section in sections for group in section.groups]
    if path in {part.path for group in groups for part in group.parts if part.verb == "drop"}:
        return {path: DROP}
    if path not in {group.drop for group in groups if group.drop}:
        raise KeyError(path)
    parent = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
    kind, held = entries.kind_of(parent), paths.get(document, parent) if parent else None
    if held is not None and len(held) == 1 and kind in NEEDED:
        raise Unreadable(_("One of these has to stay; put the other one in first."))
    changes = _follow(document, path, sections)
    if kind == "duty" and held and len(held) > 1:
        return changes | _covered(held, int(path.rpartition("[")[2][:-1]))
    changes[parent if kind in EMPTIED and held is not None and len(held) == 1 else path] = DROP
    if kind == "severities":
        changes[f"levels.{path.rpartition('.')[2]}"] = DROP
    return changes


def _follow(document: Mapping[str, Any], path: str, sections: tuple[Section, ...]) -> dict[str, Any]:
    """The lists in which the entry is named without it. Where a list would be left empty, or where somebody or
    something else has to be chosen, the entry stays until that is done."""
    kind, key = _named_by(document, path)
    changes: dict[str, Any] = {}
    stays: list[Field] = []
    if not kind:
        return changes
    for field in (one for section in sections for one in section.fields):
        if field.refers != kind or field.path == path or field.path.startswith((f"{path}.", f"{path}[")):
            continue
        if field.kind != "words":
            stays += [field] if field.value == key else []
        elif key in (field.value or ()):
            rest = [one for one in field.value if one != key]
            changes[field.path] = rest
            stays += [] if rest else [field]
    if stays:
        places = _("; ").join(one.about for one in stays[:NAMED])
        raise Unreadable(
            _("It is still needed at %(n)d places: %(places)s. Choose something else there first.")
            % {"n": len(stays), "places": places}
        )
    return changes


def _named_by(document: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Under which name other entries speak of this one."""
    row = re.fullmatch(r"items\[(\d+)\]", path)
    if row:
        return "items", str(paths.get(document, f"{path}.item"))
    kind, _dot, key = path.partition(".")
    return (kind, key) if key and "." not in key else ("", "")


def _covered(held: list[dict[str, Any]], index: int) -> dict[str, Any]:
    """The spans without one of them: the one before goes on until its end, so that the day stays covered."""
    before = (index - 1) % len(held)
    rows = [{**row, "to": held[index]["to"]} if at == before else row for at, row in enumerate(held)]
    return {"duty": [row for at, row in enumerate(rows) if at != index]}
