"""A picture made from another is found, a different one is not; what cannot be compared says so."""

import io
import subprocess
import sys
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bench import pictures
from weituo.engines.likeness import Fingerprint, Index, Unreadable, alike, fingerprint
from weituo.engines.likeness.picture import MOST_BYTES
from weituo.engines.likeness.prints import MOST_BYTES as LONGEST

COUNT = 24


@pytest.fixture(scope="module")
def scenes():
    return [pictures.scene(seed) for seed in range(5_000, 5_000 + COUNT)]


@pytest.fixture(scope="module")
def prints(scenes):
    return [fingerprint(pictures.jpeg(one)) for one in scenes]


@pytest.mark.parametrize("name", pictures.CHANGES)
def test_a_changed_copy_is_found(scenes, prints, name):
    missed = [
        number
        for number, (scene, print_) in enumerate(zip(scenes, prints, strict=True))
        if alike(print_, fingerprint(pictures.CHANGES[name](scene, Random(number)))) is None
    ]
    assert len(missed) <= COUNT // 20, missed


def test_no_picture_is_like_another(prints):
    index = Index(lambda key: prints[key])
    for number, print_ in enumerate(prints):
        assert index.search(print_) == []
        index.add(number, print_)
    assert len(index) == COUNT


def test_what_was_done_is_named(scenes, prints):
    rng, scene, print_ = Random(1), scenes[3], prints[3]
    assert alike(print_, print_).kind == "same"
    assert alike(print_, print_).distance == 0
    assert alike(print_, fingerprint(pictures.jpeg(scene, 35))).kind == "recompressed"
    assert alike(print_, fingerprint(pictures.cropped(scene, rng))).kind == "cropped"
    assert alike(print_, fingerprint(pictures.mirrored(scene, rng))).kind == "mirrored"
    assert alike(fingerprint(pictures.cropped(scene, rng)), print_).kind == "cropped"  # either may be the older one


def test_the_index_says_what_the_pair_says(scenes, prints):
    index = Index(lambda key: prints[key])
    index.extend(enumerate(prints))
    for number in range(0, COUNT, 4):
        asked = fingerprint(pictures.mirrored_crop(scenes[number], Random(number)))
        found = index.search(asked)
        assert [match.key for match in found] == ([number] if alike(prints[number], asked) else [])
        assert index.search(asked, leave=lambda key, mine=number: key == mine) == []


def test_the_sorted_bands_find_what_the_tail_finds(scenes, prints, monkeypatch):
    asked = fingerprint(pictures.cropped(scenes[5], Random(5)))
    tail = Index(lambda key: prints[key])
    tail.extend(enumerate(prints))
    expected = tail.search(asked)
    monkeypatch.setattr("weituo.engines.likeness.index.TAIL", 4)
    banded = Index(lambda key: prints[key])
    for number, print_ in enumerate(prints):
        banded.add(number, print_)
        banded.search(print_)
    assert [match.key for match in banded.search(asked)] == [match.key for match in expected] == [5]


def test_an_empty_index_finds_nothing(prints):
    assert Index(lambda key: prints[0]).search(prints[0]) == []


def test_a_fingerprint_is_its_bytes(prints):
    for print_ in prints:
        data = bytes(print_)
        assert len(data) <= LONGEST
        assert bytes(Fingerprint.read(data)) == data
        assert alike(Fingerprint.read(data), print_).kind == "same"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_bytes_that_are_no_fingerprint_are_refused(data):
    with pytest.raises(Unreadable):
        Fingerprint.read(data)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 4_000), st.integers(0, 255))
def test_a_malformed_picture_is_unreadable_or_read_never_worse(junk, at, value):
    whole = bytearray(pictures.jpeg(Image.radial_gradient("L").convert("RGB")))
    whole[at % len(whole)] = value
    for data in (junk, bytes(whole), bytes(whole)[: at % len(whole)], bytes(whole) + junk):
        with suppress(Unreadable):
            assert len(bytes(fingerprint(data))) <= LONGEST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a picture"),
        (b"GIF89a" + bytes(40), "not a picture"),
        (bytes(MOST_BYTES + 1), "too many bytes"),
        (pictures.jpeg(Image.new("RGB", (2_000, 60))), "too narrow"),
    ],
)
def test_what_cannot_be_compared_says_why(data, why):
    with pytest.raises(Unreadable, match=why):
        fingerprint(data)


def test_too_many_pixels_are_refused_before_they_are_unpacked():
    out = io.BytesIO()
    Image.new("1", (20_000, 5_000)).save(out, "PNG")
    with pytest.raises(Unreadable, match="too many pixels"):
        fingerprint(out.getvalue())


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_nothing_is_said_about_a_plain_wall(shade):
    one, two = (fingerprint(pictures.jpeg(Image.new("RGB", size, (shade,) * 3))) for size in ((640, 480), (320, 240)))
    assert alike(one, two) is None


def test_a_picture_that_was_turned_by_its_own_note_is_seen_upright(scenes):
    scene = scenes[7]
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    scene.rotate(90, expand=True).save(out, "JPEG", exif=exif)
    assert alike(fingerprint(pictures.jpeg(scene)), fingerprint(out.getvalue())) is not None


def test_a_mirror_image_of_itself_is_not_called_mirrored():
    half = pictures.scene(77).crop((0, 0, 240, 480))
    both = Image.new("RGB", (480, 480))
    both.paste(half, (0, 0))
    both.paste(ImageOps.mirror(half), (240, 0))
    print_ = fingerprint(pictures.jpeg(both))
    assert alike(print_, print_).kind == "same"


def test_importing_the_engine_imports_nothing_heavy():
    code = "import sys, weituo.engines.likeness; sys.exit(bool({'numpy', 'imagehash', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
