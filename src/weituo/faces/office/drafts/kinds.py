"""How each kind of field is shown in inputs, read back, and said in a sentence. Nothing here knows the terms' rules.

Inputs of a field at `path` are named `path` or `path:part`. Reading gives the value as the terms write it, `DROP` for
an optional one left empty, or raises `Unreadable` with a sentence for the person who typed it. A value that means the
same as before comes back exactly as it stood, so that a draft's bytes change only when its meaning does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from covenant.errors import Problems
from covenant.period import duration_ms
from weituo.faces.office.drafts import codes, week
from weituo.faces.office.drafts.field import Field
from weituo.faces.office.drafts.reading import Unreadable, empty, number, plain, text_of
from weituo.pact.paths import DROP

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
LINES = 20  # of a curve, of the bands of a quarter
EXACT = ("text", "label", "prose", "clause", "code", "word")  # kinds whose texts mean nothing but themselves
CURVES = ("linear", "step", "points", "at_least", "at_most")


def present(field: Field, data: QueryDict) -> bool:
    """Whether a form sent this field at all."""
    return field.path in data or any(name.startswith(f"{field.path}:") for name in data)


def inputs(field: Field) -> dict[str, Any]:
    """What stands in the inputs for the field's value."""
    if field.kind == "pairs":
        return {"rows": [*shown_pairs(field), ("", "")]}
    if field.kind == "list":
        return {"": ", ".join(dict(field.choices).get(one, one) for one in field.value or [])}
    return _SHOW.get(field.kind, _show_plain)(field.value)


def typed(field: Field, data: QueryDict) -> dict[str, Any]:
    """What somebody typed, as it was."""
    found: dict[str, Any] = {"": data.get(field.path, "")}
    for name in data:
        if name.startswith(f"{field.path}:"):
            found[name.removeprefix(f"{field.path}:")] = data.get(name, "")
    if field.kind in ("curve", "pairs", "coefficient"):
        found["rows"] = _rows(field, data)
    if field.kind == "week":
        found |= week.typed(field, data)
    if field.kind in ("words", "ranks"):
        found["chosen"] = data.getlist(f"{field.path}:w")
    return found


def parse(field: Field, data: QueryDict) -> Any:
    """The value typed, as the terms write it."""
    value = _PARSE[field.kind](field, data)
    return field.value if _same(field, value) else value


def places(field: Field, value: Any) -> dict[str, Any]:
    """What to write where: a label's two languages stand beside other keys of the same entry."""
    if field.kind in ("label", "prose") and isinstance(value, dict):
        return {f"{field.path}.zh": value["zh"], f"{field.path}.en": value["en"]}
    return {field.path: value}


def same(one: Field, other: Field) -> bool:
    """Whether two fields mean the same."""
    return _same(one, other.value)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _whole(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    if not text:
        return empty(field)
    value = number(text, "3")
    if value != value.to_integral_value():
        raise Unreadable(_("Please write a whole number, such as %(example)s.") % {"example": "3"})
    return int(value)


def _decimal(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    return plain(number(text, "1.5")) if text else empty(field)


def _percent(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    return plain(number(text, "30") / 100) if text else empty(field)


def _money(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    if not text:
        return empty(field)
    value = number(text, "88000.00")
    if value < 0 or value != value.quantize(Decimal("0.01")):
        raise Unreadable(
            _("Please write yuan with at most two decimals, such as %(example)s.") % {"example": "88000.00"}
        )
    return f"{value:.2f}"


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _show_span(value: Any) -> dict[str, Any]:
    try:
        minutes = duration_ms(value) // MINUTE
    except Problems:
        return {"h": "", "m": ""}
    return {"h": str(minutes // 60), "m": str(minutes % 60)}


def _span(field: Field, data: QueryDict) -> Any:
    hours, minutes = text_of(field, data, "h"), text_of(field, data, "m")
    if not hours and not minutes:
        return empty(field)
    total = number(hours or "0", "4") * 60 + number(minutes or "0", "30")
    if total != total.to_integral_value() or total <= 0:
        raise Unreadable(_("Please write hours and minutes, more than nothing."))
    hour, minute = divmod(int(total), 60)
    return "PT" + (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")


def _show_days(value: Any) -> dict[str, Any]:
    try:
        days, rest = divmod(duration_ms(value), DAY)
    except Problems:
        return {"": ""}
    return {"": "" if rest else str(days)}


def _days(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    if not text:
        return empty(field)
    value = number(text, "30")
    if value != value.to_integral_value() or value <= 0:
        raise Unreadable(_("Please write a number of days, such as %(example)s.") % {"example": "30"})
    return f"P{int(value)}D"


def _date(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable(_("Please choose a day, such as %(example)s.") % {"example": "2027-01-01"}) from None


def _moment(field: Field, data: QueryDict) -> Any:
    day = date.fromisoformat(_date(field, data))
    return datetime.combine(day, time(), ZoneInfo(field.zone or "Asia/Shanghai")).isoformat()


def _clock(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)[:5]
    if not CLOCK.fullmatch(text):
        raise Unreadable(_("Please write a time of day, such as %(example)s.") % {"example": "22:00"})
    return text


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plain_text(field: Field, data: QueryDict) -> Any:
    return text_of(field, data) or empty(field)


def _label(field: Field, data: QueryDict) -> Any:
    zh, en = text_of(field, data, "zh"), text_of(field, data, "en")
    if not zh and not en and field.optional:
        return None
    if not zh or not en:
        raise Unreadable(_("Both languages are needed: the two texts of the contract say the same."))
    return {"zh": zh, "en": en}


def _rounding(field: Field, data: QueryDict) -> Any:
    places, mode = number(text_of(field, data, "places"), "2"), text_of(field, data, "mode")
    if places not in range(7):
        raise Unreadable(_("Please write how many decimals are kept, from 0 to 6."))
    if mode not in dict(field.choices):
        raise Unreadable(_("Please choose one of the list."))
    return [int(places), mode]


def _choice(field: Field, data: QueryDict) -> Any:
    text = text_of(field, data)
    if not text:
        return empty(field)
    if text not in dict(field.choices):
        raise Unreadable(_("Please choose one of the list."))
    return text


def _words(field: Field, data: QueryDict) -> Any:
    chosen = [one for one in dict.fromkeys(data.getlist(f"{field.path}:w")) if one]
    if any(one not in dict(field.choices) for one in chosen):
        raise Unreadable(_("Please choose one of the list."))
    if not chosen:
        return empty(field)
    if field.kind == "words" and isinstance(field.value, list) and set(chosen) == set(field.value):
        return field.value
    return chosen


def _flag(field: Field, data: QueryDict) -> Any:
    ticked = data.get(field.path) == "true"
    return DROP if field.optional and not ticked else ticked


def _list(field: Field, data: QueryDict) -> Any:
    found = [part.strip() for part in re.split(r"[,，、;；\n]", text_of(field, data)) if part.strip()]
    keys = {word: key for key, word in field.choices}
    return [keys.get(one, one) for one in found] or empty(field)


# ── points ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(field: Field, data: QueryDict) -> list[tuple[str, str]]:
    return list(zip(data.getlist(f"{field.path}:x"), data.getlist(f"{field.path}:y"), strict=False))


def _points(field: Field, data: QueryDict) -> list[tuple[str, str]]:
    """The filled rows: the left column as a share when the unit is %, else as it is."""
    found = []
    left, _dash, right = (field.unit or "%/").partition("/")
    for x, y in _rows(field, data):
        if not x.strip() and not y.strip():
            continue
        pair = []
        for text, unit in ((x, left), (y, right)):
            value = number(text or "0", "80")
            pair.append(plain(value / 100 if unit == "%" else value))
        found.append((pair[0], pair[1]))
    if not found:
        raise Unreadable(_("Please fill in at least one line."))
    if len(found) > LINES:
        raise Unreadable(_("At most %(n)d lines, please.") % {"n": LINES})
    return found


def _curve(field: Field, data: QueryDict) -> Any:
    kind, points = data.get(f"{field.path}:kind", ""), _points(field, data)
    if kind in ("at_least", "at_most"):
        return {kind: points[0][0]}
    if kind == "linear":
        ends = {score: value for value, score in points}
        if len(points) != 2 or ends.keys() != {"0", "100"}:
            raise Unreadable(_("A straight line has two lines here: the value for 0 points and the one for 100."))
        return {"linear": [ends["0"], ends["100"]]}
    if kind not in CURVES:
        raise Unreadable(_("Please choose one of the list."))
    return {kind: [list(pair) for pair in points]}


def curve_rows(value: Any) -> list[tuple[str, str]]:
    """A curve's points: (value in percent, score)."""
    kind = next((one for one in CURVES if isinstance(value, dict) and one in value), "")
    if not kind:
        return []
    raw = value[kind]
    if kind in ("at_least", "at_most"):
        return [(hundredfold(raw), "100")]
    if kind == "linear":
        return [(hundredfold(raw[0]), "0"), (hundredfold(raw[1]), "100")]
    return [(hundredfold(start), str(score)) for start, score in raw]


def hundredfold(text: Any) -> str:
    return plain(Decimal(str(text)) * 100)


def _show_curve(value: Any) -> dict[str, Any]:
    kind = next((one for one in CURVES if isinstance(value, dict) and one in value), "linear")
    return {"kind": kind, "rows": [*curve_rows(value), ("", "")]}


def shown_pairs(field: Field) -> list[tuple[str, str]]:
    left, _dash, right = (field.unit or "%/").partition("/")
    return [
        (hundredfold(x) if left == "%" else str(x), hundredfold(y) if right == "%" else str(y))
        for x, y in field.value or []
    ]


def _pairs(field: Field, data: QueryDict) -> Any:
    return [list(pair) for pair in _points(field, data)]


def _coefficient(field: Field, data: QueryDict) -> Any:
    edge, least = text_of(field, data, "edge"), text_of(field, data, "least")
    points = [list(pair) for pair in _points(field, data)]
    below = [plain(number(edge, "60")), plain(number(least, "0.7"))]
    return {**(field.value or {}), "below": below, "points": points}


def _show_plain(value: Any) -> dict[str, Any]:
    return {"": "" if value is None else str(value)}


_SHOW: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "percent": lambda value: {"": "" if value is None else hundredfold(value)},
    "span": _show_span,
    "days": _show_days,
    "moment": lambda value: {"": str(value or "")[:10]},
    "label": lambda value: {"zh": (value or {}).get("zh", ""), "en": (value or {}).get("en", "")},
    "prose": lambda value: {"zh": (value or {}).get("zh", ""), "en": (value or {}).get("en", "")},
    "rounding": lambda value: dict(zip(("places", "mode"), value or (), strict=False)),
    "week": week.show,
    "flag": lambda value: {"": "true" if value else ""},
    "words": lambda value: {"chosen": list(value or [])},
    "ranks": lambda value: {"chosen": [*(value or []), "", "", ""][:3]},
    "curve": _show_curve,
    "coefficient": lambda value: {
        "edge": (value or {}).get("below", ["", ""])[0],
        "least": (value or {}).get("below", ["", ""])[1],
        "rows": [*(tuple(pair) for pair in (value or {}).get("points", [])), ("", "")],
    },
}
_PARSE: Mapping[str, Callable[[Field, QueryDict], Any]] = {
    "text": _plain_text, "label": _label, "choice": _choice, "whole": _whole, "decimal": _decimal,
    "percent": _percent, "money": _money, "span": _span, "days": _days, "date": _date, "moment": _moment,
    "clock": _clock, "flag": _flag, "words": _words, "ranks": _words, "list": _list, "curve": _curve, "pairs": _pairs,
    "coefficient": _coefficient, "clause": codes.clause, "code": codes.code, "word": codes.code, "prose": _label,
    "week": week.parse, "rounding": _rounding,
}  # fmt: skip


def _same(field: Field, value: Any) -> bool:
    """Whether the value means what the old one means."""
    old = field.value
    if value is DROP:
        return old is None or old is False
    if old is None:
        return value is None
    if field.kind in EXACT:
        return bool(value == old)
    if field.kind == "week":
        return week.same(value, old)
    if field.kind in ("span", "days"):
        try:
            return duration_ms(value) == duration_ms(old)
        except Problems:
            return False
    if field.kind == "moment":
        try:
            return datetime.fromisoformat(value) == datetime.fromisoformat(str(old))
        except ValueError:
            return False
    return _equal(old, value)


def _equal(old: Any, new: Any) -> bool:
    """Equal, decimals by their value: "0.30" is "0.3"."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_equal(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_equal, old, new))
    if isinstance(old, str) and isinstance(new, str) and old != new:
        try:
            return Decimal(old) == Decimal(new)
        except InvalidOperation:
            return False
    return type(old) is type(new) and bool(old == new)
