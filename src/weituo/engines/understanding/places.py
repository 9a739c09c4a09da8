"""Building, unit, floor and room in a sentence, as people write them: 3号楼2单元1201, 三栋, 3-2-1201."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMERALS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
BUILDING = re.compile(rf"{NUMBER}\s*(?:号楼|号幢|号栋|幢|栋|座)")
UNIT = re.compile(rf"{NUMBER}\s*单元")
ROOM = re.compile(r"(?<![\d-])(\d{3,4})\s*(?:室|房|号房)?(?![\d号幢栋年])")
DASHED = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?:-(\d{3,4}))?(?![\d-])")


@dataclass(frozen=True, slots=True)
class Where:
    """What was said of the place; empty where nothing was."""

    building: str = ""
    unit: str = ""
    room: str = ""

    def __bool__(self) -> bool:
        return bool(self.building or self.unit or self.room)


def where(text: str) -> Where:
    """The place in a sentence."""
    if dashed := DASHED.search(text):
        return Where(dashed[1], dashed[2], dashed[3] or "")
    building, unit = BUILDING.search(text), UNIT.search(text)
    room = ROOM.search(text)
    return Where(number(building[1]) if building else "", number(unit[1]) if unit else "", room[1] if room else "")


def number(text: str) -> str:
    """十二 is 12."""
    if text.isdigit():
        return str(int(text))
    tens, ten, ones = text.partition("十")
    if not ten:
        return str(NUMERALS.get(text[-1], 0))
    return str(NUMERALS.get(tens, 1) * 10 + NUMERALS.get(ones, 0))
