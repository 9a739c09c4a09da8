"""Opening a bundle without trusting it: a zip file whose names, number and sizes are bounded before anything is read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from covenant import tile
from covenant.errors import Problems, unusable

FILES, WHOLE, ONE = 200_000, 8 << 30, 256 << 20
BOMB = 1_000  # no text shrinks to a thousandth
HASHED = re.compile(r"(terms|calendars|statements)/[0-9a-f]{64}\.json|evidence/[0-9a-f]{64}")
OTHERS = re.compile(r"bundle\.json|checkpoint|checkpoints/[1-9][0-9]{0,18}|disclosures\.jsonl|receipts/[0-9a-f-]{36}")
LINK = 0o120000


class Archive:
    """The files of a bundle by name. Nothing is unpacked to a disk."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        infos = file.infolist()
        if len(infos) > FILES:
            raise unusable("bundle", "too_many_files", f"It holds {len(infos)} files; {FILES} is the limit.")
        if sum(info.file_size for info in infos) > WHOLE:
            raise unusable("bundle", "too_large", "Unpacked it would be larger than 8 GiB.")
        self._infos: dict[str, ZipInfo] = {}
        for info in infos:
            self._take(info)

    def _take(self, info: ZipInfo) -> None:
        name = info.filename
        if name in self._infos:
            raise unusable("bundle", "twice", f"{name[:80]!r} stands in it twice.")
        if info.is_dir() or info.external_attr >> 16 & 0o170000 == LINK or not _known(name):
            raise unusable("bundle", "unknown_file", f"{name[:80]!r} does not belong into a bundle.")
        if info.flag_bits & 1:
            raise unusable("bundle", "encrypted", f"{name[:80]!r} is encrypted.")
        if info.file_size > ONE or (info.file_size > 1 << 20 and info.file_size > BOMB * max(info.compress_size, 1)):
            raise unusable("bundle", "too_large", f"{name[:80]!r} would unpack to {info.file_size} bytes.")
        self._infos[name] = info

    def names(self, folder: str = "") -> list[str]:
        """The names that begin so, sorted."""
        return sorted(name for name in self._infos if name.startswith(folder))

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """A file's bytes. Problems when it is not there or damaged."""
        info = self._infos.get(name)
        if info is None:
            raise unusable(name, "missing", "The bundle does not hold it.")
        try:
            with self._file.open(info) as file:
                data = file.read(info.file_size + 1)
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise unusable(name, "damaged", f"It cannot be unpacked: {error}.") from None
        if len(data) != info.file_size:
            raise unusable(name, "damaged", "It unpacks to another length than the bundle says.")
        return data


def _known(name: str) -> bool:
    if HASHED.fullmatch(name) or OTHERS.fullmatch(name):
        return True
    try:
        tile.parse(name)
    except Problems:
        return False
    return True


def opened(file: IO[bytes]) -> Archive:
    """The bundle in an open file. Problems when it is none."""
    try:
        return Archive(ZipFile(file))
    except (BadZipFile, LargeZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        if isinstance(error, Problems):
            raise
        raise unusable("bundle", "not_a_bundle", f"This is not a bundle: {error}.") from None


def unknown(archive: Archive, used: Iterable[str]) -> list[str]:
    """The files nothing asked for: a bundle holds nothing beside what it proves."""
    return sorted(set(archive.names()) - set(used))
