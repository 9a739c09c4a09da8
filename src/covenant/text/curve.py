"""A curve in words by which anybody can work out a score by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from covenant.agreement.terms import Curve
from covenant.text.numbers import percent, points
from covenant.text.phrase import Text, joined, say

_FULL = Fraction(100)
_NONE = Fraction(0)


def curve(one: Curve) -> Text:
    """How a ratio becomes a score."""
    if one.kind == "linear":
        return _linear(one)
    if one.kind == "step":
        return _steps(one.points)
    if one.kind == "points":
        return _straight(one.points)
    edge = {"edge": percent(one.points[0][0]), "full": points(_FULL), "none": points(_NONE)}
    if one.kind == "at_least":
        return say("达到{edge}得{full}，否则得{none}", "{edge} or more scores {full}, otherwise {none}", **edge)
    return say("不超过{edge}得{full}，否则得{none}", "{edge} or less scores {full}, otherwise {none}", **edge)


def _linear(one: Curve) -> Text:
    (zero, none), (full, most) = one.points
    parts = {"zero": percent(zero), "full": percent(full), "none": points(none), "most": points(most)}
    if zero < full:
        return say(
            "达到{full}得{most}，{zero}及以下得{none}，其间按直线计算",
            "{full} or more scores {most}, {zero} or less scores {none}, in between in a straight line",
            **parts,
        )
    return say(
        "不超过{full}得{most}，{zero}及以上得{none}，其间按直线计算",
        "{full} or less scores {most}, {zero} or more scores {none}, in between in a straight line",
        **parts,
    )


def _steps(steps: tuple[tuple[Fraction, Fraction], ...]) -> Text:
    said = [
        say(
            "{a}至不足{b}得{score}",
            "from {a} to below {b} scores {score}",
            a=percent(start),
            b=percent(end),
            score=points(score),
        )
        for (start, score), (end, _) in pairwise(steps)
    ]
    start, score = steps[-1]
    said.append(say("{a}及以上得{score}", "{a} or more scores {score}", a=percent(start), score=points(score)))
    return joined(said, "，", ", ")


def _straight(known: tuple[tuple[Fraction, Fraction], ...]) -> Text:
    (low, first), (high, last) = known[0], known[-1]
    said = [say("{a}及以下得{score}", "{a} or less scores {score}", a=percent(low), score=points(first))]
    said += [say("{a}得{score}", "{a} scores {score}", a=percent(at), score=points(score)) for at, score in known[1:-1]]
    said.append(say("{a}及以上得{score}", "{a} or more scores {score}", a=percent(high), score=points(last)))
    said.append(Text("其间按直线计算", "in between in a straight line"))
    return joined(said, "，", ", ")
