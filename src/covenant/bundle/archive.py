"""Opening a bundle without trusting it: a zip file whose names, number and sizes are bounded before anything is read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from covenant import tile
from covenant.errors import Problems, unusable

FILES, WHOLE, ONE = 200_000, 8 << 30, 256 << 20
DIRECTORY = 32 << 20  # enough for that many files with the longest names
BOMB = 1_000  # no text shrinks to a thousandth
HASHED = re.compile(r"(terms|calendars|statements)/[0-9a-f]{64}\.json|evidence/[0-9a-f]{64}")
OTHERS = re.compile(r"bundle\.json|checkpoint|checkpoints/[1-9][0-9]{0,18}|disclosures\.jsonl|receipts/[0-9a-f-]{36}")
LINK = 0o120000
ENCRYPTED = 0x2041  # a password, strong encryption, a hidden directory
DESCRIBED = 0x08  # the sizes stand behind the file once more: it was written without going back
HEAD, END, END64 = b"PK\3\4", b"PK\5\6", b"PK\6\7"
LARGE = 2**32 - 1  # the number stands in a larger field


class Archive:
    """The files of a bundle by name. Nothing is unpacked to a disk."""

    def __init__(self, source: IO[bytes]) -> None:
        count = _bounded(source)
        self._file = file = ZipFile(source)
        infos = file.infolist()
        if len(infos) > FILES:
            raise unusable("bundle", "too_many_files", f"It holds {len(infos)} files; {FILES} is the limit.")
        if count != min(len(infos), 0xFFFF):
            raise BadZipFile("its end counts other files than its directory")
        if sum(info.file_size for info in infos) > WHOLE:
            raise unusable("bundle", "too_large", "Unpacked it would be larger than 8 GiB.")
        self._infos: dict[str, ZipInfo] = {}
        for info in infos:
            self._take(info)
        _without_gaps(source, sorted(infos, key=lambda info: info.header_offset), file.start_dir)

    def _take(self, info: ZipInfo) -> None:
        name = info.filename
        if name in self._infos:
            raise unusable("bundle", "twice", f"{name[:80]!r} stands in it twice.")
        if (
            info.orig_filename != name
            or info.is_dir()
            or info.external_attr >> 16 & 0o170000 == LINK
            or not _known(name)
        ):
            raise unusable("bundle", "unknown_file", f"{name[:80]!r} does not belong into a bundle.")
        if info.flag_bits & ENCRYPTED:
            raise unusable("bundle", "encrypted", f"{name[:80]!r} is encrypted.")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others cost memory nobody can bound
            raise unusable("bundle", "unknown_packing", f"{name[:80]!r} is packed as nothing in a bundle is.")
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


def _bounded(source: IO[bytes]) -> int:
    """How many files its end tells of. BadZipFile unless it ends as a zip file without a comment; Problems when its
    directory is larger than that of the largest bundle: it is read as one piece, so this is asked before."""
    size = source.seek(0, 2)
    source.seek(max(0, size - 98))
    tail = source.read(98)
    end = tail[-22:]
    if end[:4] != END or end[20:] != b"\0\0" or any(end[4:8]):
        raise BadZipFile("it does not end as a zip file without a comment")
    lengths = [int.from_bytes(end[12:16], "little")]
    if tail[-42:-38] == END64 and len(tail) == 98:
        lengths.append(int.from_bytes(tail[40:48], "little"))
    if max(lengths) > DIRECTORY:
        raise unusable("bundle", "too_many_files", f"Its directory is larger than that of {FILES} files.")
    if end[8:10] != end[10:12]:
        raise BadZipFile("its end counts its files twice and differently")
    return int.from_bytes(end[8:10], "little")


def _without_gaps(source: IO[bytes], infos: Sequence[ZipInfo], end: int) -> None:
    """BadZipFile unless the files stand one behind the other from the first byte to the directory and say of themselves
    what the directory says: whatever else reads this file finds what was checked, and nothing else."""
    at = 0
    for info in infos:
        source.seek(info.header_offset if info.header_offset == at else 0)
        head = source.read(30)
        if info.header_offset != at or len(head) < 30 or head[:4] != HEAD:
            raise BadZipFile("its files do not stand one behind the other")
        flags, method = (int.from_bytes(head[at : at + 2], "little") for at in (6, 8))
        told = [int.from_bytes(head[at : at + 4], "little") for at in (14, 18, 22)]
        true = (info.CRC, info.compress_size, info.file_size)
        described = bool(flags & DESCRIBED)
        if (flags, method) != (info.flag_bits, info.compress_type) or not (
            described or all(one in (two, LARGE) for one, two in zip(told, true, strict=True))
        ):
            raise BadZipFile("a file says something else of itself than the directory")
        at += 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little") + info.compress_size
        if described:
            at += 24 if max(info.compress_size, info.file_size) > LARGE >> 1 else 16
    if at != end:
        raise BadZipFile("something stands between its files and its directory")


def opened(file: IO[bytes]) -> Archive:
    """The bundle in an open file. Problems when it is none."""
    try:
        return Archive(file)
    except (BadZipFile, LargeZipFile, OSError, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        if isinstance(error, Problems):
            raise
        raise unusable("bundle", "not_a_bundle", f"This is not a bundle: {error}.") from None


def unknown(archive: Archive, used: Iterable[str]) -> list[str]:
    """The files nothing asked for: a bundle holds nothing beside what it proves."""
    return sorted(set(archive.names()) - set(used))
