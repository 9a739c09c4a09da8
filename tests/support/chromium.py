"""Where Chromium is, and how it is started so that it talks to nobody."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2] / "frontend" / "browser" / "bin"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""
WAIT = 30_000  # milliseconds
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def program() -> tuple[Path, dict[str, str]]:
    """Chromium's path, and what its environment needs besides ours."""
    asked_for = os.environ.get("WEITUO_CHROMIUM", "")
    if asked_for not in {"", "package"}:
        return Path(asked_for), {}
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found and asked_for != "package":
        return Path(found), {}
    if not (PACKAGE / "chromium").exists():
        raise RuntimeError("No Chromium: install it, or let `make test` fetch one.")
    libraries = [str(PACKAGE / "al2023" / "lib"), str(PACKAGE), os.environ.get("LD_LIBRARY_PATH", "")]
    environment = {"LD_LIBRARY_PATH": ":".join(filter(None, libraries)), "FONTCONFIG_FILE": str(_fonts())}
    return PACKAGE / "chromium", environment


def until(page: Any, holds: str) -> None:
    """Waits in the page for an expression, which may await. Playwright's own waiting evaluates text, which the pages'
    Content-Security-Policy forbids from the second look on."""
    page.evaluate(
        f"async () => {{ const give_up = Date.now() + {WAIT}; while (!({holds})) {{ "
        "if (Date.now() > give_up) throw new Error('waited in vain'); await new Promise((go) => setTimeout(go, 20)); } }"
    )


def _fonts() -> Path:
    """A font configuration of our own: a bare machine has none, and text without a font takes no room at all.

    The Chinese fonts are those the PDF uses.
    """
    folders = [PACKAGE / "fonts" / "fonts"]
    if (spec := find_spec("pylopdf_fonts_zh_cn")) and spec.origin:
        folders.append(Path(spec.origin).parent)
    target = PACKAGE / "fonts.conf"
    words = FONTS.format(folders="".join(f"<dir>{path}</dir>" for path in folders), cache=PACKAGE / "fonts-cache")
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(words, encoding="utf-8")
    draft.replace(target)
    return target
