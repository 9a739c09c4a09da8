"""ASN.1 in DER, as much of it as time stamps need: values read one after another, and written."""

from __future__ import annotations

from typing import NamedTuple

BOOLEAN, INTEGER, OCTETS, NULL, OID, TIME = 0x01, 0x02, 0x04, 0x05, 0x06, 0x18
SEQUENCE, SET = 0x30, 0x31
CONTEXT = 0xA0  # [0]; + n for [n]


class Value(NamedTuple):
    """A value, its tag, and where in the whole it stands: from `start` its tag, from `inside` to `end` its content."""

    tag: int
    content: bytes
    start: int
    inside: int
    end: int

    def items(self) -> list[Value]:
        """The values inside. ValueError when it holds anything else."""
        found, at = [], 0
        while at < len(self.content):
            one = _at(self.content, at)
            at = one.end
            shift = self.inside
            found.append(one._replace(start=one.start + shift, inside=one.inside + shift, end=one.end + shift))
        return found

    def number(self) -> int:
        """Of an INTEGER, which may be negative."""
        if self.tag != INTEGER or not self.content:
            raise ValueError("no number where one belongs")
        return int.from_bytes(self.content, "big", signed=True)


def read(data: bytes, tag: int) -> Value:
    """The one value these bytes are. ValueError otherwise."""
    found = _at(data, 0)
    if found.end != len(data) or found.tag != tag:
        raise ValueError("not the value that belongs here")
    return found


def expect(values: list[Value], *tags: int) -> list[Value]:
    """The first values when they are of these types. ValueError otherwise."""
    if [one.tag for one in values[: len(tags)]] != list(tags):
        raise ValueError("other values than belong here")
    return values[: len(tags)]


def _at(data: bytes, start: int) -> Value:
    if len(data) < start + 2:
        raise ValueError("ends inside a value")
    tag, length, inside = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F or length == 0x80:
        raise ValueError("not DER")
    if length > 0x80:
        width = length - 0x80
        inside += width
        length = int.from_bytes(data[start + 2 : inside], "big")
        if width > 4 or length < 0x80 or length >> 8 * (width - 1) == 0:
            raise ValueError("not DER")
    end = inside + length
    if end > len(data):
        raise ValueError("ends inside a value")
    return Value(tag, data[inside:end], start, inside, end)


def write(tag: int, *contents: bytes) -> bytes:
    """One value of these parts."""
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(size)]) + size + content


def number(value: int) -> bytes:
    """A whole number of at least 0."""
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))
