"""Writers, the signing process and a witness, killed at random moments: no fork, no gap, nothing promised is lost.

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

from tests.soak.run import Failed, Soak
from tests.support import postgres


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--kills", type=int, default=1000)
    reader.add_argument("--seconds", type=float, default=1800, help="end after so many (default 1800)")
    reader.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    reader.add_argument("--writers", type=int, default=3, help="processes that write (default 3)")
    reader.add_argument("--ledgers", type=int, default=1, help="processes that sign at the same time (default 1)")
    reader.add_argument("--seed", type=int, default=1, help="of the choice of moments and processes (default 1)")
    chosen = reader.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is ended then, too
    with tempfile.TemporaryDirectory(prefix="weituo-soak-") as name, _database(chosen.postgres, Path(name)) as url:
        environment = {**os.environ, "DATABASE_URL": url}
        soak = Soak(environment, Path(name), writers=chosen.writers, ledgers=chosen.ledgers, seed=chosen.seed)
        try:
            found = soak.run(chosen.kills, chosen.seconds)
        except Failed as failed:
            print(f"After {soak.report.kills.total()} kills (seed {chosen.seed}): {failed}")
            return 1
    print(f"{'PostgreSQL' if chosen.postgres else 'SQLite'}: {found}")
    return 0


def _database(on_postgres: bool, folder: Path):
    return postgres.server() if on_postgres else nullcontext(f"sqlite:///{folder / 'soak.sqlite3'}")


if __name__ == "__main__":
    sys.exit(main())
