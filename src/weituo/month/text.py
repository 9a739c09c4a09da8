"""A statement as plain text, for a terminal or a letter: from the signed document alone, in Chinese or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

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
    },
}
WIDTH = 22
HOUR = 3_600_000


def statement_text(document: Mapping[str, Any], *, estate: str = "", sha256: str = "", language: str = "zh") -> str:
    """The whole statement, each figure with its clause and its arithmetic. `language` is "zh" or "en"."""
    words = WORDS["en" if language.startswith("en") else "zh"]
    tongue = "en" if language.startswith("en") else "zh"
    nodes = {node["fig"]: node for node in document["trace"]}
    month = document["month"]
    out = [f"{words['title']} {document['agreement']}/{month}" + (f" · {estate}" if estate else ""), ""]
    for one in sorted(document["measures"], key=lambda one: clause_order(one["clause"])):
        score = nodes[f"{month}/{one['key']}.score"]
        ratio = nodes[f"{month}/{one['key']}.ratio"]
        shown = one["score"] or words["not_evaluated"]
        out.append(_row(one["clause"], one["label"][tongue], shown, figures.formula(ratio, nodes)))
        if figures.formula(score, nodes):
            out.append(_row("", "", "", figures.formula(score, nodes)))
    for key in ("total", "coefficient"):
        node = nodes[f"{month}/{key}"]
        shown = figures.value(node) or words["not_evaluated"]
        out.append(_row(node["clause"], node["label"][tongue], shown, figures.formula(node, nodes)))
    out.append("")
    for key in figures.payment(document):
        node = nodes[f"{month}/{key}"]
        out.append(_row(node["clause"], node["label"][tongue], figures.value(node) or "", figures.formula(node, nodes)))
    out += ["", f"{words['late']} {len(document['costs'])} {words['unit']}".rstrip()]
    if document["costs"]:
        out[-1] += f" · {words['costs']} {figures.yuan(document['costs'][0]['net'])}"
    out.append(f"{words['facts']} {document['facts']['count']} {words['pieces']}".rstrip())
    if sha256:
        out.append(f"SHA-256 {sha256}")
    return "\n".join(line.rstrip() for line in out) + "\n"


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
