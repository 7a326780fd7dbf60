"""A market maker's inventory: its prices lean with it, its promises stay within it, and only trades change it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

import pytest

from finance.fx import rate_ray_half_even, with_spread_up
from finance.inventory import lean, skew_bps
from finance.money import Currency, currency
from nodes.market_maker import MarketMaker
from nodes.simulation import Simulation

EUR, SGD = currency("EUR"), currency("SGD")
DAY = datetime.date(2024, 6, 6)
OPENING_MINOR = 50_000_000
SPREAD_BPS, SKEW_BPS_MAX = 5, 40
PLAIN = "spread_bps: 5, quote_validity_s: 60"
SKEWED = (PLAIN, f"{PLAIN}, skew_bps_max: {SKEW_BPS_MAX}")
RESERVED = (PLAIN, f"{PLAIN}, reserves_open_quotes: true")
# Two payments of one second, each within what the maker holds, and together more.
RIVALS = (
    ('{EUR: "500000.00", SGD: "500000.00"}', '{EUR: "30000.00", SGD: "500000.00"}'),
    (
        'date: 2024-06-05, time: "08:30", payer: baker, payee: oven, amount: "200000.00"',
        'date: 2024-06-03, time: "08:30", payer: cook, payee: oven, amount: "20000.00"',
    ),
    (
        "  - {id: oven, name",
        '  - {id: cook, name: Cook, bank: sg-bank, opening_balance: "90000.00", top_up: never}\n  - {id: oven, name',
    ),
)
Tiny = Callable[..., Simulation]


def finished(simulation: Simulation) -> MarketMaker:
    """The one maker, after the run."""
    simulation.run()
    return simulation.actors.market_makers["maker"]


def price_ray(maker: MarketMaker, sell: Currency, buy: Currency) -> int:
    """What it asks now for a currency."""
    return maker.draft(sell, buy, 1, DAY).rate_ray


def mid_ray(maker: MarketMaker, sell: Currency, buy: Currency) -> int:
    """The reference rate of the day."""
    rate = maker.rates.per_unit(sell.code, buy.code, DAY)
    return rate_ray_half_even(rate, buy_exponent=buy.exponent, sell_exponent=sell.exponent)


def test_price__without_a_skew__is_mid_and_spread_whatever_it_holds(tiny: Tiny) -> None:
    maker = finished(tiny())
    assert maker.holding_minor(EUR) < OPENING_MINOR < maker.holding_minor(SGD)
    for sell, buy in ((EUR, SGD), (SGD, EUR)):
        assert price_ray(maker, sell, buy) == with_spread_up(mid_ray(maker, sell, buy), SPREAD_BPS)


def test_run__keys_written_as_when_left_out__has_the_same_digest(tiny: Tiny) -> None:
    written = (PLAIN, f"{PLAIN}, skew_bps_max: 0, reserves_open_quotes: false")
    assert tiny(written).run()["digest"] == tiny().run()["digest"]


def test_price__with_a_skew__is_dearer_for_what_it_lacks_and_cheaper_for_what_it_has(tiny: Tiny) -> None:
    maker = finished(tiny(SKEWED))
    leans = {each: lean(maker.holding_minor(each), OPENING_MINOR) for each in (EUR, SGD)}
    assert leans[EUR] < 0 < leans[SGD]
    for sell, buy in ((EUR, SGD), (SGD, EUR)):
        skew = skew_bps(leans[sell], leans[buy], SKEW_BPS_MAX)
        plain_ray = with_spread_up(mid_ray(maker, sell, buy), SPREAD_BPS)
        assert price_ray(maker, sell, buy) == with_spread_up(mid_ray(maker, sell, buy), SPREAD_BPS, skew)
        assert (price_ray(maker, sell, buy) > plain_ray) is (sell is EUR)
        assert abs(Fraction(price_ray(maker, sell, buy), plain_ray) - 1) * 10_000 <= SKEW_BPS_MAX


def test_price__at_the_opening_inventory__has_no_skew(tiny: Tiny) -> None:
    simulation = tiny(SKEWED)
    simulation.prepare()
    maker = simulation.actors.market_makers["maker"]
    assert maker.skew_bps(EUR, SGD) == 0
    assert price_ray(maker, EUR, SGD) == with_spread_up(mid_ray(maker, EUR, SGD), SPREAD_BPS)


LIMITED = (PLAIN, f'{PLAIN}, limits: {{EUR: {{quote: "300.00", least: "100.00"}}, SGD: {{least: "500.00"}}}}')


def test_quote__beyond_a_limit__is_not_given(tiny: Tiny) -> None:
    maker = finished(tiny(LIMITED))
    assert maker.quote(EUR, SGD, 30_000, DAY) is not None
    assert maker.quote(EUR, SGD, 30_001, DAY) is None
    spare_minor = maker.holding_minor(SGD) - 50_000
    assert maker.quote(SGD, EUR, spare_minor, DAY) is not None
    assert maker.quote(SGD, EUR, spare_minor + 1, DAY) is None


def test_run__payments_beyond_a_makers_limits__are_kept_off_for_want_of_a_quote(tiny: Tiny) -> None:
    simulation = tiny(LIMITED)
    maker = finished(simulation)
    said = {r.payment.id: (r.verdict.value, r.refusal) for r in simulation.records}
    assert said == {"one": ("kept_off", "NoQuote"), "two": ("settled", ""), "three": ("kept_off", "NoQuote")}
    assert maker.holding_minor(EUR) > OPENING_MINOR


def test_quote__promised_and_reserved__is_free_again_once_it_can_not_be_taken(tiny: Tiny) -> None:
    maker = finished(tiny(RESERVED))
    held_minor = maker.holding_minor(EUR)
    assert maker.free_minor(EUR) == held_minor
    assert maker.quote(EUR, SGD, held_minor - 7, DAY) is not None
    assert (maker.promised_minor(EUR), maker.free_minor(EUR)) == (held_minor - 7, 7)
    assert maker.quote(EUR, SGD, 8, DAY) is None
    assert maker.quote(EUR, SGD, 7, DAY) is not None
    assert maker.free_minor(SGD) == maker.holding_minor(SGD)
    maker.network.now_s += 60
    assert maker.free_minor(EUR) == 0
    maker.network.now_s += 1
    assert maker.free_minor(EUR) == held_minor


def test_quote__promised_and_withdrawn__is_free_again_with_the_next_block(tiny: Tiny) -> None:
    maker = finished(tiny(RESERVED))
    offer = maker.quote(EUR, SGD, 1_000, DAY)
    assert offer is not None
    maker.withdraw(offer[0])
    assert maker.promised_minor(EUR) == 1_000
    maker.network.seal()
    assert maker.promised_minor(EUR) == 0


def test_quote__promised_without_reserving__may_be_promised_again(tiny: Tiny) -> None:
    maker = finished(tiny())
    held_minor = maker.holding_minor(EUR)
    assert maker.quote(EUR, SGD, held_minor, DAY) is not None
    assert maker.quote(EUR, SGD, held_minor, DAY) is not None
    assert maker.quote(EUR, SGD, held_minor + 1, DAY) is None


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [((), ("refused", "MakerInsufficientLiquidity")), ((RESERVED,), ("kept_off", "NoQuote"))],
    ids=["left out", "reserved"],
)
def test_run__two_payments_for_one_inventory__is_settled_once_whatever_was_promised(
    tiny: Tiny, changes: tuple[tuple[str, str], ...], verdict: tuple[str, str]
) -> None:
    simulation = tiny(*RIVALS, *changes)
    maker = finished(simulation)
    of_day = [r for r in simulation.records if r.payment.id in ("one", "three")]
    assert sorted((r.verdict.value, r.refusal) for r in of_day) == sorted([("settled", ""), verdict])
    assert maker.holding_minor(EUR) >= 3_000_000 - 2_000_000


def test_inventory__after_a_run__is_what_it_had_and_what_it_traded(tiny: Tiny) -> None:
    simulation = tiny(SKEWED)
    maker = finished(simulation)
    settled = [r for r in simulation.records if r.verdict.value == "settled"]
    for each in (EUR, SGD):
        sold = sum(r.payment.amount_minor for r in settled if r.payment.currency == each.code)
        bought = sum(r.cost_minor or 0 for r in settled if r.payment.currency != each.code)
        assert maker.holding_minor(each) == OPENING_MINOR - sold + bought
