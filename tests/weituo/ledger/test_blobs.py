import os
import stat
from hashlib import sha256

import pytest

from weituo.ledger import blobs

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BLOBS = tmp_path / "blobs"
    return settings.BLOBS


def test_bytes_are_found_again_by_their_hash():
    name = blobs.put(PHOTO)
    assert name == sha256(PHOTO).hexdigest()
    assert blobs.exists(name)
    assert blobs.read(name) == PHOTO
    with blobs.open(name) as file:
        assert file.read(3) == b"\xff\xd8\xff"


def test_only_we_can_read_them(folder):
    name = blobs.put(PHOTO)
    assert stat.S_IMODE(blobs.path(name).stat().st_mode) == 0o600


def test_keeping_the_same_again_changes_nothing():
    name = blobs.put(PHOTO)
    before = blobs.path(name).stat()
    assert blobs.put(PHOTO) == name
    assert blobs.path(name).stat().st_ino == before.st_ino


def test_a_half_written_file_is_made_whole():
    name = blobs.put(PHOTO)
    blobs.path(name).write_bytes(PHOTO[:10])
    blobs.put(PHOTO)
    assert blobs.read(name) == PHOTO


def test_a_write_that_fails_leaves_nothing(folder, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="full"):
        blobs.put(PHOTO)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_damage_is_noticed():
    name = blobs.put(PHOTO)
    blobs.path(name).write_bytes(PHOTO[:-1] + b"?")
    with pytest.raises(ValueError, match="damaged"):
        blobs.read(name)


@pytest.mark.parametrize(
    "name", ["", "../../../etc/passwd", "/etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "..%2f" + "0" * 59]
)
def test_a_name_that_is_no_hash_leads_nowhere(name):
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path(name)


def test_erasing():
    name = blobs.put(PHOTO)
    assert blobs.erase(name)
    assert not blobs.erase(name)
    with pytest.raises(FileNotFoundError):
        blobs.read(name)
