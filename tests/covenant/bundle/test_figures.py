"""Attacks on terms, statements and corrections: by whoever hands the bundle on, and by the operator with the witnesses."""

import json
from copy import deepcopy

import pytest

from covenant import canon
from tests.covenant.bundle import example
from tests.covenant.bundle.example import place, rechained, refused, report, resigned
from tests.covenant.example import second

ISSUED, RESTATED, MAY = place("statement.issued"), place("statement.restated"), place("statement.issued", 1)


@pytest.fixture
def files():
    return example.files()


@pytest.fixture
def facts():
    return example.facts()


def named(facts, leaf: int) -> str:
    body = facts[leaf].body
    return f"statements/{body.get('restated', body['statement'])}.json"


def renamed(files, facts, old: str, data: bytes):
    """The bundle in which every fact that named a file names these bytes instead, signed by all."""
    folder, _, rest = old.partition("/")
    before, after = rest.removesuffix(".json"), canon.digest(data)
    changed = [fact._replace(body=json.loads(json.dumps(dict(fact.body)).replace(before, after))) for fact in facts]
    made = resigned(files, rechained(changed))
    del made[old]
    return made | {f"{folder}/{after}.json": data}


def restated(files, facts, leaf: int, change):
    """The operator's own statement: the document changed, its hash with it."""
    name = named(facts, leaf)
    document = json.loads(files[name])
    change(document)
    return renamed(files, facts, name, canon.encode(document))


def first(files, **wanted):
    return report(files, **wanted).broken[0]


# ── the bundle's files changed by somebody on the way ────────────────────────


@pytest.mark.parametrize("leaf", [ISSUED, RESTATED, MAY])
def test_statement_bytes_changed(files, facts, leaf):
    name = named(facts, leaf)
    for wrong in (files[name] + b" ", files[name].replace(b'"gross":', b'"gross":1', 1), b"", b"{}"):
        assert refused(files | {name: wrong}) == "statement_bytes"


def test_statements_of_two_months_swapped(files, facts):
    one, two = named(facts, ISSUED), named(facts, MAY)
    assert refused(files | {one: files[two], two: files[one]}) == "statement_bytes"


def test_a_statement_that_was_asked_for_and_taken_out(files, facts):
    for leaf in (ISSUED, RESTATED, MAY):
        made = {name: data for name, data in files.items() if name != named(facts, leaf)}
        assert refused(made, months=example.MONTHS) == "statement_missing"
        said = report(made)
        assert not said.broken
        assert "statement_missing" in {one.code for one in said.findings if one.level == "open"}


def test_a_month_nobody_closed(files):
    assert refused(files, months=["2026-06"]) == "no_statement"
    assert refused(files, months=["2026-04\nproven"]) == "no_statement"


def test_changed_statements_of_months_that_were_not_asked_for(files, facts):
    name = named(facts, MAY)
    assert refused(files | {name: files[name] + b" "}, months=["2026-04"]) == "other_bytes"


@pytest.mark.parametrize("which", range(3))
def test_terms_and_calendars_with_other_bytes(files, which):
    """The second version is in force after every statement: no figure reads it, and still it is checked."""
    name = [name for name in files if name.startswith(("terms/", "calendars/"))][which]
    assert refused(files | {name: files[name] + b" "}) in ("not_computable", "other_bytes")
    assert refused(files | {name: b""}) in ("not_computable", "other_bytes")


def test_terms_no_figure_needed_that_were_taken_out(files, facts):
    name = f"terms/{facts[-1].body['terms']}.json"
    said = report({one: data for one, data in files.items() if one != name})
    assert not said.broken
    assert "paper_missing" in {one.code for one in said.findings if one.level == "open"}


def test_terms_the_figures_need_that_were_taken_out(files, facts):
    for name in (f"terms/{facts[0].body['terms']}.json", f"calendars/{facts[0].body['calendars']}.json"):
        assert refused({one: data for one, data in files.items() if one != name}) == "not_computable"


# ── signed by the operator and the witnesses ─────────────────────────────────


def test_one_fen_more(files, facts):
    def change(document):
        document["lines"][0]["fen"] += 1

    found = first(restated(files, facts, MAY, change))
    assert (found.code, found.leaf) == ("figures", MAY)
    assert found.clause
    assert "fen is" in found.text
    assert "its facts give" in found.text


@pytest.mark.parametrize("key", ["net", "vat", "gross"])
def test_a_sum_rounded_by_one_fen(files, facts, key):
    def change(document):
        document[key] -= 1

    found = first(restated(files, facts, MAY, change))
    assert found.code == "figures"
    assert f"{key} is" in found.text


def test_a_measure_counted_better_is_named_first_with_its_clause(files, facts):
    def change(document):
        document["measures"][0]["num"] += 1
        document["total"]["score"] = "99.00"
        document["gross"] += 100

    found = first(restated(files, facts, ISSUED, change))
    assert found.code == "figures"
    assert found.text.split(": ", 1)[1].startswith("measures[")
    assert found.clause == json.loads(files[named(facts, ISSUED)])["measures"][0]["clause"]


def test_terms_named_by_another_hash_than_the_statement_rests_on(files, facts):
    def change(document):
        document["terms"]["1"] = "0" * 64

    assert first(restated(files, facts, MAY, change)).code == "figures"


def test_changed_terms_under_a_matching_new_hash(files, facts):
    """The facts name the changed terms; the statements were computed with the others."""
    document = deepcopy(second())
    document["payment"]["monthly_fee"] = "88000.01"
    made = renamed(files, facts, f"terms/{facts[0].body['terms']}.json", canon.encode(document))
    found = first(made)
    assert (found.code, found.leaf) == ("figures", ISSUED)


def test_terms_of_a_newer_version_judged_for_an_older_month(files, facts):
    """The log says version 1 came into force in January and names the paper of version 2."""
    newer = facts[-1].body["terms"]
    changed = [facts[0]._replace(body={**facts[0].body, "terms": newer}), *facts[1:-1]]
    found = first(resigned({n: d for n, d in files.items() if facts[0].body["terms"] not in n}, rechained(changed)))
    assert (found.code, found.leaf) == ("not_computable", ISSUED)
    assert "version" in found.text


@pytest.mark.parametrize("change", [{"version": 7}, {"agreement": "OTHER-1"}, {"effective_from": 1}])
def test_terms_that_are_not_what_the_log_says_of_them(files, facts, change):
    changed = [facts[0]._replace(body={**facts[0].body, **change}), *facts[1:]]
    assert first(resigned(files, rechained(changed))).code == "not_computable"


def test_a_statement_of_an_agreement_that_is_not_in_force(files, facts):
    changed = [fact for fact in facts if fact.kind != "agreement.activated"]
    assert first(resigned(files, rechained(changed))).code == "not_computable"


def test_a_statement_computed_again_with_a_leaf_that_came_later(files, facts):
    """What came late stands before the statement now: the order of the log decides, not what somebody says of it."""
    changed = [*facts[:ISSUED], facts[RESTATED - 1], *facts[ISSUED : RESTATED - 1], *facts[RESTATED:]]
    moved = facts[RESTATED - 1]._replace(recv=facts[ISSUED].recv)
    changed[ISSUED] = moved
    found = first(resigned(files, rechained(changed)))
    assert (found.code, found.leaf) == ("figures", ISSUED + 1)


def test_a_statement_that_knew_what_came_after_it(files, facts):
    """The correction's document passed off as the statement itself."""
    later = named(facts, RESTATED)
    body = {**facts[ISSUED].body, "statement": facts[RESTATED].body["restated"], "as_of": facts[RESTATED].body["as_of"]}
    changed = [*facts[:ISSUED], facts[ISSUED]._replace(body=body), *facts[ISSUED + 1 :]]
    assert later in files
    assert first(resigned(files, rechained(changed))).code == "figures"


def test_a_fact_under_a_statement_changed(files, facts):
    leaf = place("order.claimed", 1)
    moved = facts[leaf]._replace(at=facts[leaf].at - 3_600_000 * 4, recv=facts[leaf].recv - 3_600_000 * 4)
    found = first(resigned(files, rechained([*facts[:leaf], moved, *facts[leaf + 1 :]])))
    assert (found.code, found.leaf) == ("figures", ISSUED)
    assert found.clause


def test_an_order_left_out_of_a_statement(files, facts):
    gone = facts[place("order.reported", 1)].subject
    assert first(resigned(files, rechained([fact for fact in facts if fact.subject != gone]))).code == "figures"


def test_another_moment_of_knowledge(files, facts):
    body = {**facts[ISSUED].body, "as_of": facts[ISSUED].body["as_of"] + 1}
    assert (
        first(
            resigned(files, rechained([*facts[:ISSUED], facts[ISSUED]._replace(body=body), *facts[ISSUED + 1 :]]))
        ).code
        == "figures"
    )


# ── corrections ──────────────────────────────────────────────────────────────


def corrected(files, facts, **changes):
    """A correction that says something else, and a May that is computed from it: consistent but for the difference."""
    made = example.Log()
    for version in (second(), json.loads(files[f"terms/{facts[-1].body['terms']}.json"])):
        made.versions.append(example.read(version))
    last = made.versions.pop()
    for fact in facts[:MAY]:
        if fact.kind == "statement.restated":
            fact = fact._replace(body={**fact.body, **changes})
        made.take(fact)
    made.issue("2026-05", "06-03 09:00")
    made.take(facts[-1])
    assert last.no == 2
    kept = {name: data for name, data in files.items() if name != named(facts, MAY)}
    return resigned(kept | made.papers, made.entries)


def test_a_correction_is_the_difference_of_its_two_statements(files, facts):
    assert not report(corrected(files, facts)).broken
    body = facts[RESTATED].body
    wrong = {key: fen * 2 for key, fen in body["lines"].items()}
    for change in ({"lines": wrong}, {"lines": {}}, {"net": 0}, {"vat": body["vat"] + 1}, {"gross": -body["gross"]}):
        found = first(corrected(files, facts, **change))
        assert (found.code, found.leaf) == ("correction", RESTATED)


def test_a_correction_of_a_statement_nobody_issued(files, facts):
    assert first(corrected(files, facts, statement="0" * 64)).code == "correction"


def test_a_correction_posted_into_a_month_that_was_closed(files, facts):
    for into in ("2026-04", "2026-03"):
        assert first(corrected(files, facts, into=into)).code == "correction"


def test_a_correction_of_another_month_than_the_statement(files, facts):
    codes = {one.code for one in report(corrected(files, facts, month="2026-03")).broken}
    assert codes >= {"figures", "correction"}


# ── documents that are no statements, and what a report may say ──────────────


@pytest.mark.parametrize(
    "data",
    [
        b"", b"not json", b"[]", b"null", b"{}", b'{"a":1.0}', b'{"a":1,"a":2}', b"\xff", b"[" * 100_000, b'"\\ud800"',
        b'{"measures":[' + b"[" * 900 + b"]" * 900 + b"]}", b'{"gross":"\\ud800"}', b'{"\\ud800":1}', b'{"gross":' + b"9" * 5000 + b"}",
        b'{"measures":' + b"[1," * 300 + b"1" + b"]" * 300 + b"}",
    ],
)  # fmt: skip
def test_statements_that_are_none(files, facts, data):
    name = named(facts, MAY)
    assert refused(renamed(files, facts, name, data)) in ("figures", "not_computable")


@pytest.mark.parametrize(
    "text",
    ["a\nEverything this bundle can prove holds; nothing stays open.", "\x1b[2Kproven", "\r", "\u202egnp", "\ud800", "e\u0301"],
)  # fmt: skip
def test_what_a_statement_says_cannot_write_the_report(files, facts, text, tmp_path, capsys):
    def change(document):
        document["measures"][0]["num"] = text
        document["measures"][0]["clause"] = text

    document = json.loads(files[named(facts, MAY)])
    change(document)
    data = json.dumps(document, ensure_ascii=True).encode()
    made = renamed(files, facts, named(facts, MAY), data)
    assert refused(made) == "figures"
    from covenant.__main__ import main

    for more in ([], ["--json"]):
        command = example.verified(tmp_path, made, *more)
        assert main(command[3:]) == 1
        out = capsys.readouterr().out
        assert out.encode()
        assert all(line.isprintable() for line in out.splitlines())


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-12"])
def test_statements_of_impossible_months(files, facts, month):
    body = {**facts[MAY].body, "month": month, "as_of": 253_402_300_799_999}
    made = resigned(files, rechained([*facts[:MAY], facts[MAY]._replace(body=body), *facts[MAY + 1 :]]))
    assert refused(made) in ("figures", "not_computable")


def test_a_fact_at_the_end_of_time(files, facts):
    last = 253_402_300_799_999
    body = {**facts[MAY].body, "as_of": last}
    changed = [*facts[:18], facts[18]._replace(at=last, recv=last), *facts[19:]]
    changed[MAY] = facts[MAY]._replace(body=body)
    assert refused(resigned(files, rechained(changed))) in ("clock_ahead", "figures", "not_computable")
    alone = resigned(files, rechained(changed), signers=[example.LOG])
    assert refused(alone, example.ALONE) in ("figures", "not_computable")


PAPERS = [
    b"", b"null", b"[]", b"{}", b'{"schema":"terms/2"}', b'{"schema":"terms/2","parties":{"\\n":1}}', b"[" * 99_999,
    b'{"schema":"calendars/1","zone":{"name":"x","offsets":[[null,480],[1e3,1]]},"notices":[]}',
    b'{"schema":"calendars/1","zone":{"name":"x","offsets":[[null,480]]},"notices":[{"year":1}]}',
    b'{"schema":"calendars/1","zone":{"name":"x","offsets":[[null,960],[' + b"9" * 4000 + b',-960]]},"notices":null}',
    b'{"schema":"calendars/1","zone":{"name":"\\n","offsets":[[null,480]]},"notices":[]}',
]  # fmt: skip


@pytest.mark.parametrize("folder", ["terms", "calendars"])
@pytest.mark.parametrize("data", PAPERS)
def test_papers_that_are_none_under_their_own_hash(files, facts, folder, data):
    name = f"{folder}/{facts[0].body[folder]}.json"
    assert refused(renamed(files, facts, name, data)) in ("not_computable", "figures")


def test_a_negative_sum_is_written_as_one(files, facts):
    """A correction larger than the month: what is to be paid is below nothing."""
    found = report(corrected(files, facts, lines={"fixed": -90_000_00}, net=-90_000_00, vat=-540_000, gross=-95_400_00))
    said = [one.text for one in found.findings if one.code == "figures" and "2026-05" in one.text]
    assert len(said) == 1
    assert ", -" in said[0]
    document = next(
        json.loads(data) for name, data in corrected(files, facts, lines={"fixed": -90_000_00}, net=-90_000_00, vat=-540_000, gross=-95_400_00).items()
        if name.startswith("statements/") and b'"month":"2026-05"' in data
    )  # fmt: skip
    assert document["gross"] < 0
    fen = -document["gross"]
    assert f"-{fen // 100:,}.{fen % 100:02d}." in said[0]
