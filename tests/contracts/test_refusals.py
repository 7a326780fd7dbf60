"""Every reason for which a payment is refused: code, rule and party, in every shape, and that nothing else happens.

Trusts `refusal_causes` to bring about one cause and no other, which the settlement after its cure shows.
Never takes a revert for a refusal: a refused payment is a successful transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, HONG_KONG, MILLER, lei
from hypothesis import given, settings
from hypothesis import strategies as st
from refusal_case import ALL_CAUSES, ONE_BANK, PAYER, QUOTING_MAKER, SHAPES, TWO_BANKS, TWO_CURRENCIES, Case, Shape
from refusal_causes import NAME_OF, assert_refused, assert_settles, build, put_right, refusal_of
from small_network import COST_MINOR, DAY_S, Network

from chain.accounts import Account
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.types import Refusal, RefusalCode, Role

Build = Callable[[Shape, Iterable[str]], Case]
EACH = [pytest.param(shape, cause, id=f"{shape.name}: {cause}") for shape in SHAPES for cause in shape.causes]
OF_THE_ORDER = ("UetrReused", "OrderExpired", "CostAboveMaximum")
# A payee that no bank knows has no account to be suspended; every other pair of neighbours can hold at once.
NEIGHBOURS = [pair for pair in pairwise(ALL_CAUSES) if pair != ("PayeeUnknown", "PayeeSuspended")]
BRIDGES = [("PayerBankExposure", "PayeeSuspended"), ("PayeeUnknown", "PayeeCurrency")]


@pytest.fixture
def new_case() -> Iterator[Build]:
    """Builds the cases of a test and closes their journals after it."""
    cases: list[Case] = []

    def new(shape: Shape, causes: Iterable[str]) -> Case:
        cases.append(build(shape, causes))
        return cases[-1]

    yield new
    for case in cases:
        case.network.ledger.journal.close()


@pytest.mark.parametrize(("shape", "cause"), EACH)
def test_settle__one_cause__is_refused_for_it_and_settles_without_it(new_case: Build, shape: Shape, cause: str) -> None:
    case = new_case(shape, {cause})
    order = case.order
    assert_refused(case, cause)
    put_right(case, cause)
    assert (case.order == order) is (cause not in OF_THE_ORDER)
    assert_settles(case)


def reported(case: Case) -> str:
    """The name of the refusal that the engine records, whose rule and party preflight must have foreseen."""
    foreseen = case.preflight()
    refused = case.settle().first(PaymentRefused)
    assert refused is not None
    assert (
        foreseen == Refusal(refused.code, refused.rule, refused.party) == refusal_of(case.shape, NAME_OF[refused.code])
    )
    return NAME_OF[refused.code]


@pytest.mark.parametrize(("first", "second"), [*NEIGHBOURS, *BRIDGES])
def test_preflight__two_causes_at_once__reports_the_earlier_in_the_table(
    new_case: Build, first: str, second: str
) -> None:
    case = new_case(TWO_CURRENCIES, {first, second})
    assert case.preflight() == refusal_of(TWO_CURRENCIES, first)
    put_right(case, first)
    assert case.preflight() == refusal_of(TWO_CURRENCIES, second)
    put_right(case, second)
    assert_settles(case)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_settle__everything_wrong__reports_the_causes_in_the_order_of_the_table(new_case: Build, shape: Shape) -> None:
    case = new_case(shape, shape.causes)
    met = []
    for cause in shape.causes:
        met.append(reported(case))
        put_right(case, cause)
    assert tuple(met) == shape.causes
    assert_settles(case)


@st.composite
def several_causes(draw: st.DrawFn) -> tuple[Shape, tuple[str, ...]]:
    """A shape and up to five of its causes, in the order of the table."""
    shape = draw(st.sampled_from(SHAPES))
    causes = draw(st.sets(st.sampled_from(shape.causes), min_size=2, max_size=5))
    return shape, tuple(cause for cause in shape.causes if cause in causes)


@given(several_causes())
@settings(max_examples=15)
def test_settle__any_set_of_causes__reports_the_first_and_changes_nothing(drawn: tuple[Shape, tuple[str, ...]]) -> None:
    shape, causes = drawn
    case = build(shape, causes)
    for cause in causes:
        before = case.storage()
        assert reported(case) == cause
        assert case.storage() == before
        put_right(case, cause)
    assert_settles(case)
    case.network.ledger.journal.close()


@pytest.mark.parametrize(
    ("shape", "currency", "cause", "central_bank"),
    [
        (TWO_CURRENCIES, "THB", "PayerMoneyPaused", BANK_OF_THAILAND),
        (TWO_CURRENCIES, "HKD", "PayeeMoneyPaused", HKMA),
        (TWO_BANKS, "THB", "PayerMoneyPaused", BANK_OF_THAILAND),
    ],
    ids=lambda value: getattr(value, "name", getattr(value, "identity", value)),
)
def test_settle__paused_central_bank_money__is_refused_with_ED06(  # noqa: N802
    new_case: Build, shape: Shape, currency: str, cause: str, central_bank: Account
) -> None:
    case = new_case(shape, ())
    money = case.network.money(currency)
    case.network.run(central_bank, money.set_paused(True, "holiday"))
    assert_refused(case, cause)
    case.network.run(central_bank, money.set_paused(False, "over"))
    assert_settles(case)


def test_settle__within_a_bank_under_paused_central_bank_money__moves_deposits_alone(new_case: Build) -> None:
    case = new_case(ONE_BANK, ())
    case.network.run(BANK_OF_THAILAND, case.network.money("THB").set_paused(True, "holiday"))
    assert_settles(case)


def test_settle__maker_never_admitted_by_one_central_bank__is_refused_with_AGNT(network: Network) -> None:  # noqa: N802
    network.admit(HKMA, QUOTING_MAKER, Role.MARKET_MAKER, lei(52), "HK")
    order, quote = network.order(), network.quote(maker=QUOTING_MAKER.address)
    refusal = Refusal(RefusalCode.MAKER_NOT_ADMITTED, "quote", QUOTING_MAKER.address)
    assert network.preflight(order, quote) == refusal


def test_settle__order_refused_for_its_cost__settles_through_a_cheaper_quote(network: Network) -> None:
    order, dear = network.order(cost_minor_max=COST_MINOR), network.quote(rate_ray=5 * 10**27)
    refused = network.settle(order, dear).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.COST_ABOVE_MAXIMUM
    assert network.settle(order, network.quote()).first(PaymentSettled) is not None


def test_settle__last_second_of_an_order__settles_and_the_next_is_too_late(network: Network) -> None:
    expires_at_s = network.now_s + DAY_S
    in_time, too_late = network.domestic_order(expires_at=expires_at_s), network.domestic_order(expires_at=expires_at_s)
    assert network.settle(in_time, at_s=expires_at_s).first(PaymentSettled) is not None
    refused = network.settle(too_late, at_s=expires_at_s + 1).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.ORDER_EXPIRED


def test_settle__two_currencies_within_one_bank_without_liquidity__is_refused_with_AM23(network: Network) -> None:  # noqa: N802
    # The bank's THB goes to the maker although payer and payee are both its own clients.
    network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    order, quote = network.order(payee=MILLER.address), network.quote()
    code, rule = RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, "payer-bank-liquidity"
    assert network.preflight(order, quote) == Refusal(code, rule, BANGKOK_BANK.address)
    refused = network.settle(order, quote).first(PaymentRefused)
    assert refused == PaymentRefused(order.uetr, code, rule, BANGKOK_BANK.address)


def test_preflight__payer_unknown_to_any_bank__is_the_payers_fault(network: Network) -> None:
    order = replace(network.domestic_order(), payer=PAYER.address)
    assert network.preflight(order) == Refusal(RefusalCode.PAYER_SUSPENDED, "payer-standing", PAYER.address)
