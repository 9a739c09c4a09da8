"""The head of the contract: who signs, for what, from when to when, which version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from covenant.agreement.terms import Party, Terms
from covenant.text import words
from covenant.text.numbers import by_word, day, moment
from covenant.text.phrase import Text, joined, label, listed, say


@dataclass(frozen=True, slots=True)
class Side:
    """A party of the head: its letter, role, size ("" when not stated), name, and its licences and consent in words."""

    key: str
    role: str
    call: Text
    name: Text
    about: Text


@dataclass(frozen=True, slots=True)
class Head:
    """`parties` in the order of signing; `facts` are pairs of what and its value: number, mode, term, version, zone."""

    parties: tuple[Side, ...]
    facts: tuple[tuple[Text, Text], ...]


def head(terms: Terms) -> Head:
    """The head of a version."""
    order = {"principal": 0, "contractor": 1}
    known = sorted(terms.parties.values(), key=lambda one: (order.get(one.role, 2), one.key))
    return Head(tuple(_side(one) for one in known), tuple(_facts(terms)))


def _side(one: Party) -> Side:
    call = {"principal": Text("甲方", "Principal"), "contractor": Text("乙方", "Contractor")}.get(one.role)
    about = [say("{role}，代号{key}", "{role}, letter {key}", role=by_word(words.ROLES, one.role), key=one.key)]
    if one.size:
        about.append(by_word(words.SIZES, one.size))
    for licence in one.licences:
        about.append(
            say(
                "持有{kind}（文件{document}，有效期至{until}）",
                "{kind} (document {document}, valid until {until})",
                kind=by_word(words.LICENCES, licence.kind),
                document=licence.document,
                until=day(licence.until),
            )
        )
    if one.consent:
        about.append(
            say(
                "经甲方书面同意（文件{document}）",
                "with the Principal's consent (document {document})",
                document=one.consent,
            )
        )
    return Side(one.key, one.role, call or label(one.name), label(one.name), joined(about, "；", "; "))


def _facts(terms: Terms) -> Iterator[tuple[Text, Text]]:
    yield Text("协议编号", "Number"), Text(terms.key, terms.key)
    scope = listed(by_word(words.PILLARS, key) for key in terms.covers)
    yield (
        Text("委托方式与范围", "Mode and scope"),
        say("{mode};{scope}", "{mode}; {scope}", mode=by_word(words.MODES, terms.mode), scope=scope),
    )
    last = terms.end - 1
    yield (
        Text("期限", "Term"),
        say("自{a}起至{b}止，首日和末日均在内", "from {a} to {b}, both days included", a=day(terms.start), b=day(last)),
    )
    version = [
        say("第{no}版，自{at}起施行", "version {no}, in force from {at}", no=str(terms.no), at=_since(terms)),
    ]
    if terms.supersedes is not None:
        version.append(say("取代第{no}版", "superseding version {no}", no=str(terms.supersedes)))
    yield Text("版本", "Version"), joined(version, "，", ", ")
    yield Text("时间", "Time"), say("以{zone}时区的当地时间为准", "local time of the zone {zone}", zone=terms.zone)


def _since(terms: Terms) -> Text:
    return moment(terms.document["version"]["effective_from"])
