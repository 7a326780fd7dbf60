"""Identifiers of the nodes: true shapes, one for each id and seed, nobody's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import SealedBox

from finance.lei import lei_complete
from nodes.identity import bic_of, lei_of, network_salt, sealing_key_of

SEEDS = st.integers(0, 2**63 - 1)


@given(SEEDS, st.sampled_from(["hk-bank-1", "maker", "x"]))
def test_lei__any_seed__has_true_check_digits(seed: int, identity: str) -> None:
    lei = lei_of(seed, identity)
    assert lei_complete(lei[:18]) == lei
    assert lei == lei_of(seed, identity)


@given(SEEDS, st.sampled_from(["HK", "DE", "TH"]))
def test_bic__any_seed__is_that_of_a_test_participant_of_its_country(seed: int, country: str) -> None:
    bic = bic_of(seed, "bank", country)
    assert re.fullmatch(rf"[A-Z]{{4}}{country}[A-Z]0", bic)


@pytest.mark.parametrize("make", [lei_of, lambda seed, name: bytes(sealing_key_of(seed, name).public_key)])
def test_identifier__other_seed_or_id__is_another(make) -> None:
    assert len({make(seed, name) for seed in (1, 2) for name in ("a", "b")}) == 4


def test_sealing_key__of_a_participant__can_be_sealed_to_and_opened() -> None:
    key = sealing_key_of(7, "bank")
    assert SealedBox(key).decrypt(SealedBox(key.public_key).encrypt(b"record")) == b"record"


def test_network_salt__is_a_word_and_the_seeds_own() -> None:
    assert len(network_salt(1)) == 32
    assert network_salt(1) != network_salt(2)
