"""The demo world's bundle: what is in it, what only on request, and that one file of Python is enough to check it."""

import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from covenant.bundle import OPEN, PROVEN, Report, Wanted, audit, opened
from covenant.errors import Refusal
from covenant.facts import Blob, decode
from covenant.period import Month
from covenant.seal import Policy
from tests.weituo.conftest import TODAY
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import blobs, publisher, receipts, sequencer, witnesses
from weituo.ledger.models import Disclosure, Fact, Log, Pending
from weituo.month import bundle
from weituo.month.models import Restatement, Statement

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def log(world, settings, tmp_path):
    """The estate's log with every fact in its place, signed."""
    settings.DATA = tmp_path
    origin = estates.estate(world.estate_id).log
    while Pending.objects.filter(origin=origin).exists():
        sequencer.sequence(origin, TODAY)
    found = Log.objects.get(origin=origin)
    publisher.publish(found, TODAY)
    return found


@pytest.fixture
def policy(log):
    return Policy.parse(witnesses.policy(log).text.encode())


def written(world, now=TODAY, **options) -> tuple[bundle.Made, bytes]:
    target = io.BytesIO()
    made = bundle.write(target, estate_id=world.estate_id, now=now, **options)
    return made, target.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def checked(data: bytes, policy: Policy, **wanted) -> Report:
    return audit(opened(io.BytesIO(data)), Wanted(policy, **wanted))


def codes(report: Report, level: str) -> list[str]:
    return [one.code for one in report.findings if one.level == level]


def test_one_file_of_python_checks_it_without_anything_installed(world, log, policy, tmp_path):
    program, target, rules = tmp_path / "verify.pyz", tmp_path / "bundle.zip", tmp_path / "policy"
    subprocess.run([sys.executable, ROOT / "tools" / "pyz.py", program], check=True, stdout=subprocess.DEVNULL)
    made, data = written(world, evidence=True, personal=True)
    target.write_bytes(data)
    rules.write_text(policy.text)
    receipt = tmp_path / "receipt"
    receipt.write_bytes(receipts.receipt(Fact.objects.latest("pk").fact_id, log.origin, TODAY))
    command = [sys.executable, "-I", "-S", program, target, "--policy", rules, "--receipt", receipt, "--json"]
    done = subprocess.run([*command, "--at-least", str(made.size)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["proven"] is True
    proven = [one["code"] for one in told["findings"] if one["level"] == PROVEN]
    assert proven.count("figures") == made.statements
    assert {"log", "chains", "least", "promises", "disclosures"} <= {*proven}
    done = subprocess.run([*command, "--at-least", str(made.size + 1)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["proven"] is False


def test_two_exports_differ_in_when_they_were_made_and_in_nothing_else(world, log):
    one, two = written(world, evidence=True, personal=True)[1], written(world, evidence=True, personal=True)[1]
    assert one == two
    later = unpacked(written(world, TODAY + timedelta(days=3), evidence=True, personal=True)[1])
    first = unpacked(one)
    assert list(first) == list(later)
    assert [name for name in first if first[name] != later[name]] == ["bundle.json"]
    manifests = [json.loads(files["bundle.json"]) for files in (first, later)]
    assert {key for key in manifests[0] if manifests[0][key] != manifests[1][key]} == {"made_at"}


def test_a_month_chosen_brings_its_papers_and_the_whole_log(world, log, policy):
    whole, chosen = written(world)[1], written(world, months=[Month(2026, 10)])[1]
    rows = Statement.objects.filter(estate_id=world.estate_id)
    october = {row.sha256 for row in rows.filter(month="2026-10")}
    october |= {row.sha256 for row in Restatement.objects.filter(statement__in=rows.filter(month="2026-10"))}
    files, all_of_them = unpacked(chosen), unpacked(whole)
    papers = {name[11:-5] for name in files if name.startswith("statements/")}
    assert papers == october
    assert {name for name in all_of_them if not name.startswith("statements/")} == {
        name for name in files if not name.startswith("statements/")
    }
    report = checked(chosen, policy, months=["2026-10"])
    assert not report.broken
    assert codes(report, PROVEN).count("figures") == len(october)
    others = codes(checked(chosen, policy), OPEN).count("statement_missing")
    assert others == sum(name.startswith("statements/") for name in all_of_them) - len(october)


def test_photos_of_residents_come_only_with_personal_values(world, settings, tmp_path):
    from tests.weituo.ledger.example import reported

    settings.DATA = tmp_path
    origin = estates.estate(world.estate_id).log
    sha256 = blobs.put(b"a kitchen")
    photo = Blob(sha256, 9, "image/jpeg", "report")
    reported(estate_id=world.estate_id, log=origin, blobs=(photo,))
    while Pending.objects.filter(origin=origin).exists():
        sequencer.sequence(origin, TODAY)
    publisher.publish(Log.objects.get(origin=origin), TODAY)
    assert f"evidence/{sha256}" not in unpacked(written(world, evidence=True)[1])
    assert f"evidence/{sha256}" not in unpacked(written(world, personal=True)[1])
    assert f"evidence/{sha256}" in unpacked(written(world, evidence=True, personal=True)[1])


def test_evidence_comes_on_request_and_what_is_not_there_is_counted(world, log, policy):
    blobs_named = [one for row in Fact.objects.all() for one in decode(bytes(row.entry)).blobs]
    named = {one.sha256 for one in blobs_named}
    residents = {f"evidence/{one.sha256}" for one in blobs_named if one.role == "report"}
    assert residents.isdisjoint(unpacked(written(world, evidence=True)[1]))
    made, data = written(world, evidence=True, personal=True)
    assert made.evidence + made.missing == len(named)
    there = {name.removeprefix("evidence/") for name in unpacked(data) if name.startswith("evidence/")}
    assert there == {sha256 for sha256 in named if blobs.exists(sha256)}
    report = checked(data, policy)
    assert not report.broken
    assert ("evidence_missing" in codes(report, OPEN)) == bool(made.missing)
    assert not any(name.startswith("evidence/") for name in unpacked(written(world)[1]))


def test_personal_values_come_on_request_and_open_their_commitments(world, log, policy):
    made, data = written(world, personal=True)
    lines = [json.loads(line) for line in unpacked(data)["disclosures.jsonl"].splitlines()]
    assert made.disclosures == len(lines) == Disclosure.objects.count() > 0
    report = checked(data, policy)
    assert not report.broken
    assert f"{len(lines)} personal values are those the facts committed to." in report.text
    made, data = written(world)
    assert made.disclosures == 0
    assert "disclosures.jsonl" not in unpacked(data)


def test_a_log_nobody_signed_is_not_handed_out(world, settings, tmp_path):
    settings.DATA = tmp_path
    sequencer.sequence(estates.estate(world.estate_id).log, TODAY)
    target = io.BytesIO()
    with pytest.raises(Refusal, match=r"bundle\.no_checkpoint"):
        bundle.write(target, estate_id=world.estate_id, now=TODAY)
    assert target.getvalue() == b""


def test_an_erased_value_is_gone_and_everything_proven_stays_so(world, log, policy):
    row = Disclosure.objects.exclude(value="").latest("pk")
    before, old = checked(written(world, personal=True)[1], policy), unpacked(written(world, personal=True)[1])
    gone = [json.loads(line) for line in old["disclosures.jsonl"].splitlines()]
    gone = [one for one in gone if one["fact"] == str(row.fact_id)]
    assert gone
    ledger.erase(fact_ids=[row.fact_id])
    made, data = written(world, personal=True)
    after, new = checked(data, policy), unpacked(data)
    assert str(row.fact_id).encode() not in new["disclosures.jsonl"]
    assert made.disclosures == old["disclosures.jsonl"].count(b"\n") - len(gone)
    assert {name for name in old if old[name] != new[name]} == {"disclosures.jsonl"}
    assert not after.broken
    kept = [[one for one in said.findings if one.code != "disclosures"] for said in (before, after)]
    assert kept[0] == kept[1]
    assert "figures" in codes(after, PROVEN)


def test_what_is_younger_than_the_checkpoint_is_not_in_it(world, log, policy):
    """Facts that have their place and were not signed yet: neither their entries nor their values leave."""
    from tests.weituo.ledger.example import reported

    before = written(world, personal=True)[1]
    reported(estate_id=world.estate_id, log=log.origin)
    size = Log.objects.get(pk=log.pk).size
    assert sequencer.sequence(log.origin, TODAY) == 1
    assert Log.objects.get(pk=log.pk).size == size + 1
    assert written(world, personal=True)[1] == before
