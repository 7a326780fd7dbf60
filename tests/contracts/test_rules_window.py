"""RollingWindowLimit beside an exact list of what was sent: never over the limit, never more than a bucket too strict.

Trusts `window_model` as the other opinion.
Never lets a change of settings, of the key or of the day give anybody a second limit.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, IMPORTER, MILLER
from customers import NEW_KEY, replace_key
from forks import once_an_engine
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_books import NO_LIMIT_64, ask, set_tier, subject_of
from rule_payments import BOOK, NUMBERS, PASSES, own_credit, party, payment, verdict
from small_network import DAY_S, Network, open_network
from window_model import Window, WindowModel

from chain.clients.errors import ERC7943InsufficientUnfrozenBalance, RuleBookRefused
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.types import RefusalCode, Sides, Tier, WindowLimit

REFUSED = (RefusalCode.PAYER_WINDOW_LIMIT, RefusalCode.NONE)
LIMIT_MINOR = 1_000
WINDOWS = [(60, 1), (60, 2), (60, 6), (70, 7), (600, 5), (3, 3)]


def limit(full_minor: int = LIMIT_MINOR, window_s: int = DAY_S, buckets: int = 6) -> WindowLimit:
    """A limit for those known in full; less known ones have a half and a quarter of it."""
    return WindowLimit(full_minor // 4, full_minor // 2, full_minor, window_s, buckets)


@once_an_engine
def _network() -> Network:
    return open_network()


gaps = st.one_of(st.integers(1, 12), st.sampled_from([30, 59, 60, 61, 70, 80, 600, 720, 10_000]))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), gaps, st.integers(0, LIMIT_MINOR)),
        st.tuples(st.just("pay"), gaps, st.sampled_from([0, 1, 400, LIMIT_MINOR, LIMIT_MINOR + 1])),
        st.tuples(st.just("set"), st.sampled_from(WINDOWS), st.sampled_from([1, 300, LIMIT_MINOR])),
    ),
    min_size=5,
    max_size=25,
)


@given(first=st.sampled_from(WINDOWS), drawn=steps)
@settings(max_examples=40)
def test_window__any_payments_and_settings__never_over_the_limit_and_at_most_a_bucket_too_strict(
    first: tuple[int, int], drawn: list[tuple[str, object, int]]
) -> None:
    network = _network().fork()
    rule = RollingWindowLimit(network.create(RollingWindowLimit.creation(network.registry.address)))
    model = WindowModel(Window(*first, LIMIT_MINOR))
    network.run(BANK_OF_THAILAND, rule.set_limit("THB", limit(LIMIT_MINOR, *first)))
    for kind, what, amount_minor in drawn:
        if kind == "set":
            network.run(BANK_OF_THAILAND, rule.set_limit("THB", limit(amount_minor, *what)))  # type: ignore[misc]
            model.window = Window(*what, amount_minor)  # type: ignore[misc]
            continue
        at_s = network.ledger.timestamp_s + int(what)  # type: ignore[call-overload]
        passes = verdict(network, rule, payment(amount_minor), at_s) == PASSES
        assert not (passes and model.must_refuse(at_s, amount_minor)), "over the limit"
        assert passes or model.may_refuse(at_s, amount_minor), "too strict"
        if passes:
            network.run(BOOK, rule.record(payment(amount_minor)), at_s)
            model.send(at_s, amount_minor)


@pytest.fixture
def window(network: Network) -> RollingWindowLimit:
    """10.00 THB a day in six buckets, asked for transfers at Bangkok Bank."""
    rule = network.deployment.rule(RollingWindowLimit)
    network.run(BANK_OF_THAILAND, rule.set_limit("THB", limit()))
    ask(network, network.deposit(BANGKOK_BANK), RollingWindowLimit)
    return rule


def book_of(network: Network) -> RuleBook:
    """Bangkok Bank's book."""
    return network.deployment.rule_book(network.deposit(BANGKOK_BANK).address)


def used_minor(network: Network, rule: RollingWindowLimit) -> int:
    """What the importer has used of its limit."""
    return network.read(rule.used_minor(book_of(network).address, "THB", NUMBERS[IMPORTER]))


def passes(network: Network, amount_minor: int, at_s: int | None = None) -> bool:
    """Whether a plain transfer of the importer to the miller passes; one that does not is refused by the window."""
    error = network.attempt(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, amount_minor), at_s).error
    if error is not None:
        assert isinstance(error, RuleBookRefused)
        assert (error.code, error.rule) == (RefusalCode.PAYER_WINDOW_LIMIT, "rolling-window-limit")
        assert error.party == IMPORTER.address
    return error is None


def test_window__exactly_at_the_limit__passes_and_one_more_is_refused(
    network: Network, window: RollingWindowLimit
) -> None:
    assert passes(network, LIMIT_MINOR - 1)
    assert passes(network, 1)
    assert not passes(network, 1)
    assert passes(network, 0)
    assert used_minor(network, window) == LIMIT_MINOR


def test_window__at_midnight__gives_no_second_limit(network: Network, window: RollingWindowLimit) -> None:
    midnight_s = (network.now_s // DAY_S + 2) * DAY_S
    assert passes(network, LIMIT_MINOR, midnight_s - 1)
    assert not passes(network, 1, midnight_s)
    assert not passes(network, 1, midnight_s + DAY_S - 1)
    assert passes(network, LIMIT_MINOR, midnight_s + DAY_S)


def test_window__sent_early_in_a_bucket__is_forgotten_a_window_and_a_bucket_later_at_most(
    network: Network, window: RollingWindowLimit
) -> None:
    start_s = (network.now_s // DAY_S + 2) * DAY_S
    assert passes(network, LIMIT_MINOR, start_s)
    assert not passes(network, 1, start_s + DAY_S + DAY_S // 6 - 1)
    assert passes(network, LIMIT_MINOR, start_s + DAY_S + DAY_S // 6)


def test_window__refused_payments__use_nothing(network: Network, window: RollingWindowLimit) -> None:
    assert passes(network, 600)
    refusals = [network.settle(network.domestic_order(amount_minor=401)).first(PaymentRefused) for _ in range(2)]
    assert [refused.code for refused in refusals if refused] == [RefusalCode.PAYER_WINDOW_LIMIT] * 2
    assert not passes(network, 401)
    assert used_minor(network, window) == 600
    assert network.settle(network.domestic_order(amount_minor=400)).first(PaymentSettled) is not None
    assert used_minor(network, window) == LIMIT_MINOR


def test_window__transfer_that_fails_elsewhere__uses_nothing(network: Network, window: RollingWindowLimit) -> None:
    money = network.deposit(BANGKOK_BANK)
    network.run(BANK_OF_THAILAND, money.set_frozen_tokens(IMPORTER.address, 2**256 - 1))
    error = network.attempt(IMPORTER, money.transfer(MILLER.address, 1)).error
    assert isinstance(error, ERC7943InsufficientUnfrozenBalance)
    assert used_minor(network, window) == 0


def test_window__every_way_to_send__counts_towards_one_limit(network: Network, window: RollingWindowLimit) -> None:
    money = network.deposit(BANGKOK_BANK)
    assert passes(network, 100)
    network.run(IMPORTER, money.transfer(IMPORTER.address, 200))  # to oneself
    network.settle(network.domestic_order(amount_minor=300))
    network.settle(network.order(amount_minor=20), network.quote())
    assert used_minor(network, window) == 100 + 200 + 300 + 92
    # What it receives, and what it redeems, is no payment of its own.
    network.run(BANGKOK_BANK, money.issue(IMPORTER.address, 5_000, b"x"))
    network.run(IMPORTER, money.redeem(5_000, b"x"))
    assert used_minor(network, window) == 692


def test_window__by_tier__is_the_limit_of_how_the_bank_knows_it_now(
    network: Network, window: RollingWindowLimit
) -> None:
    assert passes(network, 400)
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.BASIC)
    assert passes(network, 100)
    assert not passes(network, 1)
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.ANONYMOUS)
    assert not passes(network, 0)  # it is above its limit already
    set_tier(network, BANGKOK_BANK, IMPORTER, Tier.FULL)
    assert passes(network, 500)


def test_window__tier_without_a_limit__is_counted_all_the_same(network: Network, window: RollingWindowLimit) -> None:
    network.run(BANK_OF_THAILAND, window.set_limit("THB", WindowLimit(0, 0, NO_LIMIT_64, DAY_S, 6)))
    assert passes(network, 50_000)
    assert used_minor(network, window) == 50_000
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit()))
    assert not passes(network, 1)


def test_window__replaced_key__goes_on_with_what_is_left(network: Network, window: RollingWindowLimit) -> None:
    money, week = network.deposit(BANGKOK_BANK), 7 * DAY_S
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit(window_s=week, buckets=7)))
    assert passes(network, 600)
    replace_key(network, IMPORTER, NEW_KEY)
    network.run(BANGKOK_BANK, money.move_holdings(IMPORTER.address))
    assert subject_of(network, NEW_KEY) == NUMBERS[IMPORTER]
    with pytest.raises(RuleBookRefused, match="PAYER_WINDOW_LIMIT"):
        network.run(NEW_KEY, money.transfer(MILLER.address, 401))
    network.run(NEW_KEY, money.transfer(MILLER.address, 400))
    assert used_minor(network, window) == LIMIT_MINOR


def test_window__each_book__counts_for_itself(network: Network, window: RollingWindowLimit) -> None:
    assert passes(network, LIMIT_MINOR)
    # Whoever hands a payment to the rule counts it for itself alone.
    network.run(BOOK, window.record(payment(LIMIT_MINOR, payer=party(MILLER))))
    assert network.read(window.used_minor(BOOK.address, "THB", NUMBERS[MILLER])) == LIMIT_MINOR
    network.run(MILLER, network.deposit(BANGKOK_BANK).transfer(IMPORTER.address, LIMIT_MINOR))


def test_window__payees_side__is_neither_asked_nor_counted(network: Network, window: RollingWindowLimit) -> None:
    incoming = payment(LIMIT_MINOR + 1, sides=Sides.PAYEE)
    assert verdict(network, window, incoming) == PASSES == verdict(network, window, own_credit(LIMIT_MINOR + 1))
    network.run(BOOK, window.record(incoming))
    assert network.read(window.used_minor(BOOK.address, "THB", NUMBERS[IMPORTER])) == 0


def test_window__currency_without_a_limit__is_not_counted(network: Network, window: RollingWindowLimit) -> None:
    in_hkd = payment(2**200, currency="HKD")
    assert verdict(network, window, in_hkd) == PASSES
    network.run(BOOK, window.record(in_hkd))
    network.run(HKMA, window.set_limit("HKD", limit()))
    assert network.read(window.used_minor(BOOK.address, "HKD", NUMBERS[IMPORTER])) == 0


def test_window__count_beyond_64_bits__stays_at_its_maximum(network: Network, window: RollingWindowLimit) -> None:
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit(NO_LIMIT_64 - 1, 60, 2)))
    start_s = (network.now_s // 60 + 2) * 60
    for at_s, amount_minor in [(start_s, NO_LIMIT_64 - 1), (start_s + 30, 2**256 - 1), (start_s + 31, 1)]:
        network.run(BOOK, window.record(payment(amount_minor)), at_s)
    assert network.read(window.used_minor(BOOK.address, "THB", NUMBERS[IMPORTER])) >= NO_LIMIT_64
    assert verdict(network, window, payment(1)) == REFUSED
    assert verdict(network, window, payment(2**256 - 1), start_s + 10 * DAY_S) == REFUSED


def test_window__shortened_and_lengthened_again__lets_nothing_through_twice(
    network: Network, window: RollingWindowLimit
) -> None:
    assert passes(network, 900)
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit(window_s=60, buckets=6)))
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit()))
    assert not passes(network, 101)
    assert passes(network, 100)


def test_window__replaced_by_a_longer_one__counts_what_was_sent_in_the_old_one(
    network: Network, window: RollingWindowLimit
) -> None:
    assert passes(network, LIMIT_MINOR)
    sent_at_s = network.ledger.timestamp_s
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit(window_s=7 * DAY_S, buckets=7)))
    assert not passes(network, 1, sent_at_s + 7 * DAY_S - 1)
    assert passes(network, LIMIT_MINOR, sent_at_s + 9 * DAY_S)
