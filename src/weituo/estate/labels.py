"""Sheets of code labels as PDF: A4, 24 labels of 70 × 37 mm each, Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
import typst

from weituo.estate import codes
from weituo.estate.reads import EstateView, Place

PER_PAGE = 24
TEMPLATE = Path(__file__).with_name("labels.typ")


def address(origin: str, code: str) -> str:
    """What the label's QR code says; it must open for as long as the label hangs."""
    return f"{origin}/q/{code}"


def sheet(estate: EstateView, places: Sequence[Place], origin: str) -> bytes:
    """The PDF with one label for each place that has a code, in the order given.

    `origin` is the public address, without a slash at its end. ValueError when there is nothing to print.
    """
    if not places:
        raise ValueError("no label to print")
    made = compiler().compile(format="pdf", sys_inputs={"data": content(estate, places, origin)})
    assert isinstance(made, bytes)
    return made


def content(estate: EstateView, places: Sequence[Place], origin: str) -> str:
    """What stands on the labels, as the JSON the template reads."""
    data = {
        "title": f"{estate.name_zh} 报修二维码 Code labels",
        "estate_zh": estate.name_zh,
        "phone": estate.duty_phone,
        "alt": "二维码 QR code ",
        "labels": [
            {
                "code": place.code,
                "shown": codes.shown(place.code),
                "zh": place.name_zh,
                "en": place.name_en,
                "qr": picture(address(origin, place.code)),
            }
            for place in places
        ],
    }
    return json.dumps(data, ensure_ascii=False)


def picture(text: str) -> str:
    """The QR code of a text as SVG, with its quiet zone; error correction M: a scratched label still reads."""
    svg = BytesIO()
    # a fixed mask is as readable and five times as quick to make as trying all eight
    segno.make(text, error="m", boost_error=False, micro=False, mask=2).save(
        svg, kind="svg", border=2, xmldecl=False, nl=False
    )
    return svg.getvalue().decode()


@cache
def compiler() -> typst.Compiler:
    """The template with its fonts, read once for each process."""
    fonts = [str(pylopdf_fonts_zh_cn.sans_path().parent)]
    return typst.Compiler(str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True)
