"""A witness's folder: key, public line, passphrase, store."""

from pathlib import Path

import pytest

from covenant.errors import Problems
from covenant.seal import COSIGNATURE, VerifierKey
from covenant.seal.note import check
from tests.weituo.witness.example import NOW, Log
from weituo.witness import key, keyfile

NAME = "owners.example/witness"


def test_made_once_and_loaded(tmp_path: Path):
    folder = tmp_path / "witness"
    secret = key.passphrase(folder, {})
    made = key.make(folder, NAME, secret)
    assert (made.name, made.kind) == (NAME, COSIGNATURE)
    assert VerifierKey.parse((folder / "vkey").read_text().strip()) == made == key.public(folder)
    signer = key.load(folder, key.passphrase(folder, {}))
    text = "log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert check(made, text, signer.cosign(text, NOW).data) == NOW
    with pytest.raises(FileExistsError):
        key.make(folder, NAME, secret)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}


def test_the_passphrase_of_the_environment_comes_first(tmp_path: Path):
    assert key.passphrase(tmp_path, {"WEITUO_KEY_PASSPHRASE": " word "}) == "word"
    assert not list(tmp_path.iterdir())
    kept = key.passphrase(tmp_path, {"WEITUO_KEY_PASSPHRASE": ""})
    assert len(kept) > 40
    assert key.passphrase(tmp_path, {}) == kept
    (tmp_path / "passphrase").chmod(0o644)
    with pytest.raises(ValueError, match="Others may read"):
        key.passphrase(tmp_path, {})


def test_a_making_that_was_stopped_is_taken_up(tmp_path: Path, monkeypatch):
    folder = tmp_path / "witness"
    write = keyfile.write

    def stopped(path: Path, data: bytes) -> None:
        if path.name == "vkey":
            raise OSError("stopped")
        write(path, data)

    monkeypatch.setattr(keyfile, "write", stopped)
    with pytest.raises(OSError, match="stopped"):
        key.make(folder, NAME, "word")
    assert not key.made(folder)
    monkeypatch.undo()
    private = keyfile.load(folder / "key.pem", "word")
    assert key.make(folder, NAME, "word").public == private.public_key().public_bytes_raw()


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nfeed", "x" * 256])
def test_names_that_cannot_stand_in_a_note(tmp_path: Path, name: str):
    with pytest.raises(Problems):
        key.make(tmp_path, name, "word")
    assert not list(tmp_path.iterdir())


def test_line_and_private_part_must_belong_together(tmp_path: Path):
    folder = tmp_path / "witness"
    key.make(folder, NAME, "word")
    (folder / "vkey").write_text(f"{Log().key.line}\n")
    with pytest.raises(ValueError, match="belong together"):
        key.load(folder, "word")
    (folder / "vkey").write_text("nonsense\n")
    with pytest.raises(Problems):
        key.load(folder, "word")
