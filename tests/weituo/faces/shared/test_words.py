"""Time, money and refusals as every page says them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

import weituo
from covenant.errors import Refusal
from weituo.faces.shared import duration, labels, refusals

NOW = datetime(2026, 11, 23, 5, 48, tzinfo=UTC)  # 13:48 in Hangzhou
ROOT = Path(weituo.__file__).parent.parent


def shown(text, **context):
    html = Template("{% load weituo %}" + text).render(Context({"now": NOW, **context}))
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-5, "不到 1 分钟", "under a minute"),
        (59, "不到 1 分钟", "under a minute"),
        (60, "1 分钟", "1 minute"),
        (42 * 60 + 59, "42 分钟", "42 minutes"),
        (3600, "1 小时", "1 hour"),
        (3 * 3600 + 5 * 60, "3 小时 5 分钟", "3 hours 5 minutes"),
        (86400, "1 天", "1 day"),
        (86400 + 59 * 60, "1 天", "1 day"),
        (2 * 86400 + 4 * 3600 + 59 * 60, "2 天 4 小时", "2 days 4 hours"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(seconds, zh, en):
    with translation.override("zh-hans"):
        assert duration.words(seconds) == zh
    with translation.override("en"):
        assert duration.words(seconds) == en


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (0.7, "14:30", "14:30"),
        (-14.5, "昨天 23:18", "yesterday 23:18"),
        (11, "明天 00:48", "tomorrow 00:48"),
        (48, "11月25日 13:48", "25 Nov 13:48"),
        (24 * 40, "2027年1月2日 13:48", "2 Jan 2027 13:48"),
    ],
)
def test_a_moment_is_as_short_as_is_unambiguous_in_the_estates_zone(hours, zh, en):
    moment = NOW + timedelta(hours=hours)
    with timezone.override("Asia/Shanghai"):
        with translation.override("zh-hans"):
            assert duration.exact(moment, NOW) == zh
        with translation.override("en"):
            assert duration.exact(moment, NOW) == en


@pytest.mark.parametrize(
    ("minutes", "done", "says"),
    [
        (42, None, "还剩 42 分钟 · 14:30 前"),
        (0, None, "还剩 不到 1 分钟 · 13:48 前"),
        (-12, None, "已超时 12 分钟 · 应在 13:36 前"),
        (42, -5, "按时 · 13:43"),
        (-42, -30, "超时 12 分钟 · 13:18"),
        (-42, -42, "按时 · 13:06"),
    ],
)
def test_a_deadline_in_words_and_exactly(minutes, done, says):
    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        text = shown(
            "{% due limit done %}",
            limit=NOW + timedelta(minutes=minutes),
            done=None if done is None else NOW + timedelta(minutes=done),
        )
    assert text == says


def test_no_deadline_is_said_too():
    assert shown("{% due None %}") == "无时限"


@pytest.mark.parametrize(
    ("fen", "signed", "says"),
    [
        (0, False, "¥0.00"),
        (8800000, False, "¥88,000.00"),
        (-1205, False, "−¥12.05"),
        (1, True, "+¥0.01"),
        (-99, True, "−¥0.99"),
        (0, True, "¥0.00"),
        (None, False, "–"),
    ],
)
def test_money_is_exact_to_the_fen(fen, signed, says):
    assert shown("{% money fen signed %}", fen=fen, signed=signed) == says


def test_small_words():
    with translation.override("zh-hans"):
        assert shown('{% sev "S0" %} {% state "taken" %} {% state "taken" True %}') == "危及人身 已接单 已挂起"
        assert shown('{{ "order.arrived"|step }}、{{ "guard"|role }}、{{ 90|span }}、{{ None|span }}') == (
            "工程师已到场、值班保安、1 分钟、–"
        )
        assert shown("{{ pair|say }}", pair={"zh": "电梯", "en": "Lift"}) == "电梯"
        assert shown("{{ pair|say }}", pair={"zh": "", "en": "Lift"}) == "Lift"
    with translation.override("en"):
        assert shown("{{ pair|say }}", pair={"zh": "电梯", "en": ""}) == "电梯"
        assert shown("{{ pair|say }}", pair={"zh": "电梯", "en": "Lift"}) == "Lift"
    assert Template('{% load weituo %}{{ "+86 571-8800 1234"|tel }}').render(Context()) == "tel:+8657188001234"
    assert labels.label(labels.STATES, "imaginary") == "imaginary"


def raised():
    """Every code that is raised anywhere, read from the source."""
    codes = set()
    for path in [*ROOT.glob("covenant/**/*.py"), *ROOT.glob("weituo/**/*.py")]:
        if path.name == "refusals.py":
            continue
        text = path.read_text("utf-8")
        codes |= set(re.findall(r'(?:Refusal|\bwords)\(\s*"([a-z]+[._][a-z_.]+)"', text))
    # what covenant.dispatch finds binding by law is refused in its own words
    law = {f"dispatch.{why}" for why in ("nobody", "twice", "other_party", "too_few", "unlicensed")}
    return (
        codes
        | law
        | {f"order.already_{verb}" for verb in ("taken", "arrived", "claimed", "accepted", "rejected", "cancelled")}
    )


def test_every_refusal_has_its_sentence():
    assert raised() - set(refusals.SENTENCES) == set()


def test_no_sentence_is_kept_for_a_refusal_nobody_raises():
    assert set(refusals.SENTENCES) - raised() == set()


@pytest.mark.parametrize("code", sorted(refusals.SENTENCES))
def test_a_sentence_is_whole_in_both_languages_with_and_without_its_parameters(code):
    for language, pattern in (("zh-hans", "[\u4e00-\u9fff].*[。！]$"), ("en", "^[^\u4e00-\u9fff]+$")):
        with translation.override(language):
            for params in (
                {},
                {"state": "taken", "who": "王工", "when": 1_795_412_880_000, "name": "x", "found": 1, "written": 2},
            ):
                text = refusals.sentence(Refusal(code, **params))
                assert "%(" not in text
                assert re.search(pattern, text.replace("王工", "W")), text


def test_parameters_are_shown_as_words_and_local_times():
    at = int(NOW.timestamp() * 1000)
    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        text = refusals.sentence(Refusal("order.already_taken", who="王工", when=at))
        assert text.startswith("王工已于 ")
        assert "13:48" in text
        assert "“已验收”" in refusals.sentence(Refusal("order.wrong_state", state="accepted", step="order.taken"))
        assert "报修人已于" in refusals.sentence(Refusal("order.already_rejected", who="R", when=at))


def test_an_unknown_refusal_can_still_be_quoted():
    with translation.override("zh-hans"):
        assert refusals.sentence(Refusal("order.imaginary")) == "规则不允许这样做（order.imaginary）。"
