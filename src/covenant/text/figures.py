"""The numbers a sentence names, whichever of the two languages it is written in.

Used to show that both texts of a clause say the same: each number comes out in one form, and how often it is named
counts too.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from covenant.text.numbers import MONTHS

_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.I)
_HAN = "一二三四五六七八九"
_CHINESE = re.compile(rf"(两|[二三四五六七八九]?十[{_HAN}]?|[二三四五六七八九])(?=[个次日天年倍周项名台])")
_ORDINAL = re.compile(rf"第([{_HAN}]?十?[{_HAN}]?)条")
_SECONDS = {"日": 86_400, "天": 86_400, "day": 86_400, "小时": 3_600, "hour": 3_600, "分钟": 60, "minute": 60, "秒": 1,
            "second": 1}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PIECE = rf"(?:{_NUMBER}) ?(?:{'|'.join(_SECONDS)})s?"
_FIGURE = re.compile(
    rf"(?P<han>(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日)"
    rf"|(?P<english>(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}}))"
    r"|(?P<clause>第(\d+(?:\.\d+)*)条|\b(?:clause|article) (\d+(?:\.\d+)*))"
    r"|(?P<name>[A-Za-z](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))*)"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    rf"|(?P<span>{_PIECE}(?: ?{_PIECE})*)"
    rf"|(?P<percent>(?:{_NUMBER}) ?%)"
    rf"|(?P<number>{_NUMBER})",
    re.I | re.A,
)


def figures(text: str) -> Counter[str]:
    """Dates as 2026-07-01, references as §6.2, times of day as 08:30, lengths as 1800s, shares as 30%, the rest as plain
    decimals without trailing zeros; names with digits in them as they are."""
    text = _ORDINAL.sub(lambda found: f"第{_value(found[1])}条" if found[1] else found[0], text)
    text = _CHINESE.sub(lambda found: str(_value(found[1])), text)
    text = _ENGLISH.sub(lambda found: str(_WORDS.index(found[1].lower()) + 2), text)
    found: Counter[str] = Counter()
    for match in _FIGURE.finditer(text):
        figure = _normal(match)
        if figure:
            found[figure] += 1
    return found


def _normal(match: re.Match[str]) -> str:
    kind, whole = match.lastgroup or "", match[0]
    if kind == "han":
        year, month, day = re.findall(r"\d+", whole)
        return f"{year}-{int(month):02d}-{int(day):02d}"
    if kind == "english":
        day, name, year = whole.split()
        return f"{year}-{MONTHS.index(name.capitalize()) + 1:02d}-{int(day):02d}"
    if kind == "clause":
        return "§" + re.sub(r"[^\d.]", "", whole)
    if kind == "name":
        return whole if any(sign.isdigit() for sign in whole) else ""
    if kind == "span":
        pieces = re.findall(rf"({_NUMBER}) ?({'|'.join(_SECONDS)})", whole, re.I)
        seconds = [Fraction(number.replace(",", "")) * _SECONDS[unit.lower()] for number, unit in pieces]
        return f"{_decimal(sum(seconds, Fraction(0)))}s"
    if kind == "percent":
        return f"{_decimal(Fraction(whole.rstrip(' %').replace(',', '')))}%"
    if kind == "number":
        return _decimal(Fraction(whole.replace(",", "")))
    return whole


def _decimal(value: Fraction) -> str:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _value(han: str) -> int:
    if han == "两":
        return 2
    tens, ten, ones = han.rpartition("十")
    if not ten:
        return _HAN.index(han) + 1
    return (10 * (_HAN.index(tens) + 1) if tens else 10) + (_HAN.index(ones) + 1 if ones else 0)
