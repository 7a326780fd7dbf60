"""Firm quotes: what they cost, how far they can be filled, and when they can't any more.

Trusts the SettlementEngine to fill them, and a forwarding contract where a test needs the board alone.
Never fills with a signature of anyone but the maker; every error is provoked in test_errors.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from actors import BANK_OF_THAILAND, HKMA, MAKER, STRANGER
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from provocation import forwarder
from small_network import AMOUNT_MINOR, DAY_S, RATE_RAY, Network

from chain.clients.events import QuoteFilled, QuoteWithdrawn
from chain.clients.types import FirmQuote, RefusalCode, Status
from finance.rounding import RAY, mul_div_up

WITHDRAWN = 2**256 - 1


def quote_hash(network: Network, quote: FirmQuote) -> bytes:
    """What the maker signs."""
    return network.read(network.fx_board.hash_quote(quote))


def test_cost_of__any_amount_and_rate__is_rounded_up_as_off_chain(network: Network) -> None:
    draw = random.Random(2)
    cases = [(1, 1), (1, RAY), (1, RAY + 1), (3, RAY // 3), (10**18, RATE_RAY), (0, RATE_RAY)]
    cases += [(draw.randrange(10**15), draw.randrange(1, 10**30)) for _ in range(40)]
    for sell_minor, rate_ray in cases:
        quote = network.quote(rate_ray=rate_ray)
        cost_minor = network.read(network.fx_board.cost_of(quote, sell_minor))
        assert cost_minor == mul_div_up(sell_minor, rate_ray, RAY), (sell_minor, rate_ray)


def test_hash_quote__any_quote__is_its_eip_712_digest(network: Network) -> None:
    quote = network.quote()
    domain = network.ledger.domain(network.fx_board)
    message: dict[str, Any] = {
        "maker": quote.maker,
        "sellCurrency": b"HKD",
        "buyCurrency": b"THB",
        "rateRay": quote.rate_ray,
        "sellMinorMax": quote.sell_minor_max,
        "expiresAt": quote.expires_at,
        "nonce": quote.nonce,
    }
    members = [{"name": spec["name"], "type": spec["type"]} for spec in domain.components("FirmQuote")]
    signable = encode_typed_data(domain.as_dict(), {"FirmQuote": members}, message)
    digest = keccak(b"\x19\x01" + signable.header + signable.body)
    assert quote_hash(network, quote) == digest


def test_fill__in_parts__adds_up_and_stops_at_the_maximum(network: Network) -> None:
    quote = network.quote(sell_minor_max=2 * AMOUNT_MINOR + 1)
    for count in (1, 2):
        outcome = network.settle(network.order(), quote)
        expected = QuoteFilled(quote_hash(network, quote), MAKER.address, AMOUNT_MINOR, 4_600_000)
        assert outcome.first(QuoteFilled) == expected
        assert network.read(network.fx_board.filled_minor(quote_hash(network, quote))) == count * AMOUNT_MINOR
    assert network.read(network.fx_board.check(quote, 1)) is RefusalCode.NONE
    assert network.read(network.fx_board.check(quote, 2)) is RefusalCode.QUOTE_EXHAUSTED
    network.settle(network.order(amount_minor=1), quote)
    assert network.read(network.fx_board.check(quote, 1)) is RefusalCode.QUOTE_EXHAUSTED


def test_fill__two_quotes_that_differ_by_nonce__are_filled_apart(network: Network) -> None:
    first = network.quote(sell_minor_max=AMOUNT_MINOR)
    second = network.quote(sell_minor_max=AMOUNT_MINOR)
    network.settle(network.order(), first)
    assert network.read(network.fx_board.filled_minor(quote_hash(network, second))) == 0
    network.settle(network.order(), second)


def test_withdraw__half_filled_quote__ends_it(network: Network) -> None:
    quote = network.quote()
    network.settle(network.order(), quote)
    outcome = network.run(MAKER, network.fx_board.withdraw(quote))
    assert outcome.events[0].event == QuoteWithdrawn(quote_hash(network, quote), MAKER.address)
    assert network.read(network.fx_board.filled_minor(quote_hash(network, quote))) == WITHDRAWN
    assert network.read(network.fx_board.check(quote, 1)) is RefusalCode.QUOTE_CANCELLED


def test_withdraw__quote_that_nobody_has_seen__can_never_be_filled(network: Network) -> None:
    quote = network.quote(sell_minor_max=WITHDRAWN)
    network.run(MAKER, network.fx_board.withdraw(quote))
    call = forwarder(network, network.fx_board.fill(quote, network.sign_quote(quote), 1))
    outcome = network.attempt(STRANGER, call)
    assert getattr(outcome.error, "code", None) is RefusalCode.QUOTE_CANCELLED


def test_check__last_second_of_a_quote__is_still_good_and_the_next_is_not(network: Network) -> None:
    quote = network.quote()
    check = network.fx_board.check(quote, 1)
    assert network.read(check, at_s=quote.expires_at) is RefusalCode.NONE
    assert network.read(check, at_s=quote.expires_at + 1) is RefusalCode.QUOTE_EXPIRED


@pytest.mark.parametrize("central_bank", [HKMA, BANK_OF_THAILAND], ids=["of what it sells", "of what it buys"])
def test_check__maker_suspended_in_one_currency__is_not_admitted(network: Network, central_bank: Any) -> None:
    quote = network.quote()
    network.set_participant(central_bank, MAKER, Status.SUSPENDED)
    assert network.read(network.fx_board.check(quote, 1)) is RefusalCode.MAKER_NOT_ADMITTED
    network.set_participant(central_bank, MAKER, Status.ACTIVE)
    assert network.read(network.fx_board.check(quote, 1)) is RefusalCode.NONE


def test_fill__by_a_system_contract_of_both_currencies__answers_the_cost(network: Network) -> None:
    quote = network.quote(expires_at=network.now_s + DAY_S)
    call = forwarder(network, network.fx_board.fill(quote, network.sign_quote(quote), 10))
    filled = network.run(STRANGER, call).first(QuoteFilled)
    assert filled == QuoteFilled(quote_hash(network, quote), MAKER.address, 10, 46)
