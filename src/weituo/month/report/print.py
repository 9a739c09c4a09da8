"""Prints the report with typst. The text travels as data, never as markup; PDF/A-2b makes a missing glyph an error."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn
import typst

from weituo.month.reads import StatementView
from weituo.month.report.data import data

TEMPLATE = Path(__file__).with_name("report.typ")
GETA = "〓"
"""What Chinese and Japanese printers set where they have no type for a character."""

_UNKNOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.S)
_MOST = 40
_one_at_a_time = Lock()  # the compiler keeps its files and fonts warm, and is not made for two threads


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = [str(pylopdf_fonts_zh_cn.sans_path().parent)]
    return typst.Compiler(str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True)


def pdf(view: StatementView) -> bytes:
    """The report of an issued statement as PDF/A-2b: the same statement and signatures give the same bytes.

    A character the fonts lack, in the name of a place, is printed as 〓 and said so: better than no report.
    """
    return compiled(data(view))


def compiled(report: dict[str, object]) -> bytes:
    """The template filled with `report`."""
    text = json.dumps({**report, "missing": False}, ensure_ascii=False)
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
            text = text.replace('"missing": false', '"missing": true')
            continue
        assert isinstance(made, bytes)
        return made
    raise RuntimeError("the report's fonts lack too many of its characters")
