"""Files named by their SHA-256, under DATA/blobs: `ab/cdef…`. Written once, whole or not at all, never changed."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

HASH = re.compile(r"[0-9a-f]{64}")


def put(content: bytes) -> str:
    """Keeps the bytes, on disk before it returns; their SHA-256 in hex. Keeping the same bytes again does nothing."""
    name = sha256(content).hexdigest()
    target = path(name)
    if target.is_file() and target.stat().st_size == len(content):
        return name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return name


def adopt(draft: Path, name: str) -> None:
    """Makes a finished file on the same disk the blob of this name as well; the caller has hashed it, and removes it."""
    target = path(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, target)
    _sync(target.parent)


def path(name: str) -> Path:
    """Where the bytes of this hash are or would be. ValueError for what is no hash, so no name leads elsewhere."""
    if not HASH.fullmatch(name):
        raise ValueError("not a SHA-256 in lower-case hex")
    return Path(settings.BLOBS) / name[:2] / name[2:]


def exists(name: str) -> bool:
    """Whether the bytes are here."""
    return path(name).is_file()


def open_(name: str) -> BinaryIO:
    """The bytes, for reading. FileNotFoundError when they are not here (never kept, or erased)."""
    return path(name).open("rb")


def read(name: str) -> bytes:
    """The bytes at once, checked against their name. ValueError when the disk has spoiled them."""
    content = path(name).read_bytes()
    if sha256(content).hexdigest() != name:
        raise ValueError(f"blob {name} is damaged")
    return content


def erase(name: str) -> bool:
    """Deletes the bytes; whether there were any. The facts that name them stay."""
    try:
        path(name).unlink()
    except FileNotFoundError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Makes the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


open = open_  # as `blobs.open(name)`
