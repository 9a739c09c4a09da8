"""The contract two people can read and sign, made from the data a machine settles by.

Every entry of the terms that carries a clause number gives one clause, in Chinese and in English. No figure stands here
that is not in the terms, but for what a rule of the engine itself says (a full score of 100, a coefficient of 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from covenant import canon
from covenant.agreement.reader import clause_order
from covenant.agreement.terms import Terms
from covenant.text import matrix, payment, rights, scoring, service, standstill
from covenant.text.annex import Annex, annexes
from covenant.text.head import Head, Side, head
from covenant.text.numbers import article
from covenant.text.phrase import Text, label, listed, typeset

Numbered = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause under its number. `effect` is False when no figure can depend on it."""

    number: str
    zh: str
    en: str
    effect: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """The clauses whose numbers begin alike, sorted. `lead` stands before them, empty when there is nothing to say; an
    article without clauses keeps the numbering whole."""

    number: int
    title: Text
    lead: Text
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole text. `sha256` is of the canonical bytes of the terms, `version` their number, `since` when they take
    effect in ms UTC."""

    title: Text
    head: Head
    articles: tuple[Article, ...]
    annexes: tuple[Annex, ...]
    key: str
    version: int
    since: int
    sha256: str

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, in order."""
        return tuple(clause for one in self.articles for clause in one.clauses)

    def side(self, role: str) -> Side:
        """The party that signs as "principal" or "contractor"."""
        return next(one for one in self.head.parties if one.role == role)


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the terms: what it is called in a title, its clauses, what has to be said once before them."""

    word: Text
    clauses: Callable[[Terms], Iterable[Numbered]]
    lead: Text = NOTHING
    effect: bool = True


_TIMES = Text("服务时限", "Service limits")
_DUTY = Text("值班", "Duty")
_SCORING = Text("考核", "Assessment")
SECTIONS = (
    _Section(Text("定义", "Definitions"), matrix.definitions, matrix.DEFINED),
    _Section(Text("责任界面", "Responsibilities"), matrix.rows, matrix.LEAD),
    _Section(_TIMES, service.calendars),
    _Section(_TIMES, service.severities),
    _Section(_TIMES, service.levels),
    _Section(_TIMES, service.rules),
    _Section(_DUTY, service.duty),
    _Section(_DUTY, service.client_duties),
    _Section(Text("挂起", "Pauses"), standstill.pauses, standstill.LEAD),
    _Section(Text("免责", "Excuses"), standstill.excuses),
    _Section(Text("留痕", "Evidence"), rights.evidence),
    _Section(_SCORING, scoring.measures),
    _Section(_SCORING, scoring.total),
    _Section(_SCORING, scoring.rounding),
    _Section(Text("付款", "Payment"), payment.payment),
    _Section(Text("事件", "Events"), payment.events, payment.LEAD),
    _Section(Text("结算单", "Statement"), rights.statement),
    _Section(Text("解约", "Termination"), rights.exit_terms),
    _Section(Text("责任与保险", "Liability and insurance"), rights.liability),
    _Section(Text("安全", "Safety"), rights.safety),
    _Section(Text("个人信息", "Personal data"), rights.data),
    _Section(Text("存证", "Ledger"), rights.witnessing),
    _Section(Text("续约", "Renewal"), rights.renewal),
    _Section(Text("其他", "Further points"), rights.notes, effect=False),
)


def contract(terms: Terms) -> Contract:
    """The text of a version of the terms, the same for the same terms."""
    found: dict[int, list[tuple[_Section, Clause]]] = {}
    for section in SECTIONS:
        for number, text in section.clauses(terms):
            one = Clause(number, typeset(text.zh), sentence(text.en), section.effect)
            found.setdefault(clause_order(number)[0], []).append((section, one))
    last = max(found)
    numbers = range(min(1, *found), last + 1)
    return Contract(
        title=label(terms.title),
        head=head(terms),
        articles=tuple(_article(number, found.get(number, [])) for number in numbers),
        annexes=annexes(terms),
        key=terms.key,
        version=terms.no,
        since=terms.effective_from,
        sha256=canon.digest(canon.encode(dict(terms.document))),
    )


def _article(number: int, found: list[tuple[_Section, Clause]]) -> Article:
    if not found:
        return Article(number, Text("本条空置", "Reserved"), NOTHING, ())
    words = list(dict.fromkeys(section.word for section, _ in found))
    leads = list(dict.fromkeys(section.lead for section, _ in found if section.lead))
    title = listed(words, last=Text("与", "and"))
    lead = Text(typeset("".join(one.zh for one in leads)), " ".join(one.en for one in leads))
    clauses = sorted((clause for _, clause in found), key=lambda one: clause_order(one.number))
    return Article(number, Text(title.zh, sentence(title.en.lower())), lead, tuple(clauses))


def heading(one: Article) -> Text:
    """第六条 考核; Article 6 Assessment."""
    number = article(one.number)
    return Text(f"{number.zh}\u3000{one.title.zh}", f"{number.en} {one.title.en}")


def sentence(text: str) -> str:
    """English with a capital at the beginning of each sentence."""
    parts = text.split(". ")
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def lines(one: Contract) -> Iterator[Text]:
    """The whole contract line by line, in reading order, in both languages."""
    yield one.title
    for side in one.head.parties:
        yield Text(
            f"{side.call.zh}:{side.name.zh}({side.about.zh})", f"{side.call.en}: {side.name.en} ({side.about.en})"
        )
    for name, value in one.head.facts:
        yield Text(f"{name.zh}:{value.zh}", f"{name.en}: {value.en}")
    for part in one.articles:
        yield Text("", "")
        yield heading(part)
        if part.lead:
            yield part.lead
        for clause in part.clauses:
            yield Text(f"{clause.number} {clause.zh}", f"{clause.number} {clause.en}")
    for annex in one.annexes:
        yield Text("", "")
        yield annex.title
        yield _row(annex.columns)
        for row in annex.rows:
            yield _row(row)
    yield Text("", "")
    yield Text(f"条款数据 SHA-256：{one.sha256}", f"Terms SHA-256: {one.sha256}")


def _row(cells: Iterable[Text]) -> Text:
    known = list(cells)
    return Text("|".join(cell.zh for cell in known), " | ".join(cell.en for cell in known))
