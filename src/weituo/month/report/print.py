"""Prints the report with typst. The text travels as data, never as markup; a missing glyph is an error (PDF/A-2b)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from weituo.month.reads import StatementView
from weituo.month.report.data import data

TEMPLATE = Path(__file__).with_name("report.typ")


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = [str(pylopdf_fonts_zh_cn.sans_path().parent)]
    return typst.Compiler(str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True)


def pdf(view: StatementView) -> bytes:
    """The report of an issued statement as PDF/A-2b."""
    inputs = {"data": json.dumps(data(view), ensure_ascii=False)}
    made = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made
