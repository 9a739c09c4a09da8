"""The agreements we ship: they can be activated as they are, and say what people take them to say."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from covenant import canon
from covenant.agreement import CAUSES, Terms, check, read, responsible, worst_month
from covenant.money import format_fen
from weituo.faces.office.words import PAYERS
from weituo.pact.terms_file import load

AGREEMENTS = Path(__file__).parents[3] / "agreements"
NAMES = sorted(path.name for path in AGREEMENTS.glob("*.yaml"))
TILES = 6  # what fits on a phone without scrolling, beside "other"; life safety has a row of its own


def template(name: str) -> Terms:
    return read(load(AGREEMENTS / name))


FULL, NYC = template("full.yaml"), template("nyc-housing.yaml")


def test_these_are_the_templates():
    assert NAMES == ["co-managed.yaml", "full.yaml", "nyc-housing.yaml", "partial.yaml"]


# ── every template ────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_in_the_way_of_activation(name):
    assert check(template(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_any_yaml_reader_sees_the_same_document(name):
    """Decimals, days and times stand in quotes, so that YAML 1.1 makes no floats and dates, nor `no` a false."""
    text = (AGREEMENTS / name).read_text(encoding="utf-8")
    assert canon.encode(yaml.safe_load(text)) == canon.encode(load(AGREEMENTS / name))


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_whole_and_the_curve_of_pay_is_complete(name):
    terms = template(name)
    assert sum(measure.weight for measure in terms.measures.values()) == 100
    assert 0 <= terms.min_weight <= 100
    assert terms.payment.coefficient.points[0][0] == terms.payment.coefficient.below[0]
    assert terms.payment.coefficient.points[-1] == (100, 1)


@pytest.mark.parametrize(("name", "least"), [("full.yaml", "53,080.00"), ("nyc-housing.yaml", "9,100.00")])
def test_the_worst_month_still_pays(name, least):
    """Every measure at zero: the fixed share and 70 % of the share that performance moves."""
    assert format_fen(worst_month(template(name)).net) == least
    assert worst_month(template(name)).net >= 0


@pytest.mark.parametrize("name", NAMES)
def test_somebody_is_responsible_for_everything_and_the_accountable_party_may_be_it(name):
    terms = template(name)
    for item in [*terms.items, "something.nobody.thought.of"]:
        for cause in CAUSES:
            answer = responsible(terms, item, cause)
            assert terms.parties[answer.accountable].role in ("principal", "utility", "owner")


@pytest.mark.parametrize("name", NAMES)
def test_who_pays_is_a_party_or_has_a_name_on_the_page(name):
    terms = template(name)
    assert {row.pay for row in terms.matrix} <= {*terms.parties, *PAYERS}


@pytest.mark.parametrize("name", NAMES)
def test_items_and_faults_fit_each_other(name):
    terms = template(name)
    used = {fault for item in terms.items.values() for fault in item.faults}
    assert used == set(terms.faults), "every fault is defined, and none is defined in vain"
    for item in terms.items.values():
        assert item.faults[-1] == "other"
        assert len(set(item.faults)) == len(item.faults)
        danger = [terms.faults[fault].severity == "S0" for fault in item.faults]
        assert danger == sorted(danger, reverse=True), f"{item.key}: danger to life comes first"


@pytest.mark.parametrize("name", NAMES)
def test_graver_is_never_slower(name):
    terms = template(name)
    for clock in ("respond", "repair"):
        limits = [level.limit(clock) for _, level in sorted(terms.levels.items())]
        lengths = [limit.ms for limit in limits if limit]
        assert lengths == sorted(lengths)


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_chinese_and_english_and_nothing_is_called_the_same_twice(name):
    terms = template(name)
    for things in (terms.items, terms.faults):
        for language in ("zh", "en"):
            words = [thing.label[language] for thing in things.values()]
            assert len(set(words)) == len(words)
    everything = [thing.label for thing in [*terms.items.values(), *terms.faults.values(), *terms.pauses.values()]]
    for label in [*everything, *(measure.label for measure in terms.measures.values())]:
        assert re.search(r"[\u4e00-\u9fff]", label["zh"]), label
        assert not re.search(r"[\u4e00-\u9fff]", label["en"]), label


# ── full outsourcing ──────────────────────────────────────────────────────


def test_full_is_the_three_year_agreement_of_one_estate():
    assert (FULL.key, FULL.mode, FULL.zone, FULL.no, FULL.supersedes) == (
        "JASMINE-ENG-01",
        "full",
        "Asia/Shanghai",
        1,
        None,
    )
    term = FULL.document["agreement"]["term"]
    assert (term["start"], term["end"]) == ("2026-07-01", "2029-07-01")
    assert {key: party.role for key, party in FULL.parties.items()} == {
        "P": "principal",
        "A": "contractor",
        "W": "utility",
        "O": "owner",
    }
    assert (FULL.payment.monthly_fee, FULL.payment.performance_share) == (8_800_000, Fraction("0.3"))


@pytest.mark.parametrize(
    ("item", "cause", "answer"),
    [
        ("lift.car", "wear", ("A", "P", "fee")),
        ("lift.car", "renewal", ("A", "P", "maintenance_fund")),
        ("water.pipe", "renewal", ("A", "P", "maintenance_fund")),
        ("water.meter", "sudden", ("W", "W", "utility")),
        ("public.area", "renewal", ("A", "P", "maintenance_fund")),
        ("unit.inside", "sudden", ("A", "O", "owner")),
        ("other", "wear", ("A", "P", "fee")),
        ("roof.garden", "any", ("P", "P", "P")),
    ],
)
def test_who_is_responsible(item, cause, answer):
    found = responsible(FULL, item, cause)
    assert (found.perform, found.accountable, found.pay) == answer


def test_danger_to_life_is_the_gravest_and_needs_no_working_day():
    assert min(FULL.severities) == "S0"
    grave = {fault.key for fault in FULL.faults.values() if fault.severity == "S0"}
    assert grave == {"trapped", "fire", "smoke", "shock", "burst", "gas_smell", "falling"}
    assert FULL.levels["S0"].respond.text == "PT30M"
    assert {FULL.levels[key].respond.calendar for key in ("S0", "S1")} == {"H24"}


def test_the_faults_of_an_item_fit_on_a_phone():
    for item in FULL.items.values():
        calm = [fault for fault in item.faults if FULL.faults[fault].severity != "S0"]
        assert len(calm) - 1 <= TILES, item.key
        assert all(len(FULL.faults[fault].label["zh"]) <= 7 for fault in item.faults)
    assert all(len(item.label["zh"]) <= 6 for item in FULL.items.values())


# ── imported housing requests ─────────────────────────────────────────────


def test_imported_requests_are_judged_by_their_repair_alone():
    """The source says when a request came and when it was closed, and nothing between."""
    assert list(NYC.measures) == ["repair"]
    assert all(level.respond is None and level.repair for level in NYC.levels.values())
    assert not any(shape.holidays for shape in NYC.calendars.values()), "there are no notices for New York"
