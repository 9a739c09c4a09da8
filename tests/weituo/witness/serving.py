"""A witness's server as a process of its own, for tests that kill it: `python -m tests.weituo.witness.serving FOLDER`."""

import signal
import sys
import time
from pathlib import Path

from tests.weituo.witness.example import signer
from weituo.witness.cosign import Cosigner
from weituo.witness.server import Server
from weituo.witness.store import Store


def main(folder: Path) -> None:
    cosigner = Cosigner(Store(folder / "witness.sqlite3"), signer(), folder / "evidence")
    server = Server(("127.0.0.1", 0), cosigner, lambda: int(time.time()), lambda _status, _what: None)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
