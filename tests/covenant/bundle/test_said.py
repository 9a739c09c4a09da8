"""What the log says of itself: who has to sign it, and which personal values were erased."""

import pytest

from covenant.bundle import BROKEN, OPEN, PROVEN
from tests.covenant.bundle import example
from tests.covenant.bundle.example import ALONE, ORIGIN, POLICY, PRIVATE, WITNESSES, report, resigned

WHEN = "06-20 09:00"


def longer(*told, files=None):
    """The valid bundle with these facts after its own, signed by all."""
    made = example.Log()
    for fact in example.facts():
        made.take(fact)
    for kind, subject, body in told:
        made.add(kind, subject, WHEN, body, "S")
    return resigned(files or example.files(), made.entries)


def ruling(policy):
    return "log.ruled", f"log/{ORIGIN}/policy", {"policy": policy.text}


def erasing(fact, *names):
    return "privacy.erased", "privacy/1", {"fact": fact, "names": sorted(names), "reason": "request"}


def level(found, code):
    return next(one.level for one in found.findings if one.code == code)


@pytest.fixture
def private():
    """The id of the fact with personal values."""
    return next(fact.id for fact in example.facts() if fact.sd)


def test_a_log_without_a_rule_says_that_the_policy_is_the_auditors_word():
    assert level(report(example.files()), "not_ruled") == OPEN


def test_the_rule_in_the_log_is_the_policy_that_was_brought():
    assert level(report(longer(ruling(POLICY))), "ruled") == PROVEN


def test_other_names_for_the_same_keys_are_the_same_rule():
    names = {f"x{number}": one.key for number, one in enumerate(WITNESSES.values())}
    group = POLICY.groups["two"]._replace(members=tuple(names))
    other = POLICY._replace(witnesses=names, groups={"g": group}, quorum="g")
    assert level(report(longer(ruling(other))), "ruled") == PROVEN


@pytest.mark.parametrize("told", [ALONE, POLICY._replace(groups={"two": POLICY.groups["two"]._replace(need=1)})])
def test_a_rule_that_asks_for_less_is_said(told):
    assert level(report(longer(ruling(POLICY), ruling(told))), "ruled") == OPEN


def test_a_rule_that_cannot_be_read_is_no_rule():
    assert level(report(longer(("log.ruled", f"log/{ORIGIN}/policy", {"policy": "quorum x"}))), "ruled") == BROKEN


def test_an_erased_value_that_is_still_handed_out(private):
    found = report(longer(erasing(private, PRIVATE[0][0])))
    assert [one.code for one in found.broken] == ["kept"]


def test_an_erasure_of_what_is_not_handed_out_holds(private):
    files = example.files()
    del files["disclosures.jsonl"]
    found = report(longer(erasing(private, *(name for name, _, _ in PRIVATE)), files=files))
    assert not found.broken
    assert level(found, "erased") == PROVEN
    assert "3 personal values" in found.text


def test_an_erasure_of_a_fact_that_is_not_there():
    found = report(longer(erasing("30000000-0000-7000-8000-000000000000", "words")))
    assert [one.code for one in found.broken] == ["erased"]


def test_the_log_is_held_against_the_agreement():
    found = report(longer(ruling(POLICY)))
    assert level(found, "witnessing") == PROVEN
    lower = POLICY._replace(groups={"two": POLICY.groups["two"]._replace(need=1)})
    short = report(longer(ruling(POLICY), ruling(lower)))
    assert level(short, "witnessing") == OPEN
    one = next(one for one in short.findings if one.code == "witnessing")
    assert one.clause == "11.3"
    assert "asks for 2 cosignatures of 3 parties; the log asks for 1" in one.text
