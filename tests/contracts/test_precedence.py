"""The order in which refusals are reported, as it stands on chain: entry by entry what `chain.errors.REFUSALS` lists.

Trusts test_refusal_table, which compares the document with the same list.
Never sorts before comparing: the order is what is tested.
"""

from __future__ import annotations

import pytest
from probes import ask_probe, create_probe
from small_network import Network

from chain.abi import Address
from chain.clients.types import RefusalCode
from chain.deployment import RULES
from chain.errors import REFUSALS

NOWHERE = 255


@pytest.fixture
def probe(network: Network) -> Address:
    """The library behind a contract that can be asked."""
    return create_probe(network, "PrecedenceProbe")


def test_place_of__each_code__is_its_place_in_the_list(network: Network, probe: Address) -> None:
    places = {code: ask_probe(network, probe, "placeOf(uint8)", "uint256", code) for code in RefusalCode}
    assert places.pop(RefusalCode.NONE) == NOWHERE
    in_order = sorted(places, key=lambda code: places[code])
    assert in_order == [RefusalCode(refusal.code) for refusal in REFUSALS]
    assert sorted(places.values()) == list(range(1, len(REFUSALS) + 1))


def test_is_payers__each_code__holds_up_to_the_first_of_the_payees_side(network: Network, probe: Address) -> None:
    first = next(place for place, refusal in enumerate(REFUSALS) if refusal.name.startswith("Payee"))
    for place, refusal in enumerate(REFUSALS):
        assert ask_probe(network, probe, "isPayers(uint8)", "bool", refusal.code) is (place < first), refusal.name
    assert ask_probe(network, probe, "isPayers(uint8)", "bool", 0) is False


def test_rules__each_name__is_the_one_that_refusals_state(network: Network) -> None:
    stated = {refusal.rule for refusal in REFUSALS}
    names = [network.read(network.deployment.rule(rule).name()) for rule in RULES]  # type: ignore[attr-defined]
    assert set(names) <= stated
    assert len(set(names)) == len(RULES)
