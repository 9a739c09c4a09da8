"""What the pages of drafts share: the draft or 404, the form as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import shortcuts
from django.http import Http404, HttpRequest, HttpResponse

from weituo.faces.office.drafts import form, kinds
from weituo.faces.office.drafts.field import Adder, Field, Group, Section, Shown
from weituo.faces.office.drafts.findings import Standing, standing
from weituo.faces.shared.access import allowed
from weituo.faces.shared.request import StaffRequest
from weituo.pact import draft_reads
from weituo.pact.draft_reads import DraftView


def render(request: HttpRequest, name: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """One of the pages."""
    return shortcuts.render(request, f"office/drafts/{name}.html", dict(context), status=status)


def found(request: HttpRequest, draft_id: UUID) -> DraftView:
    """The draft, when it is of the actor's estate; 404 otherwise."""
    view = draft_reads.draft(cast(StaffRequest, request).actor, draft_id)
    if view is None:
        raise Http404
    return view


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as shown; `more` are the fields a table folds away."""

    group: Group
    fields: tuple[Shown, ...]
    more: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Groups that are sent together; `name` tells a section's chunks apart."""

    name: str
    groups: tuple[ShownGroup, ...]


@dataclass(frozen=True, slots=True)
class ShownAdder:
    """What is asked about a further entry; `opened` when it is being asked just now."""

    adder: Adder
    fields: tuple[Shown, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as shown, with how much of it has yet to be seen to."""

    section: Section
    chunks: tuple[Chunk, ...]
    waiting: int
    heads: tuple[str, ...]
    adders: tuple[ShownAdder, ...]


FIRST = 5  # columns of a table that are always seen
SENT = 400  # values of one form at most; a request takes 500
COST = {"label": 2, "prose": 2, "span": 2, "flag": 2, "week": 7, "rounding": 2, "ranks": 3}


def shown(
    sections: tuple[Section, ...], stand: Standing, typed: Mapping[str, Shown], adding: str = ""
) -> tuple[ShownSection, ...]:
    """The form; what somebody typed and what is wrong with it stand in place of the stored values."""
    found = []
    for section in sections:
        groups = []
        for group in section.groups:
            fields = tuple(
                typed.get(one.path) or Shown(one, kinds.inputs(one), _wrong(one, stand)) for one in group.fields
            )
            first = FIRST if section.table else len(fields)
            groups.append(ShownGroup(group, fields[:first], fields[first:]))
        anchors = {one.anchor for one in section.fields} | {f"s-{section.key}"}
        waiting = sum(one.anchor in anchors for one in stand.stops)
        heads = tuple(one.label for one in section.groups[0].fields[:FIRST]) if section.table and section.groups else ()
        adders = tuple(
            ShownAdder(
                adder,
                tuple(typed.get(one.path) or Shown(one, kinds.inputs(one)) for one in adder.asks),
                adder.key == adding,
            )
            for adder in section.adders
        )
        found.append(ShownSection(section, _chunks(section.key, groups), waiting, heads, adders))
    return tuple(found)


def _chunks(key: str, groups: list[ShownGroup]) -> tuple[Chunk, ...]:
    """A long section as several forms, so that none sends more values than a request may have."""
    found: list[list[ShownGroup]] = [[]]
    sent = 0
    for one in groups:
        cost = sum(_cost(shown) for shown in (*one.fields, *one.more))
        if found[-1] and sent + cost > SENT:
            found.append([])
            sent = 0
        found[-1].append(one)
        sent += cost
    return tuple(Chunk(key if not index else f"{key}-{index}", tuple(one)) for index, one in enumerate(found))


def _cost(one: Shown) -> int:
    """The most values a field sends."""
    if one.field.kind == "words":
        return len(one.field.choices) + 1
    if "rows" in one.inputs:
        return 2 * kinds.LINES + 3
    return COST.get(one.field.kind, 1)


def _wrong(field: Field, stand: Standing) -> str:
    """What the check says about exactly this field."""
    return next((one.text for one in stand.items if one.stops and one.path == field.path), "")


def standing_of(view: DraftView, sections: tuple[Section, ...]) -> Standing:
    """How the draft stands among the estate's other agreements."""
    return standing(view.document, draft_reads.others(view.estate_id, view.agreement_id), sections)


def context(
    request: HttpRequest,
    view: DraftView,
    typed: Mapping[str, Shown] | None = None,
    problem: str = "",
    adding: str = "",
) -> dict[str, Any]:
    """What the draft's page and the answers to its changes need."""
    actor = cast(StaffRequest, request).actor
    sections = form.sections(view.document)
    stand = standing_of(view, sections)
    return {
        "draft": view,
        "document": view.document,
        "sections": shown(sections, stand, typed or {}, adding),
        "standing": stand,
        "weights": weights(view.document),
        "editable": view.state == "editing" and allowed(actor, "draft.edit"),
        "may_sign": allowed(actor, "draft.sign"),
        "may_edit": allowed(actor, "draft.edit"),
        "problem": problem,
        "done": done(request, view),
        "opened": request.GET.get("open", "")
        or request.POST.get("section", "")
        or ("whom" if view.state == "editing" else ""),
    }


DONE = "draft_done"


def remember(request: HttpRequest, view: DraftView, section: str, said: str) -> None:
    """What was just put in or taken out, to be said above its section with a button that takes it back."""
    request.session[DONE] = {"draft": str(view.id), "revision": view.revision, "section": section, "said": said}


def done(request: HttpRequest, view: DraftView) -> dict[str, Any] | None:
    """What was just put in or taken out, as long as nothing has changed since."""
    found = request.session.get(DONE)
    same = isinstance(found, dict) and (found.get("draft"), found.get("revision")) == (str(view.id), view.revision)
    return found if same and view.can_undo else None


def weights(document: Mapping[str, Any]) -> int:
    """The sum of the measures' weights as they stand."""
    found = document.get("measures")
    entries = found.values() if isinstance(found, dict) else ()
    return sum(one["weight"] for one in entries if isinstance(one, dict) and isinstance(one.get("weight"), int))
