"""`/o/ledger`: how the log stands in words, what may be taken away by whom, and papers held against the log."""

import fcntl
import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from covenant.bundle import Wanted, audit, opened
from covenant.seal import ED25519, Checkpoint, Policy, Proof, Receipt, VerifierKey
from tests.weituo.conftest import TODAY
from tests.weituo.faces.office.sealing import Voice, log_of, member, placed, signed
from weituo.anchor.receipt import AnchorReceipt, Stamped
from weituo.estate import actions as estates
from weituo.ledger import guard, keys, proofs, publisher, receipts, system, witnesses
from weituo.ledger.log_guard import GUARD
from weituo.ledger.models import Disclosure, Fact, Leaf, Log, Pending
from weituo.ledger.time import ms
from weituo.people import actions as people
from weituo.people.roles import PERMISSIONS
from world.cast import CAST

ADDRESSES = ("ledger", "ledger/policy", "ledger/checkpoint", "ledger/verify.pyz", "ledger/bundle.zip")


@pytest.fixture(autouse=True)
def now(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


@pytest.fixture
def log(world):
    """Signed, with one witness that has cosigned."""
    found = placed(world, TODAY)
    witnesses.require(found, 1, TODAY)
    Voice(found, "业委会", TODAY).cosign(signed(world, TODAY), TODAY)
    return log_of(world)


def text(client, address="/o/ledger", status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def bring(data, name="zhou", file="paper"):
    return member(name).post("/o/ledger/check", {"file": SimpleUploadedFile(file, data)})


@pytest.mark.parametrize("one", CAST, ids=lambda one: one.role)
def test_who_may_read_it(world, log, one):
    client, may = member(one.username), one.role in PERMISSIONS["ledger.read"]
    assert may == (one.role in {"contractor_manager", "supervisor", "manager", "committee", "auditor"})
    for address in ADDRESSES:
        answer = client.get(f"/o/{address}")
        assert answer.status_code == (200 if may else 403), address
        content(answer)
    assert client.post("/o/ledger/check").status_code == (422 if may else 403)
    for extra, permission in (("evidence", "bundle.evidence"), ("personal", "bundle.personal")):
        answer = client.get(f"/o/ledger/bundle.zip?{extra}=on")
        assert answer.status_code == (200 if one.role in PERMISSIONS[permission] else 403)
        content(answer)
        if may:
            assert (f'name="{extra}"' in text(client)) == (one.role in PERMISSIONS[permission])


def test_it_says_size_checkpoint_witness_and_quorum(world, log):
    page = text(member("feng"))
    assert "协议第11.3条约定3方中至少2方联署；账本目前只要求1方。" in page
    assert f'<span class="figure-value">{log.size}</span>' in page
    assert "1 家见证方中须有 1 家联署" in page
    assert "已跟上" in page
    assert log.origin in page
    assert "外部锚定：暂无" in page
    assert keys.all_of(log)[0].line in page


def test_as_many_witnesses_as_were_agreed_are_all_well(world, log):
    voices = [Voice(log, "物业", TODAY, "P"), Voice(log, "乙方", TODAY, "A")]
    witnesses.require(log, 2, TODAY)
    placed(world, TODAY)
    for voice in voices:
        voice.cosign(signed(world, TODAY), TODAY)
    assert "一切正常" in text(member("feng"))


def test_a_log_that_nobody_watches_says_so(world):
    signed(world, TODAY)
    page = text(member("zhou"))
    assert "账本目前只要求0方" in page
    assert "还没有人见证本账本" in page


def test_before_anything_is_signed_nothing_is_offered(world):
    placed(world, TODAY)
    page = text(member("zhou"))
    assert "尚未签署" in page
    assert "bundle.zip" not in page
    assert member("zhou").get("/o/ledger/bundle.zip").status_code == 404
    assert member("zhou").get("/o/ledger/policy").status_code == 404
    assert member("zhou").get("/o/ledger/checkpoint").status_code == 404


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("Size 9 was signed, the database holds 4: it is an older copy.", "恢复了旧备份"),
        ("The first 9 leaves are others than were signed.", "绕过系统改动了数据库"),
        ("The stored bytes of leaf 3 are others than were hashed.", "绕过系统改动了数据库"),
        ("A waiting fact was changed: fact row 3 has other bytes than were written.", "绕过系统改动了数据库"),
        ("The log is not whole: leaf 3 is missing.", "缺少记录"),
        (
            "The record outside the database does not know this log, but checkpoints of it were signed.",
            "签署记录不见了",
        ),
        ("The witness x has seen another log of 7 leaves.", "同名的另一本账"),
        ("The witness x has seen 9 leaves, the log holds 3: the database is an older copy.", "恢复了旧备份"),
        ("Something else.", "weituo ledger release"),
    ],
)
def test_a_halted_log_says_why_and_what_to_do(world, log, reason, says):
    publisher.halt(log, reason)
    page = text(member("sun"))
    assert "账本已停止签署。" in page
    assert says in page
    assert reason in page


def test_a_witness_that_falls_behind_is_named(world, log):
    Log.objects.filter(pk=log.pk).update(quorum=2)
    late = Voice(log, "审计所", TODAY)
    late.row.trouble = "witness.example did not answer within 1 s."
    late.row.save()
    page = text(member("chen"))
    assert "从未联署" in page
    assert "联系不上" in page


def test_facts_that_wait_for_long_are_an_alarm(world, monkeypatch):
    placed(world, TODAY)
    fact = Fact.objects.latest("pk")
    leaf = Leaf.objects.get(fact=fact)
    GUARD.lift(connection)
    try:
        leaf.delete()
        Pending.objects.create(fact=fact, origin=log_of(world).origin)
    finally:
        GUARD.install(connection)
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + timedelta(days=1))
    assert "等待入账已超过一分钟" in text(member("li"))


def test_the_policy_and_the_checkpoint_fit_each_other(world, log):
    client = member("feng")
    policy = Policy.parse(client.get("/o/ledger/policy").content)
    assert policy.sealed(client.get("/o/ledger/checkpoint").content, log.origin).checkpoint.size == log.size


def test_a_bundle_verifies_with_what_the_page_hands_out(world, log):
    client = member("feng")
    policy = Policy.parse(client.get("/o/ledger/policy").content)
    answer = client.get("/o/ledger/bundle.zip?months=2026-10")
    assert "jasmine-bundle-2026-10.zip" in answer["Content-Disposition"]
    report = audit(opened(io.BytesIO(content(answer))), Wanted(policy, months=["2026-10"]))
    assert not report.broken, report.text


def test_a_year_holds_its_months_and_unknown_ones_are_not_found(world, log):
    client = member("chen")
    with ZipFile(io.BytesIO(content(client.get("/o/ledger/bundle.zip?months=2026&evidence=on")))) as file:
        assert [name for name in file.namelist() if name.startswith("statements/")]
        assert "disclosures.jsonl" not in file.namelist()
    for months in ("2025", "2026-01", "x", "2026-10-01"):
        assert client.get(f"/o/ledger/bundle.zip?months={months}").status_code == 404


def test_personal_values_are_only_in_the_bundle_of_who_may_see_them(world, log):
    value = Disclosure.objects.exclude(value="").values_list("value", flat=True).first()
    with ZipFile(io.BytesIO(content(member("li").get("/o/ledger/bundle.zip?personal=on")))) as file:
        assert value in file.read("disclosures.jsonl").decode()
    with ZipFile(io.BytesIO(content(member("li").get("/o/ledger/bundle.zip")))) as file:
        assert "disclosures.jsonl" not in file.namelist()


def test_one_bundle_at_a_time_and_only_up_to_a_size(world, log, settings, monkeypatch):
    with (settings.DATA / "bundle.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "一分钟后再试" in text(member("li"), "/o/ledger/bundle.zip", 429)
    monkeypatch.setattr("weituo.faces.office.ledger.bundles.MOST", 1000)
    assert "weituo bundle jasmine" in text(member("li"), "/o/ledger/bundle.zip", 507)
    left = {path.name for path in settings.DATA.iterdir()}
    assert left <= {"ledger", "keys", "bundle.lock", "verify.pyz"}


def test_papers_that_are_good(world, log):
    fact = Fact.objects.filter(kind="order.reported").latest("pk")
    for data, says in (
        (receipts.receipt(fact.fact_id, log.origin, TODAY), "它所承诺的内容在账本中"),
        (proofs.proof(fact.fact_id), "联署方：业委会"),
        (bytes(fact.entry), "它所承诺的内容在账本中"),
        (member("feng").get("/o/ledger/checkpoint").content, "接续这个检查点"),
    ):
        answer = bring(data)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert level(page) == "outcome-good"
        assert says in page
    assert f"第 {Leaf.objects.get(fact=fact).index} 号" in bring(proofs.proof(fact.fact_id)).content.decode()


def level(page):
    """How the paper is judged: the class of its section."""
    head = page[: page.index('aria-labelledby="outcome-title"')]
    return head[head.rindex("outcome-") :].partition('"')[0]


def forged(log, text):
    return keys.signed(text, keys.present(log, TODAY)).whole


def test_papers_that_are_not(world, log):
    fact = Fact.objects.filter(kind="order.reported").latest("pk")
    proof = Proof.parse(proofs.proof(fact.fact_id))
    other = Checkpoint(log.origin, log.size, b"\1" * 32).text
    for data, says in (
        (forged(log, Receipt(log.origin, b"\2" * 32, 1).text), "承诺未兑现"),
        (forged(log, Receipt("elsewhere", b"\2" * 32, 1).text), "属于另一本账"),
        (receipts.receipt(fact.fact_id, log.origin, TODAY)[:-5] + b"AA==\n", None),
        (Proof(proof.index + 1, proof.hashes, proof.note).whole, "文件被改动过"),
        (Proof(proof.index, proof.hashes, forged(log, other)).whole, "记录被改动过"),
        (forged(log, other), "记录被改动过"),
        (forged(log, Checkpoint(log.origin, log.size + 5, b"\1" * 32).text), "数据库是旧的副本"),
        (bytes(fact.entry).replace(b'"kind"', b'"Kind"'), "账本里没有这条事实"),
    ):
        page = bring(data).content.decode()
        assert level(page) in ("outcome-warn", "outcome-bad"), says
        assert says is None or says in page


def test_a_receipt_of_a_fact_that_still_waits(world, log, monkeypatch):
    fact = Fact.objects.latest("pk")
    guard.lift(connection)
    GUARD.lift(connection)
    try:
        Leaf.objects.filter(fact=fact).delete()
        Fact.objects.filter(pk=fact.pk).update(recv=TODAY)
    finally:
        GUARD.install(connection)
        guard.install(connection)
    receipt = receipts.receipt(fact.fact_id, log.origin, TODAY)
    assert "一分钟内会写入" in bring(receipt).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + timedelta(minutes=2))
    assert "承诺已逾期" in bring(receipt).content.decode()


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\xff\xfe", b"a\n\nb\n", b"c2sp.org/tlog-proof@v1\n\n", b"%PDF-1.7", b"a" * 65536]
)
def test_an_unreadable_file_gets_a_sentence(world, log, data):
    answer = bring(data)
    assert answer.status_code == 422
    assert "outcome-warn" in answer.content.decode()


def test_a_file_that_is_too_large_or_missing_gets_a_sentence(world, log):
    answer = bring(b"a" * 65537)
    assert answer.status_code == 422
    assert "不超过 64 KiB" in answer.content.decode()
    assert "请先选择文件" in member("li").post("/o/ledger/check").content.decode()


def test_an_unknown_signature_is_not_ours(world, log):
    key = VerifierKey(log.origin, ED25519, keys.all_of(log)[0].public)
    assert key in keys.all_of(log)
    note = member("feng").get("/o/ledger/checkpoint").content
    head, _, rest = note.partition(b"\n\n")
    lines = rest.splitlines(keepends=True)
    assert "没有本账本的有效签名" in bring(head + b"\n\n" + b"".join(lines[1:])).content.decode()


def test_another_estate_sees_its_own_log_only(world, log):
    elsewhere = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=TODAY)
    house = people.create_organisation(kind="principal", name_zh="别处物业", now=TODAY)
    who = people.create_person(username="stranger", name="外人", now=TODAY)
    people.grant(person_id=who, organisation_id=house, estate_id=elsewhere, role="manager", party="P", now=TODAY)
    client = member("stranger")
    page = text(client)
    assert "还没有任何记录" in page
    assert log.origin not in page
    assert client.get("/o/ledger/policy").status_code == 404
    assert client.get("/o/ledger/bundle.zip?months=2026-10").status_code == 404
    assert client.get("/o/ledger/bundle.zip").status_code == 404
    receipt = receipts.receipt(Fact.objects.latest("pk").fact_id, log.origin, TODAY)
    assert bring(receipt, "stranger").status_code == 422


def test_what_stands_outside_is_shown(world, log):
    assert "外部锚定：暂无" in text(member("chen"))
    receipt = AnchorReceipt(bytes(32), Stamped(b"token", "TSA", "https://tsa.example", ms(TODAY), None))
    head = publisher.text(publisher.latest(log))
    body = {
        "checkpoint": head.text,
        "entry": "{}",
        "index": 0,
        "proof": [],
        "common": head.text,
        "receipt": receipt.body,
    }
    system.write(log, "log.anchored", f"log/{log.origin}/anchors", body, TODAY)
    placed(world, TODAY)
    page = text(member("chen"))
    assert "外部锚定" in page
    assert "时间戳服务机构" in page
    assert f"{head.size} 条" in page
