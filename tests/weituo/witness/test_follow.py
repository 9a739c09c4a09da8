"""Following a log that cannot reach its witness: what is mirrored, what is signed, what is never signed again."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from covenant import merkle
from covenant.seal import Checkpoint, Note, Policy
from covenant.seal.note import check, signature
from tests.weituo.witness.example import NOW, ORIGIN, Log, signer
from weituo.witness.follow import FORKED, GREW, HALTED, OLDER, SAME, Follower, Outcome, run
from weituo.witness.mirror import Mirror
from weituo.witness.published import Published, Trouble


class Public:
    """A log's public address: files by path, and the cosignatures that were handed in."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.lines: list[str] = []
        self.asked: list[str] = []
        self.taking = 204
        self.url = ""

    def show(self, log: Log, size: int | None = None) -> None:
        self.files = log.files(size)


@contextmanager
def published() -> Iterator[Public]:
    public = Public()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("/log/")
            public.asked.append(path)
            self.reply(*((200, public.files[path]) if path in public.files else (404, b"not here\n")))

        def do_POST(self) -> None:
            assert self.path == "/log/cosignature"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if public.taking == 204:
                public.lines.append(body.decode())
            self.reply(public.taking, b"" if public.taking == 204 else b"not now\n")

        def reply(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    public.url = f"http://127.0.0.1:{server.server_port}/log/"
    try:
        yield public
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture
def public() -> Iterator[Public]:
    with published() as found:
        yield found


@pytest.fixture
def follower(public, cosigner, tmp_path, clock):
    return again(public, cosigner, tmp_path, clock)


def again(public, cosigner, tmp_path, clock) -> Follower:
    """As after a restart."""
    return Follower(Published(public.url), ORIGIN, cosigner, Mirror(tmp_path / "mirror"), clock)


def mirrored(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def troubled(follower: Follower, code: str) -> None:
    with pytest.raises(Trouble) as caught:
        follower.once()
    assert caught.value.code == code, caught.value


# ── the ordinary course ───────────────────────────────────────────────────


def test_it_mirrors_signs_and_hands_in(public, follower, cosigner, tmp_path):
    log = Log()
    for size in (1, 255, 256, 257, 700):
        log.grow(size - len(log.entries))
        public.show(log)
        assert follower.once() == Outcome(GREW, size)
        assert follower.once() == Outcome(SAME, size)
        line = public.lines[-1]
        assert check(signer().key, Note.parse(log.note()).text, signature(line.removesuffix("\n")).data) == NOW
        copy = mirrored(tmp_path / "mirror")
        policy = Policy((log.key,), {"w": signer().key}, {}, "w")
        assert policy.sealed(copy.pop("checkpoint"), ORIGIN).checkpoint == Checkpoint(ORIGIN, size, log.root())
        assert copy == {path: data for path, data in log.files().items() if path != "checkpoint"}
    assert len(public.lines) == 5


def test_only_what_is_new_is_fetched(public, follower):
    log = Log().grow(600)
    public.show(log)
    follower.once()
    public.asked.clear()
    public.show(log.grow(10))
    follower.once()
    assert public.asked == ["checkpoint", "tile/entries/002.p/98", "tile/0/002.p/98"]


def test_after_a_restart_it_goes_on(public, follower, cosigner, tmp_path, clock):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(log.grow(300))
    public.asked.clear()
    assert again(public, cosigner, tmp_path, clock).once() == Outcome(GREW, 600)
    assert "tile/entries/000" not in public.asked
    assert again(public, cosigner, tmp_path, clock).once() == Outcome(SAME, 600)


def test_a_partial_tile_the_log_no_longer_has_is_taken_from_the_full_one(public, follower, tmp_path):
    log = Log().grow(600)
    public.show(log)
    public.files = {path: data for path, data in public.files.items() if ".p/" not in path or path == "tile/1/000.p/2"}
    public.files |= {path: data for path, data in Log().grow(768).files().items() if path.endswith("002")}
    assert follower.once() == Outcome(GREW, 600)
    assert (tmp_path / "mirror/tile/entries/002.p/88").is_file()


def test_an_empty_log(public, follower):
    public.show(Log())
    assert follower.once() == Outcome(GREW, 0)
    assert follower.once() == Outcome(SAME, 0)
    assert len(public.lines) == 1


def test_a_cosignature_that_was_not_taken_is_handed_in_again(public, follower, cosigner, tmp_path, clock):
    public.show(Log().grow(3))
    public.taking = 503
    outcome = follower.once()
    assert (outcome.kind, outcome.problem.code) == (GREW, "not_taken")
    public.taking = 204
    assert again(public, cosigner, tmp_path, clock).once() == Outcome(SAME, 3)
    assert follower.once() == Outcome(SAME, 3)
    assert len(public.lines) == 1


@pytest.mark.parametrize("when", ["entries", "hashes", "signing", "tidying", "handing in"])
def test_stopped_at_any_point_the_next_start_goes_on(public, follower, cosigner, tmp_path, clock, monkeypatch, when):
    """A KeyboardInterrupt stands in for the kill: nothing after it runs but what a dead process would not do either."""
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(log.grow(400))
    place = {
        "entries": "weituo.witness.published.Published.entries",
        "hashes": "weituo.witness.published.Published.hashes",
        "signing": "weituo.witness.cosign.Cosigner.cosign",
        "tidying": "weituo.witness.mirror.Mirror.tidy",
        "handing in": "weituo.witness.published.Published.hand_in",
    }[when]

    def stop(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(place, stop)
    with pytest.raises(KeyboardInterrupt):
        follower.once()
    monkeypatch.undo()
    (tmp_path / "mirror/tile/.draft.x").write_bytes(b"half")
    public.show(log.grow(50))
    assert again(public, cosigner, tmp_path, clock).once() == Outcome(GREW, 750)
    copy = mirrored(tmp_path / "mirror")
    assert {path: data for path, data in copy.items() if path != "checkpoint"} == {
        path: data for path, data in log.files().items() if path != "checkpoint"
    }


# ── two trees ─────────────────────────────────────────────────────────────


def test_another_root_at_the_same_size(public, follower, cosigner, tmp_path, clock):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    fork = Log(log.entries[:280]).grow(20, "fork")
    public.show(fork)
    outcome = follower.once()
    assert (outcome.kind, outcome.size, outcome.entry, outcome.final) == (FORKED, 300, 280, True)
    content = json.loads(outcome.evidence.read_text())
    first, second = (Note.parse(note.encode()) for note in content["notes"])
    assert first.signed_by([log.key])
    assert second.signed_by([log.key])
    assert Checkpoint.parse(first.text).root == log.root()
    assert Checkpoint.parse(second.text).root == fork.root()
    assert content["first_difference"] == 280


def test_never_again_until_told(public, follower, cosigner, tmp_path, clock):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(Log(log.entries[:280]).grow(20, "fork"))
    follower.once()
    lines = len(public.lines)
    public.show(log.grow(10))
    public.asked.clear()
    assert follower.once().kind == HALTED
    assert again(public, cosigner, tmp_path, clock).once().kind == HALTED
    assert (len(public.lines), public.asked) == (lines, [])
    cosigner.store.release(ORIGIN)
    assert follower.once() == Outcome(GREW, 310)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("grown", [1, 400])
def test_a_larger_tree_that_does_not_go_on_from_ours(public, follower, cosigner, tmp_path, clock, grown, restarted):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    before = mirrored(tmp_path / "mirror")
    fork = Log(log.entries[:290]).grow(10 + grown, "fork")
    public.show(fork)
    own = again(public, cosigner, tmp_path, clock) if restarted else follower
    outcome = own.once()
    assert (outcome.kind, outcome.size, outcome.entry) == (FORKED, 300 + grown, 290)
    assert cosigner.store.seen(ORIGIN).root == log.root()
    assert mirrored(tmp_path / "mirror") == before, "what was mirrored stays as it was"
    assert len(public.lines) == 1


def test_a_smaller_tree_that_was_never_ours(public, follower):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(Log(log.entries[:100]).grow(50, "fork"))
    outcome = follower.once()
    assert (outcome.kind, outcome.size, outcome.entry) == (FORKED, 150, 100)


def test_an_older_copy_is_no_fork(public, follower, cosigner):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(log, 120)
    assert follower.once() == Outcome(OLDER, 120)
    assert cosigner.store.seen(ORIGIN).size == 300
    assert len(public.lines) == 1
    public.show(log.grow(1))
    assert follower.once() == Outcome(GREW, 301)


def test_an_older_checkpoint_without_a_copy_of_ours_accuses_nobody(public, follower, tmp_path):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    shutil.rmtree(tmp_path / "mirror")
    public.show(Log(log.entries[:100]).grow(50, "fork"))
    assert follower.once() == Outcome(OLDER, 150)


def test_a_damaged_copy_of_ours_accuses_nobody(public, follower, tmp_path):
    log = Log().grow(300)
    public.show(log)
    follower.once()
    first = tmp_path / "mirror/tile/entries/000"
    first.write_bytes(first.read_bytes().replace(b"entry 12 ", b"entry 21 "))
    public.show(log, 120)
    assert follower.once() == Outcome(OLDER, 120)


# ── a log that serves what it should not ──────────────────────────────────


def wrong(public: Public, path: str, change) -> None:
    public.files[path] = change(public.files[path])


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        ("tile/entries/001", lambda data: data[:-1], "wrong_tile"),
        ("tile/entries/001", lambda data: data + b"\x00\x00", "wrong_tile"),
        ("tile/entries/001", lambda data: b"", "wrong_tile"),
        ("tile/entries/001", lambda data: data.replace(b"entry 300", b"entry 3OO"), "wrong_entries"),
        ("tile/entries/000", lambda data: data.replace(b"entry 12 ", b"entry 21 "), "wrong_entries"),
        ("tile/entries/002.p/88", lambda data: data[:-1] + b"x", "wrong_entries"),
        ("tile/0/001", lambda data: data[:-32], "wrong_tile"),
        ("tile/0/001", lambda data: data[:-1] + b"x", "wrong_tile"),
        ("tile/1/000.p/2", lambda data: data[::-1], "wrong_tile"),
        ("tile/0/001", lambda data: data + bytes(32), "unreachable"),
        ("tile/entries/002.p/88", lambda data: bytes(17_000_000), "unreachable"),
        ("checkpoint", lambda data: bytes(70_000), "unreachable"),
        ("checkpoint", lambda data: b"<html></html>", "bad_checkpoint"),
        ("checkpoint", lambda data: Log(seed="stranger").grow(600).note(), "not_signed"),
        ("checkpoint", lambda data: data.replace("— ".encode(), "— ".encode() * 2), "bad_checkpoint"),
        ("checkpoint", lambda data: Log(origin="log.example/other").note(), "other_log"),
        ("checkpoint", lambda data: Log().sign(Checkpoint(ORIGIN, 2**40, merkle.EMPTY).text), "too_large"),
        ("checkpoint", lambda data: Log().sign(Checkpoint(ORIGIN, 600, merkle.EMPTY).text), "wrong_entries"),
    ],
)
def test_nothing_is_signed_for_what_does_not_fit(public, follower, cosigner, path, change, code):
    log = Log().grow(600)
    public.show(log)
    wrong(public, path, change)
    troubled(follower, code)
    troubled(follower, code)
    assert cosigner.store.seen(ORIGIN).note is None
    assert cosigner.store.halted(ORIGIN) == ""
    assert not public.lines
    public.show(log)
    assert follower.once() == Outcome(GREW, 600)


def test_a_missing_tile(public, follower):
    public.show(Log().grow(600))
    del public.files["tile/entries/001"]
    troubled(follower, "missing_tile")


def test_wrong_entries_before_what_is_new(public, follower, tmp_path):
    """The new tile repeats old entries, one of them changed; the mirror must not take it over."""
    log = Log().grow(300)
    public.show(log)
    follower.once()
    public.show(log.grow(10))
    wrong(public, "tile/entries/001.p/54", lambda data: data.replace(b"entry 270", b"entry 27O"))
    troubled(follower, "wrong_entries")
    public.show(log)
    assert follower.once() == Outcome(GREW, 310)
    assert b"entry 270" in (tmp_path / "mirror/tile/entries/001.p/54").read_bytes()


def test_a_damaged_mirror_is_fetched_again(public, follower, cosigner, tmp_path, clock):
    log = Log().grow(600)
    public.show(log)
    follower.once()
    folder = tmp_path / "mirror" / "tile"
    first = folder / "entries" / "000"
    first.write_bytes(first.read_bytes().replace(b"entry 12 ", b"entry 21 "))
    (folder / "entries" / "001").write_bytes(b"")
    (folder / "0" / "000").write_bytes(bytes(8192))
    (folder / "1" / "000.p" / "2").unlink()
    public.show(log.grow(300))
    assert again(public, cosigner, tmp_path, clock).once() == Outcome(GREW, 900)
    copy = mirrored(tmp_path / "mirror")
    assert all(copy[path] == data for path, data in log.files().items() if path != "checkpoint")


def test_a_mirror_that_goes_while_running_is_made_again(public, follower, tmp_path):
    log = Log().grow(600)
    public.show(log)
    follower.once()
    shutil.rmtree(tmp_path / "mirror")
    public.show(log.grow(300))
    troubled(follower, "mirror")
    assert follower.once() == Outcome(GREW, 900)


# ── again and again ───────────────────────────────────────────────────────


def test_trouble_makes_it_look_rarer_and_success_as_before():
    waits: list[float] = []
    said: list[str] = []
    course = iter(["x", "x", "x", "ok", "x", "half", "ok", "fork"])

    def once() -> Outcome:
        word = next(course)
        if word == "x":
            raise Trouble("unreachable", "nobody")
        return Outcome(FORKED if word == "fork" else SAME, 1, Trouble("not_taken") if word == "half" else None)

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    end = run(once, lambda found: said.append(type(found).__name__), wait, 10.0)
    assert waits == [20.0, 40.0, 80.0, 10.0, 20.0, 40.0, 10.0]
    assert end.kind == FORKED
    assert said.count("Trouble") == 4


def test_it_never_waits_longer_than_an_hour_and_ends_when_told():
    waits: list[float] = []

    def once() -> Outcome:
        raise Trouble("unreachable")

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 40

    assert run(once, lambda _found: None, wait, 60.0) is None
    assert max(waits) == 3600.0


def test_nobody_there(cosigner, tmp_path, clock):
    troubled(Follower(Published("http://127.0.0.1:1"), ORIGIN, cosigner, Mirror(tmp_path / "m"), clock), "unreachable")
