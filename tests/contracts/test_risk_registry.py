"""The shared risk registry: who flags, how long it counts, who appeals and who decides.

Trusts test_errors for every call that fails.
Never says what a flag does to a payment: that is test_rules_parties.
"""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    KEEPER,
    MAKER,
    STRANGER,
    SUPERVISOR,
    actor,
    lei,
)
from customers import NEW_KEY, replace_key
from rule_payments import NUMBERS
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.clients.errors import (
    RiskAppealTwice,
    RiskNotInstitution,
    RiskNotSubjectsBank,
    RiskNotSupervisor,
    RiskTooManyFlags,
)
from chain.clients.events import AppealDecided, FlagAppealed, FlagLifted, SubjectFlagged
from chain.clients.risk_registry import RiskRegistry
from chain.clients.types import Appeal, Flag, Role, Status
from chain.events import Event
from chain.ledger import Outcome

SUBJECT = NUMBERS[IMPORTER]
FLAGS_MAX = 8
MORE_BANKS = [actor("bank", f"provincial-bank-{number}") for number in range(FLAGS_MAX)]


@pytest.fixture
def risks(network: Network) -> RiskRegistry:
    """The network's registry."""
    return network.deployment.risks


@pytest.fixture
def identifier(network: Network, risks: RiskRegistry) -> bytes:
    """The importer's salted hash."""
    return network.read(risks.identifier_of(SUBJECT))


def events(outcome: Outcome) -> list[Event]:
    """What a transaction emitted, in order."""
    return [logged.event for logged in outcome.events]


def is_flagged(network: Network, identifier: bytes, at_s: int | None = None) -> bool:
    """Whether a flag counts in the next block, or at `at_s`."""
    return network.read(network.deployment.risks.is_flagged(identifier), at_s=at_s)


def admit_banks(network: Network, banks: list[Account]) -> None:
    """More Thai banks."""
    for number, bank in enumerate(banks, start=60):
        network.admit(BANK_OF_THAILAND, bank, Role.COMMERCIAL_BANK, lei(number), "TH")


@pytest.mark.parametrize(
    ("institution", "home"),
    [(CHIANGMAI_BANK, "TH"), (HKMA, "HK"), (HONGKONG_SUPERVISOR, "HK"), (BANGKOK_BANK, "TH")],
    ids=lambda value: getattr(value, "identity", value),
)
def test_flag__by_an_institution__is_recorded_and_counts(
    network: Network, risks: RiskRegistry, identifier: bytes, institution: Account, home: str
) -> None:
    until_s = network.now_s + DAY_S
    outcome = network.run(institution, risks.flag(identifier, "mule account", until_s))
    assert events(outcome) == [SubjectFlagged(identifier, institution.address, "mule account", until_s)]
    flag = Flag(institution.address, until_s, Appeal.NONE, home, "mule account")
    assert network.read(risks.flags_of(identifier)) == (flag,)
    assert is_flagged(network, identifier)


@pytest.mark.parametrize("account", [MAKER, KEEPER, IMPORTER, STRANGER], ids=lambda who: who.identity)
def test_flag__by_anybody_else__is_not_taken(
    network: Network, risks: RiskRegistry, identifier: bytes, account: Account
) -> None:
    error = network.attempt(account, risks.flag(identifier, "x", network.now_s + DAY_S)).error
    assert isinstance(error, RiskNotInstitution)


def test_flag__by_a_suspended_bank__is_not_taken_but_counts_if_it_was(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + DAY_S))
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    assert is_flagged(network, identifier)
    error = network.attempt(CHIANGMAI_BANK, risks.flag(identifier, "y", network.now_s + DAY_S)).error
    assert isinstance(error, RiskNotInstitution)
    network.run(CHIANGMAI_BANK, risks.lift(identifier))
    assert not is_flagged(network, identifier)


def test_flag__last_second__counts_and_the_next_does_not(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    until_s = network.now_s + 100
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", until_s))
    assert is_flagged(network, identifier, until_s)
    assert not is_flagged(network, identifier, until_s + 1)


def test_flag__until_this_very_second__is_accepted(network: Network, risks: RiskRegistry, identifier: bytes) -> None:
    at_s = network.now_s
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", at_s), at_s)
    assert not is_flagged(network, identifier)


def test_flag__renewed__has_a_new_end_and_may_be_appealed_against_anew(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + 10))
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address))
    network.run(SUPERVISOR, risks.decide(identifier, CHIANGMAI_BANK.address, True))
    assert not is_flagged(network, identifier)
    until_s = network.now_s + DAY_S
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "again", until_s))
    flag = Flag(CHIANGMAI_BANK.address, until_s, Appeal.NONE, "TH", "again")
    assert network.read(risks.flags_of(identifier)) == (flag,)
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address))


def test_lift__by_its_institution__leaves_the_flags_of_others(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    until_s = network.now_s + DAY_S
    for institution in (CHIANGMAI_BANK, HONGKONG_BANK, HKMA):
        network.run(institution, risks.flag(identifier, "x", until_s))
    outcome = network.run(CHIANGMAI_BANK, risks.lift(identifier))
    assert events(outcome) == [FlagLifted(identifier, CHIANGMAI_BANK.address)]
    left = {flag.institution for flag in network.read(risks.flags_of(identifier))}
    assert left == {HONGKONG_BANK.address, HKMA.address}
    assert is_flagged(network, identifier)


@pytest.mark.parametrize(("upheld", "appeal"), [(True, Appeal.UPHELD), (False, Appeal.REJECTED)])
def test_appeal__decided__counts_no_more_when_upheld(
    network: Network, risks: RiskRegistry, identifier: bytes, upheld: bool, appeal: Appeal
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + DAY_S))
    outcome = network.run(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address))
    assert events(outcome) == [FlagAppealed(identifier, CHIANGMAI_BANK.address, BANGKOK_BANK.address)]
    assert is_flagged(network, identifier)  # until it is decided
    outcome = network.run(SUPERVISOR, risks.decide(identifier, CHIANGMAI_BANK.address, upheld))
    assert events(outcome) == [AppealDecided(identifier, CHIANGMAI_BANK.address, SUPERVISOR.address, upheld)]
    assert is_flagged(network, identifier) is not upheld
    assert network.read(risks.flags_of(identifier))[0].appeal is appeal
    error = network.attempt(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address)).error
    assert isinstance(error, RiskAppealTwice)


def test_appeal__against_one_of_two_flags__leaves_the_other(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    for institution in (CHIANGMAI_BANK, HONGKONG_BANK):
        network.run(institution, risks.flag(identifier, "x", network.now_s + DAY_S))
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, HONGKONG_BANK.address))
    network.run(HONGKONG_SUPERVISOR, risks.decide(identifier, HONGKONG_BANK.address, True))
    assert is_flagged(network, identifier)


def test_appeal__by_another_bank_or_the_subject__is_not_heard(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + DAY_S))
    for account in (CHIANGMAI_BANK, IMPORTER, SUPERVISOR):
        error = network.attempt(account, risks.appeal(SUBJECT, CHIANGMAI_BANK.address)).error
        assert isinstance(error, RiskNotSubjectsBank)


def test_decide__by_a_supervisor_of_another_home__is_not_heard(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + DAY_S))
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address))
    for account in (HONGKONG_SUPERVISOR, BANK_OF_THAILAND, BANGKOK_BANK):
        error = network.attempt(account, risks.decide(identifier, CHIANGMAI_BANK.address, True)).error
        assert isinstance(error, RiskNotSupervisor)


def test_decide__on_its_own_flag__is_for_another_supervisor(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    colleague = actor("supervisor", "second-thai-supervisor")
    network.admit(BANK_OF_THAILAND, colleague, Role.SUPERVISOR, lei(59), "TH")
    network.run(SUPERVISOR, risks.flag(identifier, "x", network.now_s + DAY_S))
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, SUPERVISOR.address))
    error = network.attempt(SUPERVISOR, risks.decide(identifier, SUPERVISOR.address, False)).error
    assert isinstance(error, RiskNotSupervisor)
    network.run(colleague, risks.decide(identifier, SUPERVISOR.address, True))
    assert not is_flagged(network, identifier)


def test_appeal__after_the_key_was_replaced__is_still_its_banks(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", network.now_s + 10 * DAY_S))
    replace_key(network, IMPORTER, NEW_KEY)
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, CHIANGMAI_BANK.address))
    assert network.read(risks.flags_of(identifier))[0].appeal is Appeal.OPEN


def test_flag__ninth__finds_room_only_where_one_counts_no_more(
    network: Network, risks: RiskRegistry, identifier: bytes
) -> None:
    admit_banks(network, MORE_BANKS)
    short_s, long_s = network.now_s + 1_000, network.now_s + DAY_S
    for bank in MORE_BANKS:
        until_s = short_s if bank is MORE_BANKS[3] else long_s
        network.run(bank, risks.flag(identifier, "x", until_s))
    error = network.attempt(CHIANGMAI_BANK, risks.flag(identifier, "x", long_s), short_s).error
    assert isinstance(error, RiskTooManyFlags)
    # Renewing needs no room.
    network.run(MORE_BANKS[0], risks.flag(identifier, "y", long_s), short_s + 1)
    outcome = network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", long_s))
    assert events(outcome) == [
        FlagLifted(identifier, MORE_BANKS[3].address),
        SubjectFlagged(identifier, CHIANGMAI_BANK.address, "x", long_s),
    ]
    institutions = [flag.institution for flag in network.read(risks.flags_of(identifier))]
    assert len(institutions) == len(set(institutions)) == FLAGS_MAX
    assert MORE_BANKS[3].address not in institutions


def test_flag__upheld_appeal__makes_room_too(network: Network, risks: RiskRegistry, identifier: bytes) -> None:
    admit_banks(network, MORE_BANKS)
    until_s = network.now_s + DAY_S
    for bank in MORE_BANKS:
        network.run(bank, risks.flag(identifier, "x", until_s))
    network.run(BANGKOK_BANK, risks.appeal(SUBJECT, MORE_BANKS[7].address))
    network.run(SUPERVISOR, risks.decide(identifier, MORE_BANKS[7].address, True))
    outcome = network.run(CHIANGMAI_BANK, risks.flag(identifier, "x", until_s))
    assert outcome.first(FlagLifted) == FlagLifted(identifier, MORE_BANKS[7].address)
