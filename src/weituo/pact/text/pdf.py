"""The contract as a PDF, printed with typst. The text travels as data, never as markup."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn
import typst

from covenant.text import Contract, Text, as_data
from covenant.text.phrase import typeset
from weituo.pact.text import labels

TEMPLATE = Path(__file__).with_name("contract.typ")
GETA = "〓"  # what printers set where they have no type for a character

_UNKNOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.S)
_MOST = 40
_one_at_a_time = Lock()  # the compiler is not made for two threads


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = [str(pylopdf_fonts_zh_cn.sans_path().parent)]
    return typst.Compiler(str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True)


def pdf(one: Contract, language: str = "zh") -> bytes:
    """The contract in "zh", "en" or "both", as PDF/A-2b: the same contract gives the same bytes. A character the fonts
    lack is printed as 〓. ValueError for another language."""
    text = json.dumps({**_data(one), "language": labels.check(language)}, ensure_ascii=False)
    for _ in range(_MOST):
        try:
            with _one_at_a_time:
                made = _compiler().compile(format="pdf", sys_inputs={"data": text}, pdf_standards=["a-2b"])
        except typst.TypstError as error:
            unknown = _UNKNOWN.search(str(error))
            if unknown is None or not any(sign in text for sign in unknown[1]):
                raise
            for sign in unknown[1]:
                if not sign.isascii():
                    text = text.replace(sign, GETA)
            continue
        assert isinstance(made, bytes)
        return made
    raise RuntimeError("the fonts lack too many of the contract's characters")


def _data(one: Contract) -> dict[str, object]:
    sides = labels.signing(one)
    return {
        **as_data(one),
        "since": one.since // 1000,
        "footer": labels.footer(one),
        "signed": _pair(labels.SIGNED),
        "agreed": _pair(labels.AGREED),
        "marks": [_pair(mark) for mark in labels.MARKS],
        "sides": [{"call": _pair(side.call), "name": _pair(side.name)} for side in sides],
        "calls": [_pair(side.call) for side in one.head.parties],
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": typeset(text.zh), "en": text.en}
