"""Write docs/licences.md: what is installed to run Weituo, and under which licence, from the packages' own words."""

import json
import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Licences

Weituo itself: Apache-2.0, see [LICENSE](../LICENSE). Below is what it installs to run, in the versions of the lock
files, with the licence each package states. Written by `tools/licences.py`; do not edit.

Weituo contains none of this code. Every package is installed as it was published, in files of its own, from a package
registry; anybody may put another version in its place. This matters for the parts under the LGPL, marked ◆: they are
separate libraries, loaded at run time, unchanged, and replaceable (`pip install` another build into `.venv`).
"""
# Where a package says too little about what its files hold.
NOTES = {
    "pi-heif": "◆ carries libheif and libde265 (LGPL-3.0) as separate shared libraries; decodes only, no encoder",
    "psycopg": "◆",
    "psycopg-binary": "◆ carries libpq (PostgreSQL licence) as a shared library",
    "pylopdf-fonts-zh-cn": "carries Noto Sans SC and Noto Serif SC (OFL-1.1), embedded in the PDFs we print",
    "typst": "the Typst compiler as an extension module",
    "pillow": "image library",
    "lxml": "◆ under python-docx; its wheels carry libxml2 and libxslt (MIT) and, linked in, GNU libiconv (LGPL-2.1)",
    "python-docx": "writes contracts as Word files",
    "scipy": "under imagehash; its wheels carry OpenBLAS (BSD-3-Clause) and libgfortran (GPL-3.0, runtime exception)",
    "numpy": "its wheels carry OpenBLAS (BSD-3-Clause) and libgfortran (GPL-3.0, runtime exception)",
    "tzdata": "the public-domain IANA zones",
}
VECTORS = """## Test vectors

Not installed and not part of any package: data of others in `tests/vectors`, read by the tests only. Which file is from
where is said in [tests/vectors/README.md](../tests/vectors/README.md).

| from | licence | what |
|---|---|---|
| transparency-dev/merkle | Apache-2.0 | inclusion and consistency proofs, packed into one file |
| transparency-dev/tessera | Apache-2.0 | a small log: checkpoints, tiles, entries |
| cyberphone/json-canonicalization | Apache-2.0 | JSON texts and their canonical form |
| RFC 8032, RFC 8785 | BSD-3-Clause, IETF Trust | Ed25519 signatures; JSON texts |
| golang.org/x/mod | BSD-3-Clause, the Go Authors | two signed notes |
| C2SP signed-note, tlog-cosignature | CC BY 4.0 | three signed notes |"""
PAGES = {
    "@tabler/core": "desk pages: Tabler, which holds Bootstrap (MIT)",
    "@tabler/icons": "the icons named in `frontend/icons.txt`",
    "echarts": "charts on dashboards; holds zrender (BSD-3-Clause)",
    "htmx.org": "all pages",
    "dexie": "the engineer's app: what it keeps",
    "jsqr": "the engineer's app: reads codes where the browser cannot",
    "signature_pad": "the engineer's app: signatures",
}


def pinned(lock: str) -> list[tuple[str, str]]:
    """(name, version) of every package in a lock file that is meant for this platform or any."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return [(name, version) for name, version, rest in re.findall(r"^([a-z0-9._-]+)==(\S+)(.*)$", text, re.M)
            if "win32" not in rest]  # fmt: skip


def licence(name: str) -> str:
    """The licence in as few words as the package's metadata allows."""
    try:
        about: Message = metadata(name)  # type: ignore[assignment]
    except PackageNotFoundError:
        return "(not installed here)"
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    stated = (about.get("License") or "").strip().split("\n")[0]
    return ", ".join(classifiers) if classifiers else stated or "(see the package)"


def row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main() -> None:
    out = [HEAD, "## Python", "", row("package", "version", "licence", "note"), "|---|---|---|---|"]
    build_only = {"hatchling", "pathspec", "pluggy", "trove-classifiers", "packaging"}
    for name, version in pinned("run"):
        note = NOTES.get(name, "builds the installation, not loaded when running" if name in build_only else "")
        out.append(row(name, version, licence(name), note))
    out += ["", "## Pages", "", row("package", "version", "licence", "used for"), "|---|---|---|---|"]
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, used in PAGES.items():
        found = packages[f"node_modules/{name}"]
        out.append(row(name, found["version"], found.get("license", "(see the package)"), used))
    out += ["", VECTORS]
    text = "\n".join([*out, ""])
    (ROOT / "docs" / "licences.md").write_text(text, encoding="utf-8")
    print("docs/licences.md")


if __name__ == "__main__":
    main()
