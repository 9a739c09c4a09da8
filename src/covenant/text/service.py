"""服务时限与值班: calendars, severities, limits, who answers when, what the principal owes."""

from __future__ import annotations

from collections.abc import Iterator

from covenant.agreement.terms import Terms
from covenant.calendar import Pattern, Windows
from covenant.text import names, words
from covenant.text.numbers import clause, clock, counted, duration
from covenant.text.phrase import Text, joined, label, listed, say

Numbered = tuple[str, Text]


def calendars(terms: Terms) -> Iterator[Numbered]:
    """The hours on which limits run."""
    for key, shape in terms.calendars.items():
        said = [say("“{key}”时间：{hours}", "“{key}” hours: {hours}", key=key, hours=_week(shape))]
        if shape.holidays:
            said.append(_holidays(shape))
        elif names.always(shape):
            said.append(Text("，全年不间断", ", all year round"))
        else:
            said.append(Text("，法定节假日照常计时", ", public holidays included"))
        yield terms.calendar_clauses[key], joined([*said, Text("。", ".")], en="")


def _week(shape: Pattern) -> Text:
    """Days with the same hours together."""
    found: list[tuple[int, int, Windows]] = []
    for day, windows in enumerate(shape.week):
        if found and found[-1][2] == windows and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day, windows)
        elif windows:
            found.append((day, day, windows))
    return joined([_days(*one) for one in found], "；", "; ")


def _days(first: int, last: int, windows: Windows) -> Text:
    days = {"a": words.WEEKDAYS[first], "b": words.WEEKDAYS[last]}
    if (first, last) == (0, 6):
        named = Text("每日", "every day")
    elif first == last:
        named = say("每{a}", "{a}", **days)
    else:
        named = say("{a}至{b}", "{a} to {b}", **days)
    hours = [say("{a}至{b}", "{a} to {b}", a=clock(start), b=clock(end)) for start, end in windows]
    return say("{days}{hours}", "{days} {hours}", days=named, hours=listed(hours))


def _holidays(shape: Pattern) -> Text:
    if shape.makeup_day_as is None:
        return Text(
            "，政府公布的法定放假日不计时，调休上班日按当日原有时段计时",
            ", but not on public holidays as published; a make-up working day has its own hours",
        )
    return say(
        "，政府公布的法定放假日不计时，调休上班日按{day}的时段计时",
        ", but not on public holidays as published; a make-up working day has the hours of a {day}",
        day=words.WEEKDAYS[shape.makeup_day_as],
    )


def severities(terms: Terms) -> Iterator[Numbered]:
    """The classes of urgency."""
    for key, number in terms.severity_clauses.items():
        yield (
            number,
            say(
                "报修的紧急程度“{key}”级：{name}。",
                "Class “{key}” of urgency: {name}.",
                key=key,
                name=label(terms.severities[key]),
            ),
        )


def levels(terms: Terms) -> Iterator[Numbered]:
    """How fast."""
    for key, level in terms.levels.items():
        parts = []
        if level.respond:
            limit = names.limit(terms, level.respond)
            parts.append(say("应在{limit}内到场响应", "a response on site within {limit}", limit=limit))
        if level.repair:
            limit = names.limit(terms, level.repair)
            parts.append(say("应在{limit}内修复", "the repair within {limit}", limit=limit))
        said = joined(parts, "，", " and ") or Text("不约定时限", "no limit")
        if not terms.duty and parts:
            said = joined([said, Text("，时限自受理报修时起算", ", from the report on")], en="")
        yield (
            level.clause,
            say("{severity}:{limits}。", "{severity}: {limits}.", severity=names.severity(terms, key), limits=said),
        )


def rules(terms: Terms) -> Iterator[Numbered]:
    """What changes a clock and when it ends at the latest."""
    yield (
        terms.reclassify_clause,
        Text(
            "紧急程度调高的，自调高之时起按新的级别另行计时，调高之前的期间不因此成为逾期；紧急程度调低的，仍按原级别的时限执行。",
            "When the class of urgency is raised, a new clock starts at that time and nothing before it becomes "
            "late; when "
            "it is lowered, the limit stays as it was.",
        ),
    )
    yield (
        terms.rejected_claim_clause,
        Text(
            "完工申报被退回的，修复时限视为自始未停止，连续计算。",
            "When a claim of completion is rejected, the repair clock is treated as never having stopped.",
        ),
    )
    yield (
        terms.max_open_clause,
        say(
            "任何时限至迟于报修受理后满{limit}时届满；挂起原因不设上限的，挂起时间相应顺延。",
            "Every limit ends at the latest {limit} after the report was taken; pauses without a cap are added.",
            limit=duration(terms.max_open),
        ),
    )


def duty(terms: Terms) -> Iterator[Numbered]:
    """Who answers at which time of day."""
    for span in terms.duty:
        hours = {"a": clock(span.start), "b": clock(span.end)}
        if span.callout is None:
            yield (
                span.clause,
                say(
                    "每日{a}至{b}，由责任界面所列的实施方直接受理报修，其时限自受理报修时起算。",
                    "Every day from {a} to {b} the party that performs takes the reports itself, and its limits run "
                    "from "
                    "the report.",
                    **hours,
                ),
            )
            continue
        yield (
            span.clause,
            say(
                "每日{a}至{b}，由{by}受理报修，并应在{limit}内通知实施方出动，实施方的时限自接到通知时起算。",
                "Every day from {a} to {b} {by} takes the reports and calls out the party that performs within "
                "{limit}; "
                "that party's limits run from the call-out.",
                by=names.party(terms, span.callout.by),
                limit=names.limit(terms, span.callout.limit),
                **hours,
            ),
        )


def client_duties(terms: Terms) -> Iterator[Numbered]:
    """What the principal owes, and what it loses by not doing it."""
    for one in terms.client_duties.values():
        if one.least is not None:
            said = say(
                "{what}：甲方每月不少于{least}。",
                "{what}: the Principal owes at least {least} a month.",
                what=label(one.label),
                least=counted(one.least, "次", "time"),
            )
        else:
            assert one.limit is not None
            said = say(
                "{what}：甲方应每次在{limit}内完成。",
                "{what}: the Principal does so each time within {limit}.",
                what=label(one.label),
                limit=names.limit(terms, one.limit),
            )
        resting = [clause(each.clause) for each in terms.measures.values() if names.needed(terms, each) is one]
        if resting:
            lost = say(
                "当月次数不足的，{clauses}的指标不予评价。",
                "In a month with fewer, the measure of {clauses} is not evaluated.",
                clauses=listed(resting),
            )
            said = joined([said, lost])
        yield one.clause, said
