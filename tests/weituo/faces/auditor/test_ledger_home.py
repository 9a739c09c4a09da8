"""`/a/`: the auditor's page names every statement with its fingerprint, and hands out what proves it."""

import io
import subprocess
import sys
from zipfile import ZipFile

import pytest
from django.test import Client

from covenant.seal import Policy, Proof
from tests.weituo.conftest import TODAY
from tests.weituo.faces.office.sealing import Voice, log_of, member, placed, signed
from weituo.estate import actions as estates
from weituo.ledger import publisher, witnesses
from weituo.ledger.models import Fact
from weituo.month.models import Statement
from weituo.people import actions as people
from world.cast import CAST


@pytest.fixture(autouse=True)
def now(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


@pytest.fixture
def log(world):
    found = placed(world, TODAY)
    witnesses.require(found, 1, TODAY)
    Voice(found, "业委会", TODAY).cosign(signed(world, TODAY), TODAY)
    return log_of(world)


@pytest.mark.parametrize("one", CAST, ids=lambda one: one.role)
def test_only_the_auditor_opens_it(world, log, one):
    assert member(one.username).get("/a/").status_code == (200 if one.role == "auditor" else 403)


def test_the_auditor_lands_there(world):
    assert member("chen").get("/")["Location"] == "/a/"
    assert Client(HTTP_HOST="localhost").get("/a/").status_code == 302


def test_every_statement_with_its_fingerprint_and_proof(world, log):
    page = member("chen").get("/a/").content.decode()
    for row in Statement.objects.all():
        assert row.sha256 in page
        assert f"/o/statements/{row.id}/document.json" in page
        assert f"months={row.month}" in page
    assert "已见证" in page
    assert "年度审计包" in page
    assert "months=2026&amp;evidence=on" in page
    assert "--policy jasmine.policy" in page


def test_what_it_links_to_opens_and_proves(world, log):
    client = member("chen")
    policy = Policy.parse(client.get("/o/ledger/policy").content)
    for fact in Fact.objects.filter(kind="statement.issued"):
        entry = client.get(f"/a/facts/{fact.fact_id}.json").content
        proof = Proof.parse(client.get(f"/a/facts/{fact.fact_id}.tlog-proof").content)
        assert proof.proven(entry, policy, log.origin)
    for row in Statement.objects.all():
        assert client.get(f"/o/statements/{row.id}/document.json").status_code == 200


def test_the_years_package_is_checked_by_the_program_it_comes_with(world, log, tmp_path):
    client = member("chen")
    (tmp_path / "own").mkdir()
    for name, address in (
        ("bundle.zip", "ledger/bundle.zip?months=2026&evidence=on"),
        ("policy", "ledger/policy"),
        ("verify.pyz", "ledger/verify.pyz"),
    ):
        answer = client.get(f"/o/{address}")
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        (tmp_path / "own" / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-I", "verify.pyz", "bundle.zip", "--policy", "policy", "--month", "2026-10"],
        cwd=tmp_path / "own", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with ZipFile(io.BytesIO((tmp_path / "own" / "bundle.zip").read_bytes())) as file:
        assert "disclosures.jsonl" not in file.namelist()


def test_facts_that_are_no_statement_and_other_files_are_not_found(world, log):
    client = member("chen")
    issued = Fact.objects.filter(kind="statement.issued").first()
    other = Fact.objects.filter(kind="order.reported").first()
    assert client.get(f"/a/facts/{other.fact_id}.json").status_code == 404
    assert client.get(f"/a/facts/{issued.fact_id}.receipt").status_code == 404
    assert member("feng").get(f"/a/facts/{issued.fact_id}.json").status_code == 403


def test_a_halted_log_is_said_at_once_and_nothing_signed_offers_no_bundle(world):
    publisher.halt(placed(world, TODAY), "somebody has to look")
    page = member("chen").get("/a/").content.decode()
    assert "账本已停止签署。" in page
    assert "bundle.zip" not in page


def test_of_several_estates_one_is_chosen_and_the_others_papers_are_not_there(world, log):
    elsewhere = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=TODAY)
    house = people.create_organisation(kind="auditor", name_zh="别处事务所", now=TODAY)
    chen = world.actors["chen"].person_id
    people.grant(person_id=chen, organisation_id=house, estate_id=elsewhere, role="auditor", party=None, now=TODAY)
    client = member("chen")
    page = client.get("/a/").content.decode()
    assert "别处小区" in page
    memberships = [actor for actor in client.get("/a/").wsgi_request.actors if actor.estate_id == elsewhere]
    assert client.post("/membership", {"membership": str(memberships[0].membership_id)}).status_code == 302
    page = client.get("/a/").content.decode()
    assert "还没有结算的月份" in page
    assert Statement.objects.first().sha256 not in page
    issued = Fact.objects.filter(kind="statement.issued").first()
    assert client.get(f"/a/facts/{issued.fact_id}.json").status_code == 404
