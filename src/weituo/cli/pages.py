"""The static files of all pages, collected with names that carry their content's hash, and compressed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


def stale() -> bool:
    """Whether the collected files are not those of the sources."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    return not stamp.is_file() or stamp.read_text() != _state()


def collect() -> None:
    """Collects them anew."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    (Path(settings.STATIC_ROOT) / STAMP).write_text(_state())


def built() -> bool:
    """Whether the pages' own scripts and styles are there at all."""
    return any((Path(folder) / "office.js").is_file() for folder in settings.STATICFILES_DIRS)


def _state() -> str:
    """One digest over name, size and time of every source file."""
    total = sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            total.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()
