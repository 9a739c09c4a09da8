"""Tokens that do not change, so that they are checked on machines without openssl too: `python -m tests.weituo.anchor.fixed`
makes new ones, with keys nobody keeps."""

import hashlib
import json
import tempfile
from pathlib import Path

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.weituo.anchor.authority import STAMPING, forged, holder, later
from weituo.anchor.receipt import AnchorReceipt, Stamped
from weituo.anchor.stamp import _milliseconds
from weituo.anchor.token import Token

FILE = Path(__file__).with_suffix(".json")
NOTE = b"log.example/estate\n7\nQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n"
DIGEST = hashlib.sha256(NOTE).digest()
OTHER = hashlib.sha256(b"another note").digest()
NONCE = 0xF00DFACE12345678
SERVER = ExtendedKeyUsageOID.SERVER_AUTH


def made(folder: Path) -> dict[str, object]:
    root, stranger = holder("Fixed Root"), holder("Fixed Root")  # the same name, another key
    between = holder("Fixed Authority", root)
    signer = holder("Fixed Time Stamps", root, purposes=STAMPING)
    below = holder("Fixed Time Stamps 2", between, purposes=STAMPING)
    old = holder("Fixed Time Stamps 1", root, purposes=STAMPING, years=(2020, 2025))
    ordinary = holder("Fixed Leaf Of Leaf", signer, purposes=STAMPING)  # signed by a certificate that may sign none
    tokens = {
        "good": forged(folder, signer, DIGEST, nonce=NONCE),
        "fraction": forged(folder, signer, DIGEST, nonce=NONCE, part=b".1230004"),
        "chain": forged(folder, below, DIGEST, nonce=NONCE, chain=(between,)),
        "no chain": forged(folder, below, DIGEST, nonce=NONCE),
        "other digest": forged(folder, signer, OTHER, nonce=NONCE),
        "no nonce": forged(folder, signer, DIGEST, nonce=None),
        "other nonce": forged(folder, signer, DIGEST, nonce=NONCE + 1),
        "expired": forged(folder, old, DIGEST, nonce=NONCE),
        "before": forged(folder, signer, DIGEST, nonce=NONCE, time=later(-9000)),
        "no certificate": forged(folder, signer, DIGEST, nonce=NONCE, certificates=False),
        "stranger": forged(folder, holder("Fixed", stranger, purposes=STAMPING), DIGEST, nonce=NONCE, chain=(stranger,)),
        "self": forged(folder, holder("Fixed", purposes=STAMPING), DIGEST, nonce=NONCE),
        "leaf": forged(folder, ordinary, DIGEST, nonce=NONCE, chain=(signer,)),
        "server": forged(folder, holder("Fixed", root, purposes=(SERVER,)), DIGEST, nonce=NONCE),
        "two purposes": forged(folder, holder("Fixed", root, purposes=(*STAMPING, SERVER)), DIGEST, nonce=NONCE),
        "not critical": forged(
            folder, holder("Fixed", root, purposes=STAMPING, critical=False), DIGEST, nonce=NONCE
        ),
        "no purpose": forged(folder, between, DIGEST, nonce=NONCE),
    }  # fmt: skip
    receipts = {name: receipt(token).body for name, token in tokens.items()}
    pem = {"roots": root.pem.decode(), "stranger": stranger.pem.decode(), "between": between.pem.decode()}
    return {**pem, "receipts": receipts}


def receipt(token: bytes, nonce: int | None = NONCE) -> AnchorReceipt:
    """What a deceiver would write around a token: a receipt for our digest."""
    time = _milliseconds(Token.parse(token).time)
    return AnchorReceipt(DIGEST, Stamped(token, "Fixed", "https://tsa.example/", time, nonce))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        FILE.write_text(json.dumps(made(Path(name)), indent=1) + "\n")
