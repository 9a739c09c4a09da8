"""A field's value in a sentence, with its unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from covenant.errors import Problems
from covenant.period import duration_ms
from weituo.faces.office.drafts import week
from weituo.faces.office.drafts.field import Field
from weituo.faces.office.drafts.kinds import hundredfold, inputs, shown_pairs
from weituo.faces.shared import duration


def say(field: Field) -> str:
    """The value in words, with its unit."""
    if field.kind != "flag" and field.value in (None, "", []):
        return _("none")
    try:
        return _SAY.get(field.kind, _say_plain)(field)
    except (Problems, ValueError, TypeError, KeyError, InvalidOperation):
        return str(field.value)


def _say_plain(field: Field) -> str:
    return f"{field.value} {field.unit}".strip()


def _say_pairs(field: Field) -> str:
    left, _dash, right = (field.unit or "%/").partition("/")
    return _("; ").join(
        _("from %(value)s: %(score)s") % {"value": x + left, "score": y + right} for x, y in shown_pairs(field)
    )


def _say_curve(field: Field) -> str:
    shown = inputs(field)
    kind, rows = shown["kind"], [pair for pair in shown["rows"] if any(pair)]
    if kind in ("at_least", "at_most"):
        words = _("at least %(value)s%%: 100 points, else 0") if kind == "at_least" else _(
            "at most %(value)s%%: 100 points, else 0")  # fmt: skip
        return words % {"value": rows[0][0]}
    joined = _("; ").join(_("%(value)s%%: %(score)s points") % {"value": x, "score": y} for x, y in rows)
    return (_("in steps: %(points)s") if kind == "step" else _("in a straight line: %(points)s")) % {"points": joined}


def _say_coefficient(field: Field) -> str:
    edge, least = field.value["below"]
    parts = [_("below %(score)s: %(value)s") % {"score": edge, "value": least}]
    parts += [_("from %(value)s: %(score)s") % {"value": x, "score": y} for x, y in field.value["points"]]
    return _("; ").join(parts)


_SAY: Mapping[str, Callable[[Field], str]] = {
    "choice": lambda field: dict(field.choices).get(field.value, str(field.value)),
    "percent": lambda field: f"{hundredfold(field.value)}%",
    "money": lambda field: _("¥%(amount)s") % {"amount": f"{Decimal(field.value):,.2f}"},
    "span": lambda field: duration.words(duration_ms(field.value) // 1000),
    "days": lambda field: duration.words(duration_ms(field.value) // 1000),
    "moment": lambda field: str(field.value)[:10],
    "label": lambda field: _("“%(zh)s” / “%(en)s”") % {"zh": field.value["zh"], "en": field.value["en"]},
    "prose": lambda field: _("“%(zh)s” / “%(en)s”") % {"zh": field.value["zh"], "en": field.value["en"]},
    "week": lambda field: week.say(field.value) or str(field.value),
    "rounding": lambda field: (
        _("%(n)s decimals, %(mode)s")
        % {"n": field.value[0], "mode": dict(field.choices).get(field.value[1], field.value[1])}
    ),
    "flag": lambda field: _("yes") if field.value else _("no"),
    "words": lambda field: _(", ").join(dict(field.choices).get(one, one) for one in field.value),
    "ranks": lambda field: _(", then ").join(dict(field.choices).get(one, one) for one in field.value),
    "list": lambda field: _(", ").join(dict(field.choices).get(one, one) for one in field.value),
    "curve": _say_curve,
    "pairs": _say_pairs,
    "coefficient": _say_coefficient,
}
