"""What stands on the paper besides the contract itself: signatures and footer."""

from __future__ import annotations

from covenant.text import LANGUAGES, Contract, Text
from covenant.text.head import Side

MARKS = (
    Text("名称(盖章)", "Name (seal)"),
    Text("法定代表人或授权代表(签字)", "Legal or authorised representative (signature)"),
    Text("日期", "Date"),
)
SIGNED = Text("签署", "Signatures")
PAGE = Text("页", "page")
AGREED = Text(
    "本文本由条款数据生成,条款数据的 SHA-256 见页脚;两种文字所载数字相同。",
    "This text is made from the data of the terms, whose SHA-256 stands in the footer; both languages name the same "
    "figures.",
)


def check(language: str) -> str:
    """The language itself; ValueError for one that is not "zh", "en" or "both"."""
    if language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language!r}")
    return language


def chosen(text: Text, language: str, between: str = "\u3000") -> str:
    """A short text in one language, or in both beside each other."""
    if language == "both" and text.zh != text.en:
        return f"{text.zh}{between}{text.en}"
    return text.en if language == "en" else text.zh


def footer(one: Contract) -> str:
    """Which data the page stands for; the same in every language."""
    return f"{one.key} · v{one.version} · SHA-256 {one.sha256}"


def signing(one: Contract) -> tuple[Side, Side]:
    """Who signs."""
    return one.side("principal"), one.side("contractor")
