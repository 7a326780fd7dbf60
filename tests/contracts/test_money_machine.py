"""Random acts on deposits and on central-bank money beside a plain model: every balance, and why a call fails.

Trusts `money_model` as the other opinion; its figures never come from the chain.
Never lets a call pass that the model refuses, nor fail for a reason that the model does not know.
"""

from __future__ import annotations

import random

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, SUPERVISOR
from authorisations import authorisation, permit, permitting, receipt, signed, transferring
from customers import CASE_ID, WAITING_TIME_S, commitment_of, sign_customer_consent
from holds import OTHER_SECOND_KEY, SECOND_KEY, step_up_change
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from money_model import BURN, WHOLE, WITHOUT_LIMIT, Seizure
from money_stage import INSTITUTIONS, MoneyStage
from rule_books import NO_LIMIT_128
from small_network import DAY_S

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.amount_limit import AmountLimit
from chain.clients.types import AmountLimits, LegalOrder, Status, StepUp
from chain.consents import CancelAuthorization

KINDS = ["deposit", "deposit", "central"]
AMOUNTS_MINOR = [0, 1, 999, 999, 1_000, 1_000, 1_001, 5_000_000, 5_000_000, 60_000_000]
# Of a money's cast; the fourth is nobody who may hold it. Few are accused, so that orders for the same two meet.
ANYBODY, HOLDERS, ACCUSED, RECEIVERS = [0, 1, 2] * 3 + [3], [0, 0, 0, 1, 2], [0, 0, 0, 1], [None, 2]
ROUNDS = 30
AUTHORISATION_ERRORS = {
    "late": {"ERC3009InvalidAuthorizationTime"},
    "early": {"ERC3009InvalidAuthorizationTime"},
    "forged": {"ERC3009InvalidSignature"},
    "cancelled": {"ERC3009UsedAuthorization"},
    "another's": {"ERC20InvalidReceiver"},
}


class Moneys(MoneyStage, RuleBasedStateMachine):
    """What happens to them, step by step."""

    @rule(seed=st.integers(0, 2**32 - 1))
    def live_for_a_while(self, seed: int) -> None:
        # The same number is drawn again and again; at another height it means something else.
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        for _ in range(ROUNDS):
            getattr(self, draw.choice(ACTS))(draw)
            self.compare()

    @rule(seconds=st.sampled_from([1, 100_000, 300_000]))
    def wait(self, seconds: int) -> None:
        self.network.ledger.seal(self.network.ledger.timestamp_s + seconds)

    def issue(self, draw: random.Random) -> None:
        kind, amount_minor = draw.choice(KINDS), draw.choice(AMOUNTS_MINOR)
        model, holder = self.models[kind], self.cast(kind)[draw.choice(ANYBODY)]
        issuers = [BANGKOK_BANK] * 3 + [BANK_OF_THAILAND]
        issuer = draw.choice(issuers if kind == "deposit" else [*reversed(issuers), BANK_OF_THAILAND])
        reasons = model.issue_reasons(issuer.address, holder.address, amount_minor)
        if self.attempt(issuer, self.money(kind).issue(holder.address, amount_minor, b"step"), reasons):
            model.issue(issuer.address, holder.address, amount_minor)

    def allow_to_issue(self, draw: random.Random) -> None:
        kind, allowed_minor = draw.choice(KINDS), draw.choice([0, 1_000, 100_000_000, *[WITHOUT_LIMIT] * 3])
        self.network.run(BANK_OF_THAILAND, self.money(kind).set_issuance_allowance(BANGKOK_BANK.address, allowed_minor))
        self.models[kind].issuance[BANGKOK_BANK.address] = allowed_minor

    def transfer(self, draw: random.Random) -> None:
        kind, amount_minor = draw.choice(KINDS), draw.choice(AMOUNTS_MINOR)
        payer, payee = (self.cast(kind)[draw.choice(places)] for places in ([*HOLDERS, 3], ANYBODY))
        reasons = self.foresee(kind, payer, payee, amount_minor)
        if self.attempt(payer, self.money(kind).transfer(payee.address, amount_minor), reasons):
            self.models[kind].transfer(payer.address, payee.address, amount_minor)

    def approve(self, draw: random.Random) -> None:
        kind, amount_minor = draw.choice(KINDS), draw.choice([0, 1_000, WITHOUT_LIMIT])
        who, whom = self.cast(kind)[draw.choice(HOLDERS)], self.cast(kind)[draw.choice(ANYBODY)]
        self.network.run(who, self.money(kind).approve(whom.address, amount_minor))
        self.models[kind].allowances[who.address, whom.address] = amount_minor

    def permit(self, draw: random.Random) -> None:
        kind, flaw = draw.choice(KINDS), draw.choice(["", "", "expired", "forged", "used"])
        model, who = self.models[kind], self.cast(kind)[draw.choice(HOLDERS)]
        whom = self.cast(kind)[draw.choice(ANYBODY)]
        message = permit(
            self.network,
            owner=who.address,
            spender=whom.address,
            nonce=model.nonces[who.address] + (flaw == "used"),
            deadline=self.network.now_s - (flaw == "expired"),
        )
        error = "ERC2612ExpiredSignature" if flaw == "expired" else "ERC2612InvalidSigner"
        call = permitting(self.network, self.money(kind), message, SUPERVISOR if flaw == "forged" else who)
        if self.attempt(SUPERVISOR, call, {error} if flaw else set()):
            model.allowances[who.address, whom.address] = message.value
            model.nonces[who.address] += 1

    def transfer_from(self, draw: random.Random) -> None:
        kind = draw.choice(KINDS)
        model, cast = self.models[kind], self.cast(kind)
        who = cast[draw.choice(HOLDERS)]
        spenders = [spender for owner, spender in model.allowances if owner == who.address]
        by = next((each for each in cast if each.address in spenders), cast[draw.choice(ANYBODY)])
        payee, amount_minor = cast[draw.choice(ANYBODY)], draw.choice(AMOUNTS_MINOR)
        reasons = model.spend_reasons(by.address, who.address, payee.address, amount_minor)
        if self.attempt(by, self.money(kind).transfer_from(who.address, payee.address, amount_minor), reasons):
            model.spend(by.address, who.address, payee.address, amount_minor)

    def authorise(self, draw: random.Random) -> None:
        network, kind = self.network, draw.choice(KINDS)
        flaw, amount_minor = draw.choice(["", "", "used", *AUTHORISATION_ERRORS]), draw.choice(AMOUNTS_MINOR)
        payer, payee = self.cast(kind)[draw.choice(HOLDERS)], self.cast(kind)[draw.choice(ANYBODY)]
        fields = {"from_": payer.address, "to": payee.address, "value": amount_minor, "nonce": self.paper()}
        fields |= {"valid_after": network.now_s} if flaw == "early" else {}
        fields |= {"valid_before": network.now_s} if flaw == "late" else {}
        message = receipt(network, **fields) if flaw == "another's" else authorisation(network, **fields)
        if flaw == "cancelled":
            v, r, s = signed(network, self.money(kind), CancelAuthorization(payer.address, message.nonce), payer)
            network.run(SUPERVISOR, self.money(kind).cancel_authorization(payer.address, message.nonce, v, r, s))
        call = transferring(network, self.money(kind), message, SUPERVISOR if flaw == "forged" else payer)
        reasons = self.foresee(kind, payer, payee, amount_minor) | AUTHORISATION_ERRORS.get(flaw, set())
        if self.attempt(SUPERVISOR, call, reasons):
            self.models[kind].transfer(payer.address, payee.address, amount_minor)
            if flaw == "used":
                self.attempt(SUPERVISOR, call, {"ERC3009UsedAuthorization"})

    def freeze(self, draw: random.Random) -> None:
        kind, amount_minor = draw.choice(KINDS), draw.choice([0, 0, 0, 999, 5_000_000, 59_999_999, WHOLE])
        holder = self.cast(kind)[draw.choice(ANYBODY)]
        by = draw.choice([SUPERVISOR, BANK_OF_THAILAND])
        self.network.run(by, self.money(kind).set_frozen_tokens(holder.address, amount_minor))
        self.models[kind].frozen[holder.address] = amount_minor

    def record_order(self, draw: random.Random) -> None:
        kind, cap_minor = draw.choice(KINDS), draw.choice([1_000, 1_001, 60_000_000])
        model, pair = self.models[kind], self.two(kind, draw)
        order_id, at_s = self.paper(), self.network.now_s
        until_s = at_s + draw.choice([0, 10_000_000])
        order = LegalOrder(order_id, pair[0], pair[1] or ZERO_ADDRESS, cap_minor, until_s)
        if self.attempt(SUPERVISOR, self.money(kind).record_legal_order(order), model.record_reasons(*pair, at_s)):
            replaced = model.seizures.get(pair)
            model.seizures[pair] = Seizure(order_id, cap_minor, until_s)
            # One that ran out may still be lifted, which does not touch the one in its place.
            if replaced is not None:
                self.network.run(SUPERVISOR, self.money(kind).lift_legal_order(replaced.id))

    def lift_order(self, draw: random.Random) -> None:
        kind = draw.choice(KINDS)
        for pair in sorted(self.models[kind].seizures)[:1]:
            order = self.models[kind].seizures.pop(pair)
            self.network.run(SUPERVISOR, self.money(kind).lift_legal_order(order.id))

    def seize(self, draw: random.Random) -> None:
        kind = draw.choice(KINDS)
        model, money = self.models[kind], self.money(kind)
        who, whom = draw.choice([self.two(kind, draw), *sorted(model.seizures)])
        left_minor = [order.left_minor for pair, order in model.seizures.items() if pair == (who, whom)]
        amount_minor = draw.choice([*AMOUNTS_MINOR, *left_minor * 5])
        burn = money.forced_burn(who, amount_minor)
        call = burn if whom == BURN else money.forced_transfer(who, whom, amount_minor)
        if self.attempt(BANK_OF_THAILAND, call, model.seize_reasons(who, whom, amount_minor, self.network.now_s)):
            model.seize(who, whom, amount_minor)

    def two(self, kind: str, draw: random.Random) -> tuple[Address, Address]:
        """From whom money is taken, and who gets it: nobody for a burn."""
        place = draw.choice(RECEIVERS)
        return self.cast(kind)[draw.choice(ACCUSED)].address, BURN if place is None else self.cast(kind)[place].address

    def redeem(self, draw: random.Random) -> None:
        kind, amount_minor = draw.choice(KINDS), draw.choice(AMOUNTS_MINOR)
        model, holder = self.models[kind], self.cast(kind)[draw.choice(HOLDERS)]
        reasons = model.redeem_reasons(holder.address, amount_minor)
        if self.attempt(holder, self.money(kind).redeem(amount_minor, b"step"), reasons):
            model.redeem(holder.address, amount_minor)

    def pause_for_a_while(self, draw: random.Random) -> None:
        kind = draw.choice(KINDS)
        self.turn_pause(kind, True)
        for _ in range(3):
            getattr(self, draw.choice(WHILE_PAUSED))(draw)
        self.turn_pause(kind, False)

    def turn_pause(self, kind: str, paused: bool) -> None:
        self.network.run(BANK_OF_THAILAND, self.money(kind).set_paused(paused, "step"))
        self.models[kind].paused = paused

    def turn_standing(self, draw: random.Random) -> None:
        kind = draw.choice(KINDS)
        who, registry = self.cast(kind)[draw.choice(HOLDERS)], self.network.registry
        status = Status.ACTIVE if who in self.suspended else Status.SUSPENDED
        decide = registry.set_customer_status if kind == "deposit" else registry.set_participant_status
        self.network.run(BANK_OF_THAILAND, decide(who.address, status, "step"))
        self.suspended ^= {who}
        self.refresh()

    def reinstate_all(self, draw: random.Random) -> None:
        for who in sorted(self.suspended, key=lambda account: account.address):
            registry = self.network.registry
            decide = registry.set_participant_status if who in INSTITUTIONS else registry.set_customer_status
            self.network.run(BANK_OF_THAILAND, decide(who.address, Status.ACTIVE, "step"))
        self.suspended.clear()
        self.refresh()

    def set_rule(self, draw: random.Random) -> None:
        # The rule's settings are the currency's: both moneys have them.
        max_minor = draw.choice([None, None, None, 1_000])
        limits = AmountLimits(0, NO_LIMIT_128 if max_minor is None else max_minor)
        self.network.run(BANK_OF_THAILAND, self.network.deployment.rule(AmountLimit).set_limits("THB", limits))
        for model in self.models.values():
            model.amount_minor_max = max_minor

    def remunerate(self, draw: random.Random) -> None:
        model, at_s = self.models["central"], self.network.now_s + draw.choice([0, 1, 30]) * DAY_S
        holders = [who.address for who in self.cast("central")]
        reasons = {"MoneyPaused"} if model.paused else set()
        if self.attempt(BANK_OF_THAILAND, self.money("central").remunerate(holders), reasons, at_s):
            model.remunerate(holders, at_s)
        model.rate_bps = draw.choice([0, 250, -75, 5_000, -5_000])
        self.network.run(BANK_OF_THAILAND, self.central.set_remuneration(model.rate_bps))

    def replace_a_key(self, draw: random.Random) -> None:
        if not self.spares or BANGKOK_BANK in self.suspended:
            return
        new, place = self.spares.pop(0), len(self.lost)
        lost, registry, commitment = self.keys[place], self.network.registry, commitment_of(self.keys[place])
        consent = sign_customer_consent(self.network, new, BANGKOK_BANK, commitment)
        self.network.run(BANGKOK_BANK, registry.open_key_replacement(lost.address, new.address, CASE_ID, consent))
        ready_at_s = self.network.ledger.timestamp_s + WAITING_TIME_S
        self.network.run(BANGKOK_BANK, registry.complete_key_replacement(lost.address), ready_at_s)
        self.lost.append(lost)
        self.keys[place] = new
        if lost in self.suspended:
            self.suspended ^= {lost, new}
        self.refresh()

    def move_holdings(self, draw: random.Random) -> None:
        model = self.models["deposit"]
        for lost, wallet in zip(self.lost, self.keys, strict=False):
            reasons = {"MoneyPaused"} if model.paused else set()
            reasons |= set() if wallet.address in model.eligible else {"ERC7943CannotReceive"}
            if self.attempt(BANGKOK_BANK, self.money("deposit").move_holdings(lost.address), reasons):
                model.move_holdings(lost.address, wallet.address)

    def set_step_up(self, draw: random.Random) -> None:
        model, wallet = self.models["deposit"], self.keys[draw.choice(HOLDERS)]
        above_minor = draw.choice([None, None, None, 0, 1_000])
        by = draw.choice([SECOND_KEY, SECOND_KEY, OTHER_SECOND_KEY])
        step_up = StepUp(ZERO_ADDRESS, 0) if above_minor is None else StepUp(SECOND_KEY.address, above_minor)
        call = step_up_change(self.network, self.deposit, step_up, by, self.changes[wallet], wallet)
        is_forged = by is OTHER_SECOND_KEY and wallet.address in model.step_ups
        if self.attempt(wallet, call, {"DepositStepUpNotAuthorised"} if is_forged else set()):
            self.changes[wallet] += 1
            model.step_ups.pop(wallet.address, None)
            if above_minor is not None:
                model.step_ups[wallet.address] = above_minor


# Methods of the machine: were they rules of their own, one machine would see only a few of them.
WHILE_PAUSED = ["issue", "transfer", "transfer_from", "authorise", "permit", "approve", "redeem", "freeze"]
WHILE_PAUSED += ["record_order", "lift_order", "seize", "remunerate", "move_holdings", "turn_standing"]
WHILE_PAUSED += ["set_step_up", "set_rule"]
OFTEN = ["transfer", "issue", "record_order", "seize", "seize", *["reinstate_all"] * 3]
ACTS = [*WHILE_PAUSED, *OFTEN, "pause_for_a_while", "replace_a_key", "allow_to_issue"]


# The slow engine says the same of fewer.
EXAMPLES = {"revm": 24, "pyevm": 4}


@pytest.mark.deep_on_pyevm
def test_money__random_acts__agree_with_the_model_and_conserve_every_unit(engine: str) -> None:
    run_state_machine_as_test(Moneys, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=6))
