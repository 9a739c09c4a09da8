"""Words that mean danger to people. Any of them raises a report to life safety at once and lifts every limit."""

from __future__ import annotations

import unicodedata

LIFE_SAFETY: tuple[str, ...] = (
    "困人", "被困", "困在电梯", "关在电梯", "关电梯里", "出不来", "着火",
    "起火", "失火", "火灾", "火光", "冒烟", "浓烟", "烧焦",
    "焦味", "触电", "漏电", "电到", "麻手", "爆管", "水管爆",
    "燃气味", "煤气味", "燃气泄漏", "煤气泄漏", "爆炸", "坠落", "昏迷",
    "救命", "trapped", "fire", "smoke", "explosion", "unconscious", "stuck in the lift",
    "stuck in lift", "electric shock", "gas leak", "smell of gas", "burst pipe",
)  # fmt: skip

# A word of the list inside one of these means something else.
HARMLESS: tuple[str, ...] = (
    "消火栓", "灭火器", "防火门", "火警误报", "fire door", "fire extinguisher", "fire hydrant", "smoke detector battery",
)  # fmt: skip


def life_safety(text: str) -> bool:
    """Whether the words say that people may be in danger. In doubt it is danger: the words never lower anything."""
    said = unicodedata.normalize("NFKC", text).lower()
    for phrase in HARMLESS:
        said = said.replace(phrase, " ")
    return any(word in said for word in LIFE_SAFETY)
