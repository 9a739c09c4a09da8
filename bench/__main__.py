"""Runs every measurement and prints one line each."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def timed(action: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each run, sorted."""
    out = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        out.append((time.perf_counter() - began) * 1000)
    return sorted(out)


def line(what: str, values: list[float], target: str) -> None:
    """p50 and p95 beside the target."""
    p95 = values[min(len(values) - 1, int(len(values) * 0.95))]
    print(f"{what:<52} p50 {statistics.median(values):8.1f} ms   p95 {p95:8.1f} ms   target {target}", flush=True)


def main() -> int:
    """In a fresh data folder: the world, then volume, then each measurement."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WEITUO_DATA=folder, DJANGO_SETTINGS_MODULE="weituo.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench import measures

        print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, {Path(folder).name}")
        measures.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
