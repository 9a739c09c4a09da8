"""The ledger under load: orders written by several processes, the sequencer alone, how soon a fact is signed for, a proof
of a million leaves, the audit of a hundred thousand facts.

`python -m bench.ledger_write [write | sequence | delay | proof | audit …]`, all without a word; each on a database of its
own. PostgreSQL here waits for the disk at every commit, as it does where somebody relies on it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.__main__ import line

PARTS = ("write", "sequence", "delay", "proof", "audit")
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}
WRITERS, SECONDS = 8, float(os.environ.get("WEITUO_BENCH_SECONDS") or 20)
PACE, PACED = 50, 30  # facts a second, for so many seconds
MILLION, COLD = 1_000_000, 20


@contextmanager
def database(postgresql: bool) -> Iterator[dict[str, str]]:
    """The environment of processes on an empty database with a data folder of its own."""
    from tests.support import postgres

    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="weituo-bench-") as folder:
        own = {"WEITUO_DATA": folder, "DJANGO_SETTINGS_MODULE": "weituo.settings", "PYTHONPATH": os.getcwd()}
        if not postgresql:
            yield {**os.environ, **own, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"}
            return
        kept = dict(postgres.SETTINGS)
        postgres.SETTINGS.update(DURABLE)
        try:
            with postgres.server() as url:
                yield {**os.environ, **own, "DATABASE_URL": url}
        finally:
            postgres.SETTINGS.update(kept)


def child(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """One of the roles of tests.soak.roles in a process of its own."""
    command = [sys.executable, "-m", "bench.ledger_write", "as", *words]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> list[str]:
    """The next line of a child, in words."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def done(environment: dict[str, str], *words: str) -> list[str]:
    """What a role says at last, when it has ended."""
    process = child(environment, *words)
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words} ended with {process.returncode}")
    return out.split("\n")[-2].split() if out else []


def go(process: subprocess.Popen[str]) -> None:
    """It waits for this line."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@contextmanager
def signing(environment: dict[str, str]) -> Iterator[None]:
    """`weituo ledger run` meanwhile."""
    from weituo.cli.server import LEDGER

    process = subprocess.Popen(LEDGER, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def together(environment: dict[str, str], role: str, writers: int) -> str:
    """So many writers at once: facts a second, refusals, when all of it was signed."""
    children = [child(environment, role, str(number), str(SECONDS)) for number in range(writers)]
    watcher = child(environment, "behind")
    for one in (*children, watcher):
        said(one)  # ready
    began = time.perf_counter()
    for one in children:
        go(one)
    told = [said(one) for one in children]
    took = time.perf_counter() - began
    go(watcher)
    late = float(said(watcher)[0])
    for one in (*children, watcher):
        one.wait(30)
    facts = sum(int(one[0]) for one in told)
    refused = " ".join(one[1] for one in told if one[1] != "-") or "none"
    cores = sum(float(one[2]) for one in told) / took
    return f"{facts / took:,.0f} facts/s, {cores:.2f} cores; signed {late:.1f} s after the last; refused: {refused}"


def write() -> None:
    """Facts a second with the rows they belong to, sequencer and signer running."""
    for postgresql in (True, False):
        with database(postgresql) as environment:
            done(environment, "estate")
            for role, what in (("orders", "orders through work.actions"), ("plain", "a row and its fact")):
                for writers in (1, WRITERS):
                    with signing(environment):
                        found = together(environment, role, writers)
                    print(f"{_name(postgresql)}, {writers} writers, {what}: {found}", flush=True)
            print("  one writer:", " ".join(done(environment, "where")), flush=True)


def sequence() -> None:
    """Leaves a second, nobody else there."""
    for postgresql in (True, False):
        with database(postgresql) as environment:
            count, seconds, computing = (float(one) for one in done(environment, "sequence", "50000"))
            text = f"{_name(postgresql)}, sequencer alone: {count / seconds:,.0f} leaves/s, target 5,000"
            print(f"{text}; {computing:.1f} of {seconds:.1f} s computing in Python", flush=True)


def delay() -> None:
    """From a fact's commit to a checkpoint with it."""
    for postgresql in (True, False):
        with database(postgresql) as environment:
            done(environment, "estate")
            with signing(environment):
                values = [float(one) for one in done(environment, "paced", str(PACE), str(PACED))]
            line(f"{_name(postgresql)}, fact to checkpoint, {PACE} facts/s", sorted(values), "2,000 ms p95")


def proof() -> None:
    """Of a million leaves, of so many processes that just started."""
    for postgresql in (True, False):
        with database(postgresql) as environment:
            began = time.perf_counter()
            done(environment, "million", str(MILLION))
            print(f"{_name(postgresql)}: {MILLION:,} leaves made in {time.perf_counter() - began:.0f} s", flush=True)
            pairs = [done(environment, "cold", str(number * MILLION // COLD)) for number in range(COLD)]
            for at, which in enumerate(("first query at all", "first proof", "later proof")):
                values = sorted(float(pair[at]) for pair in pairs)
                line(f"{_name(postgresql)}, {which} of a process", values, "20 ms p95 a proof")


def audit() -> None:
    """`covenant verify` of a whole month of a hundred thousand facts."""
    with database(False) as environment:
        folder = Path(environment["WEITUO_DATA"])
        size, megabytes = done(environment, "bundle", str(folder))
        command = [sys.executable, "-m", "covenant", "verify", str(folder / "bundle.zip")]
        values = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run([*command, "--policy", str(folder / "policy")], env=environment, check=True)
            values.append((time.perf_counter() - began) * 1000)
        line(
            f"verify a bundle of {int(size):,} facts, {megabytes} MB, start of Python included",
            sorted(values),
            "15,000 ms",
        )


def _name(postgresql: bool) -> str:
    return "PostgreSQL" if postgresql else "SQLite"


def main(words: list[str]) -> None:
    """The parts named; as a child one role."""
    if words[:1] == ["as"]:
        import django

        django.setup()
        from tests.soak import roles

        roles.run(words[1:])
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the databases are ended then, too
    for part in words or PARTS:
        globals()[part]()


if __name__ == "__main__":
    main(sys.argv[1:])
