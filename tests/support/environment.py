"""Loaded before anything else (`-p` in pyproject.toml): the tests' own data folder, never the one in use."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = "WEITUO_TEST_FOLDER"

if _FOLDER not in os.environ:
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="weituo-tests-")
    atexit.register(shutil.rmtree, os.environ[_FOLDER], ignore_errors=True)

_data = Path(os.environ[_FOLDER], os.environ.get("PYTEST_XDIST_WORKER", "main"))
_data.mkdir(exist_ok=True)
os.environ["WEITUO_DATA"] = str(_data)
