"""Attacks on the zip file itself and on the files in it that the log only names."""

import io
import json
import struct
import subprocess
import sys
import zlib
from base64 import urlsafe_b64encode
from hashlib import sha256
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from covenant.bundle import archive, opened
from covenant.errors import Problems
from tests.covenant.bundle import example
from tests.covenant.bundle.example import refused, report, zipped

NOBODY = "evidence/" + "0" * 64
MIB = 1 << 20


@pytest.fixture
def files():
    return example.files()


@pytest.fixture
def whole(files):
    return zipped(files)


def added(data: bytes, name: str | ZipInfo, content: bytes = b"x", compression: int = ZIP_STORED) -> bytes:
    """The zip with one more file, whatever its name."""
    target = io.BytesIO(data)
    with ZipFile(target, "a") as file:
        file.writestr(name, content, compression)
    return target.getvalue()


def central(data: bytes, name: str) -> int:
    """Where a file's entry in the directory begins."""
    at = data.index(b"PK\1\2")
    while data[at + 46 : at + 46 + len(name)] != name.encode():
        at = data.index(b"PK\1\2", at + 4)
    return at


def patched(data: bytes, at: int, form: str, *values: int) -> bytes:
    """The bytes with these numbers written at a place."""
    made = bytearray(data)
    struct.pack_into(form, made, at, *values)
    return bytes(made)


# ── names ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "../bundle.json", "evidence/../../x", "/etc/passwd", "//host/x", "C:/x", "C:\\x", "..\\x", "evidence\\x", "~/x",
        "tile/0/../000", "tile/0/x000/000", "tile/64/000", "tile/entries/0000", "tile/entries/000.p/256",
        "tile/entries/٠٠٠", "terms/x.json", "terms/" + "A" * 64 + ".json", "evidence/" + "0" * 64 + "\n", "checkpoint ",
        "checkpoint\n", "Checkpoint", "checkpoints/0", "checkpoints/09", "checkpoints/+9", "receipts/x", "README",
        "bundle.json/x", "a" * 5000, "\u202echeckpoint", "tile/", "evidence/",
    ],
)  # fmt: skip
def test_names_that_do_not_belong_into_a_bundle(whole, name):
    assert refused(added(whole, name)) == "unknown_file"


def test_a_name_that_hides_its_end_behind_a_nul(files):
    """Others would unpack it under another name than is checked here."""
    kept = {name: data for name, data in files.items() if name != "checkpoint"}
    data = added(zipped(kept), "checkpoint_evil", files["checkpoint"])
    assert refused(data.replace(b"checkpoint_evil", b"checkpoint\0evil")) == "unknown_file"


def test_a_name_twice(whole, files):
    for name in ("checkpoint", f"tile/entries/000.p/{len(example.log().entries)}"):
        with pytest.warns(UserWarning, match="Duplicate"):
            data = added(whole, name, files[name])
        assert refused(data) == "twice"


def test_names_that_differ_between_file_and_directory(whole):
    name = b"checkpoints/9"
    at = whole.index(name)
    assert refused(whole[:at] + b"checkpoints/8" + whole[at + len(name) :]) == "damaged"


def test_a_symlink_and_other_odd_files(whole):
    for kind in (0o120777, 0o040755, 0o020666, 0o010644, 0o140644):
        link = ZipInfo(NOBODY)
        link.create_system, link.external_attr = 3, kind << 16
        assert refused(added(whole, link, b"/etc/passwd")) in ("unknown_file", "strangers")


def test_files_nobody_names(files):
    for name in (
        *(NOBODY, "terms/" + "0" * 64 + ".json", "statements/" + "0" * 64 + ".json", "calendars/" + "0" * 64 + ".json"),
        *("tile/0/001", "tile/entries/001", "tile/7/000"),
    ):
        assert refused(files | {name: b"x"}) == "strangers"


# ── how it is packed ─────────────────────────────────────────────────────────


def test_encrypted_members(whole):
    at = central(whole, "checkpoint")
    assert refused(patched(whole, at + 8, "<H", 1)) == "encrypted"
    for flags in (0x20, 0x40, 0x41, 0x2000):
        assert refused(patched(whole, at + 8, "<H", flags)) in ("not_a_bundle", "encrypted")


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA, 1, 6, 9, 12, 14, 93, 95, 99, 65535])
def test_packings_that_are_not_the_two_common_ones(whole, files, method):
    """Others have no bound on what they cost, and fail in ways of their own."""
    at = central(whole, "checkpoint")
    assert refused(patched(whole, at + 10, "<H", method)) == "unknown_packing"
    if method in (ZIP_BZIP2, ZIP_LZMA):
        assert refused(zipped(files, method)) == "unknown_packing"


def test_without_packing_it_is_the_same_bundle(files):
    assert not report(example.stored(files)).broken


def test_written_without_going_back_it_is_the_same_bundle(files):
    """As a server does that sends what it has not finished."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, to: int, whence: int = 0) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    assert pipe.getvalue()[6] & 8
    assert not report(pipe.getvalue()).broken


def test_a_file_that_says_something_else_of_itself_than_the_directory(whole):
    """A program that reads from the front would take another length, another packing."""
    for at, form, value in ((6, "<H", 1), (8, "<H", 0), (14, "<I", 1), (18, "<I", 1), (22, "<I", 1), (28, "<H", 1)):
        assert refused(patched(whole, at, form, value)) == "not_a_bundle"


def test_bombs(files):
    zeros = bytes(300 * MIB)
    assert refused(zipped(files | {NOBODY: zeros})) == "too_large"
    assert refused(zipped(files | {NOBODY: zeros[: 2 * MIB]})) == "too_large", "a thousandth is no text"
    many = zipped(files)
    many = added(many, NOBODY, b"x" * 100)
    assert refused(patched(many, central(many, NOBODY) + 24, "<I", 2**32 - 2)) == "too_large"


def test_a_bomb_in_every_file_the_bundle_needs(files):
    for name in [*files]:
        assert refused(zipped(files | {name: bytes(8 * MIB)})) == "too_large"


def test_many_files_that_are_large_together(files):
    data = zipped(files | {f"evidence/{number:064x}": b"x" for number in range(40)})
    for number in range(40):
        at = central(data, f"evidence/{number:064x}")
        data = patched(data, at + 20, "<II", 255 * MIB, 255 * MIB)
    assert refused(data) == "too_large"


def test_two_hundred_thousand_and_one_files():
    """The directory of as many files as it takes, each of nothing."""
    one = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 45, 0, 0, 0, 0, 0, 0)
    count = archive.FILES + 1
    names = b"".join(one + b"receipts/%036d" % number for number in range(count))
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, len(names), 0, 0)
    assert refused(names + end) == "too_many_files"


def test_a_directory_that_alone_would_fill_the_memory():
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 400 * MIB, 0, 0)
    file = Sparse(400 * MIB, end)
    with pytest.raises(Problems, match="directory") as caught:
        opened(file)
    assert caught.value.problems[0].code == "too_many_files"
    assert file.most < 80 * MIB, "nothing of that size was read"


class Sparse(io.RawIOBase):
    """A large file of zeros with an end; remembers how much of it was asked for at once."""

    def __init__(self, size: int, end: bytes) -> None:
        self.size, self.end, self.at, self.most = size + len(end), end, 0, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = 0) -> int:
        self.at = to + (0, self.at, self.size)[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, count: int = -1) -> bytes:
        count = self.size - self.at if count < 0 else min(count, self.size - self.at)
        self.most = max(self.most, count)
        first = self.size - len(self.end)
        zeros = bytes(max(0, min(first, self.at + count) - self.at))
        tail = self.end[max(0, self.at - first) : max(0, self.at + count - first)]
        self.at += count
        return zeros + tail


def test_truncated(whole):
    for end in (0, 1, 21, 22, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        assert refused(whole[:end]) == "not_a_bundle"


def test_data_before_and_behind(whole):
    """What another program would find there is not what was checked."""
    for data in (b"x" + whole, b"#!/bin/sh\nexit 0\n" + whole, whole + whole, whole + b"x", whole + b"\n" * 70_000):
        assert refused(data) == "not_a_bundle"


def test_a_comment_at_the_end(whole):
    data = patched(whole, len(whole) - 2, "<H", 5) + b"hello"
    assert refused(data) == "not_a_bundle"


def test_bytes_between_the_files_that_no_directory_names(files, whole):
    """A file that only a program that reads from the front would see."""
    hidden = zipped({NOBODY: b"hidden"})
    hidden = hidden[: hidden.index(b"PK\1\2")]
    at = whole.index(b"PK\1\2")
    end = len(whole) - 22
    data = whole[:at] + hidden + whole[at:end] + patched(whole[end:], 16, "<I", at + len(hidden))
    with ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
    assert refused(data) == "not_a_bundle"
    assert not report(zipped(files)).broken


def test_overlapping_files(whole):
    """Two names for the same packed bytes."""
    one, two = central(whole, "checkpoints/1"), central(whole, "checkpoints/9")
    offset = struct.unpack_from("<I", whole, one + 42)[0]
    assert refused(patched(whole, two + 42, "<I", offset)) in ("damaged", "not_a_bundle")


@pytest.mark.parametrize("value", [0, 1, 2**31, 2**32 - 2, 2**32 - 1])
@pytest.mark.parametrize("field", [16, 20, 24, 28, 30, 32, 42])
def test_lies_in_the_directory(whole, field, value):
    """CRC, sizes, lengths of name, extra field and comment, offset."""
    width = "<H" if field in (28, 30, 32) else "<I"
    data = patched(whole, central(whole, "checkpoint") + field, width, value & (0xFFFF if width == "<H" else 2**32 - 1))
    if data != whole:
        assert refused(data)


@pytest.mark.parametrize("value", [0, 1, 2**31, 2**32 - 2, 2**32 - 1])
@pytest.mark.parametrize("field", [4, 8, 10, 12, 16, 20])
def test_lies_at_the_end(whole, field, value):
    width = "<I" if field in (12, 16) else "<H"
    data = patched(whole, len(whole) - 22 + field, width, value & (0xFFFF if width == "<H" else 2**32 - 1))
    if data != whole:
        assert refused(data)


@pytest.mark.parametrize("size", [0, 1, 551, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("which", ["unpacked", "packed", "offset"])
def test_zip64_lies(files, size, which):
    """An entry whose sizes stand in the larger field, which says something else."""
    order = [name for name in files if name != "checkpoint"] + ["checkpoint"]
    data = zipped({name: files[name] for name in order})
    at = central(data, "checkpoint")
    extra = struct.pack("<HHQ", 1, 8, size)
    place = {"unpacked": 24, "packed": 20, "offset": 42}[which]
    made = patched(patched(data, at + place, "<I", 2**32 - 1), at + 30, "<H", len(extra))
    after = at + 46 + len("checkpoint")
    made = made[:after] + extra + made[after:]
    length = struct.unpack_from("<I", made, len(made) - 10)[0] + len(extra)
    made = patched(made, len(made) - 10, "<I", length)
    true = {"unpacked": len(files["checkpoint"]), "packed": -1, "offset": -1}[which]
    if size != true:
        assert refused(made)


@pytest.mark.parametrize("values", [(0, 0), (2**63 - 1, 0), (2**64 - 1, 0), (2**64 - 1, 2**64 - 1), (0, 2**63), (1, 1)])
def test_zip64_end_lies(whole, values):
    size, offset = values
    end = len(whole) - 22
    record = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, end, 1)
    tail = patched(whole[end:], 8, "<HHII", 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1)
    assert refused(whole[:end] + record + locator + tail)
    assert refused(whole[:end] + record + patched(locator, 8, "<Q", 2**64 - 1) + tail)


def test_wrong_crc(files, whole):
    for name in files:
        at = central(whole, name)
        crc = struct.unpack_from("<I", whole, at + 16)[0]
        assert refused(patched(whole, at + 16, "<I", crc ^ 1)) in ("damaged", "not_a_bundle")


def test_a_zip_in_a_zip_and_other_formats(whole):
    for data in (
        zipped({"bundle.zip": whole}),
        b"",
        b"PK\5\6" + bytes(18),
        whole[::-1],
        zlib.compress(whole),
        bytes(10_000),
    ):
        assert refused(data) in ("unknown_file", "not_a_bundle", "missing")


# ── the manifest ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b"{}", b'{"schema":"bundle/2"}', b'{"schema":"bundle/1","schema":"bundle/1"}', b"\xef\xbb\xbf{}", b"[" * 99_999, b'{"schema":["bundle/1"]}'],
)  # fmt: skip
def test_manifests_of_another_format(files, data):
    assert refused(files | {"bundle.json": data}) in ("unknown_format", "not_json", "duplicate_key")


def test_a_manifest_without_end_is_not_taken_apart(files):
    assert refused(example.stored(files | {"bundle.json": b"[" + b"[]," * MIB + b"0]"})) == "unknown_format"
    assert (
        refused(example.stored(files | {"bundle.json": b'{"schema":"bundle/1"' + b" " * MIB + b"}"}))
        == "unknown_format"
    )


@pytest.mark.parametrize("name", ["bundle.json", "checkpoint", f"tile/entries/000.p/{len(example.log().entries)}"])
def test_what_every_bundle_holds(files, name):
    del files[name]
    assert refused(files) == "missing"


# ── evidence ─────────────────────────────────────────────────────────────────


def test_a_photo_swapped_for_another_of_equal_size(files):
    for data in example.PHOTOS.values():
        name = f"evidence/{sha256(data).hexdigest()}"
        assert refused(files | {name: bytes(len(data))}) == "evidence"
        assert refused(files | {name: data[:-1]}) == "evidence"


def test_two_photos_swapped(files):
    one, two = (f"evidence/{sha256(example.PHOTOS[role]).hexdigest()}" for role in ("report", "before"))
    assert refused(files | {one: files[two], two: files[one]}) == "evidence"


def test_a_photo_under_its_own_hash_that_no_fact_names(files):
    other = b"another photo"
    assert refused(files | {f"evidence/{sha256(other).hexdigest()}": other}) == "strangers"


def test_a_missing_photo_is_said(files):
    del files[f"evidence/{sha256(example.PHOTOS['before']).hexdigest()}"]
    said = report(files)
    assert not said.broken
    assert "1 files that facts name are not in the bundle." in said.text


# ── personal values ──────────────────────────────────────────────────────────


def opened_by(files, **changes):
    line = json.loads(files["disclosures.jsonl"].splitlines()[0])
    return files | {"disclosures.jsonl": json.dumps({**line, **changes}).encode() + b"\n"}


def salt(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "灯亮了"}, {"value": "灯不亮了 "}, {"value": "\ud800"}, {"value": None}, {"value": 1},
        {"name": "name"}, {"name": "Words"}, {"name": ""}, {"fact": "00000002-0000-7000-8000-000000000001"},
        {"fact": "nobody"}, {"fact": []}, {"salt": salt(b"\1" * 15)}, {"salt": salt(b"\1" * 17)},
        {"salt": salt(b"\1")}, {"salt": ""}, {"salt": "é"}, {"salt": salt(b"\2" * 16)}, {"salt": "A"}, {"more": "x"},
        {"salt": salt(b"\1" * 16) + "!!"}, {"salt": " " + salt(b"\1" * 16)}, {"salt": salt(b"\1" * 16) + "=="},
        {"salt": salt(b"\1" * 16)[:-1] + "R"},
    ],
)  # fmt: skip
def test_a_disclosure_that_opens_nothing(files, changes):
    assert refused(opened_by(files, **changes)) == "disclosure"


@pytest.mark.parametrize("data", [b"\n", b"[]\n", b"null\n", b"{}\n", b"x\n", b"\xff\n", b'{"a":1.5}\n', b"[" * 99_999])
def test_disclosures_that_are_none(files, data):
    assert refused(files | {"disclosures.jsonl": files["disclosures.jsonl"] + data}) == "disclosure"


def test_a_value_counts_once(files):
    first = files["disclosures.jsonl"].splitlines(keepends=True)[0]
    assert "3 personal values" in report(files | {"disclosures.jsonl": files["disclosures.jsonl"] + first}).text
    assert "1 personal values" in report(files | {"disclosures.jsonl": first * 3}).text


def test_a_short_salt_that_was_committed_to(files):
    """A commitment over a guessable salt hides nothing, so none is taken for one."""
    from hashlib import sha256 as hashed

    text = json.dumps([salt(b"\1" * 8), "words", "x"]).encode()
    commitment = urlsafe_b64encode(hashed(urlsafe_b64encode(text).rstrip(b"=")).digest()).rstrip(b"=").decode()
    facts = example.facts()
    facts[2] = facts[2]._replace(sd=tuple(sorted([*facts[2].sd, commitment])))
    made = example.resigned(files, example.rechained(facts))
    line = example.told(facts[2].id, "words", "x", b"\1" * 8)
    assert "disclosure" in {one.code for one in report(made | {"disclosures.jsonl": line}).broken}


def test_disclosures_without_end(files):
    """Lines of nothing by the million cost no memory for each."""
    made = example.stored(files | {"disclosures.jsonl": b"\n" * (64 * MIB)})
    assert refused(made) == "disclosure"


def test_an_erased_value_leaves_everything_else_as_it_was(files):
    before = report(files)
    lines = files["disclosures.jsonl"].splitlines(keepends=True)
    after = report(files | {"disclosures.jsonl": b"".join(lines[1:])})
    assert not after.broken
    kept = [[one for one in said.findings if one.code != "disclosures"] for said in (before, after)]
    assert kept[0] == kept[1]


# ── the program ──────────────────────────────────────────────────────────────


def test_the_command_says_a_sentence_and_one_of_three_numbers(files, tmp_path, capsys):
    from covenant.__main__ import main

    whole = zipped(files)
    facts = example.facts()
    name = f"statements/{facts[-2].body['statement']}.json"
    cases = [(whole, 0), (zipped(files | {name: b"{}"}), 1), (whole[:-1], 2), (b"", 2), (zipped({}), 2)]
    for data, code in cases:
        assert main(example.verified(tmp_path, data, "--at-least", "26")[3:]) == code
        out, err = capsys.readouterr()
        assert (out + err).strip()
        assert "Traceback" not in out + err


def test_bounded_memory_and_time(files, tmp_path):
    """A real process under a limit of 400 MiB and 20 s with the worst that fits into a small file."""
    bomb = zipped(files | {NOBODY: b"\n" * (200 * MIB), "disclosures.jsonl": b"[" * (60 * MIB)})
    limit = (
        "import resource, sys, runpy; resource.setrlimit(resource.RLIMIT_AS, (400 << 20,) * 2);"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20)); sys.argv = ['covenant', *sys.argv[1:]];"
        "runpy.run_module('covenant', run_name='__main__', alter_sys=True)"
    )
    for data in (bomb, example.stored(files | {"disclosures.jsonl": b"[" * (30 * MIB)})):
        command = example.verified(tmp_path, data)
        done = subprocess.run([sys.executable, "-c", limit, *command[3:]], capture_output=True, text=True, check=False)
        assert done.returncode in (1, 2), done.stderr
        assert "Traceback" not in done.stderr
