"""What a command imports before it begins."""

import os
import subprocess
import sys

CODE = """
import sys
from weituo import cli
from weituo.cli import ledger

def run(arguments):
    from weituo.ledger import worker
    print(*sys.modules)
    return 0

ledger.run_worker = run
sys.exit(cli.main(["ledger", "run"]))
"""


def test_the_process_that_signs_starts_without_pages(tmp_path):
    environment = {**os.environ, "WEITUO_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "weituo.ledger.publisher" in loaded
    needless = (
        "rich",
        "weituo.faces",
        "weituo.cli.up",
        "weituo.month.report",
        "django.contrib.admin",
        "axes",
        "PIL",
        "openpyxl",
        "docx",
    )
    assert [one for one in loaded if one.startswith(needless)] == []
