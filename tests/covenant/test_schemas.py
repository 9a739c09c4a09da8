"""docs/schemas and the readers say the same: what a schema refuses no reader takes, and the other way round but for
what a schema cannot say."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from covenant import canon
from covenant.agreement import Agreement, read
from covenant.calendar import Calendars
from covenant.errors import Problems
from covenant.facts import KINDS, Blob, Fact, decode, disclosure, encode, leaf_hash
from covenant.period import Month
from covenant.statement import settle_month
from tests.covenant.example import CALENDARS, FULL, ROOT, SECOND, Story, agreement, at, calendars, second
from weituo.pact.calendars import document
from weituo.pact.terms_file import load

Where = tuple[str | int, ...]
OPTIONAL = (
    "definitions", "duty", "client_duties", "excuses", "events", "exit", "liability", "safety", "witnessing", "evidence", "data", "renewal", "notes",
    "cap", "bedding_in", "quarter", "retention", "interest", "loss_estimate",
)  # fmt: skip
HASH, UUID = "0" * 64, "00000000-0000-7000-8000-000000000001"


@cache
def schema(name: str) -> Draft202012Validator:
    known = json.loads((ROOT / "docs/schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(known)
    return Draft202012Validator(known)


@cache
def schema_of_part(name: str, part: str) -> Draft202012Validator:
    known = schema(name).schema
    return Draft202012Validator({**known["properties"][part], "$defs": known["$defs"]})


def fits(name: str, data: Any, path: Where) -> bool:
    """Whether data that was right but for what lies at a path fits the schema; only the part around it is looked at when
    the schema does not compare parts."""
    if len(path) > 1 and "allOf" not in schema(name).schema:
        return schema_of_part(name, str(path[0])).is_valid(data[path[0]])
    return schema(name).is_valid(data)


def problems(reader: Callable[[Any], object], data: Any) -> set[str]:
    """The codes with which a reader refuses; any other exception fails the test."""
    try:
        reader(data)
    except Problems as found:
        return {problem.code for problem in found.problems}
    return set()


def read_fact(data: Any) -> Fact:
    return decode(canon.encode(data))


READERS: dict[str, Callable[[Any], object]] = {
    "terms-1": read,
    "terms-2": read,
    "calendars-1": Calendars.from_data,
    "fact-1": read_fact,
}

# ── examples ──────────────────────────────────────────────────────────────


def small_terms() -> dict[str, Any]:
    """One or two of everything terms can hold, so that every place of it can be spoilt."""
    data = deepcopy(FULL)
    data["items"], data["matrix"] = data["items"][:1], data["matrix"][:2]
    data["faults"] = {key: data["faults"][key] for key in ("trapped", "other")}
    data["items"][0]["faults"] = ["trapped", "other"]
    data["pauses"] = {key: data["pauses"][key] for key in ("parts", "P_decision")}
    data["parties"] = {key: data["parties"][key] for key in ("P", "A")}
    for part in ("severities", "levels"):
        data[part] = {key: data[part][key] for key in ("S0", "S2")}
    data["measures"] = {key: data["measures"][key] for key in ("satisfaction", "rework")}
    data["measures"]["satisfaction"].update(weight=60, curve={"step": [["0", "0"], ["0.90", "100"]]})
    data["measures"]["rework"]["weight"] = 40
    return data


def small_second() -> dict[str, Any]:
    """The same for terms/2: every part, every curve and every function of it."""
    data = deepcopy(SECOND)
    first = small_terms()
    for part in ("items", "pauses", "severities", "levels"):
        data[part] = first[part]
    data["faults"] = first["faults"]
    data["parties"] = {key: data["parties"][key] for key in ("P", "A")}
    data["witnessing"]["parties"] = ["P", "A"]
    data["evidence"] = [{"clause": "4.30", "items": ["lift.*"], "severities": ["S0"], "role": "after", "least": 1}]
    data["parties"]["A"]["licences"] = data["parties"]["A"]["licences"][:1]
    data["parties"]["A"]["consent"] = "DOC-014"
    data["matrix"] = [data["matrix"][0], {**data["matrix"][14], "assist": "P"}]
    data["definitions"] = data["definitions"][:1]
    data["duty"] = [
        {"clause": "4.12", "from": "08:00", "to": "20:00"},
        {"clause": "4.16", "from": "20:00", "to": "08:00", "callout": {"by": "P", "limit": "PT10M", "calendar": "H24"}},
    ]
    data["client_duties"] = {key: data["client_duties"][key] for key in ("site_visit", "accept")}
    data["excuses"] = {"city_power_cut": data["excuses"]["city_power_cut"]}
    measures = data["measures"]
    measures["availability"]["assets"] = {"lift": {**measures["availability"]["assets"]["lift"], "weight": "1"}}
    measures["availability"]["assets"]["lift"]["faults"] = ["trapped"]
    measures["intact"] = {**deepcopy(measures["response"]), "clause": "6.10", "function": "intact_1"}
    for key, curve in {
        "response": {"at_least": "0.95"},
        "rework": {"at_most": "0.02"},
        "intact": {"points": [["0.90", "0"], ["0.98", "80"], ["1", "100"]]},
        "planned": {"step": [["0", "0"], ["0.90", "100"]]},
    }.items():
        measures[key]["curve"] = curve
    del measures["repair"]
    measures["response"]["weight"] = 20
    data["events"] = {key: data["events"][key] for key in ("trapped_late", "safety_breach")}
    data["payment"]["quarter"]["bands"] = [["0", "-0.05"], ["95", "0.02"]]
    data["notes"] = [{"clause": "13.1", "zh": "办公用房由甲方提供", "en": "The principal provides the office"}]
    return data


BODIES: dict[str, dict[str, Any]] = {
    "agreement.activated": {
        "agreement": "JASMINE-ENG-01", "version": 1, "terms": HASH, "calendars": HASH, "effective_from": 1
    },
    "order.reported": {
        "agreement": "JASMINE-ENG-01", "item": "lift.car", "fault": "trapped", "cause": "sudden", "severity": "S0",
        "place": "space/1", "equipment": None, "channel": "import", "recurrence_of": UUID,
        "source": {"file": HASH, "row": 7, "key": "39874139"},
    },
    "order.classified": {"severity": "S1", "item": "lift.car", "fault": "stuck", "cause": "wear"},
    "order.assigned": {"to": "m-2", "mode": "auto"},
    "order.accompanied": {"with": ["m-3"]},
    "order.evidenced": {"role": "signature", "signer": "resident"},
    "order.arrived": {"proof": "code"},
    "order.paused": {"reason": "parts"},
    "order.pause_ruled": {"pause": UUID, "approved": True},
    "order.rejected": {"reason": "not_fixed"},
    "order.rated": {"stars": 5},
    "order.recurrence_ruled": {"of": UUID, "confirmed": False},
    "order.cancelled": {"reason": "duplicate", "into": UUID},
    "agreement.signed": {"agreement": "JASMINE-ENG-01", "version": 1, "terms": HASH},
    "agreement.suspended": {"agreement": "JASMINE-ENG-01", "from": 1},
    "agreement.resumed": {"agreement": "JASMINE-ENG-01", "from": 1},
    "agreement.ended": {"agreement": "JASMINE-ENG-01", "from": 1, "ground": "notice"},
    "order.transferred": {"to": "A"},
    "order.excuse_claimed": {"excuse": "city_power_cut"},
    "order.excuse_ruled": {"claim": UUID, "approved": True},
    "incident.found": {
        "agreement": "JASMINE-ENG-01", "event": "false_record", "order": UUID, "equipment": "equipment/1"
    },
    "task.planned": {
        "agreement": "JASMINE-ENG-01", "task": "half_month", "item": "lift.car", "equipment": "equipment/1", "from": 1,
        "to": 2, "statutory": True,
    },
    "inspection.recorded": {"agreement": "JASMINE-ENG-01", "passed": 0, "checked": 20},
    "inventory.taken": {"agreement": "JASMINE-ENG-01", "intact": 118, "units": 120},
    "duty.done": {"agreement": "JASMINE-ENG-01", "duty": "site_visit"},
    "exit.noticed": {"agreement": "JASMINE-ENG-01"},
    "exit.withdrawn": {"agreement": "JASMINE-ENG-01"},
    "exit.handed_over": {"agreement": "JASMINE-ENG-01"},
    "statement.disputed": {"statement": HASH, "figure": "2026-07/repair.score"},
    "statement.decided": {"dispute": UUID, "upheld": False},
    "statement.restated": {
        "agreement": "JASMINE-ENG-01", "month": "2026-07", "statement": HASH, "restated": HASH, "as_of": 1,
        "into": "2026-08", "lines": {"performance": 8316}, "net": 8316, "vat": 498, "gross": -8814,
    },
    "statement.issued": {"agreement": "JASMINE-ENG-01", "month": "2026-07", "statement": HASH, "as_of": 1},
    "statement.signed": {"statement": HASH},
    "log.checkpointed": {"origin": "weituo/test", "size": 7, "root": HASH, "text": HASH},
    "log.anchored": {
        "checkpoint": "weituo/test\n7\nAAAA\n", "entry": "{}", "index": 0, "proof": [HASH],
        "common": "weituo/checkpoints\n1\nAAAA\n", "receipt": {"v": 1, "kind": "rfc3161", "digest": HASH, "time": 1},
    },
    "log.ruled": {"policy": "log weituo/test+00000000+AAAA\nquorum none\n"},
    "privacy.erased": {"fact": UUID, "names": ["contact", "text"], "reason": "request"},
}  # fmt: skip


def example(kind: str) -> dict[str, Any]:
    """A fact of a kind as data: the second of its subject, taken down later, with a personal value and a photo."""
    commitment, _ = disclosure("text", "电梯停在12楼", bytes(16))
    fact = Fact(
        id=UUID,
        log="weituo/test",
        kind=kind,
        subject=f"{kind.split('.')[0]}/{UUID}",
        seq=2,
        prev=HASH,
        at=at("07-20 08:00"),
        recv=at("07-20 08:05"),
        actor="m-1",
        party="A",
        body=BODIES.get(kind, {}),
        sd=(commitment,),
        blobs=(Blob(HASH, 120_000, "image/jpeg", "after"),),
        basis="telephone",
    )
    return canon.loads(encode(fact))


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "terms-1", small_terms()
    yield "terms-2", small_second()
    yield "calendars-1", {**deepcopy(CALENDARS), "notices": deepcopy(CALENDARS["notices"][3:5])}
    for kind in KINDS:
        yield "fact-1", example(kind)


# ── what is right is accepted ─────────────────────────────────────────────


def test_the_template_of_the_first_release_fits_the_schema():
    schema("terms-1").validate(FULL)


@pytest.mark.parametrize("path", sorted((ROOT / "agreements").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_templates_fit_the_schema(path):
    data = load(path)
    schema(data["schema"].replace("/", "-")).validate(data)


@pytest.mark.parametrize("part", OPTIONAL)
def test_a_part_of_terms_2_may_be_left_out_or_null(part):
    for null in (True, False):
        data = small_second()
        holder = data["payment"] if part in data["payment"] else data
        if null:
            holder[part] = None
        else:
            del holder[part]
        if part == "client_duties":
            del data["measures"]["inspection"]["requires"]
        schema("terms-2").validate(data)
        assert problems(read, data) == set()


def test_neither_release_takes_the_document_of_the_other():
    assert not schema("terms-1").is_valid(SECOND)
    assert not schema("terms-2").is_valid(FULL)
    assert problems(read, {**SECOND, "schema": "terms/1"})
    assert problems(read, {**FULL, "schema": "terms/2"})


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_calendars_as_agreements_get_them_fit_the_schema(zone):
    schema("calendars-1").validate(document(zone))


def test_the_facts_of_an_order_fit_the_schema():
    story = Story().done("04-10 13:20", "04-10 15:00").add("rated", "04-10 16:00", {"stars": 5}, "R")
    for leaf in story.leaves:
        schema("fact-1").validate(json.loads(leaf))


def test_every_kind_of_fact_is_in_the_schema_and_the_document():
    assert schema("fact-1").schema["properties"]["kind"]["enum"] == list(KINDS)
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


@pytest.mark.parametrize(("name", "data"), [*examples()])
def test_the_examples_are_right(name, data):
    schema(name).validate(data)
    assert problems(READERS[name], data) == set()


# ── what is wrong is refused by both ──────────────────────────────────────


LEFT_OUT = object()


def put(data: Any, path: Where, value: Any) -> Any:
    """A copy with the value at a path replaced, added or, for LEFT_OUT, removed."""
    copy = data.copy()
    if len(path) > 1:
        copy[path[0]] = put(data[path[0]], path[1:], value)
    elif value is LEFT_OUT:
        del copy[path[0]]
    else:
        copy[path[0]] = value
    return copy


WRONG: list[tuple[str, Where, Any]] = [
    ("terms-1", ("schema",), "terms/3"),
    ("terms-1", ("events",), {}),
    ("terms-1", ("payment", "vat", "deductions"), "damages"),
    ("terms-1", ("measures", "rework", "function"), "planned_1"),
    ("terms-1", ("measures", "rework", "curve"), {"at_most": "0.02"}),
    ("terms-1", ("surprise",), 1),
    ("terms-1", ("agreement", "mode"), "half"),
    ("terms-1", ("agreement", "term", "start"), "2026-7-1"),
    ("terms-1", ("version", "no"), "1"),
    ("terms-1", ("version", "effective_from"), "2026-07-01T00:00:00"),
    ("terms-1", ("parties", "S"), {"role": "utility", "name": {"zh": "水", "en": "W"}}),
    ("terms-1", ("calendars", "WD", "weekly", "weekend"), [["08:00", "12:00"]]),
    ("terms-1", ("calendars", "WD", "weekly", "sat"), [["8:00", "12:00"]]),
    ("terms-1", ("levels", "S0", "repair", "limit"), "4h"),
    ("terms-1", ("levels", "S0", "repair", "limit"), "PT0M"),
    ("terms-1", ("levels", "S0", "clause"), "four"),
    ("terms-1", ("matrix",), []),
    ("terms-1", ("matrix", 0, "cause"), "age"),
    ("terms-1", ("measures", "rework", "weight"), "40"),
    ("terms-1", ("measures", "rework", "function"), "rework_9"),
    ("terms-1", ("measures", "rework", "curve"), {"linear": [0.08, 0.02]}),
    ("terms-1", ("measures", "rework", "curve"), {"linear": ["0.08", "0.02"], "step": [["0", "0"]]}),
    ("terms-1", ("measures", "rework", "curve"), {"step": [{"from": "85", "to": "94"}]}),
    ("terms-1", ("payment", "monthly_fee"), "88,000"),
    ("terms-1", ("payment", "monthly_fee"), "88000.005"),
    ("terms-1", ("payment", "monthly_fee"), "-1"),
    ("terms-1", ("payment", "performance_share"), "1.30"),
    ("terms-1", ("payment", "vat", "rate"), 0),
    ("terms-1", ("rounding", "money"), "bankers"),
    ("terms-2", ("schema",), "terms/3"),
    ("terms-2", ("agreement", "covers"), ["maintenance", "gardening"]),
    ("terms-2", ("agreement", "covers"), ["order", "order"]),
    ("terms-2", ("agreement", "title", "fr"), "Contrat"),
    ("terms-2", ("parties", "A", "size"), "tiny"),
    ("terms-2", ("parties", "A", "licences", 0, "until"), "2029"),
    ("terms-2", ("matrix", 1, "pay"), "somebody"),
    ("terms-2", ("matrix", 1, "assist"), "AB"),
    ("terms-2", ("matrix", 1, "fallback"), "nobody"),
    ("terms-2", ("definitions", 0, "pinned"), {"zh": "只有中文"}),
    ("terms-2", ("duty", 0, "to"), "24:00"),
    ("terms-2", ("duty", 1, "callout", "by"), "guard"),
    ("terms-2", ("client_duties", "accept", "least"), 3),
    ("terms-2", ("client_duties", "accept", "within"), None),
    ("terms-2", ("excuses", "city_power_cut", "evidence"), []),
    ("terms-2", ("excuses", "city_power_cut", "approve"), "auto"),
    ("terms-2", ("measures", "response", "assets"), {}),
    ("terms-2", ("measures", "availability", "assets"), None),
    ("terms-2", ("measures", "availability", "assets", "lift", "units"), 0),
    ("terms-2", ("measures", "availability", "assets", "lift", "weight"), "1.5"),
    ("terms-2", ("measures", "response", "curve"), {"at_least": ["0.95"]}),
    ("terms-2", ("measures", "response", "curve"), {"at_least": "0.95", "at_most": "0.99"}),
    ("terms-2", ("measures", "response", "curve"), {"points": [["0", "0"]]}),
    ("terms-2", ("payment", "vat", "deductions"), "penalty"),
    ("terms-2", ("payment", "cap", "share"), "10%"),
    ("terms-2", ("payment", "bedding_in", "months"), 0),
    ("terms-2", ("payment", "quarter", "bands"), [["0"]]),
    ("terms-2", ("payment", "quarter", "reward_blocked_by_red_line"), "yes"),
    ("terms-2", ("payment", "retention", "months"), 13),
    ("terms-2", ("events", "trapped_late", "amount"), 500),
    ("terms-2", ("events", "trapped_late", "repeat", "same"), "order"),
    ("terms-2", ("events", "trapped_late", "repeat", "factors"), [1, 2]),
    ("terms-2", ("events", "trapped_late", "when", "late"), "callout"),
    ("terms-2", ("events", "safety_breach", "red_line"), "yes"),
    ("terms-2", ("statement", "pay_within"), 30),
    ("terms-2", ("exit", "fail_below"), "100.01"),
    ("terms-2", ("exit", "need"), 0),
    ("terms-2", ("exit", "handover"), ["car_park"]),
    ("terms-2", ("liability", "not_capped"), ["injury", "injury"]),
    ("terms-2", ("liability", "insurance", "deductible", "share"), "2"),
    ("terms-2", ("safety", "inspections"), 32),
    ("terms-2", ("witnessing", "quorum"), 0),
    ("terms-2", ("witnessing", "parties"), []),
    ("terms-2", ("evidence", 0, "role"), "smell"),
    ("terms-2", ("evidence", 0, "least"), 10),
    ("terms-2", ("evidence", 0, "items"), []),
    ("terms-2", ("data", "on_end"), "keep"),
    ("terms-2", ("renewal", "rank_by"), ["price"]),
    ("terms-2", ("renewal", "min_score"), "850"),
    ("terms-2", ("notes", 0, "zh"), ""),
    ("calendars-1", ("schema",), "calendars/2"),
    ("calendars-1", ("zone", "offsets"), [[0, 480]]),
    ("calendars-1", ("zone", "offsets"), [[None, 480], [None, 540]]),
    ("calendars-1", ("zone", "offsets"), []),
    ("calendars-1", ("zone", "offsets"), [[None, 100_000]]),
    ("calendars-1", ("notices", 0, "published"), "25.11.2020"),
    ("calendars-1", ("notices", 0, "days", 0, "off"), 1),
    ("calendars-1", ("notices", 0, "days", 0), {"date": "2021-01-01"}),
    ("fact-1", ("v",), 2),
    ("fact-1", ("kind",), "order.forgotten"),
    ("fact-1", ("kind",), "order.taken"),
    ("fact-1", ("subject",), f"statement/{UUID}"),
    ("fact-1", ("seq",), 1),
    ("fact-1", ("prev",), None),
    ("fact-1", ("at",), "2026-07-20T08:00:00+08:00"),
    ("fact-1", ("basis",), "hearsay"),
    ("fact-1", ("party",), "甲"),
    ("fact-1", ("actor",), "王工"),
    ("fact-1", ("body", "text"), "电梯停在12楼"),
    ("fact-1", ("body", "channel"), "fax"),
    ("fact-1", ("body", "source", "row"), 0),
    ("fact-1", ("sd",), ["short"]),
    ("fact-1", ("blobs", 0, "role"), "selfie"),
]


@pytest.mark.parametrize(("name", "path", "value"), WRONG, ids=lambda value: json.dumps(value)[:40])
def test_schema_and_reader_refuse(name, path, value):
    right = example("order.reported") if name == "fact-1" else next(data for key, data in examples() if key == name)
    wrong = put(right, path, value)
    assert not schema(name).is_valid(wrong)
    assert problems(READERS[name], wrong)


# ── every place spoilt in every way ───────────────────────────────────────

MORE = "a key too many"
SPOILT = (None, True, 7, -1, "?!", "x", "2", "-1", "", [], {}, [["0"]])

# Refusals that compare one place with another or need arithmetic: no schema can say them.
BEYOND = {
    "unknown_word", "unknown_severity", "unknown_fault", "no_level", "parties", "weights", "clause_twice",
    "empty_term", "twice", "flat_curve", "hole", "not_ascending", "not_monotone", "score_range", "out_of_range",
    "windows_overlap", "time_without_basis", "bad_basis", "not_canonical", "unknown_duty", "not_days",
    "unknown_item", "not_principal", "same_party", "no_clock", "not_earlier", "requires", "too_many",
}  # fmt: skip


def unread(name: str, path: Where, how: str) -> bool:
    """Where a schema is stricter: it is closed also where no reader looks. Names of days and zones, keys too many beside
    a label of terms/1 or in a calendars document, and no days written as something other than an empty list."""
    if name == "terms-2":
        return False
    if how == MORE:
        return name == "calendars-1" or path[-2:-1] in (("title",), ("name",))
    return name == "calendars-1" and (path[-1] == "name" or (path[-1] == "days" and how in ("= ''", "= {}")))


def places(data: Any, path: Where = ()) -> Iterator[Where]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def alike(name: str, data: Any) -> set[str]:
    """Parts of terms/2 that are tried with terms/1: the same example under the same schema."""
    if name != "terms-2":
        return set()
    first, second = (schema(one).schema["properties"] for one in ("terms-1", name))
    known = small_terms()
    return {part for part in known if known[part] == data[part] and first[part] == second[part]}


def spoilt(name: str, data: Any) -> Iterator[tuple[Where, str, Any]]:
    done = alike(name, data)
    for path in places(data):
        if path[0] in done:
            continue
        yield from ((path, f"= {value!r}", put(data, path, value)) for value in SPOILT)
        yield path, "left out", put(data, path, LEFT_OUT)
        if isinstance(path[-1], str):
            yield (*path[:-1], "surprise"), MORE, put(data, (*path[:-1], "surprise"), "x")


@pytest.mark.parametrize(
    ("name", "data"), [*examples()], ids=lambda value: value.get("kind", "") if isinstance(value, dict) else value
)
def test_schema_and_reader_agree_on_everything_a_schema_can_say(name, data):
    reader, refused = READERS[name], 0
    for path, how, wrong in spoilt(name, data):
        codes = problems(reader, wrong)
        if fits(name, wrong, path):
            assert codes <= BEYOND, f"{path} {how}: the reader refuses, the schema does not"
        elif not unread(name, path, how):
            assert codes, f"{path} {how}: the schema refuses, the reader does not"
            refused += 1
    assert refused > 100


# ── statements ────────────────────────────────────────────────────────────

BUNDLES = sorted((ROOT / "tests/covenant/golden/release-1").glob("statement-*.json"))


def recorded(number: int, *facts: tuple[str, str, dict[str, Any]]) -> list[bytes]:
    """The leaves of one subject: (kind, time, body)…"""
    leaves: list[bytes] = []
    name = f"{number:08d}-0000-7000-8000-{0:012d}"
    for seq, (kind, when, body) in enumerate(facts, start=1):
        fact = Fact(
            id=f"{number:08d}-0000-7000-8000-{seq:012d}",
            log="weituo/test",
            kind=kind,
            subject=f"{kind.split('.')[0]}/{name}",
            seq=seq,
            prev=leaf_hash(leaves[-1]) if leaves else None,
            at=at(when),
            recv=at(when),
            actor="m-2",
            party="P",
            body=body,
        )
        leaves.append(encode(fact))
    return leaves


def ours(**body: Any) -> dict[str, Any]:
    return {"agreement": "JASMINE-ENG-01", **body}


def orders(month: str) -> list[bytes]:
    """One of everything an order can go through: on time, late with a pause, withdrawn, excused, given away, charged."""
    good = Story(1, start=f"{month}-10 09:00").done(f"{month}-10 10:00", f"{month}-10 11:00")
    good.add("rated", f"{month}-11 09:00", {"stars": 5}, "R")
    late = Story(2, severity="S1", item="lift.car", fault="stuck", start=f"{month}-12 09:00")
    late.add("taken", f"{month}-12 09:10").add("arrived", f"{month}-12 09:20", {"proof": "code"})
    late.add("paused", f"{month}-12 09:30", {"reason": "parts"}).add("resumed", f"{month}-12 12:00")
    ruling = {"pause": late.facts[3].id, "approved": True}
    late.add("pause_ruled", f"{month}-12 12:10", ruling, "P").add("claimed", f"{month}-13 12:00")
    late.add("rejected", f"{month}-13 13:00", {"reason": "not_fixed"}, "P").add("claimed", f"{month}-13 15:00")
    gone = Story(3, start=f"{month}-14 09:00").add(
        "cancelled", f"{month}-14 09:10", {"reason": "withdrawn", "into": None}
    )
    excused = Story(4, severity="S1", item="power.room", fault="no_power", start=f"{month}-15 09:00")
    excused.add("excuse_claimed", f"{month}-15 09:10", {"excuse": "city_power_cut"})
    excused.add("excuse_ruled", f"{month}-15 09:20", {"claim": excused.facts[1].id, "approved": True}, "P")
    given = Story(5, start=f"{month}-16 09:00").add("transferred", f"{month}-16 09:30", {"to": "P"}, "P")
    trapped = Story(6, severity="S0", item="lift.car", fault="trapped", start=f"{month}-17 23:00")
    trapped.add("called_out", f"{month}-17 23:05", party="P")
    trapped.done(f"{month}-18 01:00", f"{month}-18 02:00")
    return [leaf for story in (good, late, gone, excused, given, trapped) for leaf in story.leaves]


def others() -> list[bytes]:
    """Everything that is not about an order, in May and June of 2026."""
    issued = {"month": "2026-05", "statement": HASH, "as_of": at("06-02 09:00")}
    restated = {
        "month": "2026-05", "statement": HASH, "restated": "1" * 64, "as_of": at("06-20 09:00"), "into": "2026-06",
        "lines": {"performance": 8316}, "net": 8316, "vat": 498, "gross": 8814,
    }  # fmt: skip
    planned = {"task": "half_month", "item": "lift.car", "equipment": None, "statutory": True}
    planned |= {"from": at("06-08 00:00"), "to": at("06-16 00:00")}
    return [
        *recorded(1, ("statement.issued", "06-02 09:05", ours(**issued)), ("statement.restated", "06-20 09:05", ours(**restated))),
        *recorded(2, ("task.planned", "06-01 09:00", ours(**planned)), ("task.done", "06-09 10:00", {})),
        *recorded(3, ("inspection.recorded", "06-10 09:00", ours(passed=114, checked=120))),
        *recorded(4, ("inventory.taken", "06-10 09:00", ours(intact=118, units=120))),
        *(leaf for n in (5, 6, 7) for leaf in recorded(n, ("duty.done", "06-11 09:00", ours(duty="site_visit")))),
        *recorded(8, ("incident.found", "06-12 09:00", ours(event="false_record", order=None, equipment=None))),
        *recorded(9, ("incident.found", "06-13 09:00", ours(event="safety_breach", order=None, equipment="e/1"))),
        *recorded(10, ("incident.found", "06-18 09:00", ours(event="fire_room_unmanned", order=Story(6).id, equipment=None))),
    ]  # fmt: skip


def full_second() -> dict[str, Any]:
    """The template over its first three months, ending with June, with a call-out by night and every curve."""
    terms = second(duty=small_second()["duty"])
    terms["agreement"]["term"]["end"] = "2026-07-01"
    for key, curve in {
        "response": {"at_least": "0.95"},
        "rework": {"at_most": "0.02"},
        "inspection": {"points": [["0.90", "0"], ["0.98", "80"], ["1", "100"]]},
    }.items():
        terms["measures"][key]["curve"] = curve
    return terms


@cache
def statement(name: str) -> dict[str, Any]:
    """Statements of all kinds by name."""
    if name.startswith("2026"):
        path = next(path for path in BUNDLES if name in path.name)
        return canon.loads(path.read_bytes().rstrip(b"\n"))
    release, _, what = name.partition(" ")
    one = agreement() if release == "terms/1" else Agreement([read(full_second() if what == "June" else second())])
    month = {"January": "01", "June": "06"}.get(what, "04")
    leaves = [] if what == "empty" else orders(month)
    as_of = at(f"{int(month) + 1:02d}-03 09:00")
    return settle_month(one, calendars(), [*leaves, *others()], Month(2026, int(month)), as_of)


STATEMENTS = ["2026-04", "2026-05", "terms/1 empty", "terms/1 April"]
STATEMENTS += ["terms/2 empty", "terms/2 January", "terms/2 April", "terms/2 June"]
MAPS = (("parties",), ("terms",), ("weights",), ("lines",))  # objects whose keys are names


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_fit_their_schema(name):
    schema(statement(name)["schema"].replace("/", "-")).validate(statement(name))


def test_the_statement_that_is_spoilt_has_everything():
    june = statement("terms/2 June")
    assert {one["op"] for one in june["trace"]} | {"restated_minus_issued"} == set(
        schema("statement-2").schema["$defs"]["node"]["properties"]["op"]["enum"]
    )
    assert {one["key"] for one in june["lines"]} == {
        "fixed", "performance", "events", "red_lines", "quarter", "adjustment", "vat"
    }  # fmt: skip
    assert all(june[key] for key in ("quarter", "adjustments", "client"))
    assert june["retained"] is not None
    assert {one["clock"] for one in june["principal_clocks"]} == {"callout", "accept"}
    assert {one["excluded"] for one in june["clocks"]} == {
        None, "cancelled", "excuse:city_power_cut", "transferred", "priced_event"
    }  # fmt: skip
    assert any(one["pauses"] for one in june["clocks"])
    assert any(one["event"] for one in june["costs"])
    assert {one["why"] for one in june["incidents"]} == {"", "charged_once"}


def thin(data: dict[str, Any]) -> dict[str, Any]:
    """A statement with one entry of each shape in every list."""
    shapes = {
        key: {(one.get("op"), bool(one.get("pauses")), bool(one.get("interval"))): one for one in value}
        for key, value in data.items()
        if isinstance(value, list)
    }
    return {**data, **{key: list(value.values()) for key, value in shapes.items()}}


def of_another_type(value: Any) -> list[Any]:
    if isinstance(value, dict | list):
        return ["x", True]
    if isinstance(value, bool):
        return [[], {}, 7]
    return [[], {}, True, *(["x"] if isinstance(value, int) else [])]


@pytest.mark.parametrize("name", ["terms/1 April", "terms/2 June"])
def test_a_statement_with_a_key_too_few_too_many_or_of_another_type_does_not_fit(name):
    data = thin(statement(name))
    release = data["schema"].replace("/", "-")
    schema(release).validate(data)
    for path in places(data):
        value: Any = data
        for key in path:
            value = value[key]
        for other in of_another_type(value):
            assert not fits(release, put(data, path, other), path), f"{path} = {other!r}"
        if isinstance(path[-1], str):
            more = (*path[:-1], "surprise")
            assert not fits(release, put(data, more, "x"), more), f"{path[:-1]} takes any key"
            optional = path[-2:] in (("args", "pooled_months"), ("args", "parts"))
            if path[-2:-1] not in MAPS and not optional:
                assert not fits(release, put(data, path, LEFT_OUT), path), f"{path} can be left out"
