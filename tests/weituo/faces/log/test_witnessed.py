"""Our log and our witnesses together: asked at an address, or following by themselves."""

import threading

import pytest
from django.test import Client

from covenant import merkle
from covenant.errors import Problems
from covenant.seal import Checkpoint, Note, Policy, Proof, Signature
from tests.weituo.ledger.example import LOG, NOW, reported
from tests.weituo.witness.example import Log as Foreign
from tests.weituo.witness.example import signer
from weituo import fetch
from weituo.ledger import keys, proofs, publisher, sequencer, shown, witnesses
from weituo.ledger.models import Cosignature, Fact, Log, Witness
from weituo.ledger.worker import Worker
from weituo.witness.cosign import Cosigner
from weituo.witness.follow import FORKED, GREW, SAME, Follower
from weituo.witness.mirror import Mirror
from weituo.witness.published import Published
from weituo.witness.server import Server
from weituo.witness.store import Seen, Store

pytestmark = pytest.mark.django_db
SECONDS = int(NOW.timestamp()) + 1


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA = tmp_path / "data"


class Near(Published):
    """The log's address without a network in between."""

    def __init__(self, base):
        super().__init__(base)
        self.client = Client(HTTP_HOST="localhost")

    def _get(self, path, timeout, limit):
        answer = self.client.get(f"{self.base}/{path}")
        return fetch.Answer(answer.status_code, answer["Content-Type"], answer.content)

    def hand_in(self, line):
        answer = self.client.post(f"{self.base}/cosignature", f"{line}\n", content_type="text/plain")
        assert answer.status_code == 204, answer.content


def filled(count):
    for _ in range(count):
        reported()
    sequencer.sequence(LOG, NOW)
    log = Log.objects.get(origin=LOG)
    publisher.publish(log, NOW)
    return log


def cosigner(tmp_path, log, seed):
    folder = tmp_path / seed
    folder.mkdir()
    Store.create(folder / "witness.sqlite3")
    store = Store(folder / "witness.sqlite3")
    store.trust(keys.present(log, NOW)[0])
    return Cosigner(store, signer(f"witness.example/{seed}", seed), folder / "evidence")


def added(log, made, url=""):
    name = made.signer.key.name.rpartition("/")[2]
    return witnesses.add(log, name=name, vkey=made.signer.key.line, url=url, party="O", now=NOW)


@pytest.fixture
def asked(tmp_path):
    """Starts a witness's server for a log; gives its address."""
    running = []

    def start(made):
        server = Server(("127.0.0.1", 0), made, lambda: SECONDS, lambda _status, _what: None)
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.stop()
        thread.join(10)


def test_two_asked_witnesses_and_one_that_follows_seal_a_fact(tmp_path, asked):
    log = filled(3)
    fact = Fact.objects.order_by("pk").first()
    for seed in ("property", "contractor"):
        made = cosigner(tmp_path, log, seed)
        added(log, made, asked(made))
    owners = cosigner(tmp_path, log, "owners")
    row = added(log, owners)
    witnesses.require(log, 3, NOW)
    log.refresh_from_db()
    assert witnesses.ask(log, NOW) == 2
    assert witnesses.sealed(log) is None
    follower = Follower(Near(f"/log/{witnesses.token(row)}"), LOG, owners, Mirror(tmp_path / "mirror"), lambda: SECONDS)
    assert follower.once().kind == GREW
    assert witnesses.sealed(log).size == 3
    sealed = Proof.parse(proofs.proof(fact.fact_id)).proven(
        bytes(fact.entry), Policy.parse(witnesses.policy(log).text.encode()), LOG
    )
    assert len(sealed.witnesses) == 3
    assert shown.subject(log.estate_id, fact.subject).entries[0].state == shown.SEALED
    assert follower.once().kind == SAME
    size = filled(300).size
    assert follower.once().kind == GREW
    assert witnesses.ask(log, NOW) == 2
    assert witnesses.sealed(log).size == size
    assert size == 307, "four of them say who must sign"


def test_a_cosignature_that_comes_after_the_next_checkpoint_is_still_kept(tmp_path):
    log = filled(2)
    owners = cosigner(tmp_path, log, "owners")
    row = added(log, owners)
    old = publisher.latest(log)
    filled(1)
    line = owners.cosign(0, [], Note.parse(old.note.encode()), SECONDS).line
    assert witnesses.hand_in(row, line)
    assert Cosignature.objects.get().checkpoint.size == 2
    assert not witnesses.hand_in(row, line), "twice is once"
    with pytest.raises(Problems, match="not the key this address"):
        witnesses.hand_in(row, signer("witness.example/other", "other").cosign("x\n", 5).line)


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000.p/2", "tile/entries/000.p/2"])
def test_only_a_witness_of_today_reads_the_log(tmp_path, path):
    log = filled(2)
    row = added(log, cosigner(tmp_path, log, "owners"))
    client = Client(HTTP_HOST="localhost")
    token = witnesses.token(row)
    assert client.get(f"/log/{token}/{path}").status_code == 200
    assert client.get(f"/log/{token}/tile/0/000.p/3").status_code == 404
    assert client.get(f"/log/{token}/tile/9/000").status_code == 404
    assert client.get(f"/log/{token}/tile/../../settings").status_code in (400, 404)
    assert client.get(f"/log/{token[:-1]}x/{path}").status_code == 404
    assert client.get(f"/log/{row.pk}/{path}").status_code == 404
    assert client.post(f"/log/{token}/cosignature", "x" * 5000, content_type="text/plain").status_code == 413
    assert client.post(f"/log/{token}/cosignature", "nonsense", content_type="text/plain").status_code == 422
    Witness.objects.update(removed_at=NOW)
    assert client.get(f"/log/{token}/{path}").status_code == 404


def test_a_restored_backup_is_told_by_the_witness_when_even_the_record_was_restored(tmp_path, asked):
    log = filled(2)
    made = cosigner(tmp_path, log, "owners")
    url = asked(made)
    added(log, made, url)
    witnesses.ask(log, NOW)
    ahead = Foreign([bytes([one]) for one in range(9)], LOG)
    private = keys._private(keys.present(log, NOW)[0])
    ahead_note = _signed(ahead, private, log)
    with made.store.turn(LOG) as turn:
        turn.keep(_seen(made, ahead_note))
    Worker(lambda: NOW).round()
    log.refresh_from_db()
    assert "older copy" in log.halted


def test_a_witness_that_only_says_so_halts_nothing(tmp_path, asked):
    log = filled(2)
    made = cosigner(tmp_path, log, "owners")
    url = asked(made)
    row = added(log, made, url)
    Witness.objects.filter(pk=row.pk).update(size=99)
    assert witnesses.ask(log, NOW) == 0
    log.refresh_from_db()
    assert log.halted == ""
    assert "99" in Witness.objects.get().trouble


def test_a_fork_is_kept_as_evidence_and_never_signed_again(tmp_path):
    log = filled(3)
    owners = cosigner(tmp_path, log, "owners")
    row = added(log, owners)
    near = Near(f"/log/{witnesses.token(row)}")
    follower = Follower(near, LOG, owners, Mirror(tmp_path / "mirror"), lambda: SECONDS)
    follower.once()
    other = Foreign([b"a", b"b", b"c"], LOG)
    forged = _signed(other, keys._private(keys.present(log, NOW)[0]), log)
    near._get = lambda path, timeout, limit: fetch.Answer(200, "text/plain", forged.encode())
    outcome = follower.once()
    assert outcome.kind == FORKED
    assert outcome.evidence.is_file()


def _signed(foreign, private, log):
    key = keys.present(log, NOW)[0]
    root = merkle.root_of([merkle.leaf_hash(entry) for entry in foreign.entries])
    text = Checkpoint(LOG, len(foreign.entries), root).text
    return Note(text, (Signature(key.name, key.id, private.sign(text.encode())),)).whole.decode()


def _seen(made, note):
    parsed = Note.parse(note.encode())
    found = Checkpoint.parse(parsed.text)
    whole = Note(parsed.text, (*parsed.signatures, made.signer.cosign(parsed.text, SECONDS))).whole
    return Seen(found.size, found.root, SECONDS, whole)


def test_a_witness_leaves_only_when_enough_remain(tmp_path):
    log = filled(1)
    rows = [added(log, cosigner(tmp_path, log, seed)) for seed in ("property", "contractor")]
    witnesses.require(log, 2, NOW)
    with pytest.raises(ValueError, match="2 witnesses must cosign"):
        witnesses.remove(rows[0], NOW)
    witnesses.require(log, 1, NOW)
    witnesses.remove(rows[0], NOW)
    log.refresh_from_db()
    assert [row.pk for row in witnesses.present(log)] == [rows[1].pk]
    assert rows[0].vkey not in witnesses.policy(log).text
    told = Fact.objects.filter(kind="log.ruled").order_by("-pk").first()
    assert rows[0].vkey.encode() not in bytes(told.entry)


def test_a_log_has_no_more_witnesses_than_a_note_has_room_for(tmp_path):
    log = filled(1)
    for number in range(witnesses.MOST):
        added(log, cosigner(tmp_path, log, f"w{number}"))
    with pytest.raises(ValueError, match="at most"):
        added(log, cosigner(tmp_path, log, "late"))
