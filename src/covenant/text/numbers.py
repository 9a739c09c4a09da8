"""Numbers, lengths of time, times of day and days as both languages write them. Exact: nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from covenant.money import format_fen, show
from covenant.text.phrase import Text, joined, same
from covenant.zone import DAY

CHINESE_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_DIGITS = "零一二三四五六七八九"
_UNITS = ((DAY, "日", "day"), (3_600_000, "小时", "hour"), (60_000, "分钟", "minute"), (1_000, "秒", "second"))


def decimal(value: Fraction, least: int = 0) -> str:
    """A finite decimal in full, with at least so many places: 7/10, 2 → "0.70"."""
    places = least
    while (value * 10**places).denominator != 1:
        places += 1
    return show(value, places)


def number(value: Fraction | int, least: int = 0) -> Text:
    """A plain number."""
    return same(decimal(Fraction(value), least))


def percent(share: Fraction) -> Text:
    """A share: 3/10 → 30%."""
    return same(f"{decimal(share * 100)}%")


def plural(count: int | Fraction, word: str) -> str:
    """The English word after a number."""
    return word if count == 1 else f"{word}s"


def points(value: Fraction) -> Text:
    """A score."""
    digits = decimal(value)
    return Text(f"{digits}分", f"{digits} {plural(value, 'point')}")


def counted(count: int, zh: str, en: str) -> Text:
    """A number of things: 3次, 3 times."""
    return Text(f"{count}{zh}", f"{count} {plural(count, en)}")


def duration(ms: int, *, days: bool = True) -> Text:
    """A length of time in its largest units; up to two days, or without `days`, in hours, minutes and seconds."""
    parts = []
    left = ms
    whole_days = days and ms > 2 * DAY
    for size, zh, en in _UNITS if whole_days else _UNITS[1:]:
        count, left = divmod(left, size)
        if count:
            parts.append(counted(count, zh, en))
    if left:
        parts.append(Text(f"{left}毫秒", f"{left} ms"))
    return joined(parts)


def of_days(count: int) -> Text:
    """Whole days."""
    return counted(count, "日", "day")


def clock(minute: int) -> Text:
    """A time of day from its minute; past 1440 it is the next day's."""
    if minute > 1440:
        text = clock(minute - 1440)
        return Text(f"次日{text.zh}", f"{text.en} the next day")
    return same(f"{minute // 60:02d}:{minute % 60:02d}")


def day(ordinal: int) -> Text:
    """A day: 2026年7月1日, 1 July 2026."""
    one = date.fromordinal(ordinal)
    return Text(f"{one.year}年{one.month}月{one.day}日", f"{one.day} {MONTHS[one.month - 1]} {one.year}")


def moment(iso: str) -> Text:
    """A time with its offset, as the terms write it: 2026年7月1日00:00(UTC+08:00)."""
    at = datetime.fromisoformat(iso)
    text = day(at.date().toordinal())
    hour = at.time().isoformat("auto" if at.second or at.microsecond else "minutes")
    zone = at.strftime("%z")
    offset = f"UTC{zone[:3]}:{zone[3:5]}"
    return Text(f"{text.zh}{hour}({offset})", f"{hour} ({offset}) on {text.en}")


def yuan(fen: int, zone: str) -> Text:
    """An amount; an estate outside China counts in the currency of its place."""
    digits = format_fen(fen)
    if zone in CHINESE_ZONES:
        return Text(f"{digits}元", f"{digits} yuan")
    return Text(f"当地货币{digits}", f"{digits} in local currency")


def clause(number: str) -> Text:
    """A reference to a clause."""
    return Text(f"第{number}条", f"clause {number}")


def article(number: int) -> Text:
    """The heading of an article: 第十二条, Article 12."""
    return Text(f"第{han(number)}条", f"Article {number}")


def han(number: int) -> str:
    """0 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def by_word(words: Mapping[str, Text], key: str) -> Text:
    """The text of a word of the terms; an unknown word stands as it is."""
    return words.get(key) or Text(f"“{key}”", f"“{key}”")
