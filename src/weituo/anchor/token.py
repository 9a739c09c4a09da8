"""A time stamp's token (RFC 3161, CMS): what it says, read without trusting any of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from weituo.anchor import der
from weituo.anchor.answers import Refused

SHA256 = bytes.fromhex("608648016503040201")
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
TIME_STAMP = bytes.fromhex("2a864886f70d0109100104")
MOMENT = re.compile(rb"(\d{14})(?:\.(\d{1,9}))?Z")
GRANTED = (0, 1)  # as asked; with changes, which the caller looks at


class Token(NamedTuple):
    """`certificates` are DER, as they stand there; `issuer` (DER) and `serial` name the signer's; `at` is where the
    certificates stand, (0, 0) without any."""

    whole: bytes
    digest: bytes
    nonce: int | None
    time: datetime
    issuer: bytes
    serial: int
    certificates: tuple[bytes, ...]
    at: tuple[int, int]

    @classmethod
    def parse(cls, data: bytes) -> Token:
        """The token of its DER. Refused when it is none, or over another hash than SHA-256."""
        try:
            return _token(data)
        except (ValueError, IndexError) as error:
            raise Refused("no_token", f"This is no time stamp: {error}.") from None

    @property
    def ordered(self) -> bytes:
        """The same token with its certificates in the order DER asks of a set, which OpenSSL does not keep and strict
        readers insist on. No signature covers their order."""
        start, end = self.at
        return self.whole[:start] + b"".join(sorted(self.certificates)) + self.whole[end:]


def query(digest: bytes, nonce: int | None) -> bytes:
    """The request for a stamp over a SHA-256 digest, with the authority's certificate in the answer."""
    algorithm = der.write(der.SEQUENCE, der.write(der.OID, SHA256), der.write(der.NULL))
    imprint = der.write(der.SEQUENCE, algorithm, der.write(der.OCTETS, digest))
    sent = b"" if nonce is None else der.number(nonce)
    return der.write(der.SEQUENCE, der.number(1), imprint, sent, der.write(der.BOOLEAN, b"\xff"))


def granted(data: bytes) -> bytes:
    """The token of an authority's answer. Refused when it did not grant one, with its own words."""
    try:
        parts = der.read(data, der.SEQUENCE).items()
        info = der.expect(parts, der.SEQUENCE)[0].items()
        status = info[0].number()
        texts = [one.content.decode("utf-8", "replace") for given in info[1:2] for one in words(given)]
    except (ValueError, IndexError):
        raise Refused("no_answer", "The authority's answer is not one of RFC 3161.") from None
    if status not in GRANTED or len(parts) != 2:
        said = "".join(char for char in " ".join(texts)[:200] if char.isprintable())
        raise Refused("not_granted", f"The authority refused (status {status}): {said or 'no reason given'}.")
    return data[parts[1].start : parts[1].end]


def words(given: der.Value) -> list[der.Value]:
    """The texts of a status, which may have none but a failure's number."""
    return given.items() if given.tag == der.SEQUENCE else []


def response(token: bytes) -> bytes:
    """An answer that grants this token, for readers of answers."""
    return der.write(der.SEQUENCE, der.write(der.SEQUENCE, der.number(0)), token)


def _token(data: bytes) -> Token:
    kind, content = der.expect(der.read(data, der.SEQUENCE).items(), der.OID, der.CONTEXT)
    if kind.content != SIGNED_DATA:
        raise ValueError("it is not signed data")
    parts = content.items()[0].items()
    _, _, wrapped = der.expect(parts, der.INTEGER, der.SET, der.SEQUENCE)
    kind, content = der.expect(wrapped.items(), der.OID, der.CONTEXT)
    if kind.content != TIME_STAMP:
        raise ValueError("what is signed is no time stamp")
    digest, time, nonce = _info(der.expect(content.items(), der.OCTETS)[0].content)
    held = next((one for one in parts if one.tag == der.CONTEXT), None)
    certificates = tuple(data[one.start : one.end] for one in held.items()) if held else ()
    signers = der.expect(parts[-1:], der.SET)[0].items()
    if len(signers) != 1:
        raise ValueError("it has not exactly one signer")
    _, named = der.expect(signers[0].items(), der.INTEGER, der.SEQUENCE)
    issuer, serial = named.items()
    at = (held.inside, held.end) if held else (0, 0)
    return Token(data, digest, nonce, time, data[issuer.start : issuer.end], serial.number(), certificates, at)


def _info(data: bytes) -> tuple[bytes, datetime, int | None]:
    """TSTInfo: the digest, the time, the nonce."""
    values = der.read(data, der.SEQUENCE).items()
    version, _, imprint, _, time = der.expect(values, der.INTEGER, der.OID, der.SEQUENCE, der.INTEGER, der.TIME)
    algorithm, digest = der.expect(imprint.items(), der.SEQUENCE, der.OCTETS)
    if version.number() != 1:
        raise ValueError("its version is unknown")
    if der.expect(algorithm.items(), der.OID)[0].content != SHA256 or len(digest.content) != 32:
        raise ValueError("it is not over a SHA-256")
    nonce = next((one.number() for one in values[5:] if one.tag == der.INTEGER), None)
    return digest.content, _moment(time.content), nonce


def _moment(text: bytes) -> datetime:
    """Of a GeneralizedTime in UTC, as RFC 3161 wants it; what is finer than a microsecond counts as one more, since a stamp
    says `not later than`."""
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError("its time is not written as RFC 3161 says")
    whole = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    part = (found[2] or b"0").ljust(9, b"0")
    return whole + timedelta(microseconds=-(-int(part) // 1000))
