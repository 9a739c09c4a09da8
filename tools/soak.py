"""Writers, the web server, the signing process and a witness, killed at random moments: no fork, no gap, nothing promised
is lost, no report doubled.

.venv/bin/python tools/soak.py --kills 1000 [--postgres] [--seconds 900]

Everything runs on this machine, in a folder of its own that is gone afterwards; it ends by itself, at the latest after
--seconds and a minute.
"""

import argparse
import os
import signal
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.soak.children import Failed
from tests.soak.run import Soak
from tests.support import postgres


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--kills", type=int, default=1000)
    reader.add_argument("--seconds", type=float, default=1800, help="end after so many (default 1800)")
    reader.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    reader.add_argument("--writers", type=int, default=3, help="processes that write (default 3)")
    reader.add_argument("--ledgers", type=int, default=1, help="processes that sign at the same time (default 1)")
    reader.add_argument("--web", type=int, default=2, help="processes of the web server that answer; 0: no web server")
    reader.add_argument("--only", default="", help="kill nothing but this: web server, sequencer, witness, writer")
    reader.add_argument("--seed", type=int, default=1, help="of the choice of moments and processes (default 1)")
    chosen = reader.parse_args()
    signal.signal(signal.SIGTERM, _asked_to_end)
    with tempfile.TemporaryDirectory(prefix="weituo-soak-") as name, _database(chosen.postgres, Path(name)) as url:
        environment = {**os.environ, "DATABASE_URL": url}
        counts = {"writers": chosen.writers, "ledgers": chosen.ledgers, "web": chosen.web}
        soak = Soak(environment, Path(name), **counts, seed=chosen.seed, only=chosen.only)
        try:
            found = soak.run(chosen.kills, chosen.seconds)
        except Failed as failed:
            print(f"After {soak.report.kills.total()} kills (seed {chosen.seed}): {failed}")
            return 1
    print(f"{'PostgreSQL' if chosen.postgres else 'SQLite'}: {found}")
    return 0


def _asked_to_end(number: int, frame: object) -> None:
    """So that everything else is ended then, too."""
    print("Ended by SIGTERM.")
    sys.exit(143)


def _database(on_postgres: bool, folder: Path):
    return postgres.server() if on_postgres else nullcontext(f"sqlite:///{folder / 'soak.sqlite3'}")


if __name__ == "__main__":
    sys.exit(main())
