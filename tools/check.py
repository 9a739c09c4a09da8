"""What can be said without running the program: ruff, mypy, import-linter, the pages' types, tidy.

All of them run, then the first that failed decides the exit.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": [BIN / "ruff", "check", "--quiet", "."],
    "mypy": [BIN / "mypy", "--no-error-summary", "--hide-error-context"],
    "import-linter": [BIN / "lint-imports"],
    "pages": ["node_modules/.bin/tsc"],
    "migrations": [BIN / "python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "system": [BIN / "python", "-m", "django", "check", "--fail-level", "WARNING"],
    "tidy": [BIN / "pytest", "-q", "--no-header", "tests/test_tidy.py"],
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="weituo-check-") as data:
        failed = run_all({**os.environ, "DJANGO_SETTINGS_MODULE": "weituo.settings", "WEITUO_DATA": data})
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def run_all(env: dict[str, str]) -> list[str]:
    failed = []
    for name, command in CHECKS.items():
        folder = ROOT / "frontend" if name == "pages" else ROOT
        if name == "pages" and not (folder / command[0]).exists():
            print("pages          not checked: no packages yet, `make up` installs them")
            continue
        began = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, env=env, text=True, capture_output=True, check=False
        )
        print(f"{name:14} {'FAILED' if done.returncode else 'ok':7}{time.monotonic() - began:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    return failed


if __name__ == "__main__":
    main()
