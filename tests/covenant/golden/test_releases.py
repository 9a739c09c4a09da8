"""What was once issued is computed again byte for byte, whatever the engine learnt since; a released measure is frozen."""

import hashlib
from pathlib import Path

import pytest

from covenant import canon
from covenant.agreement import Agreement, read
from covenant.calendar import Calendars
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes

HERE = Path(__file__).parent
MEASURES = HERE.parents[2] / "src/covenant/measures"
STATEMENTS = sorted(HERE.glob("release-*/statement-*.json"))


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_bundle_of_a_release_gives_its_statement(path):
    folder = path.parent
    agreement = Agreement([read(canon.loads((folder / "terms.json").read_bytes()))])
    calendars = Calendars.from_data(canon.loads((folder / "calendars.json").read_bytes()))
    leaves = (folder / "facts.jsonl").read_bytes().splitlines()
    issued = path.read_bytes().rstrip(b"\n")
    known = canon.loads(issued)
    again = settle_month(agreement, calendars, leaves, Month.parse(known["month"]), known["as_of"])
    assert statement_bytes(again) == issued


def test_a_released_measure_never_changes():
    released = (HERE / "measures.sha256").read_text(encoding="ascii").split("\n")
    known = dict(reversed(line.split("  ")) for line in released if line)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in MEASURES.glob("*_[0-9]*.py")}
    found["on_time.py"] = hashlib.sha256((MEASURES / "on_time.py").read_bytes()).hexdigest()
    assert found == known, "A released measure is frozen: write a new file beside it, such as repair_2.py."
