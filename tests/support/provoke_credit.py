"""Provocations of every error of IntradayCredit.

Trusts `credit_stage` for collateral and rates where an action needs them, the network's own contract elsewhere.
Never asks the network's reference rates: nobody reports any here.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, HONGKONG_BANK, MAKER, STRANGER, actor, lei
from credit_stage import open_credit
from provocation import Provocation, provokes
from small_network import DAY_S, Network

from chain.clients import errors
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.types import JurisdictionSpec

COLLATERALS_MAX = 16


@provokes(errors.CreditNotCentralBank)
def foreign_central_bank_sets_a_haircut(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.set_haircut("THB", "HKD", 0)
    return Provocation(HKMA, call, errors.CreditNotCentralBank(HKMA.address, "THB"))


@provokes(errors.CreditNotCentralBank)
def bank_values_its_own_securities(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.record_collateral(BANGKOK_BANK.address, "THB", 1)
    return Provocation(BANGKOK_BANK, call, errors.CreditNotCentralBank(BANGKOK_BANK.address, "THB"))


@provokes(errors.CreditNotBank)
def market_maker_draws(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.draw("THB", 1)
    return Provocation(MAKER, call, errors.CreditNotBank(MAKER.address, "THB"))


@provokes(errors.CreditNotBank)
def foreign_bank_pledges(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.pledge("THB", "HKD", 1)
    return Provocation(HONGKONG_BANK, call, errors.CreditNotBank(HONGKONG_BANK.address, "THB"))


@provokes(errors.CreditCurrencyUnknown)
def haircut_of_a_currency_of_nobody(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.set_haircut("THB", "XTS", 0)
    return Provocation(BANK_OF_THAILAND, call, errors.CreditCurrencyUnknown("XTS"))


def of_nothing(act: str) -> None:
    """Enters the provocation that a bank tries `act` with an amount of zero."""

    def provoke(network: Network) -> Provocation:
        credit = network.deployment.intraday_credit
        operands = ("THB", 0) if act in ("draw", "repay") else ("THB", "HKD", 0)
        return Provocation(BANGKOK_BANK, getattr(credit, act)(*operands), errors.CreditAmountZero())

    provoke.__name__ = f"{act}_of_nothing"
    provokes(errors.CreditAmountZero)(provoke)


for _act in ("draw", "repay", "pledge", "release"):
    of_nothing(_act)


@provokes(errors.CreditHaircutInvalid)
def haircut_of_more_than_all(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.set_haircut("THB", "HKD", 10_001)
    return Provocation(BANK_OF_THAILAND, call, errors.CreditHaircutInvalid(10_001))


@provokes(errors.CreditCollateralIsCredit)
def money_as_collateral_for_itself(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.set_haircut("THB", "THB", 0)
    return Provocation(BANK_OF_THAILAND, call, errors.CreditCollateralIsCredit("THB"))


@provokes(errors.CreditTooManyCollaterals)
def seventeenth_collateral_currency(network: Network) -> Provocation:
    registry, credit = network.registry, network.deployment.intraday_credit
    currencies = [f"ZZ{chr(65 + number)}" for number in range(COLLATERALS_MAX)]
    for number, currency in enumerate(currencies):
        central_bank = actor("central-bank", f"bank-of-{currency}")
        spec = JurisdictionSpec(f"Z{chr(65 + number)}", currency, central_bank.address, lei(600 + number))
        # More than two thirds of those there are, each time one more than the time before.
        approvers = [HKMA, BANK_OF_THAILAND, *(actor("central-bank", f"bank-of-{each}") for each in currencies)]
        for approver in approvers[: (2 + number) * 2 // 3 + 1]:
            network.run(approver, registry.open_jurisdiction(spec))
        money = CentralBankMoney.creation(registry.address, currency, 2, f"{currency} money", currency)
        network.run(central_bank, registry.list_central_bank_money(network.create(money)))
        network.run(BANK_OF_THAILAND, credit.set_haircut("THB", currency, 0))
    call = credit.set_haircut("THB", "HKD", 0)
    return Provocation(BANK_OF_THAILAND, call, errors.CreditTooManyCollaterals("THB", COLLATERALS_MAX))


@provokes(errors.CreditCollateralNotTaken)
def pledged_before_there_is_a_haircut(network: Network) -> Provocation:
    stage = open_credit(network)
    call = stage.credit.pledge("THB", "HKD", 1)
    return Provocation(BANGKOK_BANK, call, errors.CreditCollateralNotTaken("THB", "HKD"))


@provokes(errors.CreditAbovePledge)
def more_released_than_pledged(network: Network) -> Provocation:
    stage = open_credit(network)
    stage.take_hkd(0)
    network.run(BANGKOK_BANK, stage.credit.pledge("THB", "HKD", 5))
    call = stage.credit.release("THB", "HKD", 6)
    return Provocation(BANGKOK_BANK, call, errors.CreditAbovePledge(BANGKOK_BANK.address, 5, 6))


@provokes(errors.CreditAboveCollateral)
def drawn_without_collateral(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.draw("THB", 1)
    return Provocation(CHIANGMAI_BANK, call, errors.CreditAboveCollateral(CHIANGMAI_BANK.address, 0, 1))


@provokes(errors.CreditAboveDebt)
def more_repaid_than_owed(network: Network) -> Provocation:
    stage = open_credit(network)
    stage.record(5)
    network.run(BANGKOK_BANK, stage.credit.draw("THB", 5))
    call = stage.credit.repay("THB", 6)
    return Provocation(BANGKOK_BANK, call, errors.CreditAboveDebt(BANGKOK_BANK.address, 5, 6))


@provokes(errors.CreditStillOverdue)
def drawn_on_top_of_yesterdays(network: Network) -> Provocation:
    stage = open_credit(network)
    stage.record(5)
    network.run(BANGKOK_BANK, stage.credit.draw("THB", 1))
    day = network.ledger.timestamp_s // DAY_S
    expected = errors.CreditStillOverdue(BANGKOK_BANK.address, "THB", day)
    return Provocation(BANGKOK_BANK, stage.credit.draw("THB", 1), expected, (day + 1) * DAY_S)


@provokes(errors.CreditNotOverdue)
def marked_though_nothing_is_owed(network: Network) -> Provocation:
    call = network.deployment.intraday_credit.mark_overdue(BANGKOK_BANK.address, "THB")
    return Provocation(STRANGER, call, errors.CreditNotOverdue(BANGKOK_BANK.address, "THB"))
