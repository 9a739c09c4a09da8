"""Every test: all of them on SQLite, then those that touch the database once more on PostgreSQL.

Arguments go to pytest, for both runs: `make test ARGS="tests/test_tidy.py"`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", os.environ.get("WEITUO_TEST_WORKERS", "2"), "--no-header"]
NOTHING_COLLECTED = 5


def run(title: str, command: list[str]) -> int:
    print(f"\n── {title}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "WEITUO_DATA"}}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> None:
    # PostgreSQL first: it is the shorter run, and the last lines shall be those of the whole.
    wrapped = [
        sys.executable,
        str(ROOT / "tools" / "with_postgres.py"),
        *PYTEST,
        "--only-database",
        *sys.argv[1:],
    ]
    on_postgres = run("PostgreSQL: what touches the database", wrapped)
    on_sqlite = run("SQLite: everything", [*PYTEST, *sys.argv[1:]])
    sys.exit(on_sqlite or (0 if on_postgres == NOTHING_COLLECTED else on_postgres))


if __name__ == "__main__":
    main()
