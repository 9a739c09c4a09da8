"""Makes fields out of a document: their values, and the choices the document itself gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from weituo.faces.office import words as office
from weituo.faces.office.drafts import week, words
from weituo.faces.office.drafts.field import Choice, Field, Group
from weituo.faces.shared import labels
from weituo.faces.shared.templatetags.weituo import say
from weituo.pact import paths


@dataclass(frozen=True)
class Maker:
    """A document and what its own words offer for selection."""

    document: Mapping[str, Any]

    def field(self, path: str, kind: str, label: str, **more: Any) -> Field:
        """The field at a path."""
        value = paths.get(self.document, path)
        if kind in ("label", "prose") and isinstance(value, dict):
            value = {language: value.get(language, "") for language in ("zh", "en")}
        return Field(path=path, kind=kind, label=label, value=value, **more)

    def pick(self, path: str, label: str, of: str, **more: Any) -> Field:
        """The field at a path that names one of the agreement's own entries (`parties`, `calendars`, …)."""
        offered: dict[str, tuple[Choice, ...]] = {
            "parties": self.parties,
            "calendars": self.calendars,
            "severities": self.severities,
            "faults": self.faults,
            "client_duties": self.duties,
        }
        return self.field(path, more.pop("kind", "choice"), label, refers=of,
                          **{"choices": offered.get(of, ()), **more})  # fmt: skip

    def group(self, title: str, *fields: Field | None, at: str = "", **more: Any) -> Group:
        """A group; its fields learn the clause that stands at `at` and what they are about, and the clause's number is
        one of them. `under` is where the clause stands instead; `name` finds the row of a list again when rows move;
        `drop` tells that it can be left out; `parts` what of it can be put in or taken out."""
        clause = str(self.get(f"{at}.clause", "") or self.get(f"{more.get('under', '')}.clause", "") or "")
        entry = more.get("name", "") or at
        wanted = [one for one in fields if one is not None]
        if at and "clause" in (self.get(at) or {}):
            wanted.append(self.field(f"{at}.clause", "clause", _("Clause number")))
        known = []
        for one in wanted:
            key = entry + one.path.removeprefix(at) if at and one.path.startswith(at) else one.path
            about = " · ".join(part for part in (title, one.label) if part)
            known.append(replace(one, clause=one.clause or clause, about=one.about or about, key=key, entry=entry))
        return Group(title, tuple(known), clause, at if more.get("drop") else "", tuple(more.get("parts", ())))

    def get(self, path: str, default: Any = None) -> Any:
        """A value."""
        return paths.get(self.document, path, default)

    def table(self, key: str) -> dict[str, Any]:
        """The entries of an object, by clause."""
        found = self.get(key)
        if not isinstance(found, dict):
            return {}
        return dict(sorted(found.items(), key=lambda pair: order(pair[1])))

    def rows(self, key: str) -> list[dict[str, Any]]:
        """The entries of a list."""
        found = self.get(key)
        return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []

    @cached_property
    def parties(self) -> tuple[Choice, ...]:
        """The parties by letter and name."""
        return tuple((key, f"{key} {say(one.get('name', {}))}") for key, one in self.table("parties").items())

    @cached_property
    def sides(self) -> tuple[Choice, ...]:
        """The parties by letter and what they are, short enough for a table; firms of one kind by their names."""
        roles = [one.get("role", "") for one in self.table("parties").values()]
        found = []
        for key, one in self.table("parties").items():
            role = one.get("role", "")
            alone = role in words.ROLES and roles.count(role) == 1
            found.append((key, f"{key} {words.ROLES[role] if alone else say(one.get('name', {}))}"))
        return tuple(found)

    @cached_property
    def payers(self) -> tuple[Choice, ...]:
        """Funds and parties."""
        known = dict(self.sides)
        return (*self.sides, *((key, str(word)) for key, word in office.PAYERS.items() if key not in known))

    @cached_property
    def calendars(self) -> tuple[Choice, ...]:
        """The calendars of the agreement."""
        found = []
        for key, one in self.table("calendars").items():
            name = labels.label(office.CALENDARS, key)
            found.append((key, name if name != key else f"{key} ({week.say(one.get('weekly'))})"))
        return tuple(found)

    @cached_property
    def duties(self) -> tuple[Choice, ...]:
        """What the principal owes."""
        return tuple((key, say(one)) for key, one in self.table("client_duties").items())

    @cached_property
    def faults(self) -> tuple[Choice, ...]:
        """The kinds of fault."""
        return tuple((key, say(one)) for key, one in self.table("faults").items())

    @cached_property
    def items(self) -> tuple[Choice, ...]:
        """What a row of the matrix can speak of: everything, a family of things, one thing."""
        found: dict[str, str] = {"*": _("Everything else")}
        things = [(str(one.get("item", "")), say(one)) for one in self.rows("items")]
        for key, _name in things:
            if "." in key:
                stem = f"{key.rpartition('.')[0]}.*"
                family = [name for other, name in things if other.startswith(stem[:-1])]
                found.setdefault(stem, _(", ").join(family))
        found |= dict(things)
        for row in self.rows("matrix"):
            found.setdefault(str(row.get("item", "")), str(row.get("item", "")))
        return tuple(found.items())

    @cached_property
    def severities(self) -> tuple[Choice, ...]:
        """The urgencies."""
        return tuple((key, f"{key} {say(one)}") for key, one in self.table("severities").items())


def order(entry: Any) -> tuple[int, ...]:
    """By clause: 6.2 before 6.10."""
    clause = entry.get("clause", "") if isinstance(entry, dict) else ""
    return tuple(int(part) for part in str(clause).split(".") if part.isdecimal())


def chosen(table: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Short for the options of a table of words."""
    return words.choices(table)
