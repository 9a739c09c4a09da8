"""责任界面: one clause for each row of the matrix, and the words both sides pinned."""

from __future__ import annotations

from collections.abc import Iterator

from covenant.agreement.terms import Row, Terms
from covenant.text import names, words
from covenant.text.numbers import by_word
from covenant.text.phrase import Text, joined, label, say

Numbered = tuple[str, Text]


def definitions(terms: Terms) -> Iterator[Numbered]:
    """A phrase and the one meaning it has here."""
    for one in terms.definitions:
        if one.pinned is None:
            yield one.clause, say("“{p}”的含义双方尚未约定。", "The meaning of “{p}” is not yet agreed.", p=one.phrase)
        else:
            yield (
                one.clause,
                say("“{p}”：指{meaning}。", "“{p}” means: {meaning}.", p=one.phrase, meaning=label(one.pinned)),
            )


def rows(terms: Terms) -> Iterator[Numbered]:
    """Who performs, who answers to the owners, who pays, who helps."""
    for row in terms.matrix:
        yield row.clause, joined([_duty(terms, row), _help(terms, row), _pay(terms, row)])


def _duty(terms: Terms, row: Row) -> Text:
    cause = by_word(words.CAUSES, row.cause)
    who, answers = names.party(terms, row.perform), names.party(terms, row.accountable)
    common = {"items": names.items(terms, row.item), "cause": cause, "who": who, "answers": answers}
    if terms.parties[row.accountable].role == "owner":
        return say(
            "{items}，因{cause}需要维修养护的，由{who}实施，该部分由{answers}自行负责。",
            "{items}, {cause}: the work is done by {who}; responsibility for this part stays with {answers}.",
            **common,
        )
    if row.perform == row.accountable:
        return say(
            "{items}，因{cause}需要维修养护的，由{who}实施，并由其对业主负责。",
            "{items}, {cause}: the work is done by {who}, also answerable to the owners for it.",
            **common,
        )
    return say(
        "{items}，因{cause}需要维修养护的，由{who}实施，由{answers}对业主负责。",
        "{items}, {cause}: the work is done by {who}; answerable to the owners for it is {answers}.",
        **common,
    )


def _help(terms: Terms, row: Row) -> Text:
    parts = []
    for key, zh, en in (
        (row.assist, "{who}予以协助。", "The work is assisted by {who}."),
        (row.make_safe, "{who}负责立即采取应急措施、保障现场安全。", "The place is made safe at once by {who}."),
        (row.inquiry, "{who}牵头查明原因。", "The inquiry into the cause is led by {who}."),
    ):
        if key is not None:
            parts.append(say(zh, en, who=names.party(terms, key)))
    return joined(parts)


def _pay(terms: Terms, row: Row) -> Text:
    said = say("费用{payer}", "The costs {payer}", payer=names.payer(terms, row.pay))
    if row.fallback is None:
        return joined([said, Text("。", ".")], en="")
    rest = say(
        "；无法认定责任方的，{payer}。",
        "; where nobody can be named, they {payer}.",
        payer=names.payer(terms, row.fallback),
    )
    return joined([said, rest], en="")


LEAD = Text(
    "下列各项之间以最具体的一项为准：列明具体设备的优先于列明类别的，列明具体原因的优先于任何原因的。",
    "Of the following rows the most specific decides: a named item before a class, a named cause before any cause.",
)
DEFINED = Text("下列用语在本协议中只作以下一种解释。", "In this agreement each of these phrases has this one meaning.")
