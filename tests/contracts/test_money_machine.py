"""Random acts on deposits and on central-bank money beside a plain model: every balance, and why a call fails.

Trusts `money_model` as the other opinion; its figures never come from the chain.
Never lets a call pass that the model refuses, nor fail for a reason that the model does not know.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    SUPERVISOR,
)
from authorisations import authorisation, permit, permitting, receipt, signed, transferring
from customers import CASE_ID, sign_customer_consent
from holds import OTHER_SECOND_KEY, SECOND_KEY, step_up_change
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from money_model import BURN, WHOLE, WITHOUT_LIMIT, MoneyModel, Seizure
from money_stage import CLIENTS, REPLACEMENTS, MoneyStage
from rule_books import NO_LIMIT_128
from small_network import DAY_S

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.amount_limit import AmountLimit
from chain.clients.types import AmountLimits, LegalOrder, Status, StepUp
from chain.consents import CancelAuthorization

# A place in the cast of a money: the last is nobody who may hold it.
PLACES = st.integers(0, 3)
INSIDERS = st.integers(0, 2)
KINDS = st.sampled_from(["deposit", "deposit", "central"])
AMOUNTS = st.sampled_from([0, 1, 999, 1_000, 1_001, 5_000_000, 60_000_000])
# Few, so that orders for the same two follow each other.
ACCUSED, RECEIVERS = st.sampled_from([0, 0, 1]), st.sampled_from([None, 2])


class Moneys(MoneyStage, RuleBasedStateMachine):
    """What happens to them, step by step."""

    @rule(kind=KINDS, place=PLACES, amount_minor=AMOUNTS, by=st.sampled_from(["issuer", "issuer", "another"]))
    def issue(self, kind: str, place: int, amount_minor: int, by: str) -> None:
        model, holder = self.models[kind], self.cast(kind)[place]
        issuer = BANGKOK_BANK if (kind == "deposit") == (by == "issuer") else BANK_OF_THAILAND
        reasons = model.issue_reasons(issuer.address, holder.address, amount_minor)
        if self.attempt(issuer, self.money(kind).issue(holder.address, amount_minor, b"step"), reasons):
            model.issue(issuer.address, holder.address, amount_minor)

    @rule(kind=KINDS, allowed_minor=st.sampled_from([0, 1_000, 100_000_000, WITHOUT_LIMIT]))
    def allow_to_issue(self, kind: str, allowed_minor: int) -> None:
        self.network.run(BANK_OF_THAILAND, self.money(kind).set_issuance_allowance(BANGKOK_BANK.address, allowed_minor))
        self.models[kind].issuance[BANGKOK_BANK.address] = allowed_minor

    @rule(kind=KINDS, from_=PLACES, to=PLACES, amount_minor=AMOUNTS)
    def transfer(self, kind: str, from_: int, to: int, amount_minor: int) -> None:
        payer, payee = self.cast(kind)[from_], self.cast(kind)[to]
        reasons = self.foresee(kind, payer, payee, amount_minor)
        if self.attempt(payer, self.money(kind).transfer(payee.address, amount_minor), reasons):
            self.models[kind].transfer(payer.address, payee.address, amount_minor)

    @rule(kind=KINDS, owner=INSIDERS, spender=PLACES, amount_minor=st.sampled_from([0, 1_000, WITHOUT_LIMIT]))
    def approve(self, kind: str, owner: int, spender: int, amount_minor: int) -> None:
        who, whom = self.cast(kind)[owner], self.cast(kind)[spender]
        self.network.run(who, self.money(kind).approve(whom.address, amount_minor))
        self.models[kind].allowances[who.address, whom.address] = amount_minor

    @rule(kind=KINDS, owner=INSIDERS, spender=PLACES, flaw=st.sampled_from(["", "", "expired", "forged", "used"]))
    def permit(self, kind: str, owner: int, spender: int, flaw: str) -> None:
        model, who, whom = self.models[kind], self.cast(kind)[owner], self.cast(kind)[spender]
        message = permit(
            self.network,
            owner=who.address,
            spender=whom.address,
            nonce=model.nonces[who.address] + (flaw == "used"),
            deadline=self.network.now_s - (flaw == "expired"),
        )
        wrong = {"expired": "ERC2612ExpiredSignature", "forged": "ERC2612InvalidSigner", "used": "ERC2612InvalidSigner"}
        call = permitting(self.network, self.money(kind), message, SUPERVISOR if flaw == "forged" else who)
        if self.attempt(SUPERVISOR, call, {wrong[flaw]} if flaw else set()):
            model.allowances[who.address, whom.address] = message.value
            model.nonces[who.address] += 1

    @rule(kind=KINDS, spender=PLACES, owner=INSIDERS, to=PLACES, amount_minor=AMOUNTS)
    def transfer_from(self, kind: str, spender: int, owner: int, to: int, amount_minor: int) -> None:
        model, (by, who, payee) = self.models[kind], (self.cast(kind)[place] for place in (spender, owner, to))
        reasons = model.spend_reasons(by.address, who.address, payee.address, amount_minor)
        if self.attempt(by, self.money(kind).transfer_from(who.address, payee.address, amount_minor), reasons):
            model.spend(by.address, who.address, payee.address, amount_minor)

    @rule(
        kind=KINDS,
        from_=INSIDERS,
        to=PLACES,
        amount_minor=AMOUNTS,
        flaw=st.sampled_from(["", "", "", "late", "early", "forged", "used", "cancelled", "another's"]),
    )
    def authorise(self, kind: str, from_: int, to: int, amount_minor: int, flaw: str) -> None:
        network, model, money = self.network, self.models[kind], self.money(kind)
        payer, payee = self.cast(kind)[from_], self.cast(kind)[to]
        self.papers += 1
        nonce = self.papers.to_bytes(32, "big")
        fields = {"from_": payer.address, "to": payee.address, "value": amount_minor, "nonce": nonce}
        fields |= {"valid_after": network.now_s} if flaw == "early" else {}
        fields |= {"valid_before": network.now_s} if flaw == "late" else {}
        message = receipt(network, **fields) if flaw == "another's" else authorisation(network, **fields)
        call = transferring(network, money, message, SUPERVISOR if flaw == "forged" else payer)
        reasons = self.foresee(kind, payer, payee, amount_minor)
        wrong = {
            "late": "ERC3009InvalidAuthorizationTime",
            "early": "ERC3009InvalidAuthorizationTime",
            "forged": "ERC3009InvalidSignature",
            "cancelled": "ERC3009UsedAuthorization",
            "another's": "ERC20InvalidReceiver",
        }
        if flaw == "cancelled":
            v, r, s = signed(network, money, CancelAuthorization(payer.address, nonce), payer)
            network.run(SUPERVISOR, money.cancel_authorization(payer.address, nonce, v, r, s))
        if self.attempt(SUPERVISOR, call, reasons | ({wrong[flaw]} if flaw in wrong else set())):
            model.transfer(payer.address, payee.address, amount_minor)
            if flaw == "used":
                self.attempt(SUPERVISOR, call, reasons | {"ERC3009UsedAuthorization"})

    @rule(kind=KINDS, place=PLACES, amount_minor=st.sampled_from([0, 999, 5_000_000, 59_999_999, WHOLE]))
    def freeze(self, kind: str, place: int, amount_minor: int) -> None:
        holder = self.cast(kind)[place]
        by = SUPERVISOR if amount_minor else BANK_OF_THAILAND
        self.network.run(by, self.money(kind).set_frozen_tokens(holder.address, amount_minor))
        self.models[kind].frozen[holder.address] = amount_minor

    @rule(
        kind=KINDS,
        account=ACCUSED,
        receiver=RECEIVERS,
        cap_minor=st.sampled_from([1_000, 1_001, 60_000_000]),
        valid_s=st.sampled_from([0, 200_000]),
    )
    def record_order(self, kind: str, account: int, receiver: int | None, cap_minor: int, valid_s: int) -> None:
        self.papers += 1
        who, whom = self.cast(kind)[account].address, self.receiver(kind, receiver)
        model, at_s, order_id = self.models[kind], self.network.now_s, self.papers.to_bytes(32, "big")
        order = LegalOrder(order_id, who, whom or ZERO_ADDRESS, cap_minor, at_s + valid_s)
        reasons = model.record_reasons(who, whom, at_s)
        if self.attempt(SUPERVISOR, self.money(kind).record_legal_order(order), reasons):
            self.recorded(kind, model, (who, whom), Seizure(order_id, cap_minor, at_s + valid_s))

    def recorded(self, kind: str, model: MoneyModel, pair: tuple[Address, Address], order: Seizure) -> None:
        """A new order takes the place of one that ran out, which a supervisor may still lift without touching it."""
        replaced = model.seizures.get(pair)
        model.seizures[pair] = order
        if replaced is not None:
            self.network.run(SUPERVISOR, self.money(kind).lift_legal_order(replaced.id))

    @rule(kind=KINDS, number=st.integers(0, 3))
    def lift_order(self, kind: str, number: int) -> None:
        model = self.models[kind]
        for pair in sorted(model.seizures)[number : number + 1]:
            self.network.run(SUPERVISOR, self.money(kind).lift_legal_order(model.seizures[pair].id))
            del model.seizures[pair]

    @rule(kind=KINDS, account=ACCUSED, receiver=RECEIVERS, amount_minor=AMOUNTS)
    def seize(self, kind: str, account: int, receiver: int | None, amount_minor: int) -> None:
        model, money = self.models[kind], self.money(kind)
        who, whom = self.cast(kind)[account].address, self.receiver(kind, receiver)
        reasons = model.seize_reasons(who, whom, amount_minor, self.network.now_s)
        burn = money.forced_burn(who, amount_minor)
        call = burn if whom == BURN else money.forced_transfer(who, whom, amount_minor)
        if self.attempt(BANK_OF_THAILAND, call, reasons):
            model.seize(who, whom, amount_minor)

    def receiver(self, kind: str, place: int | None) -> Address:
        """Who gets what is seized; nobody for a burn."""
        return BURN if place is None else self.cast(kind)[place].address

    @rule(kind=KINDS, place=INSIDERS, amount_minor=AMOUNTS)
    def redeem(self, kind: str, place: int, amount_minor: int) -> None:
        model, holder = self.models[kind], self.cast(kind)[place]
        reasons = model.redeem_reasons(holder.address, amount_minor)
        if self.attempt(holder, self.money(kind).redeem(amount_minor, b"step"), reasons):
            model.redeem(holder.address, amount_minor)

    @precondition(lambda self: not any(model.paused for model in self.models.values()))
    @rule(kind=KINDS)
    def pause(self, kind: str) -> None:
        self.network.run(BANK_OF_THAILAND, self.money(kind).set_paused(True, "step"))
        self.models[kind].paused = True

    @precondition(lambda self: any(model.paused for model in self.models.values()))
    @rule()
    def go_on(self) -> None:
        for kind, model in self.models.items():
            if model.paused:
                self.network.run(BANK_OF_THAILAND, self.money(kind).set_paused(False, "step"))
                model.paused = False

    @rule(kind=KINDS, place=INSIDERS)
    def turn_standing(self, kind: str, place: int) -> None:
        who, registry = self.cast(kind)[place], self.network.registry
        status = Status.ACTIVE if who in self.suspended else Status.SUSPENDED
        decide = registry.set_customer_status if kind == "deposit" else registry.set_participant_status
        self.network.run(BANK_OF_THAILAND, decide(who.address, status, "step"))
        self.suspended ^= {who}
        self.refresh()

    @rule(kind=KINDS, max_minor=st.sampled_from([None, None, 1_000]))
    def set_rule(self, kind: str, max_minor: int | None) -> None:
        # The rule's settings are the currency's: both moneys have them.
        limits = AmountLimits(0, NO_LIMIT_128 if max_minor is None else max_minor)
        self.network.run(BANK_OF_THAILAND, self.network.deployment.rule(AmountLimit).set_limits("THB", limits))
        for model in self.models.values():
            model.amount_minor_max = max_minor

    @rule(rate_bps=st.sampled_from([0, 250, -75, 5_000, -5_000]), days=st.sampled_from([0, 1, 30]))
    def remunerate(self, rate_bps: int, days: int) -> None:
        model, at_s = self.models["central"], self.network.now_s + days * DAY_S
        holders = [who.address for who in self.cast("central")]
        reasons = {"MoneyPaused"} if model.paused else set()
        if self.attempt(BANK_OF_THAILAND, self.central.remunerate(holders), reasons, at_s):
            model.remunerate(holders, at_s)
        self.network.run(BANK_OF_THAILAND, self.central.set_remuneration(rate_bps))
        model.rate_bps = rate_bps

    @precondition(lambda self: self.spares and BANGKOK_BANK not in self.suspended)
    @rule()
    def replace_a_key(self) -> None:
        new, place = self.spares[0], len(REPLACEMENTS) - len(self.spares)
        lost, registry = self.keys[place], self.network.registry
        commitment = lost.identity.encode().ljust(32, b"\0")
        consent = sign_customer_consent(self.network, new, BANGKOK_BANK, commitment)
        self.network.run(BANGKOK_BANK, registry.open_key_replacement(lost.address, new.address, CASE_ID, consent))
        self.network.run(
            BANGKOK_BANK, registry.complete_key_replacement(lost.address), self.network.ledger.timestamp_s + 3 * DAY_S
        )
        self.spares.remove(new)
        self.lost.append(lost)
        self.keys[place] = new
        self.suspended |= {new} if lost in self.suspended else set()
        self.refresh()

    @precondition(lambda self: self.lost)
    @rule()
    def move_holdings(self) -> None:
        model, lost = self.models["deposit"], self.lost[-1]
        wallet = self.keys[CLIENTS.index(lost)]
        reasons = {"MoneyPaused"} if model.paused else set()
        reasons |= set() if wallet.address in model.eligible else {"ERC7943CannotReceive"}
        if self.attempt(BANGKOK_BANK, self.deposit.move_holdings(lost.address), reasons):
            model.move_holdings(lost.address, wallet.address)

    @rule(place=INSIDERS, above_minor=st.sampled_from([None, 0, 1_000]), signer=st.sampled_from(["", "", "forged"]))
    def set_step_up(self, place: int, above_minor: int | None, signer: str) -> None:
        model, wallet = self.models["deposit"], self.keys[place]
        step_up = StepUp(ZERO_ADDRESS, 0) if above_minor is None else StepUp(SECOND_KEY.address, above_minor)
        by = OTHER_SECOND_KEY if signer else SECOND_KEY
        call = step_up_change(self.network, self.deposit, step_up, by, self.changes[wallet], wallet)
        reasons = {"DepositStepUpNotAuthorised"} if signer and wallet.address in model.step_ups else set()
        if self.attempt(wallet, call, reasons):
            self.changes[wallet] += 1
            model.step_ups.pop(wallet.address, None)
            if above_minor is not None:
                model.step_ups[wallet.address] = above_minor

    @rule(seconds=st.sampled_from([1, 100_000, 300_000]))
    def wait(self, seconds: int) -> None:
        self.network.ledger.seal(self.network.ledger.timestamp_s + seconds)

    @invariant()
    def every_figure_of_what_was_touched_is_that_of_the_model(self) -> None:
        self.compare()


def test_money__random_acts__agree_with_the_model_and_conserve_every_unit() -> None:
    run_state_machine_as_test(Moneys, settings=settings(max_examples=25, stateful_step_count=25))
