"""The form as it stands in the address: which terms, over which months, what is assumed and what the work costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from covenant import money
from covenant.agreement import Terms
from covenant.calibration import Rates
from covenant.errors import Problems
from covenant.money import Fen
from weituo.month import calibration
from weituo.month import formula as figures

PAST, YEAR = "past", "year"
MOST = {"events": 365}
MOST_OF_ALL = 20_000
SEEDS = 999_999
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Field:
    """An input with what was typed, or its default, and what is wrong with it."""

    name: str
    key: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `over` is PAST or YEAR; `said` what is wrong with it, in words. `typed` says whether anything
    stands in the address."""

    terms: str
    over: str
    rates: Rates
    assumed: tuple[Field, ...]
    seed: Field
    typed: bool

    @property
    def problems(self) -> bool:
        """Whether something of the assumptions cannot be read."""
        return any(field.problem for field in (*self.assumed, self.seed))


def wanted(asked: QueryDict, *, months: bool) -> Wanted:
    """Read the address; bounded. Without finished months a year is drawn."""
    over = asked.get("over", PAST if months else YEAR)
    rates, assumed = _rates(asked)
    return Wanted(
        terms=asked.get("terms", calibration.IN_FORCE)[:40] or calibration.IN_FORCE,
        over=over if over in (PAST, YEAR) and (months or over == YEAR) else YEAR if not months else PAST,
        rates=rates,
        assumed=assumed,
        seed=_seed(_text(asked, "seed")),
        typed=bool(asked),
    )


def costs(asked: QueryDict, terms: Terms) -> tuple[dict[str, Fen], Mapping[str, Field]]:
    """What performing costs, as far as it is said, in yuan by measure or event; and the inputs as they were typed."""
    found: dict[str, Fen] = {}
    inputs: dict[str, Field] = {}
    for key in (*terms.measures, *terms.payment.events):
        name = f"cost-{key}"
        typed, problem = _text(asked, name), ""
        if typed:
            try:
                fen = money.yuan(typed.replace(",", "").removeprefix("¥").strip())
                if fen < 0:
                    raise ValueError
                found[key] = fen
                typed = money.format_fen(fen).replace(",", "")
            except (Problems, ValueError):
                problem = _("An amount in yuan such as 150 or 150.50.")
        inputs[key] = Field(name, key, typed, problem)
    return found, inputs


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _rates(asked: QueryDict) -> tuple[Rates, tuple[Field, ...]]:
    values: dict[str, Any] = {}
    shown: list[Field] = []
    for field in fields(Rates):
        default = getattr(Rates(), field.name)
        typed, problem = _text(asked, field.name), ""
        value = default
        try:
            if isinstance(default, Fraction):
                value = _share(typed, default)
                typed = figures.percent(value, 4)
            else:
                value = _whole(typed, default, MOST.get(field.name, MOST_OF_ALL))
                typed = str(value)
        except (Problems, ValueError) as bad:
            problem = str(bad) if isinstance(bad, ValueError) else ""
            problem = problem or _("A number such as 95 or 95.5.")
        values[field.name] = value
        shown.append(Field(field.name, field.name, typed, problem))
    return Rates(**values), tuple(shown)


def _share(typed: str, default: Fraction) -> Fraction:
    if not typed:
        return default
    value = money.decimal(typed.replace("％", "%").removesuffix("%").strip())
    if not 0 <= value <= 100:
        raise ValueError(_("A share is between 0 % and 100 %."))
    return value / 100


def _whole(typed: str, default: int, most: int) -> int:
    if not typed:
        return default
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > most:
        raise ValueError(_("A whole number from 0 to %(most)s.") % {"most": most})
    return int(typed)


def _seed(typed: str) -> Field:
    try:
        return Field("seed", "seed", str(_whole(typed, 1, SEEDS)), "")
    except ValueError as bad:
        return Field("seed", "seed", typed, str(bad))
