"""The whole program, as somebody starts and stops it."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def weituo(data, *words, **more):
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("WEITUO_", "DATABASE_", "LC_", "LANG"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "weituo.cli", *words],
        env=kept | {"WEITUO_DATA": str(data), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", preexec_fn=heeding, **more,
    )  # fmt: skip


def heeding():
    """As at a terminal: a program started behind a shell's back is told to ignore Ctrl-C, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(process, words):
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return "".join(said)
    raise AssertionError("".join(said))


def get(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse()


@pytest.fixture
def started(tmp_path):
    running = []

    def start(port):
        running.append(weituo(tmp_path / "data", "up", "--empty", "--port", str(port), "--workers", "1"))
        return running[-1], until(running[-1], "Ctrl-C")

    yield start
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        process.stdout.close()


def test_up_serves_stops_and_goes_on(tmp_path, started):
    port = free_port()
    process, said = started(port)
    assert get(port, "/sign-in").status == 200
    [password] = re.findall(r"password ([a-z0-9-]{19})", said)
    kept = tmp_path / "data" / "first-password.txt"
    assert kept.read_text() == f"admin {password}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    other = weituo(tmp_path / "data", "up", "--empty", "--port", str(port))
    told, _ = other.communicate(timeout=30)
    assert other.returncode == 1
    assert f"Port {port} is in use" in told

    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "the data is kept" in rest
    with pytest.raises(OSError, match="refused"):
        get(port, "/healthz")

    _, again = started(port)
    assert password not in again  # said once; the file has it
    assert str(kept) in again
    assert get(port, "/sign-in").status == 200


def test_a_server_whose_starter_is_killed_does_not_stay(tmp_path, started):
    if sys.platform != "linux":
        pytest.skip("the kernel of this system does not tell children")
    port = free_port()
    process, _ = started(port)
    process.kill()
    process.wait(10)
    until_gone = time.monotonic() + 15
    while time.monotonic() < until_gone:
        try:
            get(port, "/healthz")
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("it still answers")
