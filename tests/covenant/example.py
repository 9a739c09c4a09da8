"""Times, calendars and terms for examples, as the agreement files have them."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

from covenant.agreement import Agreement, read
from covenant.calendar import Calendars, pattern
from covenant.facts import Fact, encode, leaf_hash
from covenant.period import instant
from weituo.pact.terms_file import load

ROOT = Path(__file__).parents[2]
HOUR = 3_600_000
MINUTE = 60_000
NOTICES = json.loads((ROOT / "src/weituo/pact/data/cn-holidays.json").read_text(encoding="utf-8"))["notices"]
CALENDARS = {
    "schema": "calendars/1",
    "zone": {"name": "Asia/Shanghai", "offsets": [[None, 480]]},
    "notices": NOTICES,
}
WD = pattern(
    {"weekly": {"mon-fri": [["08:30", "12:00"], ["13:30", "17:30"]]}, "holidays": True, "makeup_day_as": "mon"}
)
H24 = pattern({"weekly": {"mon-sun": [["00:00", "24:00"]]}})
FULL = load(ROOT / "tests/covenant/golden/full-1.yaml")
SECOND = load(ROOT / "agreements/full.yaml")


def at(text: str) -> int:
    """ "04-10 13:00" of 2026, or a whole local time, as ms UTC."""
    return instant(f"{text if len(text) > 11 else '2026-' + text}:00+08:00".replace(" ", "T"))


def said(ms: int) -> str:
    """The local time of an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms, hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def hours(shape, as_of="2026-12-01 00:00", notices=None):
    """A pattern's hours as known at a local time."""
    document = {**CALENDARS, "notices": NOTICES if notices is None else notices}
    return Calendars.from_data(document).hours(shape, at(as_of))


def terms(**changes):
    """The full template in force since January, with top-level parts replaced."""
    document = deepcopy(FULL)
    document["agreement"]["term"] = {"start": "2026-01-01", "end": "2029-01-01"}
    document["version"]["effective_from"] = "2026-01-01T00:00:00+08:00"
    document.update(deepcopy(changes))
    return document


def second(**changes):
    """The full template of terms/2 in force since January, its first three months over, with parts replaced."""
    document = deepcopy(SECOND)
    document["agreement"]["term"] = {"start": "2026-01-01", "end": "2029-01-01"}
    document["version"]["effective_from"] = "2026-01-01T00:00:00+08:00"
    document.update(deepcopy(changes))
    return document


def agreement(**changes):
    """The agreement of those terms."""
    return Agreement([read(terms(**changes))])


def calendars():
    """The calendars document, read."""
    return Calendars.from_data(CALENDARS)


class Story:
    """An order's facts, written one after the other with the chain kept."""

    def __init__(self, number=1, *, severity="S2", item="light.public", fault="no_light", start="04-10 13:00"):
        self.id = f"00000000-0000-7000-8000-{number:012d}"
        self.leaves: list[bytes] = []
        self.facts: list[Fact] = []
        body = {
            "agreement": "JASMINE-ENG-01", "item": item, "fault": fault, "cause": "wear", "severity": severity,
            "place": None, "equipment": None, "channel": "code", "recurrence_of": None, "source": None,
        }  # fmt: skip
        self.add("reported", start, body, "R")

    def add(self, kind, when, body=None, party="A"):
        """One more fact."""
        ms = when if isinstance(when, int) else at(when)
        seq = len(self.facts) + 1
        fact = Fact(
            id=f"{seq:08d}-0000-7000-8000-{self.id[-12:]}",
            log="weituo/test",
            kind=f"order.{kind}",
            subject=f"order/{self.id}",
            seq=seq,
            prev=leaf_hash(self.leaves[-1]) if self.leaves else None,
            at=ms,
            recv=ms,
            actor="m-1",
            party=party,
            body=body or {},
        )
        self.facts.append(fact)
        self.leaves.append(encode(fact))
        return self

    def done(self, arrived, claimed, accepted=None):
        """Taken, arrived, claimed, accepted."""
        self.add("taken", arrived).add("arrived", arrived, {"proof": "code"}).add("claimed", claimed)
        return self.add("accepted", accepted or claimed, party="P")
