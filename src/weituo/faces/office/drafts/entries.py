"""Further entries of the terms: what has to be asked about a new one, and what it is made of so that it can stand as it
is: a free clause number, the usual figures, words of the agreement it joins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from weituo.faces.office.drafts import codes, words
from weituo.faces.office.drafts.field import Adder, Field
from weituo.faces.office.drafts.maker import Maker, chosen
from weituo.faces.office.drafts.reading import Unreadable
from weituo.pact import paths

Asked = Mapping[str, Any]
Made = tuple[dict[str, Any], str]
"""What to write where, and the path of what was made."""
LETTERS = "BCDEFGHIJKLMNQTUVWXYZOAP"  # of parties, the usual ones of two sides and owners last; R and S are taken


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its button, how many there may be, what is asked about one and how it is made."""

    label: Promise
    most: int
    asks: Callable[[Maker, str], tuple[Field, ...]]
    make: Callable[[Maker, str, Asked], Made]


def ask(path: str, part: str, kind: str, label: str, **more: Any) -> Field:
    """A field of an entry that is not there yet."""
    value = more.pop("value", None)
    return Field(path=f"new.{path}.{part}", kind=kind, label=label, value=value, about=label, **more)


def named(path: str, *, optional: bool = False) -> Field:
    """What it is called, in both languages."""
    return ask(path, "label", "label", pgettext("new entry", "Name"), optional=optional)


def coded(path: str) -> Field:
    """Its key, which may be left to us."""
    return ask(
        path, "code", "code", pgettext("new entry", "Code"), optional=True, hint=_("Empty: made from the English name.")
    )


def adder(maker: Maker, key: str) -> Adder | None:
    """What is asked about one more entry under `key`; None when there are as many as there may be."""
    kind = KINDS[kind_of(key)]
    if len(paths.get(maker.document, key) or ()) >= kind.most:
        return None
    return Adder(key, str(kind.label), kind.asks(maker, key))


def kind_of(key: str) -> str:
    """`measures.availability.assets` are `assets`."""
    return key.rpartition(".")[2]


def make(maker: Maker, key: str, asked: Asked) -> Made:
    """The entry. Unreadable for a code that is taken."""
    return KINDS[kind_of(key)].make(maker, key, asked)


# ── the pieces entries are made of ───────────────────────────────────────────────────────────────────────────────────


def first(choices: tuple[tuple[str, str], ...], wished: str = "") -> str:
    """The wished one of a list when it is there, else the first."""
    known = [key for key, _label in choices]
    return wished if wished in known or not known else known[0]


def principal(maker: Maker) -> str:
    """The property company's letter."""
    return next((key for key, one in maker.table("parties").items() if one.get("role") == "principal"), "P")


def clause(maker: Maker, article: str, after: int = 0) -> str:
    """A free clause number, or one further on."""
    head, _dot, number = codes.free_clause(maker.document, article).rpartition(".")
    return f"{head}.{int(number) + after}"


def key_of(maker: Maker, key: str, asked: Asked, stem: str) -> str:
    """The code that was typed, or a free one."""
    taken = paths.get(maker.document, key) or {}
    wished = asked.get("code")
    if isinstance(wished, str):
        if wished in taken:
            raise Unreadable(_("The code “%(code)s” is already there; please choose another.") % {"code": wished})
        return wished
    return codes.free(taken, asked.get("label"), stem)


def _entry(stem: str, article: str, **values: Any) -> Callable[[Maker, str, Asked], Made]:
    """Makes a named entry of an object: a clause, a label, what was asked and what is usual."""

    def made(maker: Maker, key: str, asked: Asked) -> Made:
        at = f"{key}.{key_of(maker, key, asked, stem)}"
        more = {name: value(maker) if callable(value) else value for name, value in values.items()}
        typed = {name: value for name, value in asked.items() if name not in ("code", "label")}
        return {at: {"clause": clause(maker, article), **asked["label"], **more, **typed}}, at

    return made


def _row(maker: Maker, key: str, row: Any) -> Made:
    held = paths.get(maker.document, key) or []
    return {key: [*held, row]}, f"{key}[{len(held)}]"


# ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_party(maker: Maker, key: str) -> tuple[Field, ...]:
    held = maker.table("parties")
    roles = {one.get("role") for one in held.values()}
    known = tuple(
        (role, word)
        for role, word in chosen(words.ROLES)
        if role not in roles or role in ("specialist", "utility", "owner")
    )
    free = tuple((letter, letter) for letter in LETTERS if letter not in held)
    return (
        ask(key, "role", "choice", _("Role"), choices=known, value="specialist"),
        ask(key, "letter", "choice", _("Letter"), choices=free, value=free[0][0] if free else None),
        named(key),
    )


def _party(maker: Maker, key: str, asked: Asked) -> Made:
    at = f"{key}.{asked['letter']}"
    return {at: {"role": asked["role"], "name": asked["label"]}}, at


def _licence(maker: Maker, key: str, asked: Asked) -> Made:
    held = {str(row.get("kind")) for row in maker.rows(key)}
    kind = next((one for one in words.LICENCES if one not in held), next(iter(words.LICENCES)))
    return _row(maker, key, {"kind": kind, "document": "…", "until": maker.get("agreement.term.end")})


def _matrix(maker: Maker, key: str, asked: Asked) -> Made:
    thing = next((str(one.get("item")) for one in maker.rows("items")), "*")
    ours = principal(maker)
    row = {"item": thing, "cause": "any", "perform": first(maker.parties, "A"), "accountable": ours, "pay": "fee"}
    return _row(maker, key, {"clause": clause(maker, "3"), **row})


def _ask_item(maker: Maker, key: str) -> tuple[Field, ...]:
    hint = _("A family and a thing, such as %(example)s: rows of the matrix speak of both.") % {"example": "lift.car"}
    return (ask(key, "code", "word", pgettext("new entry", "Code"), hint=hint), named(key))


def _item(maker: Maker, key: str, asked: Asked) -> Made:
    if asked["code"] in {one.get("item") for one in maker.rows(key)}:
        raise Unreadable(_("The code “%(code)s” is already there; please choose another.") % {"code": asked["code"]})
    return _row(maker, key, {"item": asked["code"], **asked["label"], "faults": [first(maker.faults, "other")]})


def _ask_fault(maker: Maker, key: str) -> tuple[Field, ...]:
    last = maker.severities[-1][0] if maker.severities else None
    return (
        named(key),
        ask(key, "severity", "choice", _("Urgency"), choices=maker.severities, value=last),
        coded(key),
    )


def _fault(maker: Maker, key: str, asked: Asked) -> Made:
    at = f"{key}.{key_of(maker, key, asked, 'fault')}"
    return {at: {**asked["label"], "severity": asked["severity"], "cause": "wear"}}, at


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _severity(maker: Maker, key: str, asked: Asked) -> Made:
    """The least urgent one: the gravest is the first by its code, and the statute speaks of that."""
    held = sorted(maker.table(key))
    code = next(one for one in (f"S{n}" for n in range(100)) if not held or one > held[-1])
    level = maker.get(f"levels.{held[-1]}") if held else None
    limits = {name: dict(value) for name, value in (level or {}).items() if name in ("respond", "repair") and value}
    return {
        f"{key}.{code}": {"clause": clause(maker, "4"), **asked["label"]},
        f"levels.{code}": {"clause": clause(maker, "4", 1), **limits},
    }, f"{key}.{code}"


def _ask_calendar(maker: Maker, key: str) -> tuple[Field, ...]:
    hint = _("Such as NIGHT: by it the contract's limits are counted.")
    like = first(maker.calendars, "WD") or None
    return (
        ask(key, "code", "code", pgettext("new entry", "Code"), hint=hint),
        ask(key, "like", "choice", _("Hours to begin with"), choices=maker.calendars, value=like),
    )


def _calendar(maker: Maker, key: str, asked: Asked) -> Made:
    at = f"{key}.{key_of(maker, key, asked, 'hours')}"
    return {at: {**(maker.get(f"{key}.{asked['like']}") or {}), "clause": clause(maker, "4")}}, at


def _duty(maker: Maker, key: str, asked: Asked) -> Made:
    """The longest span is divided, so that the day stays covered."""
    held = maker.rows(key)
    if not held:
        return {key: [{"clause": clause(maker, "4"), "from": "00:00", "to": "00:00"}]}, f"{key}[0]"
    at = max(range(len(held)), key=lambda index: _length(held[index]))
    long = held[at]
    middle = (_minute(long.get("from")) + _length(long) // 2) % 1440 // 30 * 30
    start, end, turn = long.get("from"), long.get("to"), f"{middle // 60:02d}:{middle % 60:02d}"
    if start == end:  # the whole day
        start, turn, end = "07:00", "22:00", "07:00"
    second = {"clause": clause(maker, "4"), "from": turn, "to": end}
    return {key: [*held[:at], {**long, "from": start, "to": turn}, second, *held[at + 1 :]]}, f"{key}[{at + 1}]"


def _minute(text: object) -> int:
    hour, _colon, minute = str(text).partition(":")
    return int(hour) * 60 + int(minute) if hour.isdecimal() and minute.isdecimal() else 0


def _length(span: Mapping[str, Any]) -> int:
    return (_minute(span.get("to")) - _minute(span.get("from"))) % 1440 or 1440


# ── how well ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CURVES: Mapping[str, dict[str, Any]] = {
    "response_1": {"linear": ["0.80", "0.98"]},
    "repair_1": {"linear": ["0.75", "0.97"]},
    "satisfaction_1": {"linear": ["0.70", "0.92"]},
    "rework_1": {"linear": ["0.08", "0.02"]},
    "planned_1": {"linear": ["0.90", "1"]},
    "inspection_1": {"linear": ["0.80", "0.98"]},
    "availability_1": {"linear": ["0.95", "0.998"]},
    "intact_1": {"linear": ["0.90", "1"]},
}
USUAL: Mapping[str, dict[str, Any]] = {
    "satisfaction_1": {"good": 4, "min_n": 30, "pool_months": 3},
    "rework_1": {"window": "P30D"},
}


def _ask_measure(maker: Maker, key: str) -> tuple[Field, ...]:
    used = {one.get("function") for one in maker.table(key).values()}
    fresh = next((one for one in words.FUNCTIONS if one not in used), next(iter(words.FUNCTIONS)))
    return (
        ask(key, "function", "choice", _("Judged by"), choices=chosen(words.FUNCTIONS), value=fresh,
            hint=_("It begins with weight 0: enter its weight afterwards, so that all add up to 100.")),
        named(key, optional=True),
        coded(key),
    )  # fmt: skip


def _measure(maker: Maker, key: str, asked: Asked) -> Made:
    function = asked["function"]
    label = asked.get("label")
    if label is None:
        label = {}
        for short, language in (("zh", "zh-hans"), ("en", "en")):
            with translation.override(language):
                label[short] = str(words.FUNCTIONS[function])
    wished = {**asked, "code": asked.get("code"), "label": label}
    at = f"{key}.{key_of(maker, key, wished, function.removesuffix('_1'))}"
    entry = {"clause": clause(maker, "6"), **label, "weight": 0, "function": function, "curve": CURVES[function]}
    entry |= {"empty": "reweight", **USUAL.get(function, {})}
    if function == "availability_1":
        thing = next((str(one.get("item")) for one in maker.rows("items")), "*")
        entry["assets"] = {"first": {"item": thing, "units": 1, "weight": "1", **_down(maker, thing)}}
    return {at: entry}, at


def _down(maker: Maker, thing: str) -> dict[str, Any]:
    """The faults by which such a thing is down: its own, but not the least urgent ones."""
    stem = thing.removesuffix("*")
    known = maker.table("faults")
    last = maker.severities[-1][0] if maker.severities else ""
    found: list[str] = []
    for one in maker.rows("items"):
        if str(one.get("item", "")).startswith(stem):
            found += [fault for fault in one.get("faults") or () if known.get(fault, {}).get("severity") != last]
    return {"faults": list(dict.fromkeys(found)) or [first(maker.faults, "other")], "rectify": "PT4H"}


def _ask_assets(maker: Maker, key: str) -> tuple[Field, ...]:
    known = tuple(one for one in maker.items if one[0] != "*")
    return (
        ask(key, "item", "choice", pgettext("matrix", "Item"), choices=known, value=known[0][0] if known else None),
        ask(key, "units", "whole", _("Units"), value=1, hint=_("It begins with weight 0 among the equipment.")),
    )


def _assets(maker: Maker, key: str, asked: Asked) -> Made:
    if not 1 <= asked["units"] <= 100_000:
        raise Unreadable(_("Please write how many there are, from 1 to %(n)d.") % {"n": 100_000})
    stem = asked["item"].removesuffix(".*").replace(".", "_")
    at = f"{key}.{codes.free(maker.get(key) or {}, None, stem)}"
    return {at: {"item": asked["item"], "units": asked["units"], "weight": "0", **_down(maker, asked["item"])}}, at


def _ask_duty(maker: Maker, key: str) -> tuple[Field, ...]:
    return (named(key), ask(key, "least", "whole", _("At least so many a month"), value=1), coded(key))


def _client_duty(maker: Maker, key: str, asked: Asked) -> Made:
    if not 1 <= asked["least"] <= 100:
        raise Unreadable(_("Please write how many there are, from 1 to %(n)d.") % {"n": 100})
    return _entry("duty", "4")(maker, key, asked)


def _ask_event(maker: Maker, key: str) -> tuple[Field, ...]:
    return (
        named(key),
        ask(key, "amount", "money", _("Price"), unit=_("yuan")),
        ask(key, "red_line", "flag", _("Red line: outside the cap"), optional=True),
        coded(key),
    )


def _ask_note(maker: Maker, key: str) -> tuple[Field, ...]:
    return (ask(key, "label", "prose", _("Text"), hint=_("Without effect on any figure.")),)


def _note(maker: Maker, key: str, asked: Asked) -> Made:
    return _row(maker, key, {"clause": clause(maker, "13"), **asked["label"]})


def _definition(maker: Maker, key: str, asked: Asked) -> Made:
    return _row(maker, key, {"clause": clause(maker, "1"), "phrase": "…", "pinned": None})


def _evidence(maker: Maker, key: str, asked: Asked) -> Made:
    return _row(maker, key, {"clause": clause(maker, "5"), "items": ["*"], "role": "after", "least": 1})


def _nothing(maker: Maker, key: str) -> tuple[Field, ...]:
    return ()


def _name_and_code(maker: Maker, key: str) -> tuple[Field, ...]:
    return (named(key), coded(key))


KINDS: Mapping[str, Kind] = {
    "parties": Kind(gettext_lazy("Add a party"), 20, _ask_party, _party),
    "licences": Kind(pgettext_lazy("add", "Licence"), 12, _nothing, _licence),
    "matrix": Kind(gettext_lazy("Add a row"), 300, _nothing, _matrix),
    "items": Kind(gettext_lazy("Add a kind of thing"), 120, _ask_item, _item),
    "faults": Kind(gettext_lazy("Add a kind of fault"), 120, _ask_fault, _fault),
    "severities": Kind(gettext_lazy("Add an urgency"), 9, lambda _maker, key: (named(key),), _severity),
    "calendars": Kind(gettext_lazy("Add working hours"), 12, _ask_calendar, _calendar),
    "duty": Kind(gettext_lazy("Divide the day of duty"), 8, _nothing, _duty),
    "client_duties": Kind(gettext_lazy("Add a duty of the property company"), 30, _ask_duty, _client_duty),
    "pauses": Kind(gettext_lazy("Add a reason the clock stands still"), 30, _name_and_code,
                   _entry("pause", "5", cap="PT24H", approve=principal)),
    "excuses": Kind(gettext_lazy("Add an excuse"), 30, _name_and_code,
                    _entry("excuse", "5", evidence=["proof"], approve=principal)),
    "evidence": Kind(gettext_lazy("Add evidence to be shown"), 40, _nothing, _evidence),
    "measures": Kind(gettext_lazy("Add a measure"), 30, _ask_measure, _measure),
    "assets": Kind(gettext_lazy("Add equipment to the availability"), 20, _ask_assets, _assets),
    "events": Kind(gettext_lazy("Add an event with a price"), 80, _ask_event, _entry("event", "7")),
    "definitions": Kind(gettext_lazy("Add a phrase"), 100, _nothing, _definition),
    "notes": Kind(gettext_lazy("Add a point"), 60, _ask_note, _note),
}  # fmt: skip
OF_SECTION: Mapping[str, tuple[str, ...]] = {
    "whom": ("parties",),
    "things": ("items",),
    "faults": ("faults",),
    "limits": ("severities", "client_duties"),
    "hours": ("calendars",),
    "pauses": ("pauses", "excuses"),
    "measures": ("measures",),
    "payment": ("events",),
    "notes": ("notes",),
}
"""The kinds of entry each section asks about; those that ask nothing stand among a section's own buttons."""


def of_section(maker: Maker, section: str) -> tuple[Adder, ...]:
    """Everything that can be put into a section and has to be asked about."""
    keys = list(OF_SECTION.get(section, ()))
    if section == "measures":
        keys += [
            f"measures.{key}.assets"
            for key, one in maker.table("measures").items()
            if one.get("function") == "availability_1"
        ]
    return tuple(one for one in (adder(maker, key) for key in keys) if one is not None)
