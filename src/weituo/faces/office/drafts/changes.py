"""What changed between two versions, one sentence for each change, in the words and units of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from weituo.faces.office.drafts import form, kinds, saying
from weituo.faces.office.drafts.field import Field
from weituo.faces.office.drafts.maker import order

UNSAID = ("version.no", "version.supersedes", "schema")


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `before` or `after` is empty for what was added or left out."""

    clause: str
    about: str
    before: str
    after: str


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """By clause. What the form does not show is compared as data, so that nothing is left unsaid."""
    before, after = _by_key(old), _by_key(new)
    found: list[Change] = [*_whole(before, after, added=False), *_whole(after, before, added=True)]
    told = {one.entry for one in before.values()} ^ {one.entry for one in after.values()}
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None:
            if not kinds.same(other, one):
                found.append(Change(other.clause or one.clause, other.about, saying.say(one), saying.say(other)))
        elif other is not None:
            if other.entry not in told and _something(other):
                found.append(Change(other.clause, other.about, "", saying.say(other)))
        elif one is not None and one.entry not in told and _something(one):
            found.append(Change(one.clause, one.about, saying.say(one), ""))
    found += _rest(_leaves(old, form.fields(old)), _leaves(new, form.fields(new)))
    return tuple(sorted(found, key=lambda change: order({"clause": change.clause})))


def _something(field: Field) -> bool:
    return field.value not in (None, "", [], False)


def _whole(ours: Mapping[str, Field], theirs: Mapping[str, Field], *, added: bool) -> list[Change]:
    """An entry that only one of the two has, in one sentence."""
    known = {one.entry for one in theirs.values()}
    entries: dict[str, list[Field]] = {}
    for one in ours.values():
        if one.entry and one.entry not in known:
            entries.setdefault(one.entry, []).append(one)
    found = []
    for fields in entries.values():
        clause = fields[0].clause
        about = fields[0].about.removesuffix(f" · {fields[0].label}")
        said = _("; ").join(
            _("%(label)s: %(value)s") % {"label": one.label, "value": saying.say(one)}
            for one in fields
            if _something(one) and one.kind != "clause"
        )
        found.append(Change(clause, about, "" if added else said, said if added else ""))
    return found


def _by_key(document: Mapping[str, Any]) -> dict[str, Field]:
    return {one.key: one for one in form.fields(document).values()}


def _leaves(document: Mapping[str, Any], known: Mapping[str, Field]) -> dict[str, tuple[str, str]]:
    """The values no field shows, by a name that stays when rows move: (clause, text)."""
    covered: set[str] = set(UNSAID)
    for one in known.values():
        covered |= set(kinds.places(one, one.value)) | {one.path}
    found: dict[str, tuple[str, str]] = {}
    _walk(document, "", "", "", covered, found)
    return found


def _walk(value: Any, path: str, name: str, clause: str, covered: set[str], found: dict[str, tuple[str, str]]) -> None:
    if path in covered and not (isinstance(value, dict) and f"{path}.zh" in covered):
        return
    if isinstance(value, Mapping):
        clause = str(value.get("clause", clause))
        for key, one in value.items():
            if key != "clause":
                step = f"{path}.{key}" if path else str(key)
                _walk(one, step, f"{name}.{key}" if name else str(key), clause, covered, found)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for index, one in enumerate(value):
            tag = str(one.get("item") or one.get("clause") or index) if isinstance(one, dict) else str(index)
            _walk(one, f"{path}[{index}]", f"{name} {tag}", clause, covered, found)
    elif value is not None:
        text = _(", ").join(str(one) for one in value) if isinstance(value, list) else str(value)
        found[name] = (clause, text)


def _rest(old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]) -> list[Change]:
    found = []
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if (before and before[1]) != (after and after[1]):
            clause = (after or before or ("", ""))[0]
            about = _("Data “%(name)s”") % {"name": key}
            found.append(Change(clause, about, before[1] if before else "", after[1] if after else ""))
    return found
