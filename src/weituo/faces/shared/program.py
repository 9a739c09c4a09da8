"""verify.pyz, the auditor's program: built once into the data folder, the same bytes as `make verify.pyz` gives."""

from __future__ import annotations

import os
import runpy
from functools import cache
from pathlib import Path

from django.conf import settings

NAME = "verify.pyz"


@cache
def verifier() -> bytes | None:
    """The program; None where Weituo runs without its sources."""
    maker = Path(settings.ROOT) / "tools" / "pyz.py"
    if not maker.is_file():
        return None
    target = Path(settings.DATA) / NAME
    draft = target.with_name(f".{NAME}.{os.getpid()}")
    try:
        runpy.run_path(str(maker))["build"](draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target.read_bytes()
