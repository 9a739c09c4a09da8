"""A time-stamp authority of our own: keys and certificates made here, tokens by the program openssl, HTTP around it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from weituo.anchor import der
from weituo.anchor.token import SHA256

OPENSSL = shutil.which("openssl")
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)
POLICY = bytes.fromhex("2a0304")  # 1.2.3.4
TIME_STAMP = "1.2.840.113549.1.9.16.1.4"
CONFIG = """[tsa]
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
serial = serial
ess_cert_id_alg = sha256
"""


class Holder(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def holder(
    name: str,
    issuer: Holder | None = None,
    *,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    critical: bool = True,
    years: tuple[int, int] = (2020, 2060),
) -> Holder:
    """A certificate: an authority's own without `purposes`, else one that may do these and sign no other."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(years[0], 1, 1))
        .not_valid_after(datetime(years[1], 1, 1))
        .add_extension(x509.BasicConstraints(ca=not purposes, path_length=None), critical=True)
    )
    if purposes:
        built = built.add_extension(x509.ExtendedKeyUsage(purposes), critical)
    return Holder(built.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def run(folder: Path, *command: str) -> None:
    assert OPENSSL
    subprocess.run([OPENSSL, *command], cwd=folder, capture_output=True, check=True, timeout=20)


def forged(
    folder: Path,
    signer: Holder,
    digest: bytes,
    *,
    nonce: int | None,
    time: datetime = NOW,
    chain: tuple[Holder, ...] = (),
    certificates: bool = True,
    part: bytes = b"",
) -> bytes:
    """A token with whatever it should say, by whoever should say it."""
    algorithm = der.write(der.SEQUENCE, der.write(der.OID, SHA256))
    imprint = der.write(der.SEQUENCE, algorithm, der.write(der.OCTETS, digest))
    moment = der.write(der.TIME, time.strftime("%Y%m%d%H%M%S").encode() + part + b"Z")
    told = [der.number(1), der.write(der.OID, POLICY), imprint, der.number(7), moment]
    told += [] if nonce is None else [der.number(nonce)]
    (folder / "told").write_bytes(der.write(der.SEQUENCE, *told))
    (folder / "signer").write_bytes(signer.pem)
    (folder / "key").write_bytes(signer.key_pem)
    (folder / "chain").write_bytes(b"".join(one.pem for one in chain))
    more = ["-certfile", "chain"] if chain else []
    more += [] if certificates else ["-nocerts"]
    run(
        folder, "cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-econtent_type", TIME_STAMP,
        "-in", "told", "-signer", "signer", "-inkey", "key", *more, "-outform", "DER", "-out", "token",
    )  # fmt: skip
    return (folder / "token").read_bytes()


class Authority:
    """A root, somebody between, and a signer; answers as `openssl ts` does, the certificates between in the token."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = holder("Test Root")
        self.between = holder("Test Authority", self.root)
        self.signer = holder("Test Time Stamps 时间戳", self.between, purposes=STAMPING)
        (folder / "config").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        (folder / "signer").write_bytes(self.signer.pem)
        (folder / "key").write_bytes(self.signer.key_pem)
        (folder / "chain").write_bytes(self.between.pem)

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        run(
            self.folder, "ts", "-reply", "-config", "config", "-section", "tsa", "-queryfile", "query",
            "-signer", "signer", "-inkey", "key", "-chain", "chain", "-out", "reply",
        )  # fmt: skip
        return (self.folder / "reply").read_bytes()


@contextmanager
def serving(answer: Callable[[bytes], tuple[int, str, bytes]]) -> Iterator[str]:
    """The address at which `answer` gives status, type and body for a request's body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, kind, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/other")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa?plan=1"
        finally:
            server.shutdown()
            thread.join()


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
