"""Writers, the web server, the signing process and a witness, killed at any moment: nothing promised is lost, nothing
doubled, no gap, no fork. `make soak` is the long run of the same.
"""

import os
import sys

import pytest
from django.db import connection

from tests.soak.run import Soak

KILLS, SECONDS = 6, 60.0


@pytest.fixture
def address(tmp_path, transactional_db):
    """A database that several processes share: the test's own on PostgreSQL, a file of its own on SQLite."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'kill.sqlite3'}"
    if str(told["HOST"]).startswith("/"):
        return f"postgres://{told['USER']}@/{told['NAME']}?host={told['HOST']}"
    port = told["PORT"] or 5432
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}:{port}/{told['NAME']}"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_any_moment(address, tmp_path):
    environment = {**os.environ, "DATABASE_URL": address}
    report = Soak(environment, tmp_path, writers=2, ledgers=1, web=1, seed=3).run(KILLS, SECONDS)
    sys.stdout.write(f"\n{report}\n")
    assert report.kills.total() >= KILLS
    assert 0 < report.reported < report.promised <= report.facts
    assert report.kills["web server"] > 1
