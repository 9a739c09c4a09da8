"""The sheets as a printer gets them: right size, right number, every text and code on them."""

import re
import time
from uuid import uuid4

import pytest
import segno

from weituo.estate import labels
from weituo.estate.reads import EstateView, Place

ESTATE = EstateView(uuid4(), "jasmine", "茉莉园小区", "Jasmine Court", "Asia/Shanghai", "0571-88001234", "x")
ORIGIN = "https://baoxiu.example.cn"


def label(number, zh="3幢一单元2号电梯", en="Building 3-1 lift 2"):
    code = f"{number:010d}"
    return Place(ESTATE, code, "equipment", uuid4(), zh, en, "lift.car", "", "3幢", "", "1F", None, None, None)


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (24, 1), (25, 2), (49, 3)])
def test_twenty_four_to_a_sheet(count, sheets):
    pdf = labels.sheet(ESTATE, [label(number) for number in range(count)], ORIGIN)
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == sheets
    sizes = {tuple(map(float, found)) for found in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)}
    assert {(round(w), round(h)) for w, h in sizes} == {(595, 842)}  # A4 in points


def test_names_are_values_not_markup():
    """A name that looks like the typesetting language is printed, not carried out."""
    odd = [label(1, zh='#panic("x")', en="$x^2$ *b* [y] \\ <a>"), label(2, zh="“引号”与《书名》", en='"quotes"')]
    assert pages(labels.sheet(ESTATE, odd, ORIGIN)) == 1


def test_the_longest_names_stay_on_their_label():
    long = label(1, zh="西区地下车库消防卷帘门控制箱及其备用电源" * 4, en="West garage shutter control box " * 8)
    assert pages(labels.sheet(ESTATE, [long] * 24, ORIGIN)) == 1


def test_the_code_says_the_permanent_address():
    assert labels.address(ORIGIN, "7K2QD9XWMA") == "https://baoxiu.example.cn/q/7K2QD9XWMA"
    drawn = labels.picture(labels.address(ORIGIN, "7K2QD9XWMA"))
    same = segno.make("https://baoxiu.example.cn/q/7K2QD9XWMA", error="m", boost_error=False, micro=False, mask=2)
    path = re.compile(r' d="([^"]+)"')
    assert path.findall(drawn) == path.findall(same.svg_inline(border=2))


def test_nothing_to_print_is_said():
    with pytest.raises(ValueError, match="no label"):
        labels.sheet(ESTATE, [], ORIGIN)


def test_no_character_is_missing_from_the_font():
    """PDF/A makes a missing glyph an error; rare characters of people's names included."""
    odd = label(1, zh="喆堃䶮㐂楼 №3 ①〔乙〕—…", en="Pump Ω № 3 — “east”")
    data = labels.content(ESTATE, [odd], ORIGIN)
    assert labels.compiler().compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["a-2b"])


def test_three_hundred_labels_in_three_seconds():
    began = time.monotonic()
    pdf = labels.sheet(ESTATE, [label(number) for number in range(300)], ORIGIN)
    assert pages(pdf) == 13
    assert time.monotonic() - began < 3
