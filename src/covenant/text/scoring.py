"""考核: what each measure counts, what it weighs, how it scores; the total; the roundings."""

from __future__ import annotations

from collections.abc import Iterator

from covenant.agreement.terms import Assets, MeasureTerms, Terms
from covenant.text import names, words
from covenant.text.curve import curve
from covenant.text.numbers import by_word, clause, counted, duration, number, percent
from covenant.text.phrase import Text, joined, label, say

Numbered = tuple[str, Text]

_ON_TIME = (
    "比率为当月届满的{clock}时限中，在时限内（含届满之时）完成的件数占全部件数的比例；撤销、移交、经认可免责和已按事件扣款的工单除外。",
    "The ratio is the share of the {clock} limits ending in the month that were met, the last moment included; "
    "orders "
    "cancelled, handed over, excused or charged as an event are left out.",
)
COUNTS = {
    "response_1": say(*_ON_TIME, clock=words.CLOCKS["respond"]),
    "repair_1": say(*_ON_TIME, clock=words.CLOCKS["repair"]),
    "rework_1": Text(
        "比率为当月经认定的返修件数与当月验收工单件数之比。",
        "The ratio is the recurrences ruled on as such in the month over the orders accepted in the month.",
    ),
    "planned_1": Text(
        "比率为当月窗口期届满的计划任务中，在窗口期内完成的项数占比，提前或者逾期完成均不计。",
        "The ratio is the share of the planned tasks whose window ends in the month that were done within it; too "
        "early is "
        "as wrong as too late.",
    ),
    "inspection_1": Text(
        "比率为当月甲方现场巡查中合格的检查点占全部检查点的比例。",
        "The ratio is the points passed over the points checked at the Principal's visits of the month.",
    ),
    "intact_1": Text(
        "比率为盘点时完好的台数占全部台数的比例。",
        "The ratio is the intact units over all units at the inventories.",
    ),
    "availability_1": Text(
        "比率为各类设备可用率按各自占比的加权和；可用率为应运行时间扣除停用时间后所占的比例，应运行时间为台数乘以当月时长，"
        "停用时间自报修起至完工申报止，经认可免责的时间两头均不计。",
        "The ratio is the sum over the classes of equipment of their share times their availability, which is what "
        "the time "
        "down leaves of the time required; the time required is the units times the length of the month, the time "
        "down runs "
        "from the report to the claim of completion, and excused time counts in neither.",
    ),
}
USED = {
    "min_n": ("response_1", "repair_1", "satisfaction_1", "planned_1", "inspection_1", "intact_1"),
    "pool_months": ("satisfaction_1", "intact_1"),
    "good": ("satisfaction_1",),
    "window": ("rework_1",),
}


def measures(terms: Terms) -> Iterator[Numbered]:
    """One clause for each measure."""
    for one in terms.measures.values():
        parts = [
            say(
                "{name}：权重{weight}。",
                "{name}: weight {weight}.",
                name=label(one.label),
                weight=percent(one.weight / 100),
            ),
            _counts(one),
            *(_assets(terms, assets) for assets in one.assets),
            say("{curve}。", "{curve}.", curve=curve(one.curve)),
            *_window(one),
            _evaluated(terms, one),
            *_idle(one, terms),
        ]
        yield one.clause, joined(parts)


def _counts(one: MeasureTerms) -> Text:
    if one.function != "satisfaction_1":
        return COUNTS[one.function]
    return say(
        "比率为当月所收评价中{good}星及以上的份数占全部份数的比例。",
        "The ratio is the share of the ratings given in the month that have {good} stars or more.",
        good=number(one.good),
    )


def _assets(terms: Terms, one: Assets) -> Text:
    return say(
        "{items}：{units}，占比{share}；停用指发生{faults}故障，且自报修起超过{rectify}仍未修复。",
        "{items}: {units}, share {share}; down means the fault {faults}, not repaired within {rectify} of the report.",
        items=names.items(terms, one.item),
        units=counted(one.units, "台", "unit"),
        share=percent(one.weight),
        faults=names.faults(terms, one.faults),
        rectify=duration(one.rectify),
    )


def _window(one: MeasureTerms) -> Iterator[Text]:
    if one.function == "rework_1" and one.window is not None:
        yield say(
            "同一设备或部位的同类故障在验收后{window}内再次发生的，方可认定为返修。",
            "A recurrence is the same fault of the same equipment or place within {window} of acceptance.",
            window=duration(one.window),
        )
    if one.function == "intact_1" and one.pool_months > 1:
        yield say(
            "本项按连同当月在内的{months}合并计算。",
            "It is pooled over {months}, the month itself included.",
            months=counted(one.pool_months, "个月", "month"),
        )


def _evaluated(terms: Terms, one: MeasureTerms) -> Text:
    """When it is not evaluated; its weight then goes to the others."""
    few = [_too_few(one)]
    duty = names.needed(terms, one)
    if duty is not None:
        owed = clause(duty.clause)
        few.append(
            say("甲方未履行{duty}约定次数的", "when the Principal has not done what it owes under {duty}", duty=owed)
        )
    return say(
        "{few}，本项当月不予评价，其权重由已评价的各项按比例分担。",
        "{few}, it is not evaluated in that month, and its weight goes to the measures that are.",
        few=joined(few, "，或者", ", or "),
    )


def _too_few(one: MeasureTerms) -> Text:
    if not one.min_n or one.function not in USED["min_n"]:
        return Text("没有数据的", "without data")
    least = counted(one.min_n, "件", "case")
    if one.function != "satisfaction_1" or one.pool_months == 1:
        return say("不足{n}的", "with fewer than {n}", n=least)
    return say(
        "当月不足{n}的，与之前各月合并计算，连同当月至多{months}，仍不足的",
        "with fewer than {n} it is pooled with the months before, {months} at most with the month itself, "
        "and if they are still fewer",
        n=least,
        months=counted(one.pool_months, "个月", "month"),
    )


def _idle(one: MeasureTerms, terms: Terms) -> Iterator[Text]:
    """What the data name and the function does not use: said, so that nobody relies on it."""
    given = terms.document["measures"][one.key]
    for key, functions in USED.items():
        used = one.function in functions
        if key == "pool_months" and one.function == "satisfaction_1":
            used = one.min_n > 0  # it pools only while there are too few
        if given.get(key) is not None and not used:
            value = number(given[key]) if key != "window" else duration(one.window or 0)
            yield say(
                "所载“{key}”（{value}）对本项不起作用。",
                "“{key}” ({value}) has no effect on this measure.",
                key=key,
                value=value,
            )


def total(terms: Terms) -> Iterator[Numbered]:
    """The monthly total."""
    short = Text("", "")
    if terms.min_days:
        days = counted(terms.min_days, "日", "day")
        short = say("，或者当月协议有效期间不足{days}", ", or less than {days} of the month lie in force", days=days)
    yield (
        terms.total_clause,
        say(
            "月度考核总分为已评价各项得分按权重的加权平均。已评价各项的权重合计不足{least}{short}的，当月不予评价，付款系数取{one}。",
            "The monthly total is the mean of the scores evaluated, weighted by their weights. When the weights "
            "evaluated come "
            "to less than {least}{short}, the month is not evaluated and the coefficient is {one}.",
            least=percent(terms.min_weight / 100),
            short=short,
            one=number(1),
        ),
    )


def rounding(terms: Terms) -> Iterator[Numbered]:
    """Where figures are rounded, and how."""
    one = terms.rounding

    def places(rule: tuple[int, str]) -> Text:
        return say(
            "{n}小数（{mode}）",
            "{n} ({mode})",
            n=Text(f"{rule[0]}位", f"{rule[0]} decimal{'' if rule[0] == 1 else 's'}"),
            mode=by_word(words.ROUNDINGS, rule[1]),
        )

    yield (
        one.clause,
        say(
            "各项得分取{score}，总分取{total}，金额取至分（{money}）；付款系数不作取舍。除本条外的中间结果均不取舍。",
            "A measure's score is rounded to {score}, the total to {total}, money to the fen ({money}); the "
            "coefficient is "
            "not rounded, and nothing is rounded but what this clause names.",
            score=places(one.measure_score),
            total=places(one.total),
            money=by_word(words.ROUNDINGS, one.money),
        ),
    )
