"""The processes of a run: started, killed, ended by process id, and only those we started ourselves."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from tests.soak.frail import VARIABLE
from weituo.cli import server

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-m"]
WEITUO, FRAIL = [*PYTHON, "weituo.cli"], [*PYTHON, "tests.soak.frail"]
END = 120.0  # seconds
GAVE_UP = 1  # the exit code of a server that does


class Failed(AssertionError):
    """What must hold does not, or a process did not do what it should."""


class Child:
    """A process of ours. `name` is what it is; `frail`: whether it kills itself at some line; `group`:
    whether it has processes of its own, which are killed with it."""

    group = False

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self.name, self.environment, self.frail = name, environment, False
        self.output: list[str] = []

    def words(self) -> list[str]:
        raise NotImplementedError

    def start(self, line: int = 0) -> None:
        """`line`: of its own code it dies at that one."""
        self.frail = line > 0
        self.process = subprocess.Popen(
            self.words(),
            cwd=ROOT,
            env={**self.environment, VARIABLE: str(line or "")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=self.group,
            preexec_fn=self.parting if sys.platform == "linux" else None,
        )
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.output), daemon=True),
            threading.Thread(target=self._read, args=(self.process.stderr, errors := []), daemon=True),
        ]
        self.errors: list[str] = errors
        for reader in self.readers:
            reader.start()

    def kill(self, patience: float = 0.0) -> bool:
        """Dead when it returns; whether by its own hand, for which it has so many seconds. Failed when it had ended in
        another way before."""
        by_itself = True
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            by_itself = False
            self.strike()
            self.process.wait(10)
        for reader in self.readers:
            reader.join(10)
        if self.process.returncode != -signal.SIGKILL or (by_itself and not self.frail):
            raise Failed(f"{self.name} ended with {self.process.returncode}: {''.join(self.errors[-30:])}")
        return by_itself

    def strike(self) -> None:
        """SIGKILL, to all of its processes at once."""
        if self.group:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.send_signal(signal.SIGKILL)

    def computed(self) -> float:
        """Seconds of processor time so far; 0 where that cannot be told."""
        try:
            told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Asked to end, it ends in order, or at once where it has not begun yet."""
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(END) not in (0, -signal.SIGTERM):
            raise Failed(f"{self.name} ended with {self.process.returncode}: {''.join(self.errors[-30:])}")
        for reader in self.readers:
            reader.join(10)

    def drop(self) -> None:
        """Whatever it is doing, if it was ever started."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.strike()
            self.process.wait(10)

    @staticmethod
    def parting() -> None:
        """When we are killed outright, so is it (Linux)."""
        _death_signal(signal.SIGKILL)

    def take(self) -> list[str]:
        """The lines it has said since."""
        lines = self.output[:]
        del self.output[: len(lines)]  # what came meanwhile stays
        return lines

    @staticmethod
    def _read(stream, into: list[str]) -> None:
        for line in stream:
            if line.endswith("\n"):
                into.append(line)


class Program(Child):
    """`weituo …`."""

    def __init__(self, name: str, environment: dict[str, str], *words: str) -> None:
        super().__init__(name, environment)
        self.arguments = words

    def words(self) -> list[str]:
        return [*(FRAIL if self.frail else WEITUO), *self.arguments]


class Writer(Child):
    """tests.soak.writer; started again, it first sends again what it had no answer to."""

    cut = ""

    def words(self) -> list[str]:
        return [*PYTHON, "tests.soak.writer", *self.cut.split()]

    def take(self) -> list[str]:
        """Also notes what was cut."""
        lines = super().take()
        if lines:
            self.cut = lines[-1][2:].strip() if lines[-1].startswith("?") else ""
        return lines


class Web(Child):
    """The server of `weituo up`, so many processes that answer."""

    group = True

    def __init__(self, environment: dict[str, str], port: int, workers: int) -> None:
        super().__init__("web server", environment)
        self.port, self.workers, self.thinned = port, workers, False

    def start(self, line: int = 0) -> None:
        self.thinned = False
        super().start(line)

    def kill(self, patience: float = 0.0) -> bool:
        """It may have ended by itself: it gives up when a process that it has just replaced is killed, too."""
        if self.thinned and self.process.poll() == GAVE_UP:
            return False
        return super().kill(patience)

    def words(self) -> list[str]:
        words = server.command("127.0.0.1", self.port, self.workers)
        return ["tests.soak.frail_web:application" if self.frail and ":" in word else word for word in words]

    def kill_one(self, draw: random.Random) -> bool:
        """Kills one of the processes that answer, which the server replaces; False where none can be found."""
        found = [pid for pid in _children(self.process.pid) if _command(pid) == _command(self.process.pid)]
        if not found:
            return False
        os.kill(draw.choice(found), signal.SIGKILL)
        self.thinned = True
        return True

    @staticmethod
    def parting() -> None:
        """When we are killed outright, it ends with those it started (Linux)."""
        _death_signal(signal.SIGTERM)


class Caller(Child):
    """tests.soak.caller: never killed, it is who was promised something."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        super().__init__("caller", environment)
        self.port, self.codes = port, list[str]()

    def words(self) -> list[str]:
        return [*PYTHON, "tests.soak.caller", str(self.port), *self.codes]


class Watch:
    """tests.soak.watch, asked line by line."""

    def __init__(self, environment: dict[str, str], folder: Path, port: int) -> None:
        self.process = subprocess.Popen(
            [*PYTHON, "tests.soak.watch", str(folder), str(port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=Child.parting if sys.platform == "linux" else None,
        )
        self._answer()

    def ask(self, line: str) -> list[str]:
        """Its words. Failed with what it found broken."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line.strip()}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> list[str]:
        assert self.process.stdout is not None
        word, _, rest = self.process.stdout.readline().strip().partition(" ")
        if word != "ok":
            raise Failed(rest or "the watching process ended")
        return rest.split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _death_signal(number: int) -> None:
    """Sent to this process when its parent ends (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, number)


def _children(pid: int) -> list[int]:
    """The processes that this one started (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(int(stat.parent.name))
        except OSError:
            pass  # ended meanwhile
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
