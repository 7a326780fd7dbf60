"""What can go wrong on the way to the chain, as exceptions that carry their operands, and the codes of refusals.

Trusts `chain.decoding` to make them from revert data.
Never imports anything heavy: a command that only reports bad input needs nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


class InputError(Exception):
    """Bad input by the user: one line that says what, where, why and what to do; exit code 2."""

    def __init__(self, *, what: str, where: str, why: str, do: str) -> None:
        self.what, self.where, self.why, self.do = what, where, why, do
        super().__init__(f"{where}: {what}: {why}; {do}")


class ChainFault(Exception):
    """The engine, the journal or the network failed; exit code 3."""


class TransactionRejected(ChainFault):
    """An engine would not put a transaction into a block; nothing of the block was executed.

    position: of the transaction among those given; why: the engine's own words.
    """

    def __init__(self, position: int, why: str) -> None:
        self.position, self.why = position, why
        super().__init__(f"transaction {position} of the block was rejected: {why}")


class Reverted(Exception):
    """A call or transaction was reverted with data that no contract of ours declares."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        super().__init__(f"reverted with 0x{data.hex()}" if data else "reverted without data")


class Panicked(Reverted):
    """Solidity's own check failed: `code` as in the Solidity documentation (0x11 overflow, 0x12 division by zero)."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.code = int.from_bytes(data[4:], "big")
        self.args = (f"panic 0x{self.code:02x}",)


class ContractError(Reverted):
    """Base of the generated errors in `chain.clients.errors`; their fields are the operands."""

    def __str__(self) -> str:
        declared = fields(self)  # type: ignore[arg-type]
        operands = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in declared)
        return f"{type(self).__name__}({operands})"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason for which the network refuses a payment.

    code: number on chain, append only; name: of the Solidity enum member; iso_code: ISO 20022 external status reason;
    rule: as the event names it; party: who is at fault; meaning: one line for people.
    """

    code: int
    name: str
    iso_code: str
    rule: str
    party: str
    meaning: str


# In order of precedence: the first that holds is the one reported, the payer's side first.
REFUSALS: tuple[Refusal, ...] = (
    Refusal(1, "UetrReused", "AM05", "uetr", "payer's bank", "another order settled under this UETR"),
    Refusal(
        44, "OriginalUnknown", "NARR", "original", "payer's bank", "no payment settled by this order under this UETR"
    ),
    Refusal(45, "AlreadyReturned", "AM05", "original", "payer's bank", "the original is returned already"),
    Refusal(
        46, "ReturnAboveOriginal", "AM09", "return-amount", "payer", "more would go back than the payee had received"
    ),
    Refusal(2, "OrderExpired", "TM01", "order-expiry", "payer", "the order's last second is over"),
    Refusal(
        47,
        "ObligationNotQueued",
        "ED05",
        "obligation-state",
        "payer's bank",
        "the obligation is held, cancelled or settled already",
    ),
    Refusal(3, "PayerSuspended", "AC06", "payer-standing", "payer", "the payer's wallet is suspended"),
    Refusal(
        5, "PayerCurrency", "AC10", "payer-currency", "payer", "the payer's bank keeps no deposits in this currency"
    ),
    Refusal(4, "PayerBankSuspended", "AG10", "payer-bank-standing", "payer's bank", "the payer's bank is suspended"),
    Refusal(
        18, "PayerMoneyPaused", "ED06", "payer-money-paused", "payer's central bank", "the payer's money is paused"
    ),
    Refusal(6, "CostAboveMaximum", "AM21", "cost-maximum", "payer", "it costs more than the payer allowed"),
    Refusal(
        40,
        "PayerBilateralLimit",
        "AM23",
        "bilateral-limit",
        "payer's bank",
        "the payer's bank would pay the payee's bank more, net, than it wants to in a day",
    ),
    Refusal(
        41,
        "PayerMultilateralLimit",
        "AM23",
        "multilateral-limit",
        "payer's bank",
        "the payer's bank would pay all others more, net, than it wants to in a day",
    ),
    Refusal(7, "PayerInsufficientBalance", "AM04", "payer-balance", "payer", "the payer's deposit is too small"),
    Refusal(19, "PayerFrozen", "AM07", "payer-frozen", "payer", "what the payer would need is frozen"),
    Refusal(
        8,
        "PayerBankInsufficientLiquidity",
        "AM23",
        "payer-bank-liquidity",
        "payer's bank",
        "the payer's bank holds too little central-bank money",
    ),
    Refusal(21, "PayerSanctioned", "RR04", "sanctions", "payer", "the payer is on the sanctions list of its currency"),
    Refusal(36, "PayerFlagged", "FR01", "risk-flag", "payer", "an institution has flagged the payer"),
    Refusal(
        38,
        "PayerHoursClosed",
        "TM01",
        "operating-hours",
        "payer",
        "outside the operating hours of the payer's currency",
    ),
    Refusal(
        29, "PayerCorridorClosed", "AG01", "corridor", "payer", "the payer's central bank keeps this corridor closed"
    ),
    Refusal(
        31,
        "PayerPurposeNotAllowed",
        "FF07",
        "corridor",
        "payer",
        "the payer's central bank does not allow this purpose here",
    ),
    Refusal(
        33,
        "PayerTravelRuleMissing",
        "RR02",
        "travel-rule",
        "payer",
        "from this amount on the payer's side needs a travel-rule record",
    ),
    Refusal(23, "PayerTierLimit", "AM14", "kyc-tier", "payer", "more than one payment may be at the payer's tier"),
    Refusal(
        25, "PayerAmountLimit", "AM02", "amount-limit", "payer", "outside the amounts allowed in the payer's currency"
    ),
    Refusal(
        27,
        "PayerWindowLimit",
        "AM21",
        "rolling-window-limit",
        "payer",
        "more than the payer may send within the window",
    ),
    Refusal(
        35,
        "PayerBankExposure",
        "AM23",
        "counterparty-exposure",
        "payer's bank",
        "the payer's bank would pay the payee's bank more, net, than its limit",
    ),
    Refusal(9, "PayeeUnknown", "AC03", "payee-account", "payee", "no bank keeps an account for the payee"),
    Refusal(10, "PayeeSuspended", "AC06", "payee-standing", "payee", "the payee's wallet is suspended"),
    Refusal(
        12, "PayeeCurrency", "AC11", "payee-currency", "payee", "the payee's bank keeps no deposits in this currency"
    ),
    Refusal(11, "PayeeBankSuspended", "AG11", "payee-bank-standing", "payee's bank", "the payee's bank is suspended"),
    Refusal(
        20, "PayeeMoneyPaused", "ED06", "payee-money-paused", "payee's central bank", "the payee's money is paused"
    ),
    Refusal(22, "PayeeSanctioned", "RR04", "sanctions", "payee", "the payee is on the sanctions list of its currency"),
    Refusal(37, "PayeeFlagged", "FR01", "risk-flag", "payee", "an institution has flagged the payee"),
    Refusal(
        39,
        "PayeeHoursClosed",
        "TM01",
        "operating-hours",
        "payee",
        "outside the operating hours of the payee's currency",
    ),
    Refusal(
        30, "PayeeCorridorClosed", "AG01", "corridor", "payee", "the payee's central bank keeps this corridor closed"
    ),
    Refusal(
        32,
        "PayeePurposeNotAllowed",
        "FF07",
        "corridor",
        "payee",
        "the payee's central bank does not allow this purpose here",
    ),
    Refusal(
        34,
        "PayeeTravelRuleMissing",
        "RR03",
        "travel-rule",
        "payee",
        "from this amount on the payee's side needs a travel-rule record",
    ),
    Refusal(24, "PayeeTierLimit", "AM14", "kyc-tier", "payee", "more than one payment may be at the payee's tier"),
    Refusal(
        26, "PayeeAmountLimit", "AM02", "amount-limit", "payee", "outside the amounts allowed in the payee's currency"
    ),
    Refusal(28, "PayeeBalanceCap", "AM13", "balance-cap", "payee", "the payee would hold more than its tier may"),
    Refusal(
        13, "MakerNotAdmitted", "AGNT", "quote", "market maker", "the market maker may not trade one of the currencies"
    ),
    Refusal(14, "QuoteCancelled", "ED05", "quote", "market maker", "the market maker withdrew the quote"),
    Refusal(15, "QuoteExpired", "ED05", "quote", "market maker", "the quote's last second is over"),
    Refusal(16, "QuoteExhausted", "ED05", "quote", "market maker", "too little is left of the quote"),
    Refusal(
        17,
        "MakerInsufficientLiquidity",
        "ED05",
        "maker-liquidity",
        "market maker",
        "the market maker holds too little of what it sells",
    ),
    Refusal(
        42,
        "PoolRateMissing",
        "ED05",
        "pool-rate",
        "pool",
        "there is no reference rate now at which the pool could price",
    ),
    Refusal(
        43,
        "PoolInsufficientLiquidity",
        "ED05",
        "pool-liquidity",
        "pool",
        "the pool has too little of what it sells, or could not give as much at any price",
    ),
    Refusal(
        48,
        "VehicleMoneyPaused",
        "ED06",
        "vehicle-money-paused",
        "vehicle's central bank",
        "the money between the two hops is paused",
    ),
)

# What the liquidity queue alone reports, of obligations between banks and of customers' payments that are to be queued.
OF_THE_QUEUE = frozenset({"ObligationNotQueued", "PayerBilateralLimit", "PayerMultilateralLimit"})
# What is reported of payments through hops alone, and of returns and recalls alone.
OF_HOPS = frozenset({"PoolRateMissing", "PoolInsufficientLiquidity", "VehicleMoneyPaused"})
OF_RETURNS = frozenset({"OriginalUnknown", "AlreadyReturned", "ReturnAboveOriginal"})


def refusal_name(code: int) -> str:
    """Name of a refusal code as scenarios and reports write it; KeyError for a code that does not exist.

    >>> refusal_name(7)
    'PayerInsufficientBalance'
    """
    return {refusal.code: refusal.name for refusal in REFUSALS}[code]
