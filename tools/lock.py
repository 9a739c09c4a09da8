"""Write requirements/*.lock again: `make lock`. Exact versions and hashes, no addresses, no paths."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"

LOCKS = {
    "tools": ["--group", "tools"],
    "node": ["--group", "node"],
    "run": ["pyproject.toml", "--group", "build"],
    "anchors": ["pyproject.toml", "--extra", "anchors", "--constraint", "requirements/run.lock"],
    "push": ["pyproject.toml", "--extra", "push", "--constraint", "requirements/run.lock"],
    "dev": ["pyproject.toml", "--group", "build", "--group", "dev", "--constraint", "requirements/run.lock"],
}
OPTIONS = [
    "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
    "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
]  # fmt: skip
HEADER = "# {name}.lock: written by `make lock` from pyproject.toml; do not edit\n"


def main() -> None:
    """Compile every lock file; further arguments go to uv, such as `--upgrade`."""
    for name, sources in LOCKS.items():
        target = ROOT / "requirements" / f"{name}.lock"
        command = [str(UV), "pip", "compile", *OPTIONS, *sys.argv[1:], "--output-file", str(target), *sources]
        subprocess.run(command, cwd=ROOT, check=True)
        target.write_text(HEADER.format(name=name) + target.read_text(encoding="utf-8"), encoding="utf-8")
        print(f"requirements/{name}.lock")


if __name__ == "__main__":
    main()
