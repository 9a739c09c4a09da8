"""Time stamps of an authority (RFC 3161): asked for over HTTP, checked against the root certificates one trusts.

A stamp proves that the note existed not later than its time. Certificates are judged at that time: a token stays good
when they have run out. Revocation is not asked about.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from weituo import fetch
from weituo.anchor import token as tokens
from weituo.anchor.answers import Missing, Refused
from weituo.anchor.receipt import TEXT, TOKEN, WIDTH, AnchorReceipt, Stamped
from weituo.anchor.token import Token

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PATIENCE = 30.0  # seconds for the program openssl


def stamp(digest: bytes, url: str, certificates: bytes, timeout: float) -> AnchorReceipt:
    """A stamp over this SHA-256, already checked against `certificates` (PEM: the roots trusted, and authorities between
    them and the signer). Unreachable; Refused; Missing."""
    if len(digest) != WIDTH:
        raise ValueError("a SHA-256 has 32 bytes")
    nonce = secrets.randbits(64) | 1 << 63
    answer = fetch.request(
        "POST", url, timeout=timeout, limit=TOKEN + 1024, body=tokens.query(digest, nonce), kind=QUERY
    )
    if answer.status != 200 or answer.kind != REPLY:
        raise Refused("no_answer", f"The authority answered {answer.status} {answer.kind[:60] or 'without a type'}.")
    data = tokens.granted(answer.data)
    token = Token.parse(data)
    _judge(token, digest, nonce, certificates)
    name = _name(_signer(token)) or url[:TEXT]
    return AnchorReceipt(digest, Stamped(data, name, url, _milliseconds(token.time), nonce))


def verify(receipt: AnchorReceipt, digest: bytes, roots_pem: bytes) -> datetime:
    """The time before which this digest was stamped. Refused when the token is over another digest, carries no or another
    nonce than the receipt's, was signed with a certificate that had run out or is not one for time stamps, leads to
    none of the roots, or says another time than the receipt. Missing."""
    place = receipt.place
    if not isinstance(place, Stamped):
        raise Refused("other_kind", "This receipt is not of a time-stamp authority.")
    token = Token.parse(place.token)
    if receipt.digest != digest:
        raise Refused("other_digest", "The receipt is of another checkpoint.")
    _judge(token, digest, place.nonce, roots_pem)
    if place.time != _milliseconds(token.time):
        raise Refused("other_time", f"The receipt says another time than the token: {token.time:%Y-%m-%dT%H:%M:%SZ}.")
    return token.time


def _judge(token: Token, digest: bytes, nonce: int | None, roots: bytes) -> None:
    if token.digest != digest:
        raise Refused("other_digest", "The time stamp is over another digest.")
    if nonce is not None and token.nonce is None:
        raise Refused("no_nonce", "The time stamp lacks the number that was sent along: it may be an old one.")
    if nonce is not None and token.nonce != nonce:
        raise Refused("other_nonce", "The time stamp carries another number than the one sent along.")
    _fit(_signer(token), token.time)
    _signed(token, nonce, roots)


def _signer(token: Token) -> x509.Certificate:
    for data in token.certificates:
        try:
            one = x509.load_der_x509_certificate(data)
            if one.serial_number == token.serial and one.issuer.public_bytes() == token.issuer:
                return one
        except (x509.InvalidVersion, ValueError):
            continue
    raise Refused("no_certificate", "The time stamp does not hold the certificate of its signer.")


def _fit(certificate: x509.Certificate, time: datetime) -> None:
    """RFC 3161 section 2.3: one purpose only, and critical."""
    if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
        raise Refused("certificate_expired", "The authority's certificate was not valid at the time the stamp says.")
    try:
        purpose = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        raise Refused("other_purpose", "The signer's certificate names no purpose; time stamps need theirs.") from None
    if not purpose.critical or list(purpose.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Refused("other_purpose", "The signer's certificate is not one for time stamps and nothing else.")


def _signed(token: Token, nonce: int | None, roots: bytes) -> None:
    """By somebody whom the roots vouch for."""
    try:
        import rfc3161_client as library
    except ImportError:
        raise Missing("rfc3161-client") from None
    try:
        trusted = x509.load_pem_x509_certificates(roots)
    except ValueError:
        raise Refused("no_roots", "There is no certificate in PEM among the roots.") from None
    try:
        answer = library.decode_timestamp_response(tokens.response(token.ordered))
    except ValueError as error:
        return _signed_by_program(token, nonce, roots, str(error))
    try:
        library.VerifierBuilder(roots=list(dict.fromkeys(trusted)), nonce=nonce).build().verify(answer, token.digest)
    except (library.VerificationError, x509.InvalidVersion, ValueError) as error:
        raise Refused("not_trusted", f"The signature or its certificates do not hold: {_short(str(error))}") from None


def _signed_by_program(token: Token, nonce: int | None, roots: bytes, why: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        raise Refused("not_readable", f"rfc3161-client cannot read it ({_short(why)}) and openssl is not installed.")
    with TemporaryDirectory(prefix="weituo-stamp-") as name:
        folder = Path(name)
        asked = {"query": tokens.query(token.digest, nonce), "token": token.whole, "roots": roots}
        for key, data in asked.items():
            (folder / key).write_bytes(data)
        command = [program, "ts", "-verify", "-queryfile", "query", "-in", "token", "-token_in", "-CAfile", "roots"]
        command += ["-attime", str((token.time - EPOCH) // timedelta(seconds=1))]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Refused("not_readable", f"openssl could not check it: {type(error).__name__}.") from None
    if done.returncode or b"Verification: OK" not in done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise Refused("not_trusted", f"The signature or its certificates do not hold: {_short(said)}")


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    text = str(names[0].value) if names else certificate.subject.rfc4514_string()
    return unicodedata.normalize("NFC", "".join(char for char in text if char.isprintable()))[:TEXT]


def _milliseconds(time: datetime) -> int:
    """Since 1970, the next whole one."""
    return -((EPOCH - time) // timedelta(milliseconds=1))


def _short(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:200]
