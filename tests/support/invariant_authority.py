"""Invariants of authority: who acts on whose money, against which order, with which keys, and with how many others.

Trusts nothing of the contracts but their addresses: who may do what is worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from typing import Any

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    MAKER,
    MILLER,
    OPERATOR,
    STRANGER,
    SUPERVISOR,
)
from authorisations import authorisation, permit, permitting, transferring
from central_banks import APPROVAL_LIFE_S, central_bank, open_registry, open_validators, spec, validator_key
from customers import NEW_KEY, replace_key
from holds import NO_STEP_UP, OTHER_SECOND_KEY, SECOND_KEY, freeze, legal_order, record, set_step_up, step_up_change
from invariant_tools import Door, held_minor, holdings, moved, open_doors
from provocation import forwarder
from rule_books import ask
from small_network import COST_MINOR, DAY_S, Network

from chain.abi import ZERO_ADDRESS
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.events import JurisdictionOpened, ValidatorAdded, ValidatorKeyReplaced, ValidatorRemoved
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.types import AmountLimits, Status, StepUp, Validator, WindowLimit

CARRIED = (JurisdictionOpened, ValidatorAdded, ValidatorRemoved, ValidatorKeyReplaced)


def sovereignty(network: Network) -> list[str]:
    """K: nobody but a jurisdiction's own authorities and banks acts on its money, people and rules."""
    registry, thb, deposit = network.registry, network.money("THB"), network.deposit(BANGKOK_BANK)
    rule_book = ask(network, deposit)
    record(network, deposit)
    suspend = "suspended abroad"
    trespasses: list[Call[Any]] = [
        registry.set_participant_status(BANGKOK_BANK.address, Status.SUSPENDED, suspend),
        registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, suspend),
        thb.issue(BANGKOK_BANK.address, 1, b"x"),
        deposit.issue(IMPORTER.address, 1, b"x"),
        thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, 1),
        registry.list_deposit_token(deposit.address),
        deposit.set_frozen_tokens(IMPORTER.address, 1),
        deposit.set_paused(True, "x"),
        deposit.record_legal_order(legal_order(network, id=b"2".ljust(32, b"\0"))),
        deposit.forced_transfer(IMPORTER.address, MILLER.address, 1),
        thb.set_issuance_allowance(STRANGER.address, 1),
        thb.set_remuneration(1),
        deposit.set_rule_book(ZERO_ADDRESS),
        rule_book.set_rules([]),
        network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 1)),
    ]
    trespassers = (HKMA, HONGKONG_SUPERVISOR, HONGKONG_BANK, MAKER, OPERATOR, STRANGER)
    crossed = forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, 1), [HKMA])
    before = network.storage()
    attempts = [(who, call) for who in trespassers for call in trespasses]
    found = open_doors(network, [*attempts, (STRANGER, crossed)])
    return found if network.storage() == before else [*found, "storage changed"]


def legal_order_first(network: Network) -> list[str]:
    """R: money is taken by force only under an order that a supervisor recorded before, within its cap and its time."""
    deposit, before = network.deposit(BANGKOK_BANK), holdings(network)
    take = deposit.forced_transfer(IMPORTER.address, MILLER.address, 600)
    burn = deposit.forced_burn(IMPORTER.address, 600)
    order = legal_order(network)
    recorded_by_others = [
        (who, deposit.record_legal_order(order)) for who in (BANK_OF_THAILAND, BANGKOK_BANK, HONGKONG_SUPERVISOR)
    ]
    found = open_doors(network, [*recorded_by_others, (BANK_OF_THAILAND, take), (BANK_OF_THAILAND, burn)])
    record(network, deposit)
    found += open_doors(network, [(SUPERVISOR, take), (BANGKOK_BANK, take), (BANK_OF_THAILAND, burn)])
    network.run(BANK_OF_THAILAND, take)
    # 400 are left of the cap of 1,000.
    found += open_doors(network, [(BANK_OF_THAILAND, take)])
    network.attempt(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 400))
    found += open_doors(network, [(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 1))])
    lifted = legal_order(network, id=b"lifted".ljust(32, b"\0"))
    network.attempt(SUPERVISOR, deposit.record_legal_order(lifted))
    network.attempt(SUPERVISOR, deposit.lift_legal_order(lifted.id))
    found += open_doors(network, [(BANK_OF_THAILAND, take)])
    record(network, deposit, id=b"late".ljust(32, b"\0"), receiver=ZERO_ADDRESS, expires_at=network.now_s + 10)
    network.ledger.seal(network.now_s + 20)
    found += open_doors(network, [(BANK_OF_THAILAND, burn)])
    changes = moved(before, holdings(network))
    name = BANGKOK_BANK.identity
    taken = {(name, IMPORTER.address): -1_000, (name, MILLER.address): 1_000}
    return found if changes == taken else [*found, f"moved {changes}, not {taken}"]


def step_up(network: Network) -> list[str]:
    """S: above a wallet's threshold nothing leaves it without its second key, nor does the lock come off."""
    deposit, above_minor = network.deposit(BANGKOK_BANK), COST_MINOR - 1
    set_step_up(network, deposit, above_minor)
    network.run(IMPORTER, deposit.approve(MILLER.address, COST_MINOR))
    network.run(STRANGER, permitting(network, deposit, permit(network, spender=BANGKOK_BANK.address, value=COST_MINOR)))
    order, quote = network.order(), network.quote()
    first, wrong = network.sign_order(order), network.sign_order(order, OTHER_SECOND_KEY)
    signed_quote = network.sign_quote(quote)
    raised = StepUp(SECOND_KEY.address, 2**100)
    doors: list[Door] = [
        (IMPORTER, deposit.transfer(MILLER.address, COST_MINOR)),
        (MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, COST_MINOR)),
        (BANGKOK_BANK, deposit.transfer_from(IMPORTER.address, MILLER.address, COST_MINOR)),
        (STRANGER, transferring(network, deposit, authorisation(network, value=COST_MINOR))),
        (IMPORTER, deposit.redeem(COST_MINOR, b"x")),
        (BANGKOK_BANK, network.settlement(network.domestic_order())),
        (BANGKOK_BANK, network.settlement(network.domestic_order(payee=MILLER.address))),
        (BANGKOK_BANK, network.settlement(order, quote)),
        (BANGKOK_BANK, network.engine.settle_with_quote(order, first, wrong, quote, signed_quote)),
        (IMPORTER, deposit.set_step_up(NO_STEP_UP, b"")),
        (IMPORTER, deposit.set_step_up(raised, b"")),
        (IMPORTER, step_up_change(network, deposit, raised, IMPORTER, 1)),
        (IMPORTER, step_up_change(network, deposit, NO_STEP_UP, OTHER_SECOND_KEY, 1)),
        (IMPORTER, step_up_change(network, deposit, NO_STEP_UP, SECOND_KEY, 0)),
    ]
    before = holdings(network)
    found = open_doors(network, doors)
    found += [f"{key}: {change}" for key, change in moved(before, holdings(network)).items()]
    # What the threshold allows passes, and with the second key all does.
    network.run(IMPORTER, deposit.transfer(MILLER.address, above_minor))
    second = network.sign_order(order, SECOND_KEY)
    network.run(BANGKOK_BANK, network.engine.settle_with_quote(order, first, second, quote, signed_quote))
    return found


def one_number_for_life(network: Network) -> list[str]:
    """T: a customer keeps its number when its key is replaced, and with it its limits, listings and what is frozen."""
    deposit, registry = network.deposit(BANGKOK_BANK), network.registry
    window, sanctions = network.deployment.rule(RollingWindowLimit), network.deployment.rule(Sanctions)
    limit = WindowLimit(1_000, 1_000, 1_000, window_s=7 * DAY_S, buckets=7)
    network.run(BANK_OF_THAILAND, window.set_limit("THB", limit))
    ask(network, deposit, RollingWindowLimit, Sanctions)
    number = network.read(registry.customer_of(IMPORTER.address)).number
    network.run(IMPORTER, deposit.transfer(MILLER.address, 600))
    freeze(network, deposit, IMPORTER, 5_000)
    replace_key(network, IMPORTER, NEW_KEY)
    network.run(BANGKOK_BANK, deposit.move_holdings(IMPORTER.address))
    found = open_doors(
        network,
        [
            (NEW_KEY, deposit.transfer(MILLER.address, 401)),
            (IMPORTER, deposit.transfer(MILLER.address, 0)),
            (IMPORTER, deposit.redeem(1, b"x")),
        ],
    )
    network.run(BANK_OF_THAILAND, sanctions.list("THB", [network.read(sanctions.identifier_of(number))]))
    found += open_doors(network, [(NEW_KEY, deposit.transfer(MILLER.address, 1))])
    frozen_minor = network.read(deposit.get_frozen_tokens(NEW_KEY.address))
    if (now := network.read(registry.customer_of(NEW_KEY.address)).number) != number:
        found.append(f"the customer {number} became {now}")
    if held_minor(network, deposit, IMPORTER) or frozen_minor != 5_000:
        found.append(f"{frozen_minor} frozen, {held_minor(network, deposit, IMPORTER)} left behind")
    return found


def quorum(network: Network) -> list[str]:
    """U: jurisdictions and validators change by more than two thirds of the central banks, and at least two of them."""
    found = []
    for count, needed in [(2, 2), (4, 3), (6, 5)]:
        registry = open_registry(network, count)
        validators = open_validators(network, registry, 2)
        acts: list[Call[Any]] = [
            validators.add_validator(Validator(validator_key(7), central_bank(0).address)),
            validators.remove_validator(validator_key(1)),
            validators.replace_validator_key(validator_key(0), validator_key(8)),
            registry.open_jurisdiction(spec(90)),  # last: from then on there is one more
        ]
        found += open_doors(network, [(who, act) for who in (STRANGER, BANK_OF_THAILAND, OPERATOR) for act in acts])
        for act in acts:
            enough = _enough(network, act, count)
            found += [] if enough == needed else [f"{act.function}: {enough} of {count} were enough, not {needed}"]
    return found


def _enough(network: Network, act: Call[Any], count: int) -> int:
    """How many central banks it takes, 0 when all are not enough; what was repeated or ran out does not count."""
    network.attempt(central_bank(0), act)
    network.attempt(central_bank(0), act)
    network.ledger.seal(network.now_s + APPROVAL_LIFE_S + 1)
    for number in range(count):
        outcome = network.attempt(central_bank(number), act)
        if any(isinstance(logged.event, CARRIED) for logged in outcome.events):
            return number + 1
    return 0
