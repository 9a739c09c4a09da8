import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weituo.estate import codes

CODES = st.text(alphabet=codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)


def test_a_code_is_ten_unambiguous_characters():
    for _ in range(200):
        code = codes.generate(secrets.choice)
        assert len(code) == 10
        assert not set(code) & set("ILOU")
        assert code.isalnum()
        assert code == code.upper()


def test_one_seed_gives_the_same_codes():
    first, second = random.Random(3), random.Random(3)
    assert [codes.generate(first.choice) for _ in range(9)] == [codes.generate(second.choice) for _ in range(9)]


@given(CODES)
def test_what_is_printed_can_be_typed(code):
    assert codes.normal(codes.shown(code)) == code
    assert codes.normal(code.lower()) == code
    assert codes.normal(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "12345678901", "ABCDE1234U", "ABCDE/1234", "扫码报修请拨打值班电话", "ABCDE1234٣", "../../../ab"],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.normal(typed) is None


@given(st.text(max_size=30))
def test_anything_typed_is_a_code_or_none(typed):
    found = codes.normal(typed)
    assert found is None or (len(found) == codes.LENGTH and set(found) <= set(codes.ALPHABET))
