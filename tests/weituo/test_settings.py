"""Settings say what is wrong with them by name, and nothing falls back silently."""

import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from weituo import settings


def loaded(tmp_path, **environment):
    """What a fresh process says about its settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("WEITUO_", "DATABASE_", "DJANGO_"))}
    code = (
        "from weituo import settings as s; print(s.ALLOWED_HOSTS, s.HTTPS, s.SESSION_COOKIE_SECURE, s.DEBUG,"
        " s.DATABASES['default']['ENGINE'], s.DATABASES['default']['OPTIONS'].get('transaction_mode'))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"WEITUO_DATA": str(tmp_path / "data")} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_any_environment(tmp_path):
    said = loaded(tmp_path)
    assert said.stdout == "['*'] False False False django.db.backends.sqlite3 IMMEDIATE\n", said.stderr
    key = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    first = key.read_text()
    loaded(tmp_path)
    assert key.read_text() == first
    assert len(first) >= 50


def test_with_a_public_address(tmp_path):
    said = loaded(tmp_path, WEITUO_ORIGIN="https://baoxiu.example.cn/", DATABASE_URL="postgres://u:p@db/weituo")
    assert said.stdout.startswith("['baoxiu.example.cn', 'localhost', '127.0.0.1'] True True False django.db")
    assert "postgresql None" in said.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEITUO_DEBUG", "maybe"),
        ("WEITUO_PROXIES", "-1"),
        ("WEITUO_SECOND_FACTOR", "perhaps"),
        ("WEITUO_ORIGIN", "baoxiu.example.cn"),
        ("DATABASE_URL", "mysql://u:p@db/weituo"),
        ("DATABASE_URL", "not a url"),
        ("WEITUO_DATA", "/proc/none/of/this"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(tmp_path, name, value):
    said = loaded(tmp_path, **{name: value})
    assert said.returncode
    assert name in said.stderr.strip().splitlines()[-1]


def test_words_for_yes_and_no(monkeypatch):
    for word, meaning in {"1": True, "Yes": True, "off": False, " 0 ": False, "": False}.items():
        monkeypatch.setenv("WEITUO_X", word)
        assert settings.flag("WEITUO_X") is meaning
    monkeypatch.setenv("WEITUO_X", "٣")
    with pytest.raises(ImproperlyConfigured, match="WEITUO_X"):
        settings.number("WEITUO_X", 0)
