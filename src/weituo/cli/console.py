"""What commands have in common: starting Django, the language of the terminal, progress in lines, failures in words."""

from __future__ import annotations

import locale
import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Report = Callable[[int, int, str], None]
"""Progress: done, total, what is being done now."""


class Stop(Exception):
    """The command cannot go on; its text says why and what to do. Exit code 1, or 2 when the arguments are at fault."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def guarded(run: Callable[[Namespace], int], arguments: Namespace) -> int:
    """Runs a command; what it raises becomes a sentence on stderr and an exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from covenant.errors import Problems, Refusal

    try:
        start()
        return run(arguments)
    except Stop as stop:
        err.print(str(stop), markup=False)
        return stop.code
    except Refusal as refusal:
        from weituo.faces.shared.refusals import sentence

        err.print(sentence(refusal), markup=False)
        return 1
    except Problems as problems:
        for problem in problems.problems:
            err.print(str(problem), markup=False)
        return 2
    except ImproperlyConfigured as fault:
        err.print(str(fault), markup=False)
        return 2
    except DatabaseError as fault:
        from django.utils.translation import gettext as _

        if os.environ.get("WEITUO_DEBUG"):
            raise
        err.print(_("The database does not answer as it should: %(fault)s") % {"fault": fault}, markup=False)
        err.print(_("`weituo doctor` looks for the cause."), markup=False)
        return 1
    except KeyboardInterrupt:
        return 130


def start() -> None:
    """Django, in the language of the terminal: Chinese in a Chinese one, else English. WEITUO_LANGUAGE overrules."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())


def language() -> str:
    """`zh-hans` or `en`."""
    wished = os.environ.get("WEITUO_LANGUAGE") or next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "zh-hans" if wished.lower().startswith("zh") and unicode_terminal() else "en"


def unicode_terminal() -> bool:
    """Whether the terminal can show Chinese and block characters."""
    encoding = (sys.stdout.encoding or locale.getpreferredencoding(False)).lower().replace("-", "")
    return encoding == "utf8"


@contextmanager
def step(text: str) -> Iterator[None]:
    """One line: what is being done, then how long it took."""
    began = time.monotonic()
    out.print(f"  {text} … ", end="", markup=False)
    try:
        yield
    except BaseException:
        out.print()
        raise
    out.print(elapsed(began), markup=False)


@contextmanager
def bar(text: str) -> Iterator[Report]:
    """A bar with count and elapsed time on a terminal, lines elsewhere."""
    if not out.is_terminal:
        yield _lines(text)
        return
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out) as progress:
        task = progress.add_task(text, total=None)

        def report(done: int, total: int, what: str) -> None:
            progress.update(task, completed=done, total=total, description=f"{text} · {what}" if what else text)

        yield report


def _lines(text: str) -> Report:
    """Where nothing can be redrawn: a line for every tenth."""
    said = -1

    def report(done: int, total: int, what: str) -> None:
        nonlocal said
        tenth = done * 10 // total if total else 0
        if tenth > said:
            said = tenth
            out.print(f"  {text} {done}/{total} {what}".rstrip(), markup=False)

    return report


def elapsed(began: float) -> str:
    """Seconds since `began` (monotonic), for people."""
    return f"{time.monotonic() - began:.1f} s"
