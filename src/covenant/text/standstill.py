"""挂起与免责: when a clock stands still, and what takes an order out of the count."""

from __future__ import annotations

from collections.abc import Iterator

from covenant.agreement.terms import Terms
from covenant.text import names
from covenant.text.numbers import duration
from covenant.text.phrase import Text, joined, label, listed, say

Numbered = tuple[str, Text]

LEAD = Text(
    "挂起的时段相互重叠的，只计一次。",
    "Pauses that overlap count once.",
)


def pauses(terms: Terms) -> Iterator[Numbered]:
    """Each reason for a pause."""
    for rule in terms.pauses.values():
        said = [say("{reason}：时限中止计算", "{reason}: the clock stands still", reason=label(rule.label))]
        if rule.cap is None:
            said.append(Text("，不设上限", ", without a cap"))
        else:
            cap = duration(rule.cap)
            said.append(
                say(
                    "，每次至多{cap}，超过部分不计",
                    ", each time for at most {cap}, what goes beyond does not count",
                    cap=cap,
                )
            )
        if rule.approve == "auto":
            said.append(Text("；未被驳回的即予计入。", "; it counts unless it is refused."))
        else:
            by = names.party(terms, rule.approve)
            said.append(say("；须经{by}认可方予计入。", "; it counts only once {by} has approved it.", by=by))
        yield rule.clause, joined(said, en="")


def excuses(terms: Terms) -> Iterator[Numbered]:
    """Each cause that excuses."""
    for one in terms.excuses.values():
        yield (
            one.clause,
            say(
                "{cause}：实施方提交{evidence}，经{by}认可的，有关工单的响应与修复不计入考核。",
                "{cause}: when the party that performs hands in {evidence} and {by} accepts it, the response and "
                "repair of "
                "the order are left out of the count.",
                cause=label(one.label),
                evidence=listed(names.evidence(key) for key in one.evidence),
                by=names.party(terms, one.approve),
            ),
        )
