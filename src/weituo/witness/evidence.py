"""Two notes of one log that cannot both be true, kept as a file anybody can check: both carry the log's signature."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from covenant.seal import Checkpoint, Note
from weituo.witness import keyfile

MOST = 100  # files; one is enough to show, and whoever holds the log's key could make any number


def keep(folder: Path, first: bytes, second: bytes, *, found: int, index: int | None = None) -> Path | None:
    """The file with both notes, found at this second (UTC); `index` is the first entry in which the trees differ, where it
    is known. The same two notes make one file. None when there are more than enough. OSError."""
    about = Checkpoint.parse(Note.parse(second).text)
    mark = sha256(first.partition(b"\n\n")[0] + b"\n" + second.partition(b"\n\n")[0]).hexdigest()[:16]
    path = folder / f"{sha256(about.origin.encode()).hexdigest()[:16]}-{about.size}-{mark}.json"
    if path.exists():
        return path
    if len(all_of(folder)) >= MOST:
        return None
    content = {
        "log": about.origin,
        "found": found,
        "first_difference": index,
        "notes": [first.decode(), second.decode()],
    }
    with suppress(FileExistsError):
        keyfile.write(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def all_of(folder: Path) -> list[Path]:
    """The files there are."""
    return sorted(folder.glob("*.json")) if folder.is_dir() else []
