"""A log with its key, as its operator would have it, and servers that answer what a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from covenant import merkle, tile
from covenant.seal import COSIGNATURE, ED25519, Checkpoint, Note, Signature, VerifierKey
from weituo.witness.client import Conflict, Refused, Unreachable, Witness
from weituo.witness.key import Signer

ORIGIN = "log.example/jasmine"
NOW = 1_795_400_000


def private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())


def signer(name: str = "witness.example/owners", seed: str = "witness") -> Signer:
    own = private(seed)
    return Signer(VerifierKey(name, COSIGNATURE, own.public_key().public_bytes_raw()), own)


@dataclass
class Log:
    """Entries under a key. Two logs with the same seed and other entries are a fork."""

    entries: list[bytes] = field(default_factory=list)
    origin: str = ORIGIN
    seed: str = "log"

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.origin, ED25519, private(self.seed).public_key().public_bytes_raw())

    def grow(self, count: int, salt: str = "") -> "Log":
        start = len(self.entries)
        self.entries += [f"entry {number} {salt}".encode() for number in range(start, start + count)]
        return self

    def leaves(self, size: int | None = None) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries[:size]]

    def root(self, size: int | None = None) -> bytes:
        return merkle.root_of(self.leaves(size))

    def note(self, size: int | None = None) -> bytes:
        size = len(self.entries) if size is None else size
        return self.sign(Checkpoint(self.origin, size, self.root(size)).text)

    def sign(self, text: str) -> bytes:
        return Note(text, (self.signature(text),)).whole

    def signature(self, text: str) -> Signature:
        return Signature(self.origin, self.key.id, private(self.seed).sign(text.encode()))

    def proof(self, old: int, new: int | None = None) -> list[bytes]:
        new = len(self.entries) if new is None else new
        return merkle.consistency(tile.reader(lambda level, number: self.hashes(new)[level, number]), old, new)

    def hashes(self, size: int) -> dict[tuple[int, int], bytes]:
        return dict(tile.grow(self.leaves(size), 0, lambda _level, _number: b""))

    def files(self, size: int | None = None) -> dict[str, bytes]:
        """Everything the log publishes at this size: path → bytes."""
        size = len(self.entries) if size is None else size
        hashes, found = self.hashes(size), {"checkpoint": self.note(size)}
        for one in tile.of_log(size):
            first = one.number * tile.FULL
            own = self.entries[first : first + one.width]
            found[one.path] = tile.pack(own) if one.level is None else hashes[one.level, one.number]
        return found


class Load:
    """Threads that each push another next entry onto whatever the witness saw last, so that every size is a race between
    as many trees; they keep every cosignature they get."""

    def __init__(self) -> None:
        self.known: dict[bytes, list[bytes]] = {b"": []}  # root → entries
        self.got: dict[int, set[bytes]] = {}
        self.largest = 0
        self.lock = threading.Lock()

    def run(self, number: int, url: str, most: int = 10_000) -> None:
        witness = Witness(url, signer().key)
        try:
            while self.largest < most:
                latest = witness.latest(ORIGIN)
                seen = Checkpoint.parse(Note.parse(latest).text).root if latest else b""
                tree = Log([*self.known[seen], b"by %d" % number])
                size, root = len(tree.entries), tree.root()
                with self.lock:
                    self.known[root] = tree.entries
                try:
                    witness.add(size - 1, tree.proof(size - 1), tree.note(), 2)
                except (Conflict, Refused):  # another thread was faster
                    continue
                with self.lock:
                    self.got.setdefault(size, set()).add(root)
                    self.largest = max(self.largest, size)
        except Unreachable:
            return


@contextmanager
def raw(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that lets `answer` do with every connection what it likes, one after another; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        with suppress(OSError), socket.create_connection(listening.getsockname(), 1):
            pass
        thread.join(5)
        listening.close()


def answered(status: str, body: bytes = b"", headers: Sequence[str] = ()) -> Callable[[socket.socket], None]:
    """For `raw`: always the same answer, once the request is read."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]

    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall("\r\n".join(lines).encode() + body)

    return answer


def read_request(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of a request."""
    connection.settimeout(5)
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            return data, b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < length:
        more = connection.recv(65_536)
        if not more:
            break
        body += more
    return head, body
