"""《工程运维报告》: from the statement's facts alone, the same for ever, and never stopped by a strange character."""

import dataclasses
import json
import re

import pytest

from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.month import reads, report
from weituo.month.models import Statement
from weituo.month.report import words
from weituo.month.report.data import data
from weituo.month.report.print import GETA, compiled
from weituo.people.reads import Actor
from weituo.work.actions import voice
from weituo.work.models import Order


@pytest.fixture
def view(world):
    return reads.statement(world.actors["zhou"], Statement.objects.get(month="2026-10").id)


def test_it_says_what_the_statement_says(view):
    said, document = data(view), view.document
    assert said["gross"] == f"{document['gross'] // 100:,}.{document['gross'] % 100:02}"
    assert [one["clause"] for one in said["measures"]] == [f"6.{number}" for number in range(1, 8)]
    assert said["late_count"] == len(document["costs"])
    late = sum(row[3] for row in said["clocks"])
    assert late == sum(one["verdict"] == "late" for one in document["clocks"])
    assert sum(day[1] for day in said["days"]) == sum(kind[1] for kind in said["kinds"])
    assert len(said["days"]) == 31
    assert said["number"] == "JASMINE-ENG-01/2026-10"


def test_nobody_is_named_but_the_signatories(view, world):
    text = json.dumps(data(view), ensure_ascii=False)
    for order in Order.objects.exclude(contact_phone=""):
        assert order.contact_phone not in text
    for order in Order.objects.exclude(text="")[:200]:
        if len(order.text) > 6:
            assert order.text not in text
    engineers = {actor.name for key, actor in world.actors.items() if key in ("wang", "zhao", "qian")}
    assert not any(name in text for name in engineers)


def test_chinese_with_chinese_punctuation(view):
    for sentence in data(view)["summary"]:
        assert re.search(r"[\u4e00-\u9fff]", sentence)
        assert sentence.endswith("。")
        assert not re.search(r"[\u4e00-\u9fff][,;:]", sentence), sentence


def test_the_same_bytes_after_the_month_went_on(view, world):
    before = report.pdf(view)
    assert before.startswith(b"%PDF-1.7")
    order = Order.objects.filter(state="accepted", stars=None, agreement_id=view.agreement_id).latest("accepted_at")
    reporter = Actor.reporter("R-later", world.estate_id)
    voice.rate(order_id=order.id, actor=reporter, now=TODAY, fact_id=uuid7(TODAY), stars=1, words="")
    assert report.pdf(view) == before


def test_markup_and_rare_characters_are_only_text(view):
    said = data(view)
    said["estate"] = '#strong[x] $y$ \\ "z" <b> 𠮷😀'
    made = compiled(said)
    assert made.startswith(b"%PDF")
    assert GETA == "〓"


def test_it_names_events_duties_times_and_availability(view):
    said, document = data(view), view.document
    assert [row[0] for row in said["client"]] == [one["label"]["zh"] for one in document["client"]]
    assert len(said["events"]) == len(document["incidents"])
    assert said["times"].startswith(f"维修用时（{document['repair_times']['n']} 次")
    assert {row[0] for row in said["classes"]} == {"电梯", "水泵", "配电设备"}
    reasons = {one["label"]: one["why"] for one in said["measures"]}
    assert reasons["计划保养完成"].startswith("本月没有到期")
    assert not reasons["修复及时"]


def test_corrections_and_what_is_kept_back_are_sentences_of_their_own(view):
    corrected = {"fact": "f", "month": "2026-09", "lines": {"performance": -4200, "vat": -252}, "net": -4200,
                 "vat": -252, "gross": -4452}  # fmt: skip
    gross = view.document["gross"]
    document = {**view.document, "adjustments": [corrected], "retained": 5000, "payable": gross - 5000}
    said = data(dataclasses.replace(view, document=document))
    assert said["notes"][0] == "更正2026年9月结算单：不含税 −42.00 元（绩效部分 −42.00、增值税 −2.52）。"
    assert "暂留 50.00 元" in said["notes"][1]
    assert compiled(said).startswith(b"%PDF")


def test_an_empty_month_prints(view):
    said = data(view)
    empty = {"late": [], "late_count": 0, "kinds": [], "clocks": [], "waits": [], "repeats": [], "trend": []}
    said.update(empty, days=[[str(day), 0, 0] for day in range(1, 29)], stars=[[f"{n} 星", 0] for n in (5, 4, 3, 2, 1)])
    assert compiled(said).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (1, "1分钟"),
        (59 * 60_000, "59分钟"),
        (3_600_000, "1小时"),
        (3_900_000, "1小时5分"),
        (90_000_000, "1天1小时"),
        (172_800_000, "2天"),
    ],
)
def test_lengths_of_time(milliseconds, text):
    assert words.length(milliseconds) == text
