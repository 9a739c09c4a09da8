"""Who had the order when: transfers, call-out by night, excuses, duplicates, rectification."""

import pytest

from covenant.agreement import Agreement, read
from covenant.assessment import assess
from covenant.obligation import LATE, MET, Obligations
from covenant.order import fold
from covenant.period import Month
from tests.covenant.example import HOUR, MINUTE, Story, at, calendars, said, second

AS_OF = at("05-03 09:00")
NIGHT = [
    {"clause": "4.12", "from": "07:00", "to": "22:00"},
    {"clause": "4.16", "from": "22:00", "to": "07:00", "callout": {"by": "P", "limit": "PT10M", "calendar": "H24"}},
]


def owed(story, merged=None, **changes):
    """{(party, clock): obligation} of an order."""
    terms = Agreement([read(second(**changes))])
    found = Obligations(terms, calendars(), AS_OF, merged).of(fold(story.facts))
    return {(one.party, one.clock): one for one in found}


def assessed(*stories, **changes):
    leaves = [leaf for story in stories for leaf in story.leaves]
    return assess(Agreement([read(second(**changes))]), calendars(), leaves, Month(2026, 4), AS_OF)


def test_g06_each_acceptance_is_a_segment_and_returning_resumes_the_used_time():
    story = Story(severity="S1", start="04-14 09:00").add("taken", "04-14 09:05")
    story.add("transferred", "04-14 11:30", {"to": "P"}, "P")
    away = owed(story)
    assert away["A", "repair"].excluded == "transferred"
    assert said(away["P", "repair"].due) == "2026-04-14 15:30:00"
    story.add("transferred", "04-14 15:00", {"to": "A"}, "P")
    back = owed(story)
    assert back["P", "repair"].verdict(AS_OF) == MET
    assert said(back["A", "repair"].due) == "2026-04-14 16:30:00"
    assert back["A", "repair"].excluded is None


def test_g06_giving_away_what_is_already_late_does_not_help():
    story = Story(severity="S1", start="04-14 09:00").add("taken", "04-14 09:05")
    story.add("transferred", "04-14 13:30", {"to": "P"}, "P")
    assert owed(story)["A", "repair"].verdict(AS_OF) == LATE
    assert owed(story)["A", "repair"].excluded is None


def test_g34_repaired_within_the_rectification_time_it_was_never_down():
    def down(claimed):
        story = Story(severity="S1", item="lift.car", fault="stuck", start="04-14 08:00")
        return assessed(story.done("04-14 08:10", claimed)).measured["availability"].parts[0][1]

    assert down("04-14 11:59") == 0
    assert down("04-14 13:00") == 5 * HOUR


def test_g36_planned_visits_do_not_roll_over_a_holiday():
    from covenant.measures import MonthInput, planned_1
    from covenant.records import Records, Task
    from covenant.zone import DAY

    def visit(number, last, done):
        start = at(f"{last} 00:00")
        return Task(f"t{number}", "lift_visit", start, start + 16 * DAY - 1, True, at(f"{done} 12:00"))

    tasks = (visit(1, "04-01", "04-15"), visit(2, "04-15", "04-30"), visit(3, "04-30", "05-16"))
    spans = [(at("04-01 00:00"), at("06-01 00:00"))]
    measured = planned_1.evaluate(
        MonthInput(at("06-02 00:00"), spans, [{}], (), Records(tasks=tasks)),
        read(second()).measures["planned"],
    )
    assert (measured.num, measured.den, measured.bad) == (2, 3, ("t3",))


def test_g38_by_night_who_lost_which_minutes():
    story = Story(severity="S1", start="04-14 22:00").add("called_out", "04-14 22:12", party="P")
    story.add("taken", "04-14 22:13").add("arrived", "04-14 22:40", {"proof": "code"})
    found = owed(story, duty=NIGHT)
    assert found["P", "callout"].verdict(AS_OF) == LATE
    assert found["A", "respond"].verdict(AS_OF) == MET
    assert found["A", "respond"].done - found["A", "respond"].start == 28 * MINUTE
    assert found["A", "respond"].done - fold(story.facts).reported_at == 40 * MINUTE


def test_nobody_called_out_nobody_of_the_contractor_is_late():
    found = owed(Story(severity="S1", start="04-14 22:00"), duty=NIGHT)
    assert set(found) == {("P", "callout")}
    assert found["P", "callout"].verdict(AS_OF) == LATE


def test_an_approved_excuse_leaves_the_order_out_and_names_itself():
    story = Story(severity="S1", start="04-14 09:00").done("04-14 12:00", "04-14 20:00")
    claim = story.add("excuse_claimed", "04-15 09:00", {"excuse": "city_power_cut"}).facts[-1].id
    assert assessed(story).measured["repair"].bad == (story.id,)
    story.add("excuse_ruled", "04-15 10:00", {"claim": claim, "approved": True}, "P")
    measured = assessed(story).measured["repair"]
    assert (measured.den, measured.excluded) == (0, ((story.id, "excuse:city_power_cut"),))


def test_merging_keeps_the_earliest_report():
    first = Story(1, severity="S1", start="04-14 09:00")
    second_report = Story(2, severity="S1", start="04-14 10:00")
    first.add("cancelled", "04-14 10:05", {"reason": "duplicate", "into": second_report.id}, "P")
    second_report.done("04-14 10:10", "04-14 13:30")
    given = assessed(first, second_report)
    one = next(one for one in given.owed if one.order.id == second_report.id and one.clock == "repair")
    assert said(one.due) == "2026-04-14 13:00:00"
    assert given.measured["repair"].bad == (second_report.id,)


def test_the_principal_rules_within_its_own_limit():
    story = Story(severity="S1", start="04-14 09:00").done("04-14 09:10", "04-14 10:00", "04-17 09:00")
    assert owed(story)["P", "accept"].verdict(AS_OF) == LATE


@pytest.mark.parametrize("fault", ["trapped", "noise"])
def test_a_late_rescue_is_charged_and_leaves_the_ratio(fault):
    story = Story(severity="S0", item="lift.car", fault=fault, start="04-14 09:00").done("04-14 09:40", "04-14 10:00")
    given = assessed(story)
    charged = [(one.event, one.charged) for one in given.charges.incidents]
    if fault == "trapped":
        assert charged == [("trapped_late", 500_00)]
        assert given.measured["response"].den == 0
        assert ("priced_event") in dict(given.measured["response"].excluded).values()
    else:
        assert charged == []
        assert given.measured["response"].den == 1


def test_merging_twice_reaches_the_root():
    stories = [Story(n, severity="S1", start=f"04-14 {8 + n:02d}:00") for n in (1, 2, 3)]
    stories[0].add("cancelled", "04-14 10:05", {"reason": "duplicate", "into": stories[1].id}, "P")
    stories[1].add("cancelled", "04-14 11:05", {"reason": "duplicate", "into": stories[2].id}, "P")
    stories[2].done("04-14 11:10", "04-14 12:30")
    one = next(one for one in assessed(*stories).owed if one.order.id == stories[2].id and one.clock == "repair")
    assert said(one.due) == "2026-04-14 13:00:00"


def test_an_excuse_the_terms_do_not_know_excuses_nothing():
    story = Story(severity="S1", start="04-14 09:00").done("04-14 12:00", "04-14 20:00")
    claim = story.add("excuse_claimed", "04-15 09:00", {"excuse": "weather"}).facts[-1].id
    story.add("excuse_ruled", "04-15 10:00", {"claim": claim, "approved": True}, "P")
    assert assessed(story).measured["repair"].bad == (story.id,)


def test_a_party_that_is_not_there_takes_nothing_over():
    story = Story(severity="S1", start="04-14 09:00").add("transferred", "04-14 09:30", {"to": "Z"}, "P")
    assert set(owed(story)) == {("A", "respond"), ("A", "repair")}


def test_a_class_wholly_excused_leaves_its_weight_to_the_others():
    stories = []
    for number in range(6):
        story = Story(number + 1, severity="S1", item="power.room", fault="no_power", start="04-01 00:00")
        claim = story.add("excuse_claimed", "04-15 09:00", {"excuse": "city_power_cut"}).facts[-1].id
        stories.append(story.add("excuse_ruled", "04-15 10:00", {"claim": claim, "approved": True}, "P"))
    measured = assessed(*stories).measured["availability"]
    assert measured.value == 1
    assert {key: required for key, _, required in measured.parts}["power"] == 0
