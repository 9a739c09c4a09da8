"""From an estate's log outside and back: a time-stamp authority of our own, a chain of our own, and what an auditor sees."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from covenant.bundle import anchors as audit
from covenant.bundle.report import BROKEN, PROVEN, Report
from covenant.facts import decode
from covenant.merkle import leaf_hash
from tests.weituo.anchor.authority import OPENSSL, Authority, serving
from tests.weituo.anchor.chain import CHAIN_ID, anvil, keys
from tests.weituo.ledger.example import ESTATE, LOG, reported
from weituo.anchor import evm, stamp
from weituo.ledger import anchoring, publisher, sequencer, tree
from weituo.ledger.models import Fact, Log
from weituo.ledger.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA = tmp_path / "data"


@pytest.fixture
def authority(settings, tmp_path):
    if OPENSSL is None:
        pytest.skip("the authority of these tests is the program openssl")
    folder = tmp_path / "authority"
    folder.mkdir()
    made = Authority(folder)
    roots = tmp_path / "roots.pem"
    roots.write_bytes(made.root.pem)
    with serving(lambda query: (200, stamp.REPLY, made.answer(query))) as url:
        settings.TSA_URL, settings.TSA_ROOTS = url, str(roots)
        yield made


@pytest.fixture
def chain(settings, tmp_path):
    with anvil(tmp_path) as url:
        key = keys()[0]
        file = tmp_path / "owner"
        file.write_text(key.hex())
        settings.CHAIN_URL, settings.CHAIN_KEY, settings.CHAIN_ID = url, str(file), CHAIN_ID
        settings.CHAIN_CONFIRMATIONS = 1
        fast = {"chain_id": CHAIN_ID, "confirmations": 1, "patience": 4.0, "pause": 0.02}
        settings.CHAIN_CONTRACT = evm.deploy(url, key, **fast)
        yield evm.Chain(url, settings.CHAIN_CONTRACT, key, **fast)


def filled(count, now):
    for _ in range(count):
        reported()
    sequencer.sequence(LOG, now)
    log = Log.objects.get(origin=LOG)
    publisher.publish(log, now)
    return log


def told(log):
    sequencer.sequence(LOG, datetime.now(UTC))
    log.refresh_from_db()
    entries = list(tree.entries(log, 0, log.size))
    return [decode(entry) for entry in entries], [leaf_hash(entry) for entry in entries]


def findings(facts, hashes):
    report = Report()
    audit.check(facts, hashes, report)
    return {one.code: one.level for one in report.findings}


def test_off_by_default(settings):
    assert anchoring.configured() == {}
    assert not anchoring.due(datetime.now(UTC))


def test_a_log_is_stamped_and_its_auditor_follows_the_way(authority):
    now = datetime.now(UTC)
    log = filled(5, now)
    done = anchoring.run(now, list(anchoring.configured().values()))
    assert (done.estates, done.troubles) == (1, ())
    facts, hashes = told(log)
    assert facts[-1].kind == "log.anchored"
    assert findings(facts, hashes) == {"anchored": PROVEN, "anchors_outside": "open"}
    ((size, when, problem),) = anchoring.verified(ESTATE, "")
    assert (size, problem) == (5, "")
    assert abs(when - now) < timedelta(minutes=5)
    assert anchoring.run(now, list(anchoring.configured().values())).estates == 0, "nothing new to anchor"


def test_a_log_is_written_to_a_chain(chain):
    now = datetime.now(UTC)
    log = filled(4, now)
    assert anchoring.run(now, list(anchoring.configured().values())).estates == 1
    facts, hashes = told(log)
    assert findings(facts, hashes)["anchored"] == PROVEN
    ((size, _when, problem),) = anchoring.verified(ESTATE, chain.address)
    assert (size, problem) == (4, "")
    ((_size, _when, problem),) = anchoring.verified(ESTATE, "0x" + "1" * 40)
    assert "sent by" in problem


@pytest.mark.parametrize("change", ["checkpoint", "common", "index", "proof", "digest", "entry"])
def test_an_anchor_that_does_not_lead_outside_is_broken(authority, change):
    now = datetime.now(UTC)
    log = filled(3, now)
    other = json.loads(json.dumps(_second(log, now)))
    facts, hashes = told(log)
    at = next(index for index, fact in enumerate(facts) if fact.kind == "log.anchored")
    body = json.loads(json.dumps(dict(facts[at].body)))
    if change == "digest":
        body["receipt"]["digest"] = "0" * 64
    elif change == "proof":
        body["proof"] = ["1" * 64, *body["proof"]]
    elif change == "index":
        body["index"] += 1
    else:
        body[change] = other[change]
    facts[at] = facts[at]._replace(body=body)
    assert findings(facts, hashes) == {"anchor": BROKEN}


def _second(log, now):
    """Two anchors one after the other; the body of the second."""
    anchors = list(anchoring.configured().values())
    anchoring.run(now, anchors)
    filled(2, now)
    anchoring.run(now, anchors)
    last = Fact.objects.filter(kind="log.anchored").latest("pk")
    return decode(bytes(last.entry)).body


def test_an_authority_that_cannot_be_reached_is_a_sentence_and_nothing_is_told(settings, tmp_path):
    (tmp_path / "roots").write_bytes(b"")
    settings.TSA_URL, settings.TSA_ROOTS = "http://127.0.0.1:9/", str(tmp_path / "roots")
    now = datetime.now(UTC)
    filled(2, now)
    done = anchoring.run(now, list(anchoring.configured().values()))
    assert done.estates == 0
    assert done.troubles
    assert not Fact.objects.filter(kind="log.anchored").exists()


def test_the_ledger_process_anchors_once_a_day(authority):
    now = datetime.now(UTC)
    filled(2, now)
    clock = [now]
    worker = Worker(lambda: clock[0])
    worker.round()
    assert Fact.objects.filter(kind="log.anchored").count() == 1
    clock[0] = now + timedelta(hours=5)
    filled(1, clock[0])
    worker.round()
    assert Fact.objects.filter(kind="log.anchored").count() == 1
    clock[0] = now + timedelta(days=1, minutes=1)
    worker.round()
    assert Fact.objects.filter(kind="log.anchored").count() == 2
