"""Checks of a scenario's money: currencies that exist and exact amounts.

Trusts `finance.money` to say what an amount is.
Never rounds an amount into shape: one decimal too many is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from finance.money import AMOUNT_MINOR_MAX, MoneyError, UnknownCurrency, currency, format_minor, parse_minor
from nodes.scenario.dealers import dealers_of
from nodes.scenario.demand import GeneratedPaymentsEntry
from nodes.scenario.directory import Directory
from nodes.scenario.expectation import stated_expectations
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.loans import LoanEntry, ScheduleEntry
from nodes.scenario.resolution import scaled_down
from nodes.scenario.rules import written_amounts

if TYPE_CHECKING:
    from nodes.scenario import Scenario

REPORTING_CURRENCY = "USD"
"""In which a scenario's `value_usd_min` is stated."""
_UNKNOWN = 9
"""Stands for the exponent of a currency that there is none of."""
_BANK_AMOUNTS = (
    *("opening_liquidity", "redeem_above", "issuance_allowance"),
    *("collateral", "bilateral_limit", "multilateral_limit"),
)


def check_currencies(scenario: Scenario) -> Iterator[Problem]:
    """Currencies that ISO 4217 does not know, and pegs of zero."""
    codes: list[tuple[Loc, str]] = [
        (("jurisdictions", index, "currency"), entry.currency) for index, entry in enumerate(scenario.jurisdictions)
    ]
    for code, peg in scenario.rates.pegs.items():
        codes += [(("rates", "pegs", code), code), (("rates", "pegs", code, "anchor"), peg.anchor)]
        if Decimal(peg.units_per_anchor) == 0:
            rate: Loc = ("rates", "pegs", code, "units_per_anchor")
            yield Problem(rate, "peg of zero", "a rate is above zero", "write the units of one anchor")
    for loc, code in codes:
        try:
            currency(code)
        except UnknownCurrency as error:
            yield Problem(loc, f"unknown {error.what}", *_split(error, "correct it"), at_key=loc[-1] == code)


def check_amounts(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Amounts that are not exact in their currency, and zeros where something has to be paid."""
    wrong = [problem for amount in _amounts(scenario, directory) for problem in amount_problems(amount)]
    yield from wrong or _scaled_liquidity(scenario, directory)


def check_dealings(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Currency mismatches; for a scenario with its names right."""
    yield from _payment_currencies(scenario, directory)


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount of the file with the currency that it is in."""

    loc: Loc
    text: str
    code: str
    must_be_positive: bool = False


def _split(error: MoneyError, otherwise: str) -> tuple[str, str]:
    """Why and what to do: the money errors carry their advice, where they have one, behind a semicolon."""
    why, _, hint = error.why.partition("; ")
    return why, hint or otherwise


def _amounts(scenario: Scenario, directory: Directory) -> Iterator[WrittenAmount]:
    yield from _opening_amounts(scenario, directory)
    for index, payment in enumerate(scenario.payments.explicit):
        yield WrittenAmount(("payments", "explicit", index, "amount"), payment.amount, payment.currency, True)
    yield from _loan_amounts(scenario, directory)
    yield from _rule_amounts(scenario)
    yield from _act_amounts(scenario, directory)
    for index, event in enumerate(scenario.account_events):
        home = directory.home_of_client(event.client)
        if home:
            yield WrittenAmount(("account_events", index, "amount"), event.amount, home.currency, True)
    generated = scenario.payments.generated
    if generated is not None and generated.value_usd_min is not None:
        loc: Loc = ("payments", "generated", "value_usd_min")
        yield WrittenAmount(loc, generated.value_usd_min, REPORTING_CURRENCY, True)
    for loc, expect in stated_expectations(scenario):
        if expect.value_usd_min is not None:
            yield WrittenAmount((*loc, "value_usd_min"), expect.value_usd_min, REPORTING_CURRENCY)


def _opening_amounts(scenario: Scenario, directory: Directory) -> Iterator[WrittenAmount]:
    for index, bank in enumerate(scenario.banks):
        home = directory.home_of_bank(bank.id)
        for key in _BANK_AMOUNTS:
            text = getattr(bank, key)
            if home and text is not None:
                yield WrittenAmount(("banks", index, key), text, home.currency)
        if home is not None:
            for name, limit in bank.bilateral_limits.items():
                yield WrittenAmount(("banks", index, "bilateral_limits", name), limit, home.currency)
    for index, client in enumerate(scenario.clients):
        home = directory.home_of_client(client.id)
        if home:
            yield WrittenAmount(("clients", index, "opening_balance"), client.opening_balance, home.currency)
            if client.step_up_above is not None:
                yield WrittenAmount(("clients", index, "step_up_above"), client.step_up_above, home.currency)
    for index, group in enumerate(scenario.client_groups):
        homes = [directory.home_of_bank(bank) for bank in group.banks or directory.banks]
        # One amount for banks of several currencies: it must be exact in each, and is reported once.
        coarsest = min((home.currency for home in homes if home), key=_exponent, default=None)
        if coarsest is not None:
            yield WrittenAmount(("client_groups", index, "opening_balance"), group.opening_balance, coarsest)
    for dealer in dealers_of(scenario):
        for code, text in dealer.entry.inventory.items():
            yield WrittenAmount((*dealer.loc, "inventory", code), text, code)
        for code, limits in dealer.entry.limits.items():
            yield WrittenAmount((*dealer.loc, "limits", code, "least"), limits.least, code)
            for key, amount in (("most", limits.most), ("quote", limits.quote)):
                if amount is not None:
                    yield WrittenAmount((*dealer.loc, "limits", code, key), amount, code)


def _scaled_liquidity(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    factor = scenario.liquidity.opening
    for bank in scenario.banks:
        home = directory.home_of_bank(bank.id)
        known = None if home is None or _exponent(home.currency) == _UNKNOWN else currency(home.currency)
        if known and scaled_down(parse_minor(bank.opening_liquidity, known), factor) > AMOUNT_MINOR_MAX:
            why = f"{bank.id} would open with more than {format_minor(AMOUNT_MINOR_MAX, known)} {known.code}"
            yield Problem(("liquidity", "opening"), f"factor of {factor}", why, "lower it")
            return


def _loan_amounts(scenario: Scenario, directory: Directory) -> Iterator[WrittenAmount]:
    for index, loan in enumerate(scenario.loans):
        home = directory.home_of_bank(loan.lender)
        if home:
            yield WrittenAmount(("loans", index, "principal"), loan.principal, home.currency, True)
            yield WrittenAmount(("loans", index, "late_fee"), loan.late_fee, home.currency)
            yield WrittenAmount(("loans", index, "keeper_fee"), loan.keeper_fee, home.currency)
            yield from _change_amounts(("loans", index), loan, home.currency)
    for index, keeper in enumerate(scenario.keepers):
        home = directory.home_of_bank(keeper.bank or "")
        if home:
            yield WrittenAmount(("keepers", index, "call_cost"), keeper.call_cost, home.currency)
    yield from _lending_amounts(scenario, directory)


def _change_amounts(loc: Loc, loan: LoanEntry, code: str) -> Iterator[WrittenAmount]:
    """Agreed payments, and what is paid for what happens after the drawdown."""
    anew = (((*loc, "restructurings", place), entry) for place, entry in enumerate(loan.restructurings))
    schedules: list[tuple[Loc, ScheduleEntry]] = [(loc, loan), *anew]
    for where, schedule in schedules:
        if schedule.payment is not None:
            yield WrittenAmount((*where, "payment"), schedule.payment, code, True)
    for place, early in enumerate(loan.prepayments):
        yield WrittenAmount((*loc, "prepayments", place, "amount"), early.amount, code, True)
    for place, sale in enumerate(loan.assignments):
        yield WrittenAmount((*loc, "assignments", place, "price"), sale.price, code)


def _lending_amounts(scenario: Scenario, directory: Directory) -> Iterator[WrittenAmount]:
    lending = scenario.lending
    home = directory.home_of_bank(next(iter(lending.lenders))) if lending else None
    if lending is None or home is None:
        return
    for key in ("late_fee", "keeper_fee"):
        yield WrittenAmount(("lending", key), getattr(lending, key), home.currency)
    for index, product in enumerate(lending.products):
        for key in ("least", "most", "step"):
            text = getattr(product.principal, key)
            yield WrittenAmount(("lending", "products", index, "principal", key), text, home.currency, True)


def _rule_amounts(scenario: Scenario) -> Iterator[WrittenAmount]:
    for index, home in enumerate(scenario.jurisdictions):
        for path, text in written_amounts(home.rules) if home.rules else ():
            yield WrittenAmount(
                ("jurisdictions", index, "rules", *path), text, home.currency, path == ("amount_limit", "max")
            )


def _act_amounts(scenario: Scenario, directory: Directory) -> Iterator[WrittenAmount]:
    for index, act in enumerate(scenario.acts):
        home = directory.home_of_client(act.subject) or directory.home_of_bank(act.subject)
        if home and act.amount is not None:
            yield WrittenAmount(("acts", index, "amount"), act.amount, home.currency, act.act != "issuance_allowance")


def _exponent(code: str) -> int:
    try:
        return currency(code).exponent
    except UnknownCurrency:
        return _UNKNOWN  # reported where it stands; it must not hide the others


def amount_problems(amount: WrittenAmount) -> Iterator[Problem]:
    """What is wrong with one amount; nothing where its currency is."""
    try:
        money = currency(amount.code)
    except UnknownCurrency:
        return  # reported where the currency stands
    try:
        amount_minor = parse_minor(amount.text, money)
    except MoneyError as error:
        like = "250000" + "." * (money.exponent > 0) + "0" * money.exponent
        do = "lower it" if error.why.startswith("the most") else f'write it like "{like}"'
        yield Problem(amount.loc, error.what, *_split(error, do))
        return
    if amount.must_be_positive and amount_minor == 0:
        yield Problem(amount.loc, f"amount of zero {money.code}", "it has to be above zero", "write an amount")


def _payment_currencies(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    for index, payment in enumerate(scenario.payments.explicit):
        loc: Loc = ("payments", "explicit", index)
        payee = directory.payee_of(payment)
        home = directory.home_of_client(payee)
        if home and home.currency != payment.currency:
            why = f"{payee} holds {home.currency}, and a payment is in the payee's currency"
            yield Problem((*loc, "currency"), f"currency {payment.currency} mismatch", why, f"write {home.currency}")
        if payment.payer == payee:
            why = f"both are {payment.payer}"
            key = "payee" if payment.payee_alias is None else "payee_alias"
            yield Problem((*loc, key), "payer and payee are the same", why, "name somebody else")


def drawn_from(generated: GeneratedPaymentsEntry, directory: Directory) -> Collection[str]:
    """Ids of the clients between whom generated payments are drawn."""
    # Who is not there all the time takes no part: it would be drawn for days on which it can't sign.
    candidates = directory.clients if generated.clients == "all" else directory.grouped
    return [client for client in candidates if client not in directory.absent]
