"""Sentences: what they are about, danger, place; rules that cannot be used; an estate's own rules; hostile input."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.understanding.score import catalogue, score, sentences
from weituo.engines.understanding import (
    BadRule,
    Rule,
    Where,
    built_in,
    danger,
    heard,
    question,
    read,
    understand,
    where,
)

KNOWN = catalogue()


@pytest.mark.parametrize(("part", "both", "place"), [("tune", 0.97, 0.99), ("held", 0.93, 0.85)])
def test_the_labelled_sentences(part, both, place):
    done = score(part)
    assert len(sentences("tune")) + len(sentences("held")) >= 300
    assert done.recall("danger") == 1, [one.text for one, reading in done.wrong if one.danger and not reading.danger]
    assert done.precision("danger") >= 0.98
    assert min(done.precision("both"), done.recall("both")) >= both
    assert min(done.precision("place"), done.recall("place")) >= place


def test_the_example_of_the_house():
    said = understand("厨房水管爆了漏到楼下", KNOWN)
    assert (said.item, said.fault, said.danger) == ("unit.inside", "burst", True)
    assert {"item.unit", "danger.burst"} <= {one.rule for one in said.reasons}
    assert all(word in "厨房水管爆了漏到楼下" for one in said.reasons for word in one.words)


def test_the_scanned_thing_counts_and_an_unclear_word_is_read_by_it():
    assert understand("按了没反应", KNOWN, here="lift.car").fault == "stuck"
    assert understand("坏了", KNOWN).item is None
    said = understand("漏水", KNOWN, here="water.pump")
    assert (said.item, said.fault) == ("water.pump", "leak")


@pytest.mark.parametrize(
    ("text", "is_danger"),
    [
        ("电梯困人", True), ("楼道冒烟", True), ("插座漏电", True), ("水管爆了", True), ("Ｓｍｏｋｅ", True), ("没有冒烟", True),
        ("消火栓漏水", False), ("灭火器过期", False), ("火警误报", False), ("火警误报 但是楼道冒烟", True), ("带电瓶车上楼", False),
        ("楼道有人抽烟烟味大", False), ("门口有烟味", True), ("", False),
    ],
)  # fmt: skip
def test_danger(text, is_danger):
    assert danger(text) == is_danger
    assert understand(text, KNOWN).danger == is_danger


@given(st.text(max_size=200), st.sampled_from([one.text for one in sentences("tune") if one.danger]))
def test_whatever_is_said_beside_it_danger_stays_danger(more, grave):
    harmless = (
        "消火栓",
        "灭火器",
        "防火门",
        "火警误报",
        "没有着火",
        "没看见火",
        "抽烟",
        "吸烟",
        "二手烟",
        "香烟",
        "火灾报警",
    )
    if not any(word in more + grave for word in harmless):
        assert danger(f"{more} {grave}")


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("3号楼2单元1201漏水", Where("3", "2", "1201")), ("三栋一单元", Where("3", "1")), ("十二幢", Where("12")),
        ("二十号楼", Where("20")), ("4-1-502没电", Where("4", "1", "502")), ("12楼", Where()), ("2026年", Where()),
        ("电话13800001234", Where()), ("水表0123", Where(room="0123")), ("", Where()),
    ],
)  # fmt: skip
def test_places(text, there):
    assert where(text) == there


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"id": "a"}, "no_words"), ({"id": "a", "any": ["x"]}, "gives_nothing"), ({"any": ["x"]}, "unknown_key"),
        ({"id": "a", "any": "x", "danger": True}, "bad_words"), ({"id": "a", "any": [""], "danger": True}, "bad_words"),
        ({"id": "a", "any": ["x" * 41], "danger": True}, "bad_words"), ({"id": "a", "any": [1], "danger": True}, "bad_words"),
        ({"id": "a", "any": ["x"] * 61, "danger": True}, "bad_words"), ({"id": "a", "any": ["x"], "danger": 1}, "gives_nothing"),
        ({"id": "a", "any": ["x"], "danger": True, "points": 31}, "bad_points"),
        ({"id": "a", "any": ["x"], "danger": True, "points": True}, "bad_points"),
        ({"id": "a", "any": ["x"], "danger": True, "more": 1}, "unknown_key"),
        ({"id": "a", "any": ["x"], "danger": True, "all": [["y"]] * 7}, "bad_words"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_used(row, why):
    with pytest.raises(BadRule) as caught:
        read([row])
    assert caught.value.why == why


def test_an_estates_own_rule_decides_and_takes_no_danger_away():
    own = (Rule("own.1", ("喷泉",), item="water.pump", fault="noise", points=30),)
    said = understand("喷泉坏了", KNOWN, own=own)
    assert (said.item, said.fault) == ("water.pump", "noise")
    away = (Rule("own.2", ("冒烟",), item="public.area", fault="other", points=30),)
    assert understand("楼道冒烟", KNOWN, own=away).danger
    assert danger("喷泉", (Rule("own.3", ("喷泉",), danger=True),))


def test_every_rule_of_the_house_speaks_of_something_the_terms_know():
    faults = {fault for known in KNOWN.values() for fault in known}
    for rule in built_in():
        assert rule.item in (None, "", *KNOWN), rule.id
        assert rule.fault is None or rule.fault in faults, rule.id
        assert set(rule.items) <= set(KNOWN), rule.id
    assert len({rule.id for rule in built_in()}) == len(built_in())


def test_other_terms_get_only_their_own_words():
    said = understand("电梯困人了", {"escalator": ["jam", "other"]})
    assert (said.item, said.fault, said.danger) == (None, None, True)
    assert understand("电梯困人了", {}).danger


@given(st.text(max_size=3000))
def test_anything_can_be_said(text):
    said = understand(text, KNOWN)
    assert (said.item is None) == (said.fault is None)
    assert said.item is None or said.fault in KNOWN[said.item]


def test_only_so_much_is_read():
    assert understand("好" * 2000 + "电梯困人", KNOWN).danger is False
    assert understand("好" * 1990 + "电梯困人", KNOWN).danger is True


def answered(content):
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


@pytest.mark.parametrize(
    ("content", "pair", "is_danger"),
    [
        ('{"item": "lift.car", "fault": "noise", "danger": false}', ("lift.car", "noise"), False),
        ('```json\n{"item": "lift.car", "fault": "noise", "danger": true}```', ("lift.car", "noise"), True),
        ('{"item": "lift.car", "fault": "burst", "danger": "yes"}', (None, None), False),
        ('{"item": "rm -rf", "fault": "noise", "danger": false}', (None, None), False),
        ('{"item": ["lift.car"], "fault": {}, "danger": true}', (None, None), True),
        ('{"item": null}', (None, None), False),
        ("I think it is the lift", (None, None), False),
        ("", (None, None), False),
    ],
)
def test_of_a_models_answer_only_what_the_terms_know_is_believed(content, pair, is_danger):
    unclear = understand("不知道怎么说", KNOWN)
    said = heard(answered(content), unclear, KNOWN)
    assert ((said.item, said.fault), said.danger) == (pair, is_danger)


def test_a_model_neither_overrules_the_rules_nor_takes_danger_away():
    clear = understand("电梯困人", KNOWN)
    assert heard(answered('{"item": "other", "fault": "other", "danger": false}'), clear, KNOWN) == clear
    for broken in (b"", b"{}", b"[]", b'{"choices": []}', b"\xff", b"[" * 100_000):
        assert heard(broken, clear, KNOWN) == clear


def test_no_long_number_is_sent():
    sent = json.dumps(question("我电话13800001234，身份证110101 19900101 1234，3号楼", KNOWN, "m"), ensure_ascii=False)
    assert "13800001234" not in sent
    assert "19900101" not in sent
    assert "3号楼" in sent
