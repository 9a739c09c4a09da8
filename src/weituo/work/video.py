"""Videos: told by their first bytes, kept and served as they came. Nothing is transcoded."""

from __future__ import annotations

MAX_BYTES = 200 * 1024 * 1024
HEAD = 4096
"""Bytes from the beginning that tell what it is."""
BRANDS = frozenset(
    (
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"mmp4",
        b"M4V ", b"MSNV", b"dash", b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3g2a",
    )
)  # fmt: skip
"""Major brands of ISO/IEC 14496-12 files with moving pictures; those of HEIC and of sound alone are not here."""


def kind(head: bytes) -> str | None:
    """video/mp4, video/quicktime or video/webm; None for anything else."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"qt  ":
            return "video/quicktime"
        return "video/mp4" if brand in BRANDS else None
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head:
        return "video/webm"
    return None
