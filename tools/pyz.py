"""Build dist/verify.pyz: covenant alone in one file, the same bytes whenever and wherever it is built."""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
MAIN = b"""import sys

from covenant.__main__ import main

sys.exit(main(["verify", *sys.argv[1:]]))
"""
MOMENT = (1980, 1, 1, 0, 0, 0)


def build(target: Path) -> None:
    """Writes the program: Python's own first line, then a zip of covenant's sources and what starts them."""
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in (source / "covenant").rglob("*.py")}
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in sorted({**files, "__main__.py": MAIN}.items()):
                info = ZipInfo(name, MOMENT)
                info.compress_type, info.external_attr = ZIP_DEFLATED, 0o100644 << 16
                archive.writestr(info, data)
    target.chmod(0o755)


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "verify.pyz"
    build(where)
    print(where)
