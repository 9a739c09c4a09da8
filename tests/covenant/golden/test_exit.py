"""The way out of an agreement, by example and by law."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.exit import STATES, Act, ExitTerms, MonthResult, standing
from covenant.money import decimal
from covenant.period import Month, day_ordinal

TERMS = ExitTerms("10.1", Fraction(70), 2, True, "skip", 15, 30, ("assets", "records", "personal_data"))
BREAKING = replace(TERMS, not_evaluated="break")
WITHIN_YEAR = replace(TERMS, consecutive=False)
TOTALS = {"F": decimal("69.99"), "P": decimal("70"), "N": None, "B": decimal("50"), "R": decimal("95")}
END = day_ordinal("2030-01-01")


def day(text):
    return day_ordinal(f"2026-{text}")


def months(letters):
    """One month per letter from April 2026: F fails, P passes, N not evaluated, B fails while bedding in, R a red line; decided on the
    eighth of the month after."""
    found, month = [], Month(2026, 4)
    for letter in letters:
        found.append(MonthResult(month, TOTALS[letter], letter != "B", letter == "R", month.next().first_day() + 7))
        month = month.next()
    return found


def stands(letters, today=None, acts=(), terms=TERMS):
    """As of the day the last month was decided, unless `today` is given."""
    results = months(letters)
    return standing(results, acts, terms, results[-1].decided if today is None else day(today))


def notice(text, fact="f1"):
    return Act("notice", day(text), fact)


def path(found):
    return [(str(date.fromordinal(edge.day)), edge.before, edge.after, edge.why) for edge in found.edges]


# ── golden figures ────────────────────────────────────────────────────────


def test_g15a_one_failing_month_warns_a_second_gives_the_right():
    assert stands("F").state == "warned"
    found = stands("FF")
    assert [edge.after for edge in found.edges] == ["warned", "terminable"]
    assert path(found) == [
        ("2026-05-08", "normal", "warned", "fail"),
        ("2026-06-08", "warned", "terminable", "fails"),
    ]
    assert found.edges[1].months == (Month(2026, 4), Month(2026, 5))
    assert (found.edges[1].clause, found.edges[1].fact) == ("10.1", None)


def test_g15b_a_month_not_evaluated_is_passed_over():
    assert stands("FNF").state == "terminable"


def test_g15b_or_interrupts_the_row():
    assert stands("FNF", terms=BREAKING).state == "warned"
    assert path(stands("FN", terms=BREAKING))[-1] == ("2026-06-08", "warned", "normal", "not_evaluated")


def test_g15c_a_passing_month_starts_again():
    assert stands("FP").state == "normal"
    assert stands("FPF").state == "warned"


def test_g15d_months_of_bedding_in_do_not_count():
    assert stands("BB").edges == ()
    assert stands("BBF").state == "warned"


def test_g15e_a_restated_month_takes_the_ground_away():
    given = notice("06-20")
    before = stands("FF", today="06-20", acts=[given])
    assert (before.state, before.void_notice, before.notice_ends) == ("notice", False, day("07-05"))
    april, may = months("FF")
    restated = [replace(april, total=decimal("71"), decided=day("07-01")), may]
    after = standing(restated, [given], TERMS, day("07-01"))
    assert (after.state, after.void_notice, after.notice_ends) == ("warned", True, None)
    assert after.edges[-1].why == "no_right"


def test_g15f_a_right_not_used_lapses():
    assert stands("FF").lapses == day("07-08")
    last = stands("FF", today="07-08")
    assert (last.state, last.since, last.lapses) == ("terminable", day("06-08"), day("07-08"))
    gone = stands("FF", today="07-09")
    assert (gone.state, gone.since, gone.lapses) == ("warned", day("07-09"), None)
    assert gone.edges[-1].why == "lapsed"


# ── examples ──────────────────────────────────────────────────────────────


def test_without_months_all_is_normal():
    found = standing([], [], TERMS, day("06-08"))
    assert (found.state, found.since, found.edges) == ("normal", None, ())


def test_another_failing_month_gives_the_right_again():
    april, may, june = months("FFF")
    later = replace(june, decided=day("07-20"))
    found = standing([april, may, later], [], TERMS, day("07-20"))
    assert path(found)[-2:] == [
        ("2026-07-09", "terminable", "warned", "lapsed"),
        ("2026-07-20", "warned", "terminable", "fails"),
    ]
    renewed = stands("FFF")
    assert (renewed.state, renewed.since, renewed.lapses) == ("terminable", day("06-08"), day("08-07"))


def test_a_passing_month_ends_the_right_before_a_notice_and_not_after():
    passed = stands("FFP")
    assert (passed.state, path(passed)[-1]) == ("normal", ("2026-07-08", "terminable", "normal", "pass"))
    assert stands("FFP", acts=[notice("06-25")]).state == "notice"


def test_the_whole_way():
    acts = [notice("06-20"), Act("handover_done", day("07-20"), "f2")]
    assert stands("FF", today="07-05", acts=acts).state == "notice"
    handing = stands("FF", today="07-19", acts=acts)
    assert (handing.state, handing.since, handing.notice_ends) == ("handover", day("07-06"), day("07-05"))
    ended = stands("FF", today="12-31", acts=acts)
    assert (ended.state, ended.since, ended.void_notice) == ("ended", day("07-20"), False)
    assert path(ended)[2:] == [
        ("2026-06-20", "terminable", "notice", "notice"),
        ("2026-07-06", "notice", "handover", "notice_over"),
        ("2026-07-20", "handover", "ended", "handover_done"),
    ]
    assert [edge.fact for edge in ended.edges] == [None, None, "f1", None, "f2"]


def test_a_notice_can_be_used_on_the_first_and_on_the_last_day():
    assert stands("FF", acts=[notice("06-08")]).state == "notice"
    assert stands("FF", today="07-08", acts=[notice("07-08")]).state == "notice"
    assert stands("FF", today="07-09", acts=[notice("07-09")]).state == "warned"


def test_a_notice_without_a_right_does_nothing_but_is_seen():
    found = stands("F", today="05-20", acts=[notice("05-10")])
    assert (found.state, found.void_notice, found.notice_ends) == ("warned", True, None)
    assert path(found)[-1] == ("2026-05-10", "warned", "warned", "no_right")
    assert (found.edges[-1].fact, found.since) == ("f1", day("05-08"))


def test_a_later_notice_with_a_right_is_not_void():
    found = stands("FF", today="06-20", acts=[notice("05-10"), notice("06-15", "f2")])
    assert (found.state, found.void_notice, found.notice_ends) == ("notice", False, day("06-30"))


def test_a_second_notice_does_not_prolong_the_first():
    found = stands("FF", today="06-20", acts=[notice("06-10"), notice("06-15", "f2")])
    assert (found.notice_ends, len(found.edges)) == (day("06-25"), 3)


def test_a_notice_withdrawn_leaves_what_the_months_say():
    acts = [notice("06-10"), Act("withdrawn", day("06-12"), "f2")]
    found = stands("FF", today="06-15", acts=acts)
    assert (found.state, found.notice_ends, found.lapses) == ("terminable", None, day("07-08"))
    assert found.edges[-1].why == "withdrawn"
    too_late = [notice("06-10"), Act("withdrawn", day("06-26"), "f2")]
    assert stands("FF", today="06-26", acts=too_late).state == "handover"
    void = stands("F", today="05-20", acts=[notice("05-10"), Act("withdrawn", day("05-12"), "f2")])
    assert (void.state, void.void_notice) == ("warned", False)


def test_a_handover_before_its_time_is_left_out():
    assert stands("FF", today="06-20", acts=[Act("handover_done", day("06-20"), "f1")]).state == "terminable"


def test_a_red_line_gives_the_right_at_once_and_a_passing_month_does_not_take_it():
    found = stands("R")
    assert (found.state, found.edges[0].why, found.lapses) == ("terminable", "red_line", day("06-07"))
    assert stands("RP", today="06-08").state == "normal"
    april, may = months("RP")
    both = standing([april, replace(may, decided=day("06-02"))], [], TERMS, day("06-03"))
    assert both.state == "terminable"


def test_a_red_line_that_lapsed_leaves_a_warning():
    assert path(stands("R", today="06-10"))[-1] == ("2026-06-08", "terminable", "warned", "lapsed")


def test_what_is_decided_or_done_later_is_left_out():
    assert stands("FF", today="06-07", acts=[notice("06-20")]) == stands("F", today="06-07")


def test_a_month_restated_into_failing_gives_a_right_from_then_on():
    april, may = months("PF")
    restated = [replace(april, total=decimal("60"), decided=day("09-01")), may]
    found = standing(restated, [], TERMS, day("09-01"))
    assert (found.state, found.since, found.lapses) == ("terminable", day("09-01"), day("10-01"))


def test_a_restatement_beside_the_ground_leaves_the_notice():
    april, may, june = months("FFF")
    restated = [replace(april, total=decimal("80"), decided=day("09-01")), may, june]
    found = standing(restated, [notice("07-10")], TERMS, day("09-01"))
    assert (found.state, found.void_notice, found.edges[-2].months) == ("handover", False, (may.month, june.month))


def test_a_restatement_in_the_middle_of_the_row_voids_the_notice():
    april, may, june = months("FFF")
    restated = [april, replace(may, total=decimal("80"), decided=day("07-20")), june]
    found = standing(restated, [notice("07-10")], TERMS, day("07-20"))
    assert (found.state, found.void_notice) == ("warned", True)


def test_two_within_twelve_months():
    assert stands("FPF", terms=WITHIN_YEAR).state == "terminable"
    assert stands("FP", terms=WITHIN_YEAR).state == "warned"
    assert stands("F" + "P" * 10 + "F", terms=WITHIN_YEAR).state == "terminable"
    assert stands("F" + "P" * 11 + "F", terms=WITHIN_YEAR).state == "warned"
    assert stands("F" + "P" * 12, terms=WITHIN_YEAR).state == "normal"


def test_a_right_out_of_twelve_months_is_not_ended_by_a_passing_one():
    april, may, june = months("FFP")
    early = replace(june, decided=day("07-01"))
    assert standing([april, may, early], [], WITHIN_YEAR, day("07-02")).state == "terminable"
    assert standing([april, may, early], [], TERMS, day("07-02")).state == "normal"


def test_three_in_a_row():
    three = replace(TERMS, need=3)
    assert [stands("F" * count, terms=three).state for count in (1, 2, 3)] == ["warned", "warned", "terminable"]
    assert stands("F", terms=replace(TERMS, need=1)).state == "terminable"


@pytest.mark.parametrize(
    ("results", "acts", "terms"),
    [
        (months("F") * 2, [], TERMS),
        ([], [Act("resigned", 1, "f")], TERMS),
        ([], [], replace(TERMS, need=0)),
        ([], [], replace(TERMS, notice_days=-1)),
        ([], [], replace(TERMS, exercise_within_days=-1)),
        ([], [], replace(TERMS, not_evaluated="ignore")),
    ],
)
def test_what_is_refused(results, acts, terms):
    with pytest.raises(Problems):
        standing(results, acts, terms, END)


# ── laws ──────────────────────────────────────────────────────────────────

# Decided when they should be, or at any later time: a restatement may turn any month into a failing one.
RESULTS = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from("FFPNBR"), st.sampled_from([0, 0, 0, 3, 40, 200])),
    unique_by=lambda one: one[0],
    max_size=10,
).map(lambda drawn: [result(*one) for one in drawn])
ACTS = st.lists(
    st.builds(
        Act,
        st.sampled_from(["notice", "notice", "withdrawn", "handover_done"]),
        st.integers(day("05-01"), day("05-01") + 700),
        st.sampled_from(["f1", "f2", "f3"]),
    ),
    max_size=5,
)
SETS_OF_TERMS = st.builds(
    lambda need, consecutive, word, within: replace(
        TERMS, need=need, consecutive=consecutive, not_evaluated=word, exercise_within_days=within
    ),
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from(["skip", "break"]),
    st.sampled_from([0, 10, 30, 400]),
)
TODAY = st.integers(day("05-01"), day("05-01") + 900)


def result(number, letter, late):
    one = months("N" * number + letter)[-1]
    return replace(one, decided=one.decided + late)


@given(RESULTS, ACTS, SETS_OF_TERMS, TODAY, st.integers(0, 20), st.sampled_from("FR"), st.integers(0, 200))
def test_a_further_failing_month_never_makes_it_milder(results, acts, terms, today, number, letter, late):
    further = result(number, letter, late)
    others = [one for one in results if one.month != further.month]
    before, after = (standing(listed, acts, terms, today).state for listed in (others, [*others, further]))
    assert STATES.index(after) >= STATES.index(before)


@given(RESULTS, ACTS, SETS_OF_TERMS, TODAY, st.integers(0, 20), st.sampled_from("FPNR"))
def test_a_month_that_does_not_count_changes_nothing(results, acts, terms, today, number, letter):
    further = replace(result(number, letter, 0), counts=False)
    others = [one for one in results if one.month != further.month]
    assert standing([*others, further], acts, terms, today) == standing(others, acts, terms, today)


@given(RESULTS, ACTS, SETS_OF_TERMS, TODAY, st.randoms(use_true_random=False))
def test_the_order_of_listing_does_not_matter(results, acts, terms, today, rng):
    shuffled = rng.sample(results, len(results)), rng.sample(acts, len(acts))
    assert standing(*shuffled, terms, today) == standing(results, acts, terms, today)


@given(RESULTS, ACTS, SETS_OF_TERMS, TODAY)
def test_the_edges_are_a_walk_in_time_from_normal_to_the_state(results, acts, terms, today):
    found = standing(results, acts, terms, today)
    at, when, since = "normal", 0, None
    for edge in found.edges:
        assert (edge.before, edge.day >= when) == (at, True)
        if edge.after != edge.before:
            since = edge.day
        at, when = edge.after, edge.day
    assert (at, since) == (found.state, found.since)
    assert when <= today
    assert (found.lapses is not None) == (found.state == "terminable")
    assert (found.notice_ends is not None) == (found.state in ("notice", "handover", "ended"))


@given(RESULTS, SETS_OF_TERMS, TODAY)
def test_nothing_but_a_notice_leads_out(results, terms, today):
    assert standing(results, [], terms, today).state in ("normal", "warned", "terminable")


@given(RESULTS, ACTS, SETS_OF_TERMS, TODAY, st.integers(0, 300))
def test_what_has_happened_stays_when_nothing_is_restated(results, acts, terms, today, more):
    known = [one for one in results if one.decided <= today]
    then = standing(known, [act for act in acts if act.day <= today], terms, today)
    later = standing(known, acts, terms, today + more)
    assert later.edges[: len(then.edges)] == then.edges
