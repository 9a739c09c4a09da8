"""The report's sentences. Chinese, because the document goes to owners; every number comes from the statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from covenant.money import show
from weituo.month.formula import coefficient, percent, yuan
from weituo.month.reads import losses
from weituo.month.report.orders import MonthOrders
from weituo.month.text import ASIDE

HOUR, MINUTE = 3_600_000, 60_000
NOT_EVALUATED = "不评价"


def length(milliseconds: int) -> str:
    """2天4小时, 3小时5分, 42分钟: rounded down, at least a minute."""
    minutes = max(1, milliseconds // MINUTE)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{rest}分" if rest else f"{hours}小时"
    return f"{rest}分钟"


def moment(when: datetime, zone: ZoneInfo) -> str:
    """10-05 14:30."""
    return when.astimezone(zone).strftime("%m-%d %H:%M")


def date(when: datetime, zone: ZoneInfo) -> str:
    """2026年10月5日 14:30."""
    local = when.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def summary(document: Mapping[str, Any], orders: MonthOrders, short: int, before: str | None) -> list[str]:
    """Two to four sentences that answer: what happened, how good was it, what is paid and why."""
    return [
        _work(orders),
        _score(document, before),
        _pay(document, short),
        _late(document),
    ]


def _work(orders: MonthOrders) -> str:
    text = f"本月受理报修 {orders.reported} 单，验收完成 {orders.accepted} 单，月末尚有 {orders.open} 单未完成验收。"
    if orders.median is not None:
        text += f"从报修到完工，一半的工单不超过 {length(orders.median)}。"
    if orders.rejected:
        text += f"甲方与业主共退回 {orders.rejected} 次完工申报。"
    return text


def _score(document: Mapping[str, Any], before: str | None) -> str:
    score = document["total"]["score"]
    if score is None:
        return "本月有数据的指标权重不足，总分不评价，付款系数按 1 计。"
    text = f"考核总分 {score} 分"
    if before:
        change = Fraction(score) - Fraction(before)
        text += f"，比上月{'提高' if change > 0 else '下降'} {show(abs(change), 2)} 分" if change else "，与上月持平"
    labels = {one["key"]: one["label"]["zh"] for one in document["measures"]}
    lost = [one for one in losses(document).values() if one.points]
    lost.sort(key=lambda one: -(one.points or 0))
    if lost:
        named = "、".join(f"{labels[one.key]} {show(one.points or Fraction(0), 2)} 分" for one in lost[:3])
        text += f"；失分最多的是{named}" if len(lost) > 1 else f"；失分在{named}"
    return text + "。"


def _pay(document: Mapping[str, Any], short: int) -> str:
    text = f"含税应付款 {yuan(document['gross'])}"
    if short > 0:
        return text + f"；与满分相比，不含税少付 {yuan(short)}。"
    return text + "，按满分付款。"


def _late(document: Mapping[str, Any]) -> str:
    costs = document["costs"]
    if not costs:
        return "本月到期的响应与修复全部按时。"
    worst = costs[0]["net"]
    text = f"有 {len(costs)} 单超过约定时限"
    return text + (f"，单笔影响最大的一单为 {yuan(worst)}。" if worst else "。")


def measure_value(one: Mapping[str, Any]) -> str:
    """The ratio as shown, or why there is none."""
    if one["value"] is not None:
        return percent(one["value"])
    return {"too_few": "样本不足", "too_short": "天数不足"}.get(one["note"], "–" if one["den"] else "无数据")


def not_judged(one: Mapping[str, Any]) -> str:
    """Why a measure has no score; empty when it has one."""
    if one["evaluated"]:
        return ""
    reason = {
        "too_few": "样本不足",
        "too_short": "本月协议生效天数不足",
        "principal_duty": "物业方未履行约定的检查义务",
    }.get(one["note"], "本月没有到期或没有数据")
    return f"{reason}，不评价，权重由其余指标分担。"


def left_aside(counts: Mapping[str, int]) -> str:
    """Facts that counted in no figure, with the reason; empty when there are none."""
    parts = "；".join(f"{n} 条{ASIDE[reason][0]}" for reason, n in counts.items())
    return f"存证账本中另有记录未计入本结算单：{parts}。" if parts else ""


def event_note(one: Mapping[str, Any]) -> str:
    """What stands behind a priced event: how often, red line, why it cost nothing."""
    said = [f"同类第 {one['nth']} 次"] if one["nth"] > 1 else []
    said += [f"按 {coefficient(Fraction(one['factor']))} 倍"] if one["factor"] != "1" else []
    said += ["红线"] if one["red_line"] else []
    said += ["同一工单已按金额更高的事件扣款"] if one["why"] else []
    return "，".join(said)


def repair_times(times: Mapping[str, Any]) -> str:
    """The three times to repair, always together."""
    parts = []
    for key, name in (("wall", "报修到完工"), ("net", "扣除挂起时间"), ("active", "现场作业")):
        if times[key]:
            half, most = (length(times[key][part]) for part in ("p50", "p90"))
            parts.append(f"{name}半数在{half}以内，九成在{most}以内")
    still = f"，其中 {times['open']} 次尚未完成" if times["open"] else ""
    return f"维修用时（{times['n']} 次{still}）：{'；'.join(parts)}。"
