"""A sentence in both languages, put together from parts that are themselves in both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_HAN = "[\u2018-\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]"
_WIDE = dict(zip(map(ord, ",;:?!"), "\uff0c\uff1b\uff1a\uff1f\uff01", strict=True))
_MARK = re.compile(rf"(?<={_HAN})[ ]?([,;:?!])[ ]?|([,;:?!])[ ]?(?={_HAN})")


@dataclass(frozen=True, slots=True)
class Text:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def say(zh: str, en: str, **parts: Text | str) -> Text:
    """Both sentences with their parts filled in; a part that is a plain string is the same in both languages."""
    chinese = {key: part if isinstance(part, str) else part.zh for key, part in parts.items()}
    english = {key: part if isinstance(part, str) else part.en for key, part in parts.items()}
    return Text(zh.format(**chinese), en.format(**english))


def label(words: Mapping[str, str]) -> Text:
    """A label of the terms."""
    return Text(words["zh"], words["en"])


def same(words: str) -> Text:
    """What is written alike in both languages, such as a letter or a document's number."""
    return Text(words, words)


def joined(parts: Iterable[Text], zh: str = "", en: str = " ") -> Text:
    """Parts one after the other, empty ones left out."""
    known = [part for part in parts if part]
    return Text(zh.join(part.zh for part in known), en.join(part.en for part in known))


def listed(parts: Iterable[Text], *, last: Text | None = None) -> Text:
    """甲、乙和丙; a, b and c. `last` is the word before the last, 和 and "and" by default."""
    known = list(parts)
    word = last or Text("和", "and")
    if len(known) < 2:
        return joined(known)
    head = joined(known[:-1], "、", ", ")
    return Text(f"{head.zh}{word.zh}{known[-1].zh}", f"{head.en} {word.en} {known[-1].en}")


def typeset(text: str) -> str:
    """Chinese with full-width punctuation wherever a mark touches a Chinese character; brackets in pairs."""
    text = _MARK.sub(lambda found: (found[1] or found[2]).translate(_WIDE), text)
    signs = list(text)
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            start = opened.pop()
            around = text[max(0, start - 1) : start + 2] + text[at - 1 : at + 2]
            if re.search(_HAN, around):
                signs[start], signs[at] = "\uff08", "\uff09"
    return "".join(signs)
