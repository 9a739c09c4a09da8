"""A statement as plain text, for a terminal or a letter: from the signed document alone, in Chinese or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from covenant.agreement import Terms
from covenant.money import show
from weituo.month import formula as figures

WORDS = {
    "zh": {
        "title": "结算单",
        "measure": "指标",
        "not_evaluated": "不评价",
        "net": "不含税应付款",
        "gross": "含税应付款",
        "late": "超时工单",
        "facts": "依据事实记录",
        "unit": "单",
        "pieces": "条",
        "costs": "逐单按时可增加不含税应付款最多",
        "no_data": "无到期",
        "too_few": "样本不足",
        "too_short": "生效天数不足",
        "principal_duty": "物业方未履行约定义务",
        "events": "事件扣款逐项",
        "nth": "同类第 {} 次",
        "red_line": "红线",
        "charged_once": "同一工单已按金额更高的事件扣款",
        "extinguished": "超出当月扣款上限，不再扣收",
        "retained": "最后一个月暂留",
        "payable": "本次应付",
        "client": "物业方义务",
        "times": "维修用时（小时，半数不超过／九成不超过）",
        "wall": "报修到完工",
        "net_time": "扣除挂起时间",
        "active": "现场作业",
        "open": "尚未完成",
        "aside": "未计入的记录",
    },
    "en": {
        "title": "Statement",
        "measure": "Measures",
        "not_evaluated": "not evaluated",
        "net": "Net payment",
        "gross": "Gross payment",
        "late": "Late orders",
        "facts": "Facts it rests on",
        "unit": "",
        "pieces": "",
        "costs": "the dearest, if on time, would add net",
        "no_data": "nothing due",
        "too_few": "too few to judge",
        "too_short": "too few days in force",
        "principal_duty": "the principal did not do its part",
        "events": "Priced events one by one",
        "nth": "number {} of its kind",
        "red_line": "red line",
        "charged_once": "the order is charged by a dearer event",
        "extinguished": "beyond the monthly cap, extinguished",
        "retained": "Kept back",
        "payable": "To be paid now",
        "client": "The principal's duties",
        "times": "Times to repair (hours, half within / nine in ten within)",
        "wall": "Report to done",
        "net_time": "Without pauses",
        "active": "On site",
        "open": "still open",
        "aside": "Facts left aside",
    },
}
ASIDE = {
    "unusable": ("无法读取（内容损坏或类型不明）", "cannot be read"),
    "duplicate": ("与另一条完全相同，只计一次", "the same fact a second time"),
    "conflicting": ("编号或位置与另一条冲突，只能计其中一条", "its place is taken by another fact"),
    "after_as_of": ("发生在月末以前，但出具后才入账，可通过更正计入", "came in after this; a correction takes it in"),
    "other_subject": ("属于本版协议不计的类型", "of a kind the terms do not count"),
    "other_agreement": ("属于另一份协议", "of another agreement"),
    "before_agreement": ("所属工单在协议生效前报修", "of an order from before the agreement"),
    "no_report": ("所属工单缺少报修记录", "of an order without a report"),
    "gap": ("前面的记录缺失或被改动，不能作为依据", "follows a missing or changed fact"),
}
"""Why a fact counted in no figure (covenant.collect), Chinese and English."""
WIDTH = 22
HOUR = 3_600_000


def statement_text(
    document: Mapping[str, Any],
    *,
    estate: str = "",
    sha256: str = "",
    language: str = "zh",
    aside: Mapping[str, int] | None = None,
) -> str:
    """The whole statement, each figure with its clause and its arithmetic. `language` is "zh" or "en"; `aside` are the
    facts left aside, by reason."""
    words = WORDS["en" if language.startswith("en") else "zh"]
    tongue = "en" if language.startswith("en") else "zh"
    nodes = {node["fig"]: node for node in document["trace"]}
    month = document["month"]
    out = [f"{words['title']} {document['agreement']}/{month}" + (f" · {estate}" if estate else ""), ""]
    for one in sorted(document["measures"], key=lambda one: clause_order(one["clause"])):
        score = nodes[f"{month}/{one['key']}.score"]
        ratio = nodes[f"{month}/{one['key']}.ratio"]
        shown = one["score"] or words["not_evaluated"]
        out.append(
            _row(one["clause"], one["label"][tongue], shown, _counted(one, figures.formula(ratio, nodes), words))
        )
        if figures.formula(score, nodes):
            out.append(_row("", "", "", figures.formula(score, nodes)))
    for key in ("total", "coefficient"):
        node = nodes[f"{month}/{key}"]
        shown = figures.value(node) or words["not_evaluated"]
        out.append(_row(node["clause"], node["label"][tongue], shown, figures.formula(node, nodes)))
    out.append("")
    for key in figures.payment(document):
        node = nodes[f"{month}/{key}"]
        out.append(
            _row(node["clause"], figures.label(node)[tongue], figures.value(node) or "", figures.formula(node, nodes))
        )
    if "client" in document:
        out += _second(document, nodes, words, tongue)
    out += ["", f"{words['late']} {len(document['costs'])} {words['unit']}".rstrip()]
    if document["costs"]:
        out[-1] += f" · {words['costs']} {figures.yuan(document['costs'][0]['net'])}"
    out.append(f"{words['facts']} {document['facts']['count']} {words['pieces']}".rstrip())
    for reason, n in (aside or {}).items():
        out.append(f"{words['aside']} {n} {words['pieces']}".rstrip() + f" · {ASIDE[reason][tongue == 'en']}")
    if sha256:
        out.append(f"SHA-256 {sha256}")
    return "\n".join(line.rstrip() for line in out) + "\n"


def _counted(one: Mapping[str, Any], way: str, words: Mapping[str, str]) -> str:
    """The ratio with its interval, or why it was not judged."""
    if not one["evaluated"]:
        return "  ".join(part for part in (way, words.get(one["note"], "")) if part)
    return f"{way}  (95%: {interval(one['interval'])})" if one.get("interval") else way


def _second(
    document: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], words: Mapping[str, str], tongue: str
) -> list[str]:
    """What a statement/2 says beyond score and payment."""
    out = [
        _row("", words[key], figures.yuan(document[key]), "") for key in ("retained", "payable") if document["retained"]
    ]
    zone = ZoneInfo(document["zone"])
    if document["incidents"]:
        out += ["", words["events"]]
    for one in document["incidents"]:
        node = nodes[f"{document['month']}/event.{one['event']}.{one['id']}"]
        said = [datetime.fromtimestamp(one["at"] // 1000, zone).strftime("%Y-%m-%d %H:%M")]
        said += [words["nth"].format(one["nth"])] if one["nth"] > 1 else []
        said += [f"× {figures.coefficient(Fraction(one['factor']))}"] if one["factor"] != "1" else []
        said += [words["red_line"]] if one["red_line"] else []
        said += [words[one["why"]]] if one["why"] else []
        out.append(_row(one["clause"], node["label"][tongue], figures.yuan(-one["fen"]), " · ".join(said)))
    if document["events"]["extinguished"]:
        out.append(_row("", "", figures.yuan(document["events"]["extinguished"]), words["extinguished"]))
    if document["client"]:
        out += ["", words["client"]]
    out += [_row(one["clause"], one["label"][tongue], f"{one['num']}/{one['den']}", "") for one in document["client"]]
    times = document["repair_times"]
    if times["wall"]:
        still = f" · {words['open']} {times['open']}" if times["open"] else ""
        out += ["", f"{words['times']} · {times['n']} {words['unit']}".rstrip() + still]
        spreads = [
            (words[word], times[key]) for key, word in (("wall", "wall"), ("net", "net_time"), ("active", "active"))
        ]
        out += [
            _row("", label, f"{hours(spread['p50'])} / {hours(spread['p90'])}", "")
            for label, spread in spreads
            if spread
        ]
    return out


def interval(edges: Sequence[str]) -> str:
    """`91.9% – 97.4%`."""
    return " – ".join(f"{show(Fraction(edge) * 100, 1)}%" for edge in edges)


def asset_labels(terms: Terms) -> dict[str, Mapping[str, str]]:
    """What the classes of an availability are called: as the first kind of equipment their pattern means."""
    found: dict[str, Mapping[str, str]] = {}
    for measure in terms.measures.values():
        for one in measure.assets:
            whole = one.item.removesuffix("*")
            named = next((item for key, item in terms.items.items() if key == one.item or key.startswith(whole)), None)
            found[one.key] = named.label if named else {"zh": one.key}
    return found


def hours(milliseconds: int) -> str:
    """Hours with one decimal where there is one: 42.4, 17,280."""
    text = show(Fraction(milliseconds, HOUR), 1).removesuffix(".0")
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def clause_order(clause: str) -> tuple[int, ...]:
    """Clauses in the order of the contract: 3.2 before 3.10."""
    return tuple(int(part) if part.isdecimal() else 0 for part in clause.split("."))


def _row(clause: str, label: str, shown: str, way: str) -> str:
    return f"{clause:>5}  {_pad(label, WIDTH)} {_pad(shown, 16, right=True)}   {way}"


def _pad(text: str, width: int, *, right: bool = False) -> str:
    """Padded to columns as a terminal shows them: a Chinese character takes two."""
    used = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    gap = " " * max(0, width - used)
    return gap + text if right else text + gap
