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
from covenant.agreement import read
from covenant.calendar import Calendars
from covenant.errors import Problems
from covenant.facts import KINDS, Blob, Fact, decode, disclosure, encode
from tests.covenant.example import CALENDARS, FULL, ROOT, Story, at
from weituo.pact.calendars import document
from weituo.pact.terms_file import load

Where = tuple[str | int, ...]
HASH, UUID = "0" * 64, "00000000-0000-7000-8000-000000000001"


@cache
def schema(name: str) -> Draft202012Validator:
    known = json.loads((ROOT / "docs/schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(known)
    return Draft202012Validator(known)


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
    yield "calendars-1", {**deepcopy(CALENDARS), "notices": deepcopy(CALENDARS["notices"][3:5])}
    for kind in KINDS:
        yield "fact-1", example(kind)


# ── what is right is accepted ─────────────────────────────────────────────


@pytest.mark.parametrize("path", ["tests/covenant/golden/full-1.yaml", "agreements/nyc-housing.yaml"])
def test_the_templates_fit_the_schema(path):
    schema("terms-1").validate(load(ROOT / path))


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


def put(data: Any, path: Where, value: Any) -> Any:
    """A copy with the value at a path replaced or added."""
    copy = deepcopy(data)
    at_ = copy
    for key in path[:-1]:
        at_ = at_[key]
    at_[path[-1]] = value
    return copy


WRONG: list[tuple[str, Where, Any]] = [
    ("terms-1", ("schema",), "terms/2"),
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
SPOILT = (None, True, 7, -1, "?!", "x", "2", "", [], {}, [["0"]])

# Refusals that compare one place with another or need arithmetic: no schema can say them.
BEYOND = {
    "unknown_word", "unknown_severity", "unknown_fault", "no_level", "parties", "weights", "clause_twice",
    "empty_term", "twice", "flat_curve", "hole", "not_ascending", "not_monotone", "score_range", "out_of_range",
    "windows_overlap", "time_without_basis", "bad_basis", "not_canonical",
}  # fmt: skip


def unread(name: str, path: Where, how: str) -> bool:
    """Where a schema is stricter: it is closed also where no reader looks. Names of days and zones, keys too many beside
    a label or in a calendars document, and no days written as something other than an empty list."""
    if how == MORE:
        return name == "calendars-1" or path[-2:-1] in (("title",), ("name",))
    return name == "calendars-1" and (path[-1] == "name" or (path[-1] == "days" and how in ("= ''", "= {}")))


def places(data: Any, path: Where = ()) -> Iterator[Where]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def spoilt(data: Any) -> Iterator[tuple[Where, str, Any]]:
    for path in places(data):
        yield from ((path, f"= {value!r}", put(data, path, value)) for value in SPOILT)
        without = deepcopy(data)
        holder = without
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]
        yield path, "left out", without
        if isinstance(holder, dict):
            yield (*path[:-1], "surprise"), MORE, put(data, (*path[:-1], "surprise"), "x")


@pytest.mark.parametrize(
    ("name", "data"), [*examples()], ids=lambda value: value.get("kind", "") if isinstance(value, dict) else value
)
def test_schema_and_reader_agree_on_everything_a_schema_can_say(name, data):
    check, reader, refused = schema(name), READERS[name], 0
    for path, how, wrong in spoilt(data):
        codes = problems(reader, wrong)
        if check.is_valid(wrong):
            assert codes <= BEYOND, f"{path} {how}: the reader refuses, the schema does not"
        elif not unread(name, path, how):
            assert codes, f"{path} {how}: the schema refuses, the reader does not"
            refused += 1
    assert refused > 100
