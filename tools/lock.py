"""Write requirements/*.lock again: `make lock`. Exact versions and hashes, no addresses, no machine's paths."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"

# lock file -> (sources for uv, with each earlier lock that has to agree)
LOCKS = {
    "tools": ["--only-group", "tools"],
    "node": ["--only-group", "node"],
    "run": ["--group", "build"],
    "dev": ["--group", "build", "--group", "dev", "--constraint", "requirements/run.lock"],
}
HEADER = "# {name}.lock: written by `make lock` from pyproject.toml; do not edit\n"


def main() -> None:
    """Compile every lock file for all platforms and for Python 3.11 and newer."""
    for name, sources in LOCKS.items():
        target = ROOT / "requirements" / f"{name}.lock"
        groups = [f"pyproject.toml:{word}" if previous.endswith("group") else word
                  for previous, word in zip(["", *sources], sources, strict=False)]
        command = [str(UV), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version",
                   "3.11", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate",
                   *sys.argv[1:], "--output-file", str(target)]
        if "--only-group" in groups:
            groups = ["--group", groups[1]]
        else:
            groups = ["pyproject.toml", *groups]
        subprocess.run([*command, *groups], cwd=ROOT, check=True)
        target.write_text(HEADER.format(name=name) + target.read_text(encoding="utf-8"), encoding="utf-8")
        print(f"requirements/{name}.lock")


if __name__ == "__main__":
    main()
