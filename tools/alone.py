"""covenant runs where nothing is installed: an isolated Python without site-packages, from a copy of its folder."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMPORT_ALL = """
import importlib, pathlib, sys
sys.path.insert(0, sys.argv[1])
names = sorted(
    ".".join(path.relative_to(sys.argv[1]).with_suffix("").parts).removesuffix(".__init__")
    for path in pathlib.Path(sys.argv[1], "covenant").rglob("*.py") if path.name != "__main__.py"
)
for name in names:
    importlib.import_module(name)
import runpy
strangers = sorted({name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"covenant"}
                   - {"__main__"} - set(sys.builtin_module_names))
assert not strangers, strangers
print(f"covenant alone: {len(names)} modules, the standard library only")
"""


def main() -> None:
    source = ROOT / "src" / "covenant"
    if not source.is_dir():
        sys.exit("src/covenant does not exist")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(source, Path(folder, "covenant"), ignore=shutil.ignore_patterns("__pycache__", "tests"))
        subprocess.run([sys.executable, "-I", "-S", "-B", "-c", IMPORT_ALL, folder], check=True)
        if Path(folder, "covenant", "__main__.py").exists():
            program = f"import sys, runpy; sys.path.insert(0, {folder!r}); sys.argv = ['covenant', '--help']; "
            program += "runpy.run_module('covenant', run_name='__main__', alter_sys=True)"
            subprocess.run([sys.executable, "-I", "-S", "-B", "-c", program], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
