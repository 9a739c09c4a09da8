"""`weituo witness`: plain sentences, and exit codes a script can use."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from covenant.seal import VerifierKey
from tests.weituo.witness.example import ORIGIN, Log
from tests.weituo.witness.test_follow import Public, published
from weituo.cli import main
from weituo.witness.client import Witness


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("WEITUO_LANGUAGE", "en")
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with translation.override("en"):
        yield
    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGINT, before[1])


@pytest.fixture
def public():
    with published() as found:
        yield found


def witness(folder: Path, *words: str) -> int:
    return main(["witness", *words, "--folder", str(folder)])


def key(folder: Path, capsys) -> VerifierKey:
    assert witness(folder, "key", "--name", "owners.example/witness") == 0
    return VerifierKey.parse(capsys.readouterr().out.strip())


def test_a_key_is_made_once_and_shown_again(tmp_path, capsys):
    assert witness(tmp_path, "key") == 2
    assert "no key yet" in capsys.readouterr().err
    assert witness(tmp_path, "key", "--name", "two words") == 2
    capsys.readouterr()
    made = key(tmp_path, capsys)
    assert key(tmp_path, capsys) == made
    assert witness(tmp_path, "show") == 0
    assert "knows no log yet" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["show"], ["serve"], ["follow", "http://127.0.0.1:1"], ["release", "x"]])
def test_without_a_key_nothing_goes(tmp_path, capsys, words):
    assert witness(tmp_path, *words) == 2
    assert "weituo witness key" in capsys.readouterr().err


def test_a_lost_store_and_another_passphrase_are_said(tmp_path, capsys, monkeypatch):
    key(tmp_path, capsys)
    monkeypatch.setenv("WEITUO_KEY_PASSPHRASE", "another")
    assert witness(tmp_path, "serve", "--log", Log().key.line) == 1
    assert "another passphrase" in capsys.readouterr().err
    monkeypatch.delenv("WEITUO_KEY_PASSPHRASE")
    (tmp_path / "witness.sqlite3").unlink()
    assert witness(tmp_path, "serve", "--log", Log().key.line) == 1
    assert "make a new key" in capsys.readouterr().err


def test_serving_needs_a_log(tmp_path, capsys):
    key(tmp_path, capsys)
    assert witness(tmp_path, "serve", "--port", "0") == 2
    assert "--log" in capsys.readouterr().err
    assert witness(tmp_path, "serve", "--port", "0", "--log", "nonsense") == 2
    assert witness(tmp_path, "follow", "http://127.0.0.1:1") == 2


def test_following_says_what_it_found(tmp_path, capsys, public: Public):
    key(tmp_path, capsys)
    log = Log().grow(300)
    public.show(log)
    assert witness(tmp_path, "follow", public.url, "--once", "--log", log.key.line) == 0
    assert f"{ORIGIN}: cosigned at 300 entries." in capsys.readouterr().out
    assert len(public.lines) == 1
    assert witness(tmp_path, "follow", public.url, "--once") == 0
    assert "nothing new" in capsys.readouterr().out
    public.show(log, 200)
    assert witness(tmp_path, "follow", public.url, "--once") == 1
    assert "older state" in capsys.readouterr().out
    public.files.clear()
    assert witness(tmp_path, "follow", public.url, "--once") == 1
    assert "no answer" in capsys.readouterr().out


def test_two_trees_are_said_and_remembered(tmp_path, capsys, public: Public):
    key(tmp_path, capsys)
    log = Log().grow(300)
    public.show(log)
    witness(tmp_path, "follow", public.url, "--once", "--log", log.key.line)
    public.show(Log(log.entries[:280]).grow(50, "fork"))
    capsys.readouterr()
    assert witness(tmp_path, "follow", public.url) == 3  # without --once it ends, too
    said = capsys.readouterr().out
    assert "TWO DIFFERENT TREES" in said
    assert "number 280" in said
    assert witness(tmp_path, "follow", public.url, "--once") == 3
    assert "halted" in capsys.readouterr().out
    assert witness(tmp_path, "show") == 3
    said = capsys.readouterr().out
    assert "HALTED" in said
    assert "Evidence of two trees" in said
    assert witness(tmp_path, "release", "log.example/other") == 2
    assert witness(tmp_path, "release", ORIGIN) == 0
    public.show(log.grow(1))
    assert witness(tmp_path, "follow", public.url, "--once") == 0


def test_in_chinese(tmp_path, capsys, public: Public, monkeypatch):
    monkeypatch.setenv("WEITUO_LANGUAGE", "zh")
    monkeypatch.setattr("weituo.cli.console.unicode_terminal", lambda: True)
    key(tmp_path, capsys)
    public.show(Log().grow(3))
    assert witness(tmp_path, "follow", public.url, "--once", "--log", Log().key.line) == 0
    assert "已见证签署至第 3 条记录" in capsys.readouterr().out


def test_serving_until_asked_to_end(tmp_path, capsys):
    """The command as a process: it answers, and SIGTERM ends it with 0."""
    own = key(tmp_path, capsys)
    log = Log().grow(3)
    words = [sys.executable, "-u", "-m", "weituo.cli", "witness", "serve", "--port", "0", "--log", log.key.line]
    with subprocess.Popen([*words, "--folder", str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().strip() == own.line
            url = next(word for word in process.stdout.readline().split() if word.startswith("http")).rstrip(";")
            assert Witness(url, own).add(0, [], log.note(), 5)
            assert f"cosigned: {ORIGIN} 3" in process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()
