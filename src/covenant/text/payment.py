"""付款与事件: the fee, the coefficient, tax, caps, the quarter, what is kept back, priced events."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from covenant.agreement.pay import DAMAGES, EventTerms, Payment
from covenant.agreement.terms import Terms
from covenant.text import names, words
from covenant.text.numbers import clause, counted, duration, number, percent, points, yuan
from covenant.text.phrase import Text, joined, label, same, say

Numbered = tuple[str, Text]

LEAD = Text(
    "同一工单涉及多项事件的，只按扣款最高的一项计扣一次，并不再计入各项比率。",
    "An order that comes under several events is charged once, for the dearest, and leaves the ratios.",
)


def payment(terms: Terms) -> Iterator[Numbered]:
    """The fee and all that moves it."""
    pay = terms.payment
    yield pay.clause, _fee(terms)
    yield pay.coefficient_clause, _coefficient(pay)
    yield pay.vat_clause, _vat(terms)
    yield from _around(terms)
    if pay.quarter is not None:
        yield pay.quarter.clause, _quarter(terms)


def _fee(terms: Terms) -> Text:
    pay = terms.payment
    said = [
        say(
            "月服务费为{fee}（不含增值税）。其中{fixed}为固定部分，{share}为绩效部分，绩效部分按付款系数支付。",
            "The monthly fee is {fee} before VAT. Of it {fixed} are the fixed part and {share} the performance "
            "part, which is "
            "paid times the payment coefficient.",
            fee=yuan(pay.monthly_fee, terms.zone),
            fixed=percent(1 - pay.performance_share),
            share=percent(pay.performance_share),
        )
    ]
    if terms.schema > 1:
        said.append(
            Text(
                "协议有效期间不足整月的，月服务费按当月有效日数折算。",
                "When only part of a month lies in force, the fee is prorated by the days.",
            )
        )
    if pay.loss_estimate is not None:
        said.append(
            say(
                "双方订立本协议时预计，乙方违约给甲方造成的损失每月约为{loss}。",
                "When signing, the parties expect a breach by the Contractor to cost the Principal about {loss} a "
                "month.",
                loss=yuan(pay.loss_estimate, terms.zone),
            )
        )
    return joined(said)


def _coefficient(pay: Payment) -> Text:
    edge, value = pay.coefficient.below
    said = [
        say(
            "付款系数依月度考核总分确定：总分低于{edge}的为{value}",
            "The payment coefficient follows from the monthly total: below {edge} it is {value}",
            edge=points(edge),
            value=number(value, 2),
        )
    ]
    for at, one in pay.coefficient.points:
        said.append(say("{at}为{one}", "at {at} it is {one}", at=points(at), one=number(one, 2)))
    said.append(Text("其间按直线计算。", "and in between it runs in a straight line."))
    return joined(said, "，", ", ")


def _vat(terms: Terms) -> Text:
    pay = terms.payment
    said = say(
        "甲方按应付服务费另行支付增值税，税率为{rate}。",
        "The Principal pays VAT on top of what is due, at {rate}.",
        rate=percent(pay.vat_rate),
    )
    if terms.schema == 1:
        return said
    if pay.deductions == DAMAGES:
        nature = Text(
            "事件扣款属违约金，不减少计税金额。", "Event charges are damages and do not lower the taxed amount."
        )
    else:
        nature = Text(
            "事件扣款属减少价款，相应减少计税金额。", "Event charges reduce the price and lower the taxed amount."
        )
    return joined([said, nature])


def _around(terms: Terms) -> Iterator[Numbered]:
    pay = terms.payment
    if pay.cap is not None:
        yield (
            pay.cap.clause,
            say(
                "当月事件扣款合计以当月服务费的{share}为限，超出部分归于消灭，不结转以后月份；红线扣款在此限额之外另计。",
                "The events of a month take at most {share} of the month's fee; what goes beyond is extinguished "
                "and not "
                "carried over. Red lines stand outside this cap.",
                share=percent(pay.cap.share),
            ),
        )
    if pay.bedding is not None:
        yield pay.bedding.clause, _bedding(terms, pay.bedding.months, pay.bedding.factor)
    if pay.retention is not None:
        yield (
            pay.retention.clause,
            say(
                "期满的最后一个月，甲方暂留一笔保留款，金额为此前各月（至多{months}）扣减额的平均数；扣减额为当月服务费减去当月应付额，"
                "不计季度奖惩，不足时按无扣减计。",
                "In the last month of the term the Principal keeps back the mean deduction of the months before it, "
                "{months} at most; a month's deduction is its fee less what was due for it, the quarter left aside, "
                "and "
                "never negative.",
                months=counted(pay.retention.months, "个月", "month"),
            ),
        )
    if pay.interest is not None:
        yield (
            pay.interest.clause,
            say(
                "甲方逾期付款的，自到期日的次日起至付清之日止，按逾期金额每日{rate}支付逾期利息，不计复利。",
                "Late payment bears simple interest of {rate} of the amount a day, from the day after it was due up "
                "to the day "
                "it is paid.",
                rate=percent(pay.interest.daily),
            ),
        )


def _bedding(terms: Terms, months: int, factor: Fraction) -> Text:
    said = say(
        "协议起始月及其后各月共{months}为磨合期：磨合期内事件扣款按约定金额的{factor}计",
        "The first {months} are for bedding in: in them events cost {factor} of their price",
        months=counted(months, "个月", "month"),
        factor=percent(factor),
    )
    if terms.exit is None:
        return joined([said, Text("。", ".")], en="")
    rest = say(
        "，且考核结果不作为{exit}解约的依据。",
        ", and no month counts for termination under {exit}.",
        exit=clause(terms.exit.clause),
    )
    return joined([said, rest], en="")


def _quarter(terms: Terms) -> Text:
    rule = terms.payment.quarter
    assert rule is not None
    said = []
    for (start, share), (end, _) in pairwise([*rule.bands, (Fraction(-1), Fraction(0))]):
        parts = {"a": points(start), "b": points(end), "what": _reward(share)}
        if end < 0:
            said.append(say("{a}及以上{what}", "{a} or more, {what}", **parts))
        else:
            said.append(say("{a}至不足{b}{what}", "from {a} to below {b}, {what}", **parts))
    if rule.reward_blocked_by_red_line:
        red = Text("季度内发生红线事件的，不予奖励。", "A red line in the quarter takes the reward.")
    else:
        red = Text("季度内发生红线事件的，不影响奖励。", "A red line in the quarter does not take the reward.")
    return joined(
        [
            say(
                "每一公历季度按季内已评价各月总分的平均值（取舍同总分）结算奖惩，以季内各月服务费之和为基数：{bands}。",
                "For each calendar quarter the mean of its evaluated monthly totals, rounded like a total, decides "
                "on the sum of "
                "the quarter's monthly fees: {bands}.",
                bands=joined(said, "；", "; "),
            ),
            red,
        ]
    )


def _reward(share: Fraction) -> Text:
    if share < 0:
        return say("扣减{share}", "{share} are taken", share=percent(-share))
    if share > 0:
        return say("奖励{share}", "{share} are added", share=percent(share))
    return Text("不奖不扣", "nothing is added or taken")


def events(terms: Terms) -> Iterator[Numbered]:
    """Each priced event."""
    for one in terms.payment.events.values():
        said = [
            say(
                "{what}：每次扣款{amount}。",
                "{what}: {amount} each time.",
                what=label(one.label),
                amount=yuan(one.amount, terms.zone),
            ),
            _when(terms, one),
        ]
        if one.repeat is not None:
            said.append(_repeat(one))
        if one.red_line:
            said.append(_red_line(terms))
        yield one.clause, joined(said)


def _when(terms: Terms, one: EventTerms) -> Text:
    if one.when is None:
        return Text("由甲方凭证据认定。", "The Principal finds it, with evidence.")
    return say(
        "报修故障为{faults}而{clock}超过时限的，无须认定，自动计扣。",
        "It is charged without a finding when the {clock} to the fault {faults} is late.",
        faults=names.faults(terms, one.when.faults),
        clock=words.CLOCKS[one.when.clock],
    )


def _repeat(one: EventTerms) -> Text:
    rule = one.repeat
    assert rule is not None
    where = Text("本小区内", "anywhere on the estate")
    if rule.same == "equipment":
        where = Text("同一设备或部位", "at the same equipment or place")
    counts = []
    for nth, factor in enumerate(rule.factors, 1):
        last = nth == len(rule.factors)
        counts.append(
            say(
                "第{nth}次{later}按{factor}倍",
                "occurrence {nth}{later} by {factor}",
                nth=number(nth),
                later=Text("及以后", " and later") if last else same(""),
                factor=number(factor),
            )
        )
    return say(
        "{where}于{window}内重复发生的，{counts}计扣。",
        "When it is repeated {where} within {window}, the amount is multiplied: {counts}.",
        where=where,
        window=duration(rule.window),
        counts=joined(counts, "、", ", "),
    )


def _red_line(terms: Terms) -> Text:
    cap = terms.payment.cap
    if cap is None:
        return Text("本项为红线。", "It is a red line.")
    return say(
        "本项为红线，不受{cap}限额的限制。",
        "It is a red line, outside the cap of {cap}.",
        cap=clause(cap.clause),
    )
