"""Intraday credit with rates that a test sets: a contract of its own beside the network's, which is the same code.

Trusts `small_network` for the banks; Bangkok Bank is admitted in Hong Kong too and holds HKD there.
Never leaves a rate from one test to another: there is none until a test sets it.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, LEIS
from small_network import Network

from chain.accounts import Account
from chain.clients.fixed_rates import FixedRates
from chain.clients.intraday_credit import IntradayCredit
from chain.clients.types import Role

HKD_MINOR = 1_000_000
ALLOWANCE_MINOR = 10**12


@dataclass(frozen=True, slots=True)
class CreditStage:
    """The network with intraday credit. credit: its client; rates: what it asks for rates."""

    network: Network
    credit: IntradayCredit
    rates: FixedRates

    def record(self, value_minor: int, bank: Account = BANGKOK_BANK) -> None:
        """Thailand's central bank values a bank's securities."""
        self.network.run(BANK_OF_THAILAND, self.credit.record_collateral(bank.address, "THB", value_minor))

    def set_rate(self, rate_ray: int) -> None:
        """Satang for one HKD cent, in ray."""
        self.network.run(BANK_OF_THAILAND, self.rates.set_rate("HKD", "THB", rate_ray))

    def take_hkd(self, haircut_bps: int) -> None:
        """Thailand's central bank takes HKD at this haircut."""
        self.network.run(BANK_OF_THAILAND, self.credit.set_haircut("THB", "HKD", haircut_bps))

    def owed(self, bank: Account = BANGKOK_BANK) -> tuple[int, int]:
        """What a bank owes in THB, and since which day."""
        return self.network.read(self.credit.credit_of(bank.address, "THB"))

    def collateral(self, bank: Account = BANGKOK_BANK) -> int:
        """What a bank's collateral counts for in THB."""
        return self.network.read(self.credit.collateral_of(bank.address, "THB"))


def open_credit(network: Network) -> CreditStage:
    """Deploys it, admits it everywhere, and lets it issue THB."""
    rates = FixedRates(network.create(FixedRates.creation()))
    credit = IntradayCredit(network.create(IntradayCredit.creation(network.registry.address, rates.address)))
    for central_bank in (HKMA, BANK_OF_THAILAND):
        network.run(central_bank, network.registry.admit(credit.address, Role.SYSTEM_CONTRACT, "", "", ""))
    network.run(BANK_OF_THAILAND, network.money("THB").set_issuance_allowance(credit.address, ALLOWANCE_MINOR))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        network.admit(HKMA, bank, Role.COMMERCIAL_BANK, LEIS[bank.address], "TH")
    network.run(HKMA, network.money("HKD").issue(BANGKOK_BANK.address, HKD_MINOR, b"open"))
    return CreditStage(network, credit, rates)
