"""Starts the processes, kills them, asks after every kill. Ends only what it started itself, by process id."""

import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.children import ROOT, Caller, Child, Failed, Program, Watch, Web, Writer, answers, free_port

PASSPHRASE = "soak"
START, REST = 120.0, 120.0  # seconds
LINES = {
    "writer": 3000,
    "sequencer": 4000,
    "witness": 400,
    "web server": 6000,
}  # of our code a frail process lives at most
FRAIL_SHARE, WAIT_SHARE, ONE_SHARE, PATIENCE = 0.4, 0.6, 0.3, 1.0


@dataclass
class Report:
    """What was done and seen. `restarts`: seconds from the start of `ledger run` to its first checkpoint; `computing`: how
    many of them it had a processor (Linux). `reported` over HTTP, `repeated`: sent there again; `opened`: seconds from the
    start of the web server to the next report that it took."""

    kills: Counter[str] = field(default_factory=Counter)
    at_a_line: int = 0
    again: int = 0
    restarts: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)
    reported: int = 0
    repeated: int = 0
    opened: list[float] = field(default_factory=list)
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
        if self.reported:
            text += f"; {self.reported} reports over HTTP, sent again {self.repeated} times"
        if self.restarts:
            text += f"; start of the sequencer to its next checkpoint {_spread(self.restarts)}"
            text += f", {sorted(self.computing)[len(self.computing) // 2]:.2f} s of it computing"
        if self.opened:
            text += f"; start of the web server to the next report it took {_spread(self.opened)}"
        return text


class Soak:
    """One run in a folder of its own, on the database of `environment`."""

    def __init__(
        self,
        environment: dict[str, str],
        folder: Path,
        *,
        writers: int,
        ledgers: int,
        web: int,
        seed: int,
        only: str = "",
    ) -> None:
        self.draw, self.report = random.Random(seed), Report()
        self.environment = {
            **{name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPYCACHEPREFIX": str(
                folder / "bytecode"
            ),  # kept as anywhere after the first start, and gone with the rest
            "WEITUO_DATA": str(folder),
            "WEITUO_KEY_PASSPHRASE": PASSPHRASE,
            "WEITUO_COLLECTED": "0",  # a command that an earlier test ran may have left it at 1
            "WEITUO_PROXIES": "1",  # a caller says himself who he is, for the limit of reports
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",  # what lies beside these tests, wherever another is installed
            "DJANGO_SETTINGS_MODULE": "weituo.settings",
        }
        self.port, home = free_port(), folder / "witness"
        self.watch = Watch(self.environment, home, self.port)
        self.writers = [Writer("writer", self.environment) for _ in range(writers)]
        self.ledgers = [Program("sequencer", self.environment, "ledger", "run") for _ in range(ledgers)]
        serve = ("witness", "serve", "--folder", str(home), "--port", str(self.port))
        self.witness = Program("witness", self.environment, *serve)
        at = free_port()
        self.web = [Web(self.environment, at, web)] if web else []
        self.callers = [Caller(self.environment, at) for _ in self.web]
        self.only = only

    def run(self, kills: int, seconds: float) -> Report:
        """Until one of the two is reached. Failed with the first thing that does not hold."""
        began = time.monotonic()
        weighed = [self.witness, *self.ledgers * 2, *self.writers, *self.web * 2]
        mortal = [one for one in weighed if self.only in ("", one.name)]
        try:
            for caller in self.callers:
                caller.codes = self.watch.ask("codes")
            for child in self._all():
                child.start()
            self._until(lambda: self._signed() > 0 and (self._heard() > 0 or not self.web), START)
            while self.report.kills.total() < kills and time.monotonic() < began + seconds:
                self._tell()
                self._kill(self.draw.choice(mortal))
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
        return [self.witness, *self.ledgers, *self.writers, *self.web, *self.callers]

    def _kill(self, child: Child) -> None:
        if isinstance(child, Web) and not child.frail and self.draw.random() < ONE_SHARE and child.kill_one(self.draw):
            self.report.kills["web worker"] += 1
        else:
            self._kill_whole(child)
        self._promises()
        self.watch.ask("check")

    def _kill_whole(self, child: Child) -> None:
        if child.frail:
            self.report.at_a_line += child.kill(PATIENCE)
        else:
            time.sleep(self.draw.uniform(0.0, 0.4))  # the moment of the kill, not a wait for something
            child.kill()
        self.report.kills[child.name] += 1
        self._promises()
        signed, heard = self._signed(), self._heard()
        line = int(LINES[child.name] ** self.draw.random()) if self.draw.random() < FRAIL_SHARE else 0
        child.start(line)
        if isinstance(child, Writer):
            self.report.again += bool(child.cut)
        if line or self.draw.random() >= WAIT_SHARE:
            return
        if child in self.web:
            self.report.opened.append(self._until(lambda: self._heard() > heard, START))
        written = any(not one.frail for one in self.writers)  # frail ones may all be dead by now
        if child in self.ledgers and written:
            took = self._until(lambda: self._signed() > signed, START)
            if len(self.ledgers) == 1:
                self.report.restarts.append(took)
                self.report.computing.append(child.computed())

    def _finish(self) -> None:
        """Writers end in the middle of it, the others come to rest; then everything is looked at once more."""
        for child in (*self.writers, *self.ledgers, self.witness, *self.web):
            child.kill(PATIENCE if child.frail else 0.0)
            self.report.kills[child.name] += 1
        self._promises()
        self.witness.start()
        self._until(lambda: answers(self.port), START)  # who does not answer is asked again only after half a minute
        for child in (*self.ledgers, *self.web):
            child.start()
        for child in (*self.callers, *self.web):  # every report that was begun gets its answer
            child.end()
        self._promises()
        self._until(lambda: self.watch.ask("rest") == ["1"], REST)
        for child in (*self.ledgers, self.witness):
            child.end()
        self.report.promised, self.report.facts, self.report.signed, _ = map(int, self.watch.ask("finish"))
        if not self.report.promised:
            raise Failed("the writers wrote nothing")

    def _promises(self) -> None:
        for child in (*self.writers, *self.callers):
            for line in child.take():
                if line.startswith("x"):
                    said = "".join(line for web in self.web for line in web.errors[-60:])
                    raise Failed(f"a wrong answer: {line[2:]}{said}")
                if line.startswith("+"):
                    self.report.repeated += 1
                else:
                    self.report.reported += line.endswith(" -\n")
                    self.watch.ask(line)

    def _signed(self) -> int:
        return int(self.watch.ask("signed")[0])

    def _heard(self) -> int:
        """How many reports were taken over HTTP."""
        self._promises()
        return self.report.reported

    def _until(self, condition, limit: float) -> float:
        """Polls; seconds it took."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() > began + limit:
                alive = [f"{one.name} {one.process.poll()} {''.join(one.errors[-10:])}" for one in self._all()]
                raise Failed(f"waited {limit} s in vain: {'; '.join(alive)}")
            time.sleep(0.02)
        return time.monotonic() - began


def _spread(seconds: list[float]) -> str:
    order = sorted(seconds)
    late = order[min(len(order) - 1, int(len(order) * 0.95))]
    return f"p50 {order[len(order) // 2]:.2f} s, p95 {late:.2f} s, at most {order[-1]:.2f} s of {len(order)}"
