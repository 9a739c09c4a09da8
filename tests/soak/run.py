"""Starts the processes, kills them, asks after every kill. Ends only what it started itself, by process id."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.frail import VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-m"]
WEITUO, FRAIL = [*PYTHON, "weituo.cli"], [*PYTHON, "tests.soak.frail"]
PASSPHRASE = "soak"
START, REST = 60.0, 60.0  # seconds
LINES = {"writer": 3000, "sequencer": 4000, "witness": 400}  # of our code a frail process lives at most
FRAIL_SHARE, WAIT_SHARE, PATIENCE = 0.4, 0.6, 1.0


class Failed(AssertionError):
    """What must hold does not, or a process did not do what it should."""


@dataclass
class Report:
    """What was done and seen. `restarts`: seconds from the start of `ledger run` to its first checkpoint;
    `computing`: how many of them it had a processor (Linux)."""

    kills: Counter[str] = field(default_factory=Counter)
    at_a_line: int = 0
    again: int = 0
    restarts: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)
    promised: int = 0
    facts: int = 0
    signed: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        each = ", ".join(f"{count} of a {name}" for name, count in sorted(self.kills.items()))
        text = (
            f"{self.kills.total()} kills in {self.seconds:.0f} s ({each}; {self.at_a_line} at a chosen line); "
            f"{self.promised} promised of {self.facts} facts, {self.again} requests sent again; all in their places, one tree"
        )
        if self.restarts:
            order = sorted(self.restarts)
            middle, late = order[len(order) // 2], order[min(len(order) - 1, int(len(order) * 0.95))]
            text += f"; {len(order)} times start to next checkpoint p50 {middle:.2f} s, p95 {late:.2f} s, at most {order[-1]:.2f} s"
            text += f", {sorted(self.computing)[len(order) // 2]:.2f} s of it computing"
        return text


class Child:
    """A process of ours. `name` is what it is; `frail`: whether it kills itself at some line."""

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
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
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
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
        for reader in self.readers:
            reader.join(10)
        if self.process.returncode != -signal.SIGKILL or (by_itself and not self.frail):
            raise Failed(f"{self.name} ended with {self.process.returncode}: {''.join(self.errors[-30:])}")
        return by_itself

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
        if self.process.wait(30) not in (0, -signal.SIGTERM):
            raise Failed(f"{self.name} ended with {self.process.returncode}: {''.join(self.errors[-30:])}")

    def drop(self) -> None:
        """Whatever it is doing, if it was ever started."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    @staticmethod
    def _read(stream, into: list[str]) -> None:
        into += [line for line in stream if line.endswith("\n")]


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
        """What was promised since; also notes what was cut."""
        lines = self.output[:]
        del self.output[: len(lines)]  # what came meanwhile stays
        if lines:
            self.cut = lines[-1][2:].strip() if lines[-1].startswith("?") else ""
        return [line for line in lines if line.startswith("!")]


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
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        self._answer()

    def ask(self, line: str) -> list[int]:
        """Its numbers. Failed with what it found broken."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line.strip()}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> list[int]:
        assert self.process.stdout is not None
        word, _, rest = self.process.stdout.readline().strip().partition(" ")
        if word != "ok":
            raise Failed(rest or "the watching process ended")
        return [int(one) for one in rest.split()]


class Soak:
    """One run in a folder of its own, on the database of `environment`."""

    def __init__(self, environment: dict[str, str], folder: Path, *, writers: int, ledgers: int, seed: int) -> None:
        self.draw, self.report = random.Random(seed), Report()
        self.environment = {
            **environment,
            "WEITUO_DATA": str(folder),
            "WEITUO_KEY_PASSPHRASE": PASSPHRASE,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "weituo.settings",
        }
        self.port, home = _port(), folder / "witness"
        self.watch = Watch(self.environment, home, self.port)
        self.writers = [Writer("writer", self.environment) for _ in range(writers)]
        self.ledgers = [Program("sequencer", self.environment, "ledger", "run") for _ in range(ledgers)]
        serve = ("witness", "serve", "--folder", str(home), "--port", str(self.port))
        self.witness = Program("witness", self.environment, *serve)

    def run(self, kills: int, seconds: float) -> Report:
        """Until one of the two is reached. Failed with the first thing that does not hold."""
        began = time.monotonic()
        try:
            for child in self._all():
                child.start()
            self._until(lambda: self._signed() > 0, START)
            while self.report.kills.total() < kills and time.monotonic() < began + seconds:
                self._tell()
                self._kill(self.draw.choice([self.witness, *self.ledgers * 2, *self.writers]))
            self._finish()
        finally:
            for child in self._all():
                child.drop()
            self.watch.process.kill()
            self.watch.process.wait(10)
        self.report.seconds = time.monotonic() - began
        return self.report

    def _tell(self) -> None:
        if self.report.kills.total() % 100 == 99:
            sys.stderr.write(f"{self.report.kills.total() + 1} kills …\n")

    def _all(self) -> list[Child]:
        return [self.witness, *self.ledgers, *self.writers]

    def _kill(self, child: Child) -> None:
        if child.frail:
            self.report.at_a_line += child.kill(PATIENCE)
        else:
            time.sleep(self.draw.uniform(0.0, 0.4))  # the moment of the kill, not a wait for something
            child.kill()
        self.report.kills[child.name] += 1
        self._promises()
        before = self._signed()
        line = int(LINES[child.name] ** self.draw.random()) if self.draw.random() < FRAIL_SHARE else 0
        child.start(line)
        if isinstance(child, Writer):
            self.report.again += bool(child.cut)
        written = any(not one.frail for one in self.writers)  # frail ones may all be dead by now
        if child in self.ledgers and not line and written and self.draw.random() < WAIT_SHARE:
            took = self._until(lambda: self._signed() > before, START)
            if len(self.ledgers) == 1:
                self.report.restarts.append(took)
                self.report.computing.append(child.computed())
        self._promises()
        self.watch.ask("check")

    def _finish(self) -> None:
        """Writers end in the middle of it, the others come to rest; then everything is looked at once more."""
        for child in (*self.writers, *self.ledgers, self.witness):
            child.kill(PATIENCE if child.frail else 0.0)
            self.report.kills[child.name] += 1
        self._promises()
        self.witness.start()
        self._until(lambda: _answers(self.port), START)  # who does not answer is asked again only after half a minute
        for child in self.ledgers:
            child.start()
        self._until(lambda: self.watch.ask("rest") == [1], REST)
        for child in (*self.ledgers, self.witness):
            child.end()
        self.report.promised, self.report.facts, self.report.signed, _ = self.watch.ask("finish")
        if not self.report.promised:
            raise Failed("the writers wrote nothing")

    def _promises(self) -> None:
        for writer in self.writers:
            for line in writer.take():
                self.watch.ask(line)

    def _signed(self) -> int:
        return self.watch.ask("signed")[0]

    def _until(self, condition, limit: float) -> float:
        """Polls; seconds it took."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() > began + limit:
                alive = [f"{one.name} {one.process.poll()} {''.join(one.errors[-10:])}" for one in self._all()]
                raise Failed(f"waited {limit} s in vain: {'; '.join(alive)}")
            time.sleep(0.02)
        return time.monotonic() - began


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _die_with_parent() -> None:
    """When we are killed outright, so are they (Linux: PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
