"""The protocol from outside: every status of C2SP tlog-witness v1.0.0, and what strangers may try."""

import json
import socket
import sqlite3
import threading
from base64 import b64encode
from hashlib import sha256
from http.client import HTTPConnection
from time import monotonic

import pytest

from covenant.merkle import EMPTY
from covenant.seal import Checkpoint, Note, Policy
from covenant.seal.note import check, signature
from tests.weituo.witness.example import NOW, ORIGIN, Load, Log, signer
from weituo import fetch
from weituo.witness.client import Conflict, Witness, request_body

PATH = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


def post(url: str, body: bytes) -> fetch.Answer:
    return fetch.request("POST", f"{url}/add-checkpoint", timeout=5, limit=65_536, body=body)


def get(url: str, path: str = PATH) -> fetch.Answer:
    return fetch.request("GET", url + path, timeout=5, limit=65_536)


def body(log: Log, old: int, size: int | None = None) -> bytes:
    return request_body(old, log.proof(old, size), log.note(size))


def stamp(answer: fetch.Answer, note: bytes) -> int | None:
    return check(signer().key, Note.parse(note).text, signature(answer.data.decode().removesuffix("\n")).data)


# ── 200 ───────────────────────────────────────────────────────────────────


def test_a_log_is_cosigned_as_it_grows(serve, log, clock):
    url = serve()
    witness = Witness(url, signer().key)
    old = 0
    for size in (3, 4, 8):
        clock.now += 10
        found = witness.add(old, log.proof(old, size), log.note(size), 5)
        latest = witness.latest(ORIGIN)
        policy = Policy((log.key,), {"w": signer().key}, {}, "w")
        sealed = policy.sealed(latest, ORIGIN)
        assert sealed.checkpoint == Checkpoint(ORIGIN, size, log.root(size))
        assert sealed.witnesses == {"w": clock.now}
        assert latest.decode().endswith(f"{found.line}\n")
        old = size


def test_the_same_checkpoint_again_is_cosigned_again(serve, log, clock):
    url = serve()
    assert stamp(post(url, body(log, 0)), log.note()) == NOW
    clock.now += 5
    assert stamp(post(url, body(log, 8)), log.note()) == NOW + 5


def test_the_time_of_a_cosignature_never_goes_back(serve, log, clock):
    url = serve()
    post(url, body(log, 0, 4))
    clock.now -= 1000
    assert stamp(post(url, body(log, 4)), log.note()) == NOW


def test_an_empty_log(serve):
    url = serve()
    empty = Log()
    assert post(url, body(empty, 0)).status == 200
    assert post(url, body(empty, 0)).status == 200
    assert post(url, body(Log().grow(2), 0)).status == 200


def test_foreign_signatures_are_passed_over_and_not_handed_on(serve, log):
    text = Note.parse(log.note()).text
    other = signer("other.example/w", "other").cosign(text, NOW)
    note = Note(text, (other, log.signature(text))).whole
    url = serve()
    assert post(url, request_body(0, [], note)).status == 200
    names = [one.name for one in Note.parse(get(url).data).signatures]
    assert names == [ORIGIN, signer().key.name]


# ── no ────────────────────────────────────────────────────────────────────


def test_404_for_a_log_it_does_not_know(serve):
    answer = post(serve(), body(Log(origin="log.example/other").grow(3), 0))
    assert answer.status == 404


def test_403_without_a_signature_it_trusts(serve, log):
    url = serve()
    text = Note.parse(log.note()).text
    stranger = Log(log.entries, seed="stranger")
    assert post(url, body(stranger, 0)).status == 403
    broken = log.signature(text)._replace(data=bytes(64))
    assert post(url, request_body(0, [], Note(text, (broken,)).whole)).status == 403
    # a witness's signature by the log's key is none of the log's
    stamped = signer(ORIGIN, "log").cosign(text, NOW)
    assert post(url, request_body(0, [], Note(text, (stamped,)).whole)).status == 403
    assert get(url).status == 404


def test_a_key_no_longer_trusted_opens_nothing(serve, log, cosigner):
    url = serve()
    cosigner.store.trust(Log(seed="second").key)
    cosigner.store.distrust(log.key)
    assert post(url, body(log, 0)).status == 403
    assert post(url, body(Log(log.entries, seed="second"), 0)).status == 200


def test_409_names_the_size_it_has(serve, log):
    url = serve()
    answer = post(url, body(log, 3))
    assert (answer.status, answer.kind, answer.data) == (409, "text/x.tlog.size", b"0\n")
    post(url, body(log, 0, 5))
    for old in (0, 4, 6):
        answer = post(url, body(log, old))
        assert (answer.status, answer.kind, answer.data) == (409, "text/x.tlog.size", b"5\n")
    # a smaller checkpoint, from where it was
    assert post(url, body(log, 3, 4)).data == b"5\n"
    with pytest.raises(Conflict) as caught:
        Witness(url, signer().key).add(0, [], log.note(), 5)
    assert caught.value.size == 5


def test_422_for_a_proof_that_shows_nothing(serve, log):
    url = serve()
    assert post(url, request_body(0, log.proof(3), log.note())).status == 422  # from nothing there is nothing to prove
    post(url, body(log, 0, 5))
    proof = log.proof(5)
    for bad in ([], proof[:-1], [*proof, EMPTY], proof[::-1], [EMPTY, *proof[1:]]):
        assert post(url, request_body(5, bad, log.note())).status == 422
    assert post(url, request_body(5, proof, log.note(5))).status == 422  # nothing to prove at the same size
    fork = Log(log.entries[:4]).grow(6, "fork")
    assert post(url, request_body(5, fork.proof(5), fork.note())).status == 422
    assert post(url, body(log, 5)).status == 200


def test_422_for_another_root_at_the_same_size_and_both_are_kept(serve, log, tmp_path):
    url = serve()
    fork = Log(log.entries[:7]).grow(1, "fork")
    post(url, body(log, 0))
    assert post(url, body(fork, 8)).status == 422
    assert post(url, body(fork, 8)).status == 422
    assert post(url, body(fork, 0)).status == 409
    assert get(url).data.startswith(Note.parse(log.note()).text.encode())
    [kept] = (tmp_path / "evidence").iterdir()
    content = json.loads(kept.read_text())
    notes = [Note.parse(note.encode()) for note in content["notes"]]
    assert all(note.signed_by([log.key]) for note in notes)
    assert [Checkpoint.parse(note.text).root for note in notes] == [log.root(), fork.root()]
    assert (content["log"], content["found"]) == (ORIGIN, NOW)


def test_evidence_is_kept_once_and_not_without_end(serve, log, tmp_path, monkeypatch):
    monkeypatch.setattr("weituo.witness.evidence.MOST", 3)
    url = serve()
    post(url, body(log, 0))
    for number in range(5):
        assert post(url, body(Log(log.entries[:7]).grow(1, f"fork {number}"), 8)).status == 422
    assert len(list((tmp_path / "evidence").iterdir())) == 3


def test_422_for_an_empty_log_with_a_root(serve):
    note = Log().sign(Checkpoint(ORIGIN, 0, b"\x01" * 32).text)
    assert post(serve(), request_body(0, [], note)).status == 422


def test_403_once_it_is_halted(serve, log, cosigner):
    url = serve()
    cosigner.store.halt(ORIGIN, "two trees")
    assert post(url, body(log, 0)).status == 403
    cosigner.store.release(ORIGIN)
    assert post(url, body(log, 0)).status == 200


NOTE = Log().grow(3).note()
HASH = b64encode(EMPTY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"old 0",
        b"old 0\n" + NOTE,
        b"new 0\n\n" + NOTE,
        b"old\n\n" + NOTE,
        b"old 00\n\n" + NOTE,
        b"old +0\n\n" + NOTE,
        b"old -1\n\n" + NOTE,
        "old ０\n\n".encode() + NOTE,
        b"old 9223372036854775808\n\n" + NOTE,
        b"old 0\r\n\r\n" + NOTE,
        b"old 0\n" + HASH[:-1] + b"\n\n" + NOTE,
        b"old 0\n" + b64encode(EMPTY[:31]) + b"\n\n" + NOTE,
        b"old 0\n" + (HASH + b"\n") * 64 + b"\n" + NOTE,
        b"old 0\n\n" + NOTE.replace("—".encode(), b"-"),
        b"old 0\n\n" + NOTE[:-1],
        b"old 0\n\n" + NOTE.partition(b"\n\n")[0] + b"\n",
        b"old 0\n\n" + NOTE + NOTE.split(b"\n")[-2] * 17,
        b"old 0\n\n\xff" + NOTE,
        b"old 0\n\n" + Log().sign(f"{ORIGIN}\n03\n{b64encode(EMPTY).decode()}\n"),
        b"old 0\n\n" + Log().sign(f"{ORIGIN}\n3\n{b64encode(EMPTY).decode()}\nmore\n"),
        b"old 4\n\n" + NOTE,
    ],
)
def test_400_for_what_is_no_request(serve, data):
    url = serve()
    answer = post(url, data)
    assert answer.status == 400
    assert answer.kind == "text/plain"
    assert get(url).status == 404


def test_other_paths_and_methods(serve):
    url = serve()
    for path in ("/", "/add-checkpoint", "/checkpoint", f"/{ORIGIN}/checkpoint", PATH, "/" + "x" * 3000):
        assert get(url, path).status == 404
    assert fetch.request("POST", f"{url}/other", timeout=5, limit=999, body=b"x").status == 404
    assert fetch.request("DELETE", f"{url}/add-checkpoint", timeout=5, limit=999).status == 501


# ── strangers ─────────────────────────────────────────────────────────────


def talk(url: str, data: bytes) -> bytes:
    """Sends these bytes and reads until the other side hangs up."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(data)
        found = b""
        while more := connection.recv(65_536):
            found += more
        return found


def test_a_body_is_bounded(serve):
    url = serve()
    head = b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n"
    assert talk(url, head + b"Content-Length: 65537\r\n\r\n").startswith(b"HTTP/1.1 413 ")
    assert talk(url, head + b"Content-Length: 99999999999999999999\r\n\r\n").startswith(b"HTTP/1.1 411 ")
    assert talk(url, head + b"\r\n").startswith(b"HTTP/1.1 411 ")
    assert talk(url, head + b"Content-Length: -1\r\n\r\n").startswith(b"HTTP/1.1 411 ")
    assert talk(url, head + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx").startswith(b"HTTP/1.1 411 ")
    assert talk(url, head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").startswith(b"HTTP/1.1 411 ")
    assert talk(url, b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 414 ")
    assert talk(url, b"nonsense\r\n\r\n").startswith((b"This is", b"Bad request", b"HTTP/1.1 400 "))
    assert get(url).status == 404


def test_a_slow_body_is_cut_off_and_others_are_served(serve, log):
    url = serve(patience=1.0, deadline=0.5)
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 5) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
        began = monotonic()
        assert post(url, body(log, 0)).status == 200
        slow.settimeout(0.1)
        while monotonic() - began < 5:
            try:
                slow.sendall(b"x")  # a byte now and then, each in time by itself
                if slow.recv(1000) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert monotonic() - began < 3


def test_more_at_once_than_there_are_threads_are_told_so(serve, log):
    url = serve(threads=2, patience=3.0)
    host, port = url.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port)), 5) for _ in range(2)]
    for one in idle:
        one.sendall(b"GET ")
    assert get(url).status == 503
    for one in idle:
        one.close()
    began = monotonic()
    while get(url).status == 503:
        assert monotonic() - began < 5
    assert post(url, body(log, 0)).status == 200


def test_a_connection_may_be_used_again(serve, log):
    url = serve()
    connection = HTTPConnection(url.removeprefix("http://"), timeout=5)
    for old, size in ((0, 3), (3, 8)):
        connection.request("POST", "/add-checkpoint", body(log, old, size))
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:4]) == (200, "— ".encode())
    connection.close()


def test_nothing_is_signed_that_cannot_be_remembered(serve, log, cosigner, monkeypatch):
    url = serve()

    def full(*_words):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("weituo.witness.store.Turn.keep", full)
    assert post(url, body(log, 0)).status == 500
    monkeypatch.undo()
    assert get(url).status == 404
    assert post(url, body(log, 0)).status == 200


# ── many at once ──────────────────────────────────────────────────────────


def test_of_many_trees_at_once_one_is_cosigned(serve, cosigner):
    """Eight threads push another next entry each, size after size; each size gets one root."""
    url, load = serve(), Load()
    threads = [threading.Thread(target=load.run, args=(number, url, 40)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert load.largest >= 40
    assert all(len(roots) == 1 for roots in load.got.values())
    assert cosigner.store.seen(ORIGIN).size >= load.largest
