"""The worked month (April 2026) under all seven measures, and what changes when one thing changes."""

from fractions import Fraction

import pytest

from covenant.agreement import Agreement, read
from covenant.assessment import Assessment
from covenant.incident import Incident, charge
from covenant.marginal import price
from covenant.measures import Measured
from covenant.money import HALF_EVEN, round_fraction, show
from covenant.period import Month
from covenant.records import Restated
from covenant.score import sheet
from covenant.settle import settle
from tests.covenant.example import HOUR, at, calendars, second

TERMS = read(second())
APRIL = Month(2026, 4).span(calendars().zone)


def month(**changes):
    """What the measures of the worked month gave."""
    lift = Fraction(4, 10) * (1 - Fraction(964, 172680))
    pump, power = Fraction(3, 10) * (1 - Fraction(40, 5760)), Fraction(3, 10) * (1 - Fraction(3, 4320))
    value = lift + pump + power
    measured = {
        "response": Measured(398, 412),
        "repair": Measured(381, 405),
        "satisfaction": Measured(170, 187),
        "rework": Measured(9, 396),
        "planned": Measured(145, 148),
        "inspection": Measured(114, 120),
        "availability": Measured(value.numerator, value.denominator),
    }
    return {**measured, **changes}


def events(*amounts, terms=TERMS, bedding_in=False):
    """Charges of that many yuan, found one after the other."""
    keys = {"500": "trapped_late", "2000": "false_record", "5000": "safety_breach", "300": "fire_room_unmanned"}
    found = [Incident(f"i{n}", keys[amount], APRIL[0] + n * HOUR, None, f"i{n}") for n, amount in enumerate(amounts)]
    return charge(terms, found, APRIL, terms.payment.monthly_fee, bedding_in=bedding_in)


WORKED = ("500", "500", "2000")  # the second of the same costs half as much again: 500 + 750 + 2,000


@pytest.mark.parametrize(
    ("key", "score"),
    [("response", "92.23"), ("repair", "86.70"), ("satisfaction", "95.04"), ("rework", "95.45"), ("planned", "75.00"),
     ("inspection", "83.33"), ("availability", "94.74")],
)  # fmt: skip
def test_g09_scores(key, score):
    lines = {line.terms.key: line for line in sheet(TERMS, month()).lines}
    assert show(lines[key].score, 2) == score


def test_g09_total_is_a_tie_and_the_terms_say_how_it_falls():
    scored = sheet(TERMS, month())
    assert scored.exact == Fraction(17761, 200)
    assert show(scored.total, 2) == "88.81"
    assert show(round_fraction(scored.exact, 2, HALF_EVEN), 2) == "88.80"
    assert scored.coefficient == Fraction(19881, 20000)


def test_g09_payment():
    charges = events(*WORKED)
    assert [one.charged for one in charges.incidents] == [500_00, 750_00, 2000_00]
    paid = settle(TERMS, sheet(TERMS, month()).coefficient, charges=charges)
    assert [line.fen for line in paid.lines] == [6_160_000, 2_624_292, -325_000, 0]
    assert (paid.net, paid.vat.fen, paid.gross) == (8_459_292, 507_558, 8_966_850)


def test_g10_the_cap_extinguishes_and_a_red_line_stands_outside():
    many = events(*["300"] * 41, "5000")  # 12,300 of events and one red line
    assert (many.within, many.capped, many.extinguished, many.red) == (1_230_000, 880_000, 350_000, 500_000)
    # the figure of the reference: 12,345.67 of events
    paid = settle(TERMS, Fraction(1), charges=type(many)((), 880_000, 1_234_567, 500_000))
    assert paid.line("events") + paid.line("red_lines") == -1_380_000
    assert type(many)((), 880_000, 1_234_567, 500_000).extinguished == 354_567


def test_g12_without_ratings_the_other_weights_count():
    scored = sheet(TERMS, month(satisfaction=Measured(11, 12, note="too_few")))
    assert show(scored.total, 2) == "87.70"
    assert show(scored.exact, 4) == "87.7047"


def test_g14_a_correction_is_the_difference_of_two_statements_line_by_line():
    charges = events(*WORKED)
    issued = settle(TERMS, sheet(TERMS, month()).coefficient, charges=charges)
    after = sheet(TERMS, month(repair=Measured(381, 402)))
    assert show(next(line.score for line in after.lines if line.terms.key == "repair"), 2) == "89.89"
    assert show(after.total, 2) == "89.44"
    restated = settle(TERMS, after.coefficient, charges=charges)
    assert restated.net - issued.net == 8316
    assert restated.gross - issued.gross == 8814
    assert 8316 + round(8316 * 0.06) == 8815  # taxing the difference again would be one fen off
    fact = Restated(
        "f",
        Month(2026, 4),
        Month(2026, 5),
        0,
        {},
        8316,
        restated.vat.fen - issued.vat.fen,
        restated.gross - issued.gross,
    )
    plain, corrected = settle(TERMS, Fraction(1)), settle(TERMS, Fraction(1), adjustments=[fact])
    assert corrected.gross - plain.gross == 8814


def test_g17_damages_do_not_lower_the_taxed_amount():
    document = second()
    document["payment"]["vat"]["deductions"] = "damages"
    terms = read(document)
    paid = settle(terms, sheet(terms, month()).coefficient, charges=events(*WORKED, terms=terms))
    assert (paid.vat.fen, paid.gross) == (527_058, 8_986_350)


def test_g26_bedding_in_halves_the_price_of_events():
    assert events(*WORKED, bedding_in=True).within == 162_500


def test_g27_a_charged_order_leaves_the_ratio():
    assert show(sheet(TERMS, month()).total, 2) == "88.81"
    wrong = sheet(TERMS, month(response=Measured(398, 414)))
    assert show(next(line.score for line in wrong.lines if line.terms.key == "response"), 2) == "89.64"
    assert show(wrong.total, 2) == "88.42"


def test_g28_what_one_late_repair_costs():
    scored = sheet(TERMS, month())
    one = price(TERMS, month(), scored, ("repair",), charges=events(*WORKED))
    better = sheet(TERMS, month(repair=Measured(382, 405)))
    assert show(next(line.score for line in better.lines if line.terms.key == "repair"), 2) == "87.82"
    assert show(better.total, 2) == "89.03"
    assert one.net == 2904


def test_g08_a_month_of_18_and_12_days():
    from covenant.assessment import assess

    document = second()
    document["agreement"]["term"]["start"] = "2026-04-19"
    document["version"]["effective_from"] = "2026-04-19T00:00:00+08:00"
    document["payment"].pop("bedding_in")
    given = assess(Agreement([read(document)]), calendars(), [], Month(2026, 4), at("05-03 09:00"))
    assert isinstance(given, Assessment)
    assert given.fee == 3_520_000
    document = second()
    document["agreement"]["term"]["end"] = "2026-04-19"
    before = assess(Agreement([read(document)]), calendars(), [], Month(2026, 4), at("05-03 09:00"))
    assert before.fee == 5_280_000
