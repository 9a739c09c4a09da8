"""What the terms want to see before a completion is taken in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.agreement import read
from covenant.errors import Problems, Refusal
from covenant.facts import Blob, Fact
from covenant.order import complete, needs, shown
from covenant.text import contract
from tests.covenant.example import second

ROLES = ("before", "after", "video", "signature")
RULES = [
    {"clause": "4.30", "items": ["*"], "role": "after", "least": 1},
    {"clause": "4.31", "items": ["lift.*", "water.pump"], "role": "before", "least": 1},
    {"clause": "4.32", "items": ["lift.*"], "severities": ["S0"], "role": "video", "least": 1},
    {"clause": "4.33", "items": ["lift.car"], "severities": ["S0", "S1"], "role": "after", "least": 3},
]


def terms(rules=RULES):
    return read(second(evidence=rules))


def chain(*steps):
    """Facts of an order: (kind, roles of its blobs)."""
    return [
        Fact(
            id=f"f{at}", log="l", kind=f"order.{kind}", subject="order/1", seq=at, prev=None, at=at, recv=at, basis=None,
            actor="m-1", party="A", body={}, sd=(), blobs=tuple(Blob("0" * 64, 1, "image/jpeg", role) for role in roles),
        )
        for at, (kind, *roles) in enumerate(steps, 1)
    ]  # fmt: skip


def test_the_rule_that_asks_for_more_counts_and_names_its_clause():
    found = {need.role: (need.least, need.clause) for need in needs(terms(), "lift.car", "S0")}
    assert found == {"after": (3, "4.33"), "before": (1, "4.31"), "video": (1, "4.32")}
    assert {need.role for need in needs(terms(), "lift.door", "S2")} == {"after", "before"}
    assert [need.role for need in needs(terms(), "power.light", "S0")] == ["after"]
    silent = second()
    del silent["evidence"]
    assert needs(read(silent), "lift.car", "S0") == ()


def test_the_templates_want_a_photo_of_what_was_dangerous():
    assert [(one.role, one.least, one.clause) for one in needs(read(second()), "water.pump", "S0")] == [("after", 1, "5.6")]
    assert needs(read(second()), "water.pump", "S1") == ()


def test_what_is_missing_is_said_with_its_clause():
    with pytest.raises(Refusal) as refused:
        complete(needs(terms(), "lift.car", "S1"), {"after": 1, "before": 1})
    assert (refused.value.code, refused.value.clause) == ("order.evidence_missing", "4.33")
    assert refused.value.params == {"evidence": "after", "missing": 2, "least": 3}
    complete(needs(terms(), "lift.car", "S1"), {"after": 3, "before": 1})


def test_after_a_rejection_everything_but_the_state_before_is_shown_anew():
    before = chain(("reported", "report"), ("claimed", "before", "after"), ("evidenced", "signature"))
    assert shown(before) == {"report": 1, "before": 1, "after": 1, "signature": 1}
    assert shown([*before, *chain(("reported",), ("x",), ("y",), ("rejected",))[3:]]) == {"before": 1}


@given(st.lists(st.tuples(st.sampled_from(["claimed", "evidenced", "rejected"]), st.sampled_from(ROLES))))
def test_more_evidence_never_makes_a_claim_worse(steps):
    facts = chain(("reported",), *steps)
    for role in ROLES:
        more = shown(facts, [Blob("1" * 64, 1, "image/jpeg", role)])
        assert more == {**shown(facts), role: shown(facts).get(role, 0) + 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"role": "smell"}, "unknown_word"),
        ({"least": 0}, "not_number"),
        ({"items": ["lift.*.x"]}, "bad_pattern"),
        ({"severities": ["S9"]}, "unknown_word"),
        ({"least": 1, "colour": "red"}, "unknown_key"),
    ],
)
def test_terms_that_cannot_be_read(change, code):
    with pytest.raises(Problems) as found:
        terms([{**RULES[0], **change}])
    assert code in {one.code for one in found.value.problems}


def test_the_contract_says_it():
    clauses = [clause for article in contract(terms()).articles for clause in article.clauses]
    text = next(clause.zh for clause in clauses if clause.number == "4.33")
    assert "S0级" in text
    assert "维修后照片至少3份" in text
