"""LEI check digits."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.lei import lei_check, lei_complete

GLEIF = "506700GE1G29325QX363"
ISSUED = [GLEIF, "213800KUD8LAJWSQ9D15", "MP6I5ZYZBEU3UXPYFY54"]
CHARACTERS = string.digits + string.ascii_uppercase
BASES = st.text(CHARACTERS, min_size=18, max_size=18)


@pytest.mark.parametrize("lei", ISSUED)
def test_lei__issued_one__checks_and_is_completed_from_its_base(lei: str) -> None:
    assert lei_check(lei)
    assert lei_complete(lei[:18]) == lei


@pytest.mark.parametrize(
    "lei",
    ["", GLEIF[:19], GLEIF + "0", GLEIF.lower(), " " + GLEIF, GLEIF + "\n", GLEIF[:4] + "-" + GLEIF[4:]],
)
def test_lei__wrong_form__does_not_check(lei: str) -> None:
    assert not lei_check(lei)


@given(BASES)
def test_lei__equal_remainder_outside_02_to_98__does_not_check(base: str) -> None:
    check_digits = int(lei_complete(base)[18:])
    assert 2 <= check_digits <= 98
    for other in (check_digits - 97, check_digits + 97):
        if 0 <= other <= 99:
            assert not lei_check(f"{base}{other:02d}")


@given(BASES, st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_lei__one_digit_or_one_letter_changed__does_not_check(base: str, position: int, character: str) -> None:
    # A digit for a letter shifts all that follows and can go unseen: a known limit of mod 97-10 over letters.
    assume(base[position].isdigit() == character.isdigit())
    lei = lei_complete(base)
    changed = lei[:position] + character + lei[position + 1 :]
    assert lei_check(changed) == (changed == lei)


@given(BASES, st.integers(0, 16))
def test_lei__two_neighbours_of_a_kind_swapped__does_not_check(base: str, position: int) -> None:
    assume(base[position].isdigit() == base[position + 1].isdigit())  # B1 and 1B both read 111
    lei = lei_complete(base)
    swapped = lei[:position] + lei[position + 1] + lei[position] + lei[position + 2 :]
    assert lei_check(swapped) == (swapped == lei)


@pytest.mark.parametrize("base", ["", "A" * 17, "A" * 19, "a" * 18, "٣" * 18, "A" * 17 + "-"])
def test_lei_complete__not_eighteen_digits_and_capitals__is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="18 digits and capitals"):
        lei_complete(base)
