"""The log's side of the protocol: whatever a witness answers, nothing unchecked is handed back."""

import socket
from time import monotonic

import pytest

from covenant.seal import Note
from tests.weituo.witness.example import NOW, ORIGIN, Log, answered, raw, read_request, signer
from weituo.witness.client import Conflict, Refused, Unreachable, Witness

LOG = Log().grow(5)
NOTE = LOG.note()
TEXT = Note.parse(NOTE).text
SIZE = "Content-Type: text/x.tlog.size"


def add(url: str, timeout: float = 5.0):
    return Witness(url, signer().key).add(3, LOG.proof(3), NOTE, timeout)


def test_a_cosignature_comes_back_checked():
    line = signer().cosign(TEXT, NOW).line
    other = signer("witness.example/other", "other").cosign(TEXT, NOW).line
    with raw(answered("200 OK", f"{other}\n{line}\n".encode())) as url:
        assert add(url).line == line


def test_the_request_is_as_the_protocol_says():
    seen = []

    def answer(connection):
        seen.append(read_request(connection))
        answered("500 Oh", b"")(connection)

    with raw(answer) as url, pytest.raises((Refused, Unreachable)):
        add(f"{url}/prefix/", 0.5)
    head, body = seen[0]
    assert head.startswith(b"POST /prefix/add-checkpoint HTTP/1.1\r\n")
    lines = body.split(b"\n")
    assert lines[0] == b"old 3"
    assert len(lines[1]) == 44
    assert body.endswith(b"\n\n" + NOTE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no line\n",
        signer().cosign(TEXT + " ", NOW).line.encode() + b"\n",
        signer("witness.example/owners", "another key").cosign(TEXT, NOW).line.encode() + b"\n",
        b"\n".join([signer("w", "w").cosign(TEXT, NOW).line.encode()] * 17),
        b"\xff\xfe",
    ],
    ids=["empty", "no line", "other text", "other key", "too many", "no text"],
)
def test_anything_but_a_cosignature_of_this_checkpoint_is_refused(body):
    with raw(answered("200 OK", body)) as url, pytest.raises(Refused):
        add(url)


def test_a_conflict_names_the_size():
    with raw(answered("409 Conflict", b"4\n", [SIZE])) as url, pytest.raises(Conflict) as caught:
        add(url)
    assert caught.value.size == 4


@pytest.mark.parametrize("body", [b"", b"-1\n", b"007\n", b"many\n", b"99999999999999999999\n", "４\n".encode()])
def test_a_conflict_without_a_size_is_a_refusal(body):
    with raw(answered("409 Conflict", body, [SIZE])) as url, pytest.raises(Refused):
        add(url)


@pytest.mark.parametrize("status", [204, 302, 400, 403, 404, 409, 422, 500, 503])
def test_every_other_status_is_a_refusal(status):
    body = b"" if status == 204 else b"because\x1b[31m of that\n"
    answer = answered(f"{status} No", body, ["Location: http://127.0.0.1:1/"])
    with raw(answer) as url, pytest.raises(Refused) as caught:
        add(url)
    assert caught.value.status == status
    assert caught.value.sentence == ("no reason given" if status == 204 else "because[31m of that")


@pytest.mark.parametrize(
    "url",
    ["", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://user:word@127.0.0.1/", "http://[::1", "x" * 999],
)
def test_other_addresses_are_not_gone_to(url):
    with pytest.raises(Unreachable, match="http"):
        add(url)


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        add(f"http://127.0.0.1:{port}")


def trickle(connection: socket.socket) -> None:
    """A byte now and then, each in time by itself."""
    read_request(connection)
    connection.settimeout(0.05)
    try:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x")
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                pass
    except OSError:
        return


def silent(connection: socket.socket) -> None:
    read_request(connection)
    try:
        connection.recv(1)
    except OSError:
        return


@pytest.mark.parametrize("answer", [trickle, silent])
def test_the_time_is_bounded_as_a_whole(answer):
    began = monotonic()
    with raw(answer) as url, pytest.raises(Unreachable, match="within"):
        add(url, 0.4)
    assert monotonic() - began < 3


def test_the_size_is_bounded():
    with raw(answered("200 OK", b"x" * 70_000)) as url, pytest.raises(Unreachable, match="longer"):
        add(url)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nothing", "no HTTP", "cut off", "compressed", "many headers", "bad chunks"],
)
def test_what_is_no_whole_answer_is_none(answer):
    def send(connection):
        read_request(connection)
        connection.sendall(answer)

    with raw(send) as url, pytest.raises(Unreachable):
        add(url)


def test_latest_is_checked_too():
    cosigned = Note(TEXT, (LOG.signature(TEXT), signer().cosign(TEXT, NOW))).whole
    witness = signer().key
    with raw(answered("200 OK", cosigned)) as url:
        assert Witness(url, witness).latest(ORIGIN) == cosigned
        with pytest.raises(Refused, match="another log"):
            Witness(url, witness).latest("log.example/other")
        with pytest.raises(Refused):
            Witness(url, signer("someone", "someone").key).latest(ORIGIN)
    with raw(answered("200 OK", NOTE)) as url, pytest.raises(Refused):
        Witness(url, witness).latest(ORIGIN)
    with raw(answered("404 Not Found")) as url:
        assert Witness(url, witness).latest(ORIGIN) is None
    with raw(answered("500 Oh", b"no")) as url, pytest.raises(Refused):
        Witness(url, witness).latest(ORIGIN)


def test_a_log_key_is_no_witness():
    with pytest.raises(ValueError):
        Witness("http://127.0.0.1", LOG.key)
