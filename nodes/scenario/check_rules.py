"""Checks of the rules and of what clients start with under them: limits that fit together, and nobody above one.

Trusts the amounts' own check for what is an amount: one that is none is passed over here.
Never says what a payment would meet on the chain; only what a scenario contradicts by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from nodes.scenario.check_days import closed, outside
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.model import ClientEntry, ClientGroupEntry
from nodes.scenario.rules import RulesEntry, Tier, TierAmounts, tier_limits, written_tiers
from nodes.scenario.wallets import DrawnClient

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_rules(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Limits that contradict each other, and clients who would begin above them."""
    is_asked = any(home.rules and home.rules.travel_rule_from for home in scenario.jurisdictions)
    for index, home in enumerate(scenario.jurisdictions):
        if home.rules is not None:
            yield from _rule_problems(("jurisdictions", index, "rules"), home.rules, home.currency)
            if home.rules.travel_rule_acknowledged_within_s is not None and not is_asked:
                why, do = "no jurisdiction asks for travel-rule records", "add travel_rule_from, or remove it"
                at = ("jurisdictions", index, "rules", "travel_rule_acknowledged_within_s")
                yield Problem(at, "deadline without effect", why, do)
    for index, client in enumerate(scenario.clients):
        loc: Loc = ("clients", index)
        yield from _client_days(scenario, loc, client, directory)
        yield from _opening_balance(loc, client, client.joins is not None, directory.home_of_client(client.id))
    yield from _group_balances(scenario, directory)
    yield from _file_balances(scenario, directory)
    yield from _allowances(scenario, directory)


def minor_or_none(text: str | None, code: str) -> int | None:
    """An amount in minor units; `None` without one, or where it is not one: that is reported where it stands."""
    try:
        return None if text is None else parse_minor(text, currency(code))
    except MoneyError:
        return None


def _rule_problems(loc: Loc, rules: RulesEntry, code: str) -> Iterator[Problem]:
    corridor, window, limit = rules.corridor, rules.rolling_window, rules.amount_limit
    if corridor is not None and corridor.purposes is None and minor_or_none(corridor.plain_max, code):
        why = "without `purposes` no transfer needs one"
        yield Problem((*loc, "corridor", "plain_max"), "limit without effect", why, "add purposes, or remove it")
    if window is not None and window.window_s % window.buckets:
        why = f"{window.window_s} s are not {window.buckets} equal parts"
        yield Problem((*loc, "rolling_window", "buckets"), "uneven window", why, "take a divisor of window_s")
    if limit is not None:
        least_minor, most_minor = minor_or_none(limit.min, code), minor_or_none(limit.max, code)
        if least_minor is not None and most_minor is not None and least_minor > most_minor > 0:
            why = f"the largest is {limit.max} {code}"
            yield Problem((*loc, "amount_limit", "min"), "smallest payment above the largest", why, "lower it")
    for key, limits in tier_limits(rules):
        yield from _tier_order((*loc, key), limits, code)


def _tier_order(loc: Loc, limits: TierAmounts, code: str) -> Iterator[Problem]:
    """Who is better known may not be allowed less."""
    written = dict(written_tiers(limits))
    if not written:
        yield Problem(loc, "no tier has a limit", "a tier that is left out has none", "add one, or remove the rule")
    before: str | None = "0"
    for tier in Tier:
        text = written.get(tier)
        lower, here = minor_or_none(before, code), minor_or_none(text, code)
        if text is not None and before is None:
            why = "a tier that is less well known has no limit"
            yield Problem((*loc, tier.value), f"limit of {tier}", why, "limit that one too")
            return
        if lower is not None and here is not None and here < lower:
            why = f"a tier that is less well known has {before} {code}"
            yield Problem((*loc, tier.value), f"limit of {tier} too low", why, "write at least that")
        before = text


def _client_days(scenario: Scenario, loc: Loc, client: ClientEntry, directory: Directory) -> Iterator[Problem]:
    if client.tier_expires is not None and client.tier_expires < max(scenario.start, client.joins or scenario.start):
        why = f"{client.id} is a client from {client.joins or scenario.start} on"
        yield Problem((*loc, "tier_expires"), f"tier expired on {client.tier_expires}", why, "take a later date")
    if client.joins is None:
        return
    home, sides = directory.home_of_client(client.id), directory.openings_of((client.id,))
    problem = outside(scenario, (*loc, "joins"), client.joins)
    if problem is None and home is not None and sides is not None:
        problem = closed((*loc, "joins"), client.joins, home.name, sides)
    if problem is None:
        yield from _before_joining(scenario, client, client.joins, directory)
    else:
        yield problem


def _before_joining(
    scenario: Scenario, client: ClientEntry, joins: datetime.date, directory: Directory
) -> Iterator[Problem]:
    """What has a client do anything on the day on which it joins, or before."""
    why = f"{client.id} joins on {joins}"
    for loc, day in _days_of(scenario, client.id, directory):
        if day <= joins:
            yield Problem(loc, f"date {day} before its account is open", why, "take a date after that")


def _days_of(scenario: Scenario, client: str, directory: Directory) -> Iterator[tuple[Loc, datetime.date]]:
    for index, payment in enumerate(scenario.payments.explicit):
        if client in (payment.payer, directory.payee_of(payment)):
            yield ("payments", "explicit", index, "date"), payment.date
    for index, loan in enumerate(scenario.loans):
        if loan.borrower == client:
            yield ("loans", index, "drawn_on"), loan.drawn_on
    for index, event in enumerate(scenario.account_events):
        if event.client == client:
            yield ("account_events", index, "date"), event.date
    for index, act in enumerate(scenario.acts):
        if client in (act.subject, act.to):
            yield ("acts", index, "date"), act.date


def _opening_balance(
    loc: Loc, entry: ClientEntry | ClientGroupEntry | DrawnClient, joins: bool, home: JurisdictionEntry | None
) -> Iterator[Problem]:
    balance_minor = None if home is None else minor_or_none(entry.opening_balance, home.currency)
    if not balance_minor or home is None or home.rules is None:
        return
    # Opening balances are booked before the rules hold; who joins later is credited under all of them.
    for rule, limit in _limits_on_credit(home.rules, entry.tier, joins):
        limit_minor = minor_or_none(limit, home.currency)
        if limit_minor is not None and balance_minor > limit_minor:
            why = f"{rule} of {home.id} allows {limit} {home.currency} at the tier {entry.tier}"
            what = f"opening balance of {entry.opening_balance} {home.currency}"
            yield Problem((*loc, "opening_balance"), what, why, "lower it, or raise the tier")
            return


def _limits_on_credit(rules: RulesEntry, tier: str, is_credited: bool) -> Iterator[tuple[str, str | None]]:
    if rules.balance_cap is not None:
        yield "balance_cap", getattr(rules.balance_cap, tier)
    if rules.kyc_tier is not None and is_credited:
        yield "kyc_tier", getattr(rules.kyc_tier, tier)
    if rules.amount_limit is not None and is_credited:
        yield "amount_limit", rules.amount_limit.max


def _file_balances(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    judged: set[tuple[str, str, str]] = set()
    for client in scenario.rows.clients(scenario).clients:
        like = client.bank, client.opening_balance, client.tier
        if like not in judged:
            judged.add(like)
            yield from _opening_balance(("clients_file",), client, False, directory.home_of_bank(client.bank))


def _group_balances(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    for index, group in enumerate(scenario.client_groups):
        homes = (directory.home_of_bank(bank) for bank in group.banks or directory.banks)
        found = (
            problem for home in homes for problem in _opening_balance(("client_groups", index), group, False, home)
        )
        yield from islice(found, 1)


def _allowances(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """A bank that may not issue what its clients begin with."""
    for index, bank in enumerate(scenario.banks):
        home = directory.home_of_bank(bank.id)
        allowed_minor = minor_or_none(bank.issuance_allowance, home.currency) if home else None
        if home is None or allowed_minor is None:
            continue
        own = (client for client in directory.clients.values() if client.bank == bank.id)
        needed_minor = sum(minor_or_none(client.opening_balance, home.currency) or 0 for client in own)
        if needed_minor > allowed_minor:
            why = "its clients' opening balances add up to more"
            what = f"issuance allowance of {bank.issuance_allowance} {home.currency}"
            yield Problem(("banks", index, "issuance_allowance"), what, why, "raise it")
