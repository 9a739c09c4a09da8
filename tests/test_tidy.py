"""STYLE.md as a test. Each rule names the file and the line; a rule about a folder that is not there yet is empty."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC, COVENANT, WEITUO = ROOT / "src", ROOT / "src" / "covenant", ROOT / "src" / "weituo"
FACES = WEITUO / "faces"
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 60

# Who may ask what time it is: the edge. Everything below is given the time.
MAY_READ_THE_CLOCK = (FACES, WEITUO / "cli", WEITUO / "cli.py")
CLOCK = re.compile(
    r"\b(?:datetime|dt|date)\.(?:now|utcnow|today)\(|\btimezone\.(?:now|localtime|localdate)\(|"
    r"\btime\.(?:time|time_ns|localtime|gmtime)\(|\bimport time\b|\bfrom time import\b"
)
SIGNALS = re.compile(r"\b(?:pre|post)_(?:save|delete|init|migrate)\b|\bm2m_changed\b|\bdjango\.dispatch\b|@receiver\b")
# Words that promise too much, look down on the reader, or have another word in GLOSSARY.md.
BANNED = re.compile(
    r"\b(?:blockchain|whitelist|blacklist|seamless(?:ly)?|world[- ]class|cutting[- ]edge|utilize)\b", re.I
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
ADDRESS = re.compile(r"https?://|index-url|--find-links|\bfile:/", re.I)
TEXT = {".py", ".md", ".ts", ".css", ".html", ".txt", ".toml", ".yml", ".yaml", ".mjs", ".sh", ".po", ".json"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project: what git keeps, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def inside(*folders: Path, suffix: str = ".py") -> list[Path]:
    return [path for path in files() if path.suffix == suffix and any(path.is_relative_to(f) for f in folders)]


def ours(*folders: Path) -> list[Path]:
    """Python we write by hand and that is not a test."""
    return [path for path in inside(*folders) if not {"migrations", "tests"} & set(path.parts)]


@cache
def lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def matching(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name(path, number)}: {line.strip()}"
        for path in paths
        for number, line in enumerate(lines(path), 1)
        if pattern.search(line)
    ]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import; `from a import b` gives `a` and `a.b`. Relative ones are made absolute."""
    package = path.relative_to(SRC).with_suffix("").parts if path.is_relative_to(SRC) else ()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def fail(problems: list[str], rule: str) -> None:
    assert not problems, f"{rule}\n" + "\n".join(problems)


# ── who read what ─────────────────────────────────────────────────────────

ASKS = {
    "people/reading.py",  # the one place that decides and notes
    "work/reads/listing.py",  # whether a search goes through the words, too
    "work/reads/phone.py",  # whether to look for values at all; each is then noted
    "work/reads/reuse.py",  # whether a picture may be asked for, which is noted when it is
}


def test_whoever_hands_out_personal_values_notes_it():
    asks = {
        name(path.resolve()).removeprefix("src/weituo/")
        for path in inside(SRC / "weituo")
        if 'may("personal.read")' in "".join(lines(path))
    }
    fail(sorted(asks - ASKS), 'ask people.reading.personal, which writes it down, not may("personal.read")')


# ── size ──────────────────────────────────────────────────────────────────


def test_files_are_small():
    long = [
        f"{name(path)}: {len(lines(path))}"
        for path in inside(SRC, ROOT / "world")
        if len(lines(path)) > LINES_OF_A_FILE
    ]
    fail(long, f"at most {LINES_OF_A_FILE} lines; make it a folder of nouns")


def test_functions_are_short():
    long = [
        f"{name(path, node.lineno)}: {node.name} has {length} lines"
        for path in ours(SRC, ROOT / "world", ROOT / "tools")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    fail(long, f"at most {LINES_OF_A_FUNCTION} lines in a function")


# ── the clock, money, arrows ──────────────────────────────────────────────


def test_only_the_edge_reads_the_clock():
    below = [
        path
        for path in ours(SRC, ROOT / "world")
        if "management" not in path.parts and not any(path.is_relative_to(edge) for edge in MAY_READ_THE_CLOCK)
    ]
    fail(matching(CLOCK, below), "time is an argument")


def test_covenant_has_no_floats():
    found = [
        name(path, node.lineno)
        for path in ours(COVENANT)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round")
    ]
    fail(found, "money and time are integers and fractions; each rounding has a name in covenant.money")


def test_covenant_needs_the_standard_library_only():
    allowed = sys.stdlib_module_names | {"covenant"}
    found = [
        f"{name(path, line)}: {module}"
        for path in ours(COVENANT)
        for line, module in imports(path)
        if module.split(".")[0] not in allowed
    ]
    fail(found, "covenant ships alone")


def test_what_covenant_offers_is_explained():
    found = [
        f"{name(path, node.lineno)}: {node.name}"
        for path in ours(COVENANT)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    found += [name(path) for path in ours(COVENANT) if lines(path) and not ast.get_docstring(tree(path))]
    fail(found, "a docstring gives shapes, units, errors and the source")


def test_no_signals():
    fail(matching(SIGNALS, ours(WEITUO)), "what follows from a fact is done later, from the facts")


def test_faces_never_import_models():
    found = [
        f"{name(path, line)}: {module}"
        for path in ours(FACES)
        for line, module in imports(path)
        if re.fullmatch(r"weituo\..*models(\..*)?", module)
    ]
    fail(found, "faces call actions and reads")


def test_rooms_write_only_in_actions():
    """`.save(`, `.create(` and friends elsewhere would be a second way to write."""
    write = re.compile(
        r"\.objects\.(?:\w+\(.*\)\.)*(?:create|bulk_create|update|delete|get_or_create|update_or_create)\("
    )
    found = matching(write, [path for path in ours(WEITUO) if path.name == "reads.py" or path.is_relative_to(FACES)])
    fail(found, "actions are the only writers")


# ── the database ──────────────────────────────────────────────────────────


def test_migrations_are_a_line():
    problems = []
    for folder in sorted({path.parent for path in inside(WEITUO) if path.parent.name == "migrations"}):
        steps = sorted(path for path in folder.glob("[0-9]*.py"))
        numbers = [path.name[:4] for path in steps]
        if numbers != [f"{number:04d}" for number in range(1, len(steps) + 1)]:
            problems.append(f"{name(folder)}: {numbers}")
        for before, path in zip([None, *steps], steps, strict=False):
            if before and f'"{before.stem}"' not in path.read_text(encoding="utf-8").replace("'", '"'):
                problems.append(f"{name(path)}: does not depend on {before.stem}")
    fail(problems, "one migration follows another, numbered without gaps")


# ── texts ─────────────────────────────────────────────────────────────────


def test_every_screen_text_has_its_chinese():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import messages
    finally:
        sys.path.pop(0)
    fail(messages.problems(), "locale/zh_Hans is complete")
    if messages.template():
        assert messages.catalogues(), "there are screen texts, and no catalogue in locale/zh_Hans"


@pytest.mark.parametrize("pattern", [UNFINISHED, BANNED], ids=["unfinished", "words"])
def test_words(pattern):
    here = Path(__file__)
    paths = [path for path in files() if path.suffix in TEXT and path != here and path.name != "package-lock.json"]
    fail(matching(pattern, paths), "say it plainly, finish it now or file an issue")


def test_every_link_in_the_documents_leads_somewhere():
    link = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)|`((?:docs|tools|bench|world|src)/[\w./-]+)`")
    problems = []
    for path in [path for path in files() if path.suffix == ".md"]:
        for number, line in enumerate(lines(path), 1):
            for target, code in link.findall(line):
                if "://" in target or target.startswith("mailto:"):
                    continue
                wanted = path.parent / target if target else ROOT / code
                if not wanted.exists():
                    problems.append(f"{name(path, number)}: {target or code}")
    fail(problems, "a link leads to a file that exists")


# ── what we install ───────────────────────────────────────────────────────


def test_locks_hold_no_addresses():
    locks = [*sorted((ROOT / "requirements").glob("*.lock")), *(p for p in files() if p.name == "package-lock.json")]
    assert locks
    fail(matching(re.compile(r'"resolved"'), locks), "lock files name packages, not where they came from")
    only = [path for path in locks if path.suffix == ".lock"]
    fail(matching(ADDRESS, only), "lock files name packages, not where they came from")


def test_locks_agree():
    """dev.lock holds all of run.lock in the same versions, so that tests run on what is shipped."""
    pinned = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.M)
    run, dev = (dict(pinned.findall((ROOT / "requirements" / f"{x}.lock").read_text())) for x in ("run", "dev"))
    fail([f"{key} {run[key]}" for key in run if dev.get(key) != run[key]], "make lock")


def test_nothing_names_a_machine():
    """No registry host, no path of one machine: the project is installed by names."""
    here = Path(__file__)
    # the words are put together here, so that this file may be searched like any other
    found = re.compile(
        "|".join(
            [
                r"(?<![\w.])/" + "work/",
                r"(?<![\w.])/" + "root/",
                "/home" + "/[a-z]",
                r"registry\.npm" + r"js",
                r"pypi\." + "org",
            ]
        )
    )
    paths = [path for path in files() if path.suffix in {*TEXT, ".lock", ""} and path != here and path.stat().st_size]
    fail(matching(found, [path for path in paths if path.name not in {"LICENSE"}]), "name packages, not machines")
