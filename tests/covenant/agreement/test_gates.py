"""Each gate, shut by one change to the full template; and the template itself, which passes them all."""

from copy import deepcopy

import pytest

from covenant.agreement import REFUSE, WARN, check, read, refused
from covenant.errors import Problems
from tests.covenant.example import second


def changed(change):
    document = second()
    change(document)
    return document


def row(clause, **changes):
    def change(document):
        next(one for one in document["matrix"] if one["clause"] == clause).update(changes)

    return change


def put(path, value):
    def change(document):
        *way, last = path.split(".")
        for key in way:
            document = document[key]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


def without_first_row(document):
    document["matrix"] = [one for one in document["matrix"] if one["item"] not in ("*", "lift.*")]


GATES = [
    ("hole", REFUSE, without_first_row),
    ("two_rows", REFUSE, row("3.4", item="lift.*")),
    ("accountable", REFUSE, row("3.2", accountable="A")),
    ("below_statute", REFUSE, put("levels.S0.respond.limit", "PT31M")),
    ("not_always", REFUSE, put("levels.S0.respond.calendar", "WD")),
    ("no_window", REFUSE, put("measures.rework.window", None)),
    ("no_cap", REFUSE, put("payment.cap", None)),
    ("negative_month", REFUSE, put("payment.cap.share", "0.95")),
    ("unpinned", REFUSE, lambda document: document["definitions"][0].update(pinned=None)),
    ("vague", REFUSE, put("notes", [{"clause": "13.1", "zh": "外包方应尽快处理。", "en": "Deal with it."}])),
    ("vague", REFUSE, put("events.false_record.en", "A material breach of records")),
    ("whole_service", REFUSE, put("agreement.covers", ["maintenance", "sanitation", "order"])),
    ("no_licence", REFUSE, put("parties.A.licences", [{"kind": "low_voltage", "document": "D", "until": "2030-01-01"}])),
    ("licence_ends", WARN, put("parties.A.licences", [
        {"kind": kind, "document": "D", "until": "2026-12-31"}
        for kind in ("low_voltage", "lift_maintenance", "fire_maintenance")
    ])),
    ("no_consent", REFUSE, put("parties.L", {"role": "specialist", "name": {"zh": "丙方", "en": "C"}})),
    ("no_safety", REFUSE, put("safety", None)),
    ("no_data_terms", REFUSE, put("data", None)),
    ("void_cap", REFUSE, put("liability.not_capped", ["injury"])),
    ("too_late", REFUSE, put("statement.pay_within", "P61D")),
    ("no_interest", WARN, put("payment.interest", None)),
    ("mode", WARN, row("3.4", perform="P")),
]  # fmt: skip


def test_the_template_passes_every_gate():
    assert check(read(second())) == []


@pytest.mark.parametrize(("code", "level", "change"), GATES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(GATES)])
def test_a_gate_names_what_is_wrong_and_what_would_be_right(code, level, change):
    findings = check(read(changed(change)))
    mine = [finding for finding in findings if finding.code == code]
    assert mine, [finding.code for finding in findings]
    assert mine[0].level == level
    assert mine[0].message.endswith(".")
    assert mine[0].remedy.endswith((".", ")"))
    assert refused(findings) is any(finding.level == REFUSE for finding in findings)


def test_damages_far_above_the_loss_are_warned_of():
    document = second()
    document["payment"]["vat"]["deductions"] = "damages"
    document["payment"]["loss_estimate"] = "5000.00"
    assert [one.code for one in check(read(document))] == ["excessive"]


def test_the_portfolio_counts_over_all_agreements_of_the_estate():
    cleaning = second()
    cleaning["agreement"].update(id="CLEAN-01", covers=["sanitation", "order"])
    findings = check(read(second()), [read(cleaning)])
    assert [one.code for one in findings] == ["whole_service"]
    assert "941" in findings[0].remedy


def test_a_rule_of_law_binds_terms_that_take_effect_under_it():
    document = second()
    document["statement"]["pay_within"] = "P90D"
    document["version"]["effective_from"] = "2025-05-01T00:00:00+08:00"
    assert "too_late" not in [one.code for one in check(read(document))]


BAD = [
    ("unknown_key", put("payment.bonus", "1")),
    ("not_decimal", put("payment.performance_share", 0.3)),
    ("no_zone", put("version.effective_from", "2026-01-01T00:00:00")),
    ("weights", put("measures.repair.weight", 21)),
    ("not_number", put("measures.repair.weight", -1)),
    ("unknown_word", put("measures.repair.function", "repair_9")),
    ("unknown_word", put("matrix", [{"clause": "3.1", "item": "*", "cause": "any", "perform": "P", "accountable": "P", "pay": "somebody"}])),
    ("hole", put("duty", [{"clause": "4.12", "from": "08:00", "to": "20:00"}])),
    ("hole", put("duty", [{"clause": "4.12", "from": "08:00", "to": "20:00"}, {"clause": "4.20", "from": "19:00", "to": "08:00"}])),
    ("not_monotone", put("payment.quarter.bands", [["0", "0"], ["80", "-0.01"]])),
    ("not_monotone", put("events.trapped_late.repeat.factors", ["2", "1"])),
    ("unknown_fault", put("events.trapped_late.when.faults", ["flood"])),
    ("unknown_duty", put("measures.inspection.requires", "visits")),
    ("weights", put("measures.availability.assets.lift.weight", "0.5")),
    ("no_measure", put("client_duties.accept.least", 3)),
    ("not_days", put("exit.notice", "PT36H")),
    ("bad_name", put("agreement.id", "茉莉园")),
    ("clause_twice", put("exit.clause", "7.1")),
    ("not_bool", put("exit.consecutive", "yes")),
    ("twice", put("renewal.rank_by", ["score", "score"])),
    ("no_curve", put("measures.repair.curve", {"linear": ["0.1", "0.2"], "at_least": "0.9"})),
    ("score_range", put("measures.repair.curve", {"points": [["0", "0"], ["1", "101"]]})),
    ("unknown_key", put("agreement.title.fr", "x")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change"), BAD, ids=[f"{code}-{n}" for n, (code, _) in enumerate(BAD)])
def test_what_cannot_be_read_is_named_with_its_path(code, change):
    with pytest.raises(Problems) as raised:
        read(changed(change))
    mine = [problem for problem in raised.value.problems if problem.code == code]
    assert mine, raised.value.problems
    assert all(problem.path for problem in mine)


def test_everything_wrong_is_said_at_once():
    document = second()
    for _, change in (BAD[0], BAD[1], BAD[3], BAD[11]):
        change(document)
    with pytest.raises(Problems) as raised:
        read(document)
    assert {problem.code for problem in raised.value.problems} >= {
        "unknown_key",
        "not_decimal",
        "weights",
        "unknown_fault",
    }


def test_reading_changes_nothing():
    document = second()
    before = deepcopy(document)
    read(document)
    assert document == before
