"""What stands beside a figure: its arithmetic, to be checked by hand; its text; its place in the graph."""

import re
from fractions import Fraction

import pytest

from covenant import canon
from weituo.month import formula, reads
from weituo.month.models import Statement
from weituo.month.text import clause_order, statement_text


@pytest.fixture
def document(world):
    return canon.loads(bytes(Statement.objects.get(month="2026-10").document))


def computed(text):
    """The left side of a formula, computed by somebody with a calculator."""
    text = re.sub(r"([0-9.]+)%", r"(\1/100)", text.replace("¥", "").replace(",", ""))
    text = text.replace("×", "*").replace("÷", "/").replace("−", "-").replace(";", ",")
    return eval(re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"Fraction('\1')", text), {"Fraction": Fraction, "min": min})


def test_what_is_taken_away_has_a_minus_sign_and_no_hyphen():
    assert formula.percent("-0.03") == "−3%"
    node = {"fig": "m/quarter", "op": "band", "value": -900, "in": [], "args": {"mean": "143/2", "share": "-0.03"}}
    assert formula.formula(node, {}) == "71.50 → −3% → −¥9.00"


def test_every_formula_gives_its_figure_by_hand(document):
    nodes = {node["fig"]: node for node in document["trace"]}
    checked = 0
    for node in nodes.values():
        text = formula.formula(node, nodes)
        if node["value"] is None:
            assert "=" not in text
            continue
        assert text, node["fig"]
        if "→" in text:
            continue
        left, right = text.rsplit(" = ", 1)
        places = 2
        if node["op"] == "ratio":
            exact = computed(left) * 100
        else:
            exact = computed(left)
            places = len(right.partition(".")[2])
        shown = Fraction(re.sub(r"[¥,%≈]", "", right).replace("−", "-"))
        assert abs(exact - shown) <= Fraction(1, 2 * 10**places), text
        checked += 1
    assert checked >= 8


@pytest.mark.parametrize(
    ("exact", "text"),
    [("1", "1.00"), ("171385/200000", "0.856925"), ("19/20", "0.95"), ("1/3", "≈0.3333333333")],
)
def test_a_coefficient_is_shown_to_its_last_digit(exact, text):
    assert formula.coefficient(Fraction(exact)) == text


def linear(num, den, zero, full, value):
    ratio = {"fig": "m/a.ratio", "op": "ratio", "value": formula.percent(Fraction(num, den)), "exact": f"{num}/{den}",
             "args": {"num": num, "den": den}, "in": []}  # fmt: skip
    score = {"fig": "m/a.score", "op": "linear", "value": value, "exact": value, "in": ["m/a.ratio"],
             "args": {"zero": zero, "full": full}}  # fmt: skip
    return formula.formula(score, {"m/a.ratio": ratio, "m/a.score": score})


def test_a_curve_at_its_ends_says_so():
    assert linear(99, 100, "0.80", "0.98", "100.00") == "99% ≥ 98% → 100.00"
    assert linear(1, 2, "0.80", "0.98", "0.00") == "50% ≤ 80% → 0.00"
    assert linear(9, 100, "0.08", "0.02", "0.00") == "9% ≥ 8% → 0.00"
    assert linear(1, 100, "0.08", "0.02", "100.00") == "1% ≤ 2% → 100.00"
    assert linear(5, 100, "0.08", "0.02", "50.00") == "100 × (8% − 5/100) ÷ (8% − 2%) = 50.00"


def test_a_step_curve_names_the_step():
    ratio = {"fig": "m/a.ratio", "op": "ratio", "value": "97.97%", "exact": "145/148", "args": {}, "in": []}
    score = {"fig": "m/a.score", "op": "step", "value": "75.00", "exact": "75", "in": ["m/a.ratio"],
             "args": {"points": [["0", "0"], ["0.95", "75"], ["0.99", "100"]]}}  # fmt: skip
    assert formula.formula(score, {"m/a.ratio": ratio}) == "97.97% ≥ 95% → 75.00"


def test_points_lost_add_up_to_what_is_missing(document):
    lost = [one.points for one in reads.losses(document).values() if one.points is not None]
    total = next(node for node in document["trace"] if node["fig"].endswith("/total"))
    assert sum(lost) == 100 - Fraction(total["exact"])


def test_the_graph_reaches_every_clock(document):
    for clock in document["clocks"]:
        node = reads.trace(document, f"2026-10/order/{clock['order']}/{clock['clock']}")
        assert node["args"] == clock
        assert (node["cost"] is not None) == (clock["verdict"] == "late")
    assert reads.trace(document, "2026-09/order/x/repair") is None
    assert reads.trace(document, "2026-10/order/x/repair") is None
    assert reads.trace(document, "") is None


def test_the_text_names_the_same_numbers_in_both_languages(document):
    texts = [statement_text(document, language=language) for language in ("zh", "en")]
    numbers = [re.findall(r"[¥\d][\d,.]*", text) for text in texts]
    assert numbers[0] == numbers[1]
    assert f"{document['gross'] // 100:,}" in texts[0]
    assert not re.search(r"[\u4e00-\u9fff]", texts[1])


def test_the_text_says_what_happened_beside_the_score(document):
    text = statement_text(document)
    for one in document["incidents"]:
        node = next(node for node in document["trace"] if node["fig"].endswith(f"event.{one['event']}.{one['id']}"))
        assert node["label"]["zh"] in text
    for duty in document["client"]:
        assert re.search(rf"{re.escape(duty['label']['zh'])} +{duty['num']}/{duty['den']}", text)
    assert "报修到完工" in text
    assert "无到期" in text  # no planned task fell due


def changed(document, **more):
    return {**document, **more}


def test_what_is_kept_back_and_what_the_cap_extinguished_are_said(document):
    events = {**document["events"], "extinguished": 12345}
    last = changed(document, retained=100_00, payable=document["gross"] - 100_00, events=events)
    text = statement_text(last)
    assert re.search(r"最后一个月暂留 +¥100\.00", text)
    assert formula.yuan(last["payable"]) in text
    assert "¥123.45   超出当月扣款上限" in text


def test_clauses_in_the_order_of_the_contract():
    assert sorted(["3.10", "3.2", "3"], key=clause_order) == ["3", "3.2", "3.10"]


def test_the_trial_has_the_shape_of_a_statement(world):
    from tests.weituo.conftest import TODAY

    running = reads.running_month(world.pact, TODAY)
    trial = reads.trial(world.pact, running)
    assert trial["gross"] == running.settlement.gross
    assert {one["order"] for one in trial["costs"]} == {str(order) for order in running.costs_by_order}
    for node in trial["trace"]:
        formula.formula(node, {one["fig"]: one for one in trial["trace"]})
    assert len(canon.encode(trial)) > 0
