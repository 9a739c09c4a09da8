"""`/o/ledger/witness`: the owners' representative sees what was confirmed; steps with their proofs, cosignatures one by one."""

from base64 import b64decode
from datetime import timedelta

import pytest

from covenant import merkle
from covenant.seal import Checkpoint as Text
from covenant.seal import Note
from tests.weituo.conftest import TODAY
from tests.weituo.faces.office.sealing import Voice, grown, log_of, member, placed, signed
from weituo.ledger import keys, publisher
from weituo.ledger.models import Checkpoint, Cosignature
from weituo.people.roles import PERMISSIONS
from world.cast import CAST

PAGE = "/o/ledger/witness"


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


def text(status=200):
    answer = member("feng").get(PAGE)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("one", CAST, ids=lambda one: one.role)
def test_only_the_owners_open_it(world, now, one):
    signed(world, TODAY)
    assert PERMISSIONS["ledger.witness"] == {"committee"}
    client, allowed = member(one.username), one.role == "committee"
    assert client.get(PAGE).status_code == (200 if allowed else 403)
    assert client.get(f"{PAGE}/step").status_code == (200 if allowed else 403)
    assert client.post(f"{PAGE}/cosignature").status_code == (400 if allowed else 403)


def test_it_says_what_was_confirmed_and_that_the_new_goes_on(world, now):
    log = placed(world, TODAY)
    assert "尚未签署" in text()
    first = signed(world, TODAY)
    assert "还没有登记业主方的见证方" in text()
    owners = Voice(log, "业委会", TODAY)
    Voice(log, "审计所", TODAY, party="").cosign(first, TODAY)
    assert "还没有确认过" in text()
    owners.cosign(first, TODAY)
    page = text()
    assert f"上次确认到 {first.size} 条" in page
    assert "此后没有新增" in page
    assert "审计所" in page
    second = grown(world, TODAY + timedelta(minutes=1))
    page = text()
    assert f"此后新增 {second.size - first.size} 条" in page
    assert "新账本接续您上次确认的账本" in page


def test_a_log_that_does_not_go_on_is_said_loudly(world, now):
    log, first = placed(world, TODAY), signed(world, TODAY)
    Voice(log, "业委会", TODAY).cosign(first, TODAY)
    forged = keys.signed(Text(log.origin, first.size + 1, b"\1" * 32).text, keys.present(log, TODAY)).whole.decode()
    Checkpoint.objects.create(log=log, size=first.size + 1, note=forged, signed_at=TODAY)
    assert "请勿确认" in text()
    publisher.halt(log, "The first 3 leaves are others than were signed.")
    assert "账本已停止签署" in text()


def test_a_step_carries_the_proof(world, now):
    first = signed(world, TODAY)
    second = grown(world, TODAY + timedelta(minutes=1))
    step = member("feng").get(f"{PAGE}/step?old={first.size}").json()
    roots = [Text.parse(Note.parse(row.note.encode()).text).root for row in (first, second)]
    proof = [b64decode(one) for one in step["proof"]]
    assert step["size"] == second.size
    assert merkle.verify_consistency(first.size, second.size, proof, *roots)
    assert member("feng").get(f"{PAGE}/step").json()["proof"] == []


@pytest.mark.parametrize(("old", "status"), [("x", 400), ("-1", 400), ("9" * 19, 400), ("1.5", 400), ("99999999", 409)])
def test_a_step_from_nowhere(world, now, old, status):
    signed(world, TODAY)
    assert member("feng").get(f"{PAGE}/step?old={old}").status_code == status


def test_a_cosignature_is_taken_once_and_only_from_a_witness(world, now):
    row = signed(world, TODAY)
    log = log_of(world)
    voice, client = Voice(log, "业委会", TODAY), member("feng")
    line = voice.line(row, TODAY)

    def sent(size, line):
        answer = client.post(f"{PAGE}/cosignature", {"size": size, "line": line})
        return answer.status_code, answer.json()

    assert sent(row.size, line) == (200, {"new": True})
    assert sent(row.size, line) == (200, {"new": False})
    assert sent(row.size + 1, line) == (422, {"error": "no_checkpoint"})
    assert sent(row.size, line.replace("业委会", "别人")) == (422, {"error": "unknown_key"})
    assert sent(row.size, line[:-8] + "AAAAAAA=")[0] == 422
    assert sent(row.size, "nonsense")[0] == 422
    assert sent(row.size, "x" * 501)[0] == 400
    assert sent("one", line)[0] == 400
    assert Cosignature.objects.count() == 1
