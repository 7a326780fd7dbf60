"""Provocations of every error of the FxBoard and the SettlementEngine, signatures and re-entrance included.

Trusts the small network to sign as its actors would.
Never provokes a refusal: those are successful transactions, and tested as such.
"""

from __future__ import annotations

from dataclasses import replace

from actors import BANGKOK_BANK, CHIANGMAI_BANK, HKMA, HONGKONG_BANK, IMPORTER, MAKER, STRANGER
from provocation import Provocation, forwarder, provokes
from reentrant_bank import open_reentrant_bank
from small_network import AMOUNT_MINOR, Network

from chain.clients import errors
from chain.clients.types import PaymentOrder, RefusalCode

# Order of the group of secp256k1 (SEC 2, section 2.4.1): s and order − s both verify, unless one is ruled out.
GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def malleable(signature: bytes) -> bytes:
    """The other signature of the same key over the same hash."""
    s = GROUP_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@provokes(errors.SettlementNotPayersBank)
def payer_relays_itself(network: Network) -> Provocation:
    call = network.settlement(network.order(), network.quote())
    return Provocation(IMPORTER, call, errors.SettlementNotPayersBank(IMPORTER.address, IMPORTER.address))


@provokes(errors.SettlementNotPayersBank)
def another_bank_relays(network: Network) -> Provocation:
    call = network.settlement(network.domestic_order())
    return Provocation(CHIANGMAI_BANK, call, errors.SettlementNotPayersBank(CHIANGMAI_BANK.address, IMPORTER.address))


@provokes(errors.SettlementNotPayersBank)
def payer_without_a_bank(network: Network) -> Provocation:
    order = network.domestic_order(payer=STRANGER.address)
    expected = errors.SettlementNotPayersBank(BANGKOK_BANK.address, STRANGER.address)
    return Provocation(BANGKOK_BANK, network.settlement(order, signer=STRANGER), expected)


@provokes(errors.SettlementBadSignature)
def order_signed_by_the_bank(network: Network) -> Provocation:
    order = network.order()
    call = network.settlement(order, network.quote(), signer=BANGKOK_BANK)
    return Provocation(BANGKOK_BANK, call, errors.SettlementBadSignature(order.uetr, BANGKOK_BANK.address))


@provokes(errors.SettlementBadSignature)
def domestic_order_signed_by_a_stranger(network: Network) -> Provocation:
    order = network.domestic_order()
    call = network.settlement(order, signer=STRANGER)
    return Provocation(BANGKOK_BANK, call, errors.SettlementBadSignature(order.uetr, STRANGER.address))


def badly_signed(network: Network, order: PaymentOrder, signature: bytes, error: errors.ContractError) -> Provocation:
    """A domestic order with the bytes of `signature` under it."""
    return Provocation(BANGKOK_BANK, network.engine.settle(order, signature, b""), error)


@provokes(errors.ECDSAInvalidSignature)
def signature_of_no_key(network: Network) -> Provocation:
    order = network.domestic_order()
    return badly_signed(network, order, network.sign_order(order)[:64] + b"\x1d", errors.ECDSAInvalidSignature())


@provokes(errors.ECDSAInvalidSignatureLength)
def empty_signature(network: Network) -> Provocation:
    return badly_signed(network, network.domestic_order(), b"", errors.ECDSAInvalidSignatureLength(0))


@provokes(errors.ECDSAInvalidSignatureLength)
def compact_signature(network: Network) -> Provocation:
    order = network.domestic_order()
    signature = network.sign_order(order)[:64]
    return badly_signed(network, order, signature, errors.ECDSAInvalidSignatureLength(64))


@provokes(errors.ECDSAInvalidSignatureS)
def malleable_signature(network: Network) -> Provocation:
    order = network.domestic_order()
    signature = malleable(network.sign_order(order))
    return badly_signed(network, order, signature, errors.ECDSAInvalidSignatureS(signature[32:64]))


@provokes(errors.SettlementAmountZero)
def nothing_paid(network: Network) -> Provocation:
    order = network.domestic_order(amount_minor=0)
    return Provocation(BANGKOK_BANK, network.settlement(order), errors.SettlementAmountZero(order.uetr))


@provokes(errors.SettlementAmountZero)
def nothing_paid_abroad(network: Network) -> Provocation:
    order = network.order(amount_minor=0)
    return Provocation(
        BANGKOK_BANK, network.settlement(order, network.quote()), errors.SettlementAmountZero(order.uetr)
    )


@provokes(errors.FxBoardRateZero)
def paid_for_nothing(network: Network) -> Provocation:
    call = network.settlement(network.order(), network.quote(rate_ray=0))
    return Provocation(BANGKOK_BANK, call, errors.FxBoardRateZero(MAKER.address))


@provokes(errors.FxBoardRateZero)
def preflight_for_nothing(network: Network) -> Provocation:
    call = network.engine.preflight(network.order(), network.quote(rate_ray=0))
    return Provocation(STRANGER, call, errors.FxBoardRateZero(MAKER.address))


@provokes(errors.SettlementQuoteMissing)
def two_currencies_without_a_quote(network: Network) -> Provocation:
    order = network.order()
    return Provocation(BANGKOK_BANK, network.settlement(order), errors.SettlementQuoteMissing(order.uetr))


@provokes(errors.SettlementQuoteMismatch)
def quote_the_other_way_round(network: Network) -> Provocation:
    order = network.order()
    call = network.settlement(order, network.quote(sell_currency="THB", buy_currency="HKD"))
    return Provocation(BANGKOK_BANK, call, errors.SettlementQuoteMismatch(order.uetr, "THB", "HKD"))


@provokes(errors.SettlementQuoteMismatch)
def quote_for_a_third_currency(network: Network) -> Provocation:
    order = network.order()
    call = network.settlement(order, network.quote(buy_currency="CNY"))
    return Provocation(BANGKOK_BANK, call, errors.SettlementQuoteMismatch(order.uetr, "HKD", "CNY"))


@provokes(errors.SettlementQuoteMismatch)
def quote_within_one_currency(network: Network) -> Provocation:
    order = network.domestic_order()
    call = network.settlement(order, network.quote(sell_currency="THB", buy_currency="THB"))
    return Provocation(BANGKOK_BANK, call, errors.SettlementQuoteMismatch(order.uetr, "THB", "THB"))


@provokes(errors.FxBoardBadSignature)
def quote_signed_by_the_bank(network: Network) -> Provocation:
    order, quote = network.order(), network.quote()
    forged = network.sign_quote(quote, BANGKOK_BANK)
    call = network.engine.settle_with_quote(order, network.sign_order(order), b"", quote, forged)
    return Provocation(BANGKOK_BANK, call, errors.FxBoardBadSignature(MAKER.address, BANGKOK_BANK.address))


@provokes(errors.FxBoardNotSystemContract)
def bank_fills_a_quote(network: Network) -> Provocation:
    quote = network.quote()
    call = network.fx_board.fill(quote, network.sign_quote(quote), 1)
    return Provocation(BANGKOK_BANK, call, errors.FxBoardNotSystemContract(BANGKOK_BANK.address, "HKD"))


@provokes(errors.FxBoardNotSystemContract)
def contract_of_one_jurisdiction_fills_a_quote(network: Network) -> Provocation:
    quote = network.quote()
    call = forwarder(network, network.fx_board.fill(quote, network.sign_quote(quote), 1), [HKMA])
    return Provocation(STRANGER, call, errors.FxBoardNotSystemContract(call.to, "THB"))


@provokes(errors.FxBoardNotMaker)
def bank_withdraws_a_quote(network: Network) -> Provocation:
    call = network.fx_board.withdraw(network.quote())
    return Provocation(BANGKOK_BANK, call, errors.FxBoardNotMaker(BANGKOK_BANK.address, MAKER.address))


@provokes(errors.FxBoardNotFillable)
def quote_filled_beyond_its_maximum(network: Network) -> Provocation:
    quote = network.quote(sell_minor_max=AMOUNT_MINOR)
    call = forwarder(network, network.fx_board.fill(quote, network.sign_quote(quote), AMOUNT_MINOR + 1))
    quote_hash = network.read(network.fx_board.hash_quote(quote))
    return Provocation(STRANGER, call, errors.FxBoardNotFillable(quote_hash, RefusalCode.QUOTE_EXHAUSTED))


@provokes(errors.FxBoardNotFillable)
def quote_of_a_bank(network: Network) -> Provocation:
    quote = replace(network.quote(), maker=HONGKONG_BANK.address)
    call = forwarder(network, network.fx_board.fill(quote, network.sign_quote(quote, HONGKONG_BANK), 1))
    quote_hash = network.read(network.fx_board.hash_quote(quote))
    return Provocation(STRANGER, call, errors.FxBoardNotFillable(quote_hash, RefusalCode.MAKER_NOT_ADMITTED))


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_settles_in_a_settlement(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    order = network.domestic_order(payer=reentrant.client.address, payee=reentrant.client.address)
    call = network.settlement(order, signer=reentrant.client)
    network.run(reentrant.bank, reentrant.token.prepare(call.to, call.data))
    return Provocation(reentrant.bank, call, errors.ReentrancyGuardReentrantCall())


@provokes(errors.ReentrancyGuardReentrantCall)
def deposit_money_settles_abroad_in_a_settlement(network: Network) -> Provocation:
    reentrant = open_reentrant_bank(network)
    outer = network.domestic_order(payer=reentrant.client.address, payee=reentrant.client.address)
    inner = network.settlement(network.order(), network.quote())
    network.run(reentrant.bank, reentrant.token.prepare(inner.to, inner.data))
    call = network.settlement(outer, signer=reentrant.client)
    return Provocation(reentrant.bank, call, errors.ReentrancyGuardReentrantCall())
