"""Canonical bytes are those of RFC 8785 for what is allowed here, and what is not allowed is refused in words."""

import json
import random

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from covenant import canon
from covenant.errors import Problems
from tests.covenant.ledger.example import mutated, vectors

VECTORS = vectors("rfc8785.json")
LIMIT = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=127))
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-LIMIT, LIMIT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", VECTORS["inside"])
def test_the_vectors_of_rfc_8785_that_need_no_choices_give_its_bytes(name):
    given, wanted = VECTORS["inside"][name]
    assert canon.encode(canon.loads(given)) == wanted.encode()
    assert rfc8785.dumps(json.loads(given)) == wanted.encode()


@pytest.mark.parametrize("name", VECTORS["outside"])
def test_what_rfc_8785_would_take_and_we_do_not_is_refused_by_name(name):
    given, code = VECTORS["outside"][name]
    with pytest.raises(Problems) as caught:
        canon.encode(canon.loads(given))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].message.endswith(".")


@given(ANY_VALUE)
def test_the_bytes_are_those_of_another_authors_library(value):
    try:
        ours = canon.encode(value)
    except Problems as problems:
        assert {problem.code for problem in problems.problems} == {"not_nfc"}, value  # noqa: PT017
        return
    assert ours == rfc8785.dumps(value)
    assert canon.loads(ours) == canon.trusted(ours) == value
    assert canon.encode(canon.loads(ours)) == ours


@pytest.mark.parametrize("code", [*range(0x21), *range(0x7E, 0xA1), 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xFFFF, 0x10FFFF])
def test_every_character_that_might_be_escaped_is_written_as_rfc_8785_writes_it(code):
    value = {"text": f"a{chr(code)}b"}
    assert canon.encode(value) == rfc8785.dumps(value)


def test_keys_are_sorted_by_their_characters_whatever_they_look_like():
    keys = ["", " ", '"', "$", "1", "10", "2", "A", "Z", "\\", "_", "a", "aa", "b", "\x7f", "\n", "\x00"]
    value = dict.fromkeys(reversed(keys), 0)
    assert canon.encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(("value", "code"), [
    (1.0, "bad_type"), (float("nan"), "bad_type"), (b"a", "bad_type"), ({1}, "bad_type"), ({1: 2}, "bad_key"),
    ({"é": 1}, "bad_key"), ({None: 1}, "bad_key"), (2**53, "too_large"), (-(2**53), "too_large"),
    ("e\u0301", "not_nfc"), ("\u212a", "not_nfc"), ("\ud800", "surrogate"), ("a\udfff", "surrogate"), (object(), "bad_type"),
])  # fmt: skip
def test_a_value_without_a_canonical_form_is_refused_and_its_place_is_named(value, code):
    with pytest.raises(Problems) as caught:
        canon.encode({"list": [0, value]})
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].path == "$.list[1]"


def nested(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


def test_values_are_at_most_64_deep_and_deeper_ones_are_refused_not_crashed_on():
    assert canon.encode(nested(64)) == b"[" * 64 + b"0" + b"]" * 64
    for depth in (65, 5000):
        with pytest.raises(Problems, match="nested too deeply"):
            canon.encode(nested(depth))
    with pytest.raises(Problems, match="not JSON"):
        canon.loads(b"[" * 200_000)


def test_a_value_that_holds_itself_is_refused():
    value: list = []
    value.append(value)
    with pytest.raises(Problems, match="nested too deeply"):
        canon.encode(value)


def test_no_bytes_make_reading_raise_anything_but_problems():
    rng = random.Random(5)
    valid = [wanted.encode() for _, wanted in VECTORS["inside"].values()]
    valid += [given.encode() for given, _ in VECTORS["outside"].values()]
    read = 0
    for _ in range(4000):
        data = mutated(rng, rng.choice(valid), valid)
        try:
            value = canon.loads(data)
            again = canon.encode(value)
        except Problems as problems:
            assert str(problems)  # noqa: PT017
            continue
        assert canon.loads(again) == value
        read += 1
    assert read > 200
