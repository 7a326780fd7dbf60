"""The stage on which everybody calls everything: the small network, with somebody in every role and in every standing.

Trusts the small network for its first cast; adds the roles that it has no use for, and whoever could pass for another.
Never lets the rightful caller lack anything: what a call needs was done before, and nothing of it is used up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from actors import (
    ACTORS,
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    KEEPER,
    MAKER,
    MILLER,
    OPERATOR,
    SUPERVISOR,
    THAILAND,
    actor,
    lei,
)
from actors import LEIS as FIRST_LEIS
from role_papers import Papers, prepare
from role_payments import prepare_payments
from small_network import DAY_S, Network

from chain.abi import Address
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.events import ActApproved
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.types import (
    Curve,
    JurisdictionSpec,
    LegalOrder,
    LoanTerms,
    PoolSpec,
    QueueMode,
    Role,
    Status,
    Validator,
)
from chain.consents import AliasConsent, CustomerConsent
from chain.pools import PoolPlan, deploy_pools

MAS = actor("central-bank", "mas")
NEW_BANK = actor("bank", "new-bank")
PENDING_BANK = actor("bank", "pending-bank")
SUSPENDED_BANK = actor("bank", "suspended-bank")
SUSPENDED_SUPERVISOR = actor("supervisor", "suspended-supervisor")
DELEGATE = actor("central-bank", "issuing-agent")
HEIR = actor("supervisor", "heir")
SPENDER = actor("client", "spender")
LOST_KEY = actor("client", "lost-key")
NEW_KEY = actor("client", "new-key")
SPARE_KEY = actor("client", "spare-key")
SECOND_KEY = actor("client", "second-key")
NOBODY_YET = actor("client", "nobody-yet")

OTHER_ROLES = {
    role: actor(role.name.lower(), role.name.lower().replace("_", "-"))
    for role in (
        *(Role.WALLET_PROVIDER, Role.GUARANTOR, Role.INSURER, Role.MERCHANT),
        *(Role.RATE_PUBLISHER, Role.VALIDATOR_OPERATOR),
    )
}
CENTRAL_BANKS = (HKMA, BANK_OF_THAILAND, MAS)
SUPERVISORS = (SUPERVISOR, HONGKONG_SUPERVISOR)
ACTIVE_BANKS = (HONGKONG_BANK, BANGKOK_BANK, CHIANGMAI_BANK, NEW_BANK)
PARTICIPANTS = (
    *(*CENTRAL_BANKS, *SUPERVISORS, *ACTIVE_BANKS, MAKER, KEEPER, *OTHER_ROLES.values()),
    *(PENDING_BANK, SUSPENDED_BANK, SUSPENDED_SUPERVISOR),
)
LEIS = {account.address: lei(number) for number, account in enumerate(PARTICIPANTS, start=200)}
POOL = "stage"
SYSTEM_CONTRACTS = (
    *("SettlementEngine", "QueuedPayments", "PaymentReturns", "LiquidityQueue", "IntradayCredit", "AtomicSettlement"),
    *("HashTimeLock", "LoanBook", f"FxPool.{POOL}"),
)
THB_HOLDERS = (BANGKOK_BANK, CHIANGMAI_BANK, MAKER, "AtomicSettlement", "HashTimeLock", f"FxPool.{POOL}")

SINGAPORE = JurisdictionSpec("SG", "SGD", MAS.address, LEIS[MAS.address])
KOREA = JurisdictionSpec("KR", "KRW", actor("central-bank", "bank-of-korea").address, lei(300))
VALIDATOR = Validator(actor("validator", "spare").address, HKMA.address)
HELD_MINOR = 1_000_000
ORDER_TO_TRANSFER, ORDER_TO_BURN, ORDER_TO_LIFT = b"to-transfer", b"to-burn", b"to-lift"
ALIAS = b"alias".ljust(32, b"\0")
COMMITMENT = b"lost".ljust(32, b"\0")
HELD, QUEUED, QUEUED_BY_MAKER, HELD_BY_MAKER, OVER = (f"00000000-0000-4000-8000-0000000000{n:02x}" for n in range(5))
SET_UP_S = 20 * DAY_S  # longer than a key replacement waits, and than a loan takes to be in default


@dataclass(frozen=True, slots=True)
class Stage:
    """The network, ready for every call. senders: name -> address of all who call; loan_id: of a loan that is long
    overdue; acts: contract -> what the central banks of Hong Kong and Thailand have approved of there, and Singapore's
    has not; book: a rule book of Bangkok Bank's deposits; unlisted_money, unlisted_deposit: tokens that a central bank
    may list; papers: instructions and locks; terms: of a loan on offer; offered, requested: its application and
    another one."""

    network: Network
    senders: dict[str, Address]
    loan_id: bytes
    acts: dict[str, bytes]
    book: RuleBook
    unlisted_money: Address
    unlisted_deposit: Address
    papers: Papers
    terms: LoanTerms
    offered: bytes
    requested: bytes

    @property
    def thb(self) -> CentralBankMoney:
        """Thai central-bank money."""
        return self.network.money("THB")

    @property
    def deposit(self) -> DepositToken:
        """Deposits at Bangkok Bank."""
        return self.network.deposit(BANGKOK_BANK)

    @property
    def subject(self) -> int:
        """The importer's number, by which it is flagged."""
        return self.network.read(self.network.registry.customer_of(IMPORTER.address)).number

    @property
    def flagged(self) -> bytes:
        """The identifier under which it is flagged."""
        return self.network.read(self.network.deployment.risks.identifier_of(self.subject))

    @property
    def expiry_s(self) -> int:
        """A second that is not over when the calls are made."""
        return self.network.now_s + 100 * DAY_S


def set_stage(network: Network) -> Stage:
    """Brings a fresh small network to where every call has somebody who may make it."""
    _open_singapore(network)
    _admit_others(network)
    _fund(network)
    _record_legal_orders(network)
    acts = _approve(network)
    _lend_intraday(network)
    loan_id = network.fund()
    _replace_keys(network)
    _raise_flags(network)
    _open_pool(network)
    _prepare_the_rest(network)
    _queue(network)
    registry = network.registry.address
    book = RuleBook(network.create(RuleBook.creation(registry, "THB")))
    unlisted_money = network.create(CentralBankMoney.creation(registry, "SGD", 2, "SGD central-bank money", "SGD"))
    creation = DepositToken.creation(registry, NEW_BANK.address, "THB", 2, "THB deposits at New Bank", "THB.new-bank")
    unlisted_deposit = network.create(creation)
    papers = prepare(network)
    terms = network.terms(signed_until=network.now_s + SET_UP_S)
    applications = (network.apply(terms), _request(network))
    tokens = (unlisted_money, unlisted_deposit)
    return Stage(network, _senders(network), loan_id, acts, book, *tokens, papers, terms, *applications)


def _request(network: Network) -> bytes:
    """An application that waits for its offer, and an index that has its publisher."""
    publisher = OTHER_ROLES[Role.RATE_PUBLISHER]
    network.run(BANK_OF_THAILAND, network.deployment.rate_index.license_index("THB", "THOR", publisher.address))
    request = network.deployment.loan_applications.request_loan(ALIAS, BANGKOK_BANK.address, "THB", 1, "LOAN")
    network.run(IMPORTER, request)
    return ALIAS


def _senders(network: Network) -> dict[str, Address]:
    known = network.deployment
    accounts = chain(
        (*ACTORS.values(), *PARTICIPANTS),
        (DELEGATE, HEIR, SPENDER, LOST_KEY, NEW_KEY, SPARE_KEY, SECOND_KEY, NOBODY_YET),
    )
    return {account.identity: account.address for account in accounts} | {
        name: address for address, name in known.contract_names.items()
    }


def _open_singapore(network: Network) -> None:
    for central_bank in (HKMA, BANK_OF_THAILAND):
        network.run(central_bank, network.registry.open_jurisdiction(SINGAPORE))


def _admit_others(network: Network) -> None:
    newcomers = {
        **{account: role for role, account in OTHER_ROLES.items()},
        **dict.fromkeys((NEW_BANK, SUSPENDED_BANK), Role.COMMERCIAL_BANK),
        SUSPENDED_SUPERVISOR: Role.SUPERVISOR,
    }
    for account, role in newcomers.items():
        network.admit(BANK_OF_THAILAND, account, role, LEIS[account.address], "TH")
    pending = (PENDING_BANK.address, Role.COMMERCIAL_BANK, LEIS[PENDING_BANK.address], "", "TH")
    network.run(BANK_OF_THAILAND, network.registry.admit(*pending))
    for account in (SUSPENDED_BANK, SUSPENDED_SUPERVISOR):
        network.set_participant(BANK_OF_THAILAND, account, Status.SUSPENDED)


def _fund(network: Network) -> None:
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(DELEGATE.address, HELD_MINOR))
    for holder in (CHIANGMAI_BANK, MAKER):
        network.run(BANK_OF_THAILAND, thb.issue(holder.address, HELD_MINOR, b"stage"))
    network.run(BANGKOK_BANK, network.registration(BANGKOK_BANK, LOST_KEY, COMMITMENT))
    for wallet in (MILLER, LOST_KEY):
        network.run(BANGKOK_BANK, deposit.issue(wallet.address, HELD_MINOR, b"stage"))
    network.run(BANGKOK_BANK, thb.approve(SPENDER.address, HELD_MINOR))
    network.run(IMPORTER, deposit.approve(SPENDER.address, HELD_MINOR))


def _record_legal_orders(network: Network) -> None:
    expires_at = network.now_s + 365 * DAY_S
    for money, account, receiver in (
        (network.money("THB"), BANGKOK_BANK, CHIANGMAI_BANK),
        (network.deposit(BANGKOK_BANK), IMPORTER, MILLER),
    ):
        burn = LegalOrder(ORDER_TO_BURN, account.address, "0x" + "0" * 40, HELD_MINOR, expires_at)
        orders = (
            burn,
            replace(burn, id=ORDER_TO_TRANSFER, receiver=receiver.address),
            replace(burn, id=ORDER_TO_LIFT, account=receiver.address),
        )
        for order in orders:
            network.run(SUPERVISOR, money.record_legal_order(order))


def _approve(network: Network) -> dict[str, bytes]:
    acts: dict[str, bytes] = {}
    for contract, call in (
        ("ParticipantRegistry", network.registry.open_jurisdiction(KOREA)),
        ("ValidatorRegistry", network.deployment.validators.add_validator(VALIDATOR)),
    ):
        for central_bank in (HKMA, BANK_OF_THAILAND):
            (logged,) = network.run(central_bank, call).events
            assert isinstance(logged.event, ActApproved)
            acts[contract] = logged.event.act
    return acts


def _replace_keys(network: Network) -> None:
    """One key is replaced; another's replacement is ready and waits for the bank."""
    registry = network.registry
    for lost, new, commitment in (
        (LOST_KEY, NEW_KEY, COMMITMENT),
        (MILLER, SPARE_KEY, MILLER.identity.encode()),
    ):
        consent = CustomerConsent(new.address, BANGKOK_BANK.address, commitment)
        signature = network.sign_consent(new, consent, registry)
        network.run(BANGKOK_BANK, registry.open_key_replacement(lost.address, new.address, b"case", signature))
    ready_at_s = network.ledger.timestamp_s + SET_UP_S
    network.run(BANGKOK_BANK, registry.complete_key_replacement(LOST_KEY.address), at_s=ready_at_s)


def _raise_flags(network: Network) -> None:
    risks = network.deployment.risks
    subject = network.read(network.registry.customer_of(IMPORTER.address)).number
    identifier = network.read(risks.identifier_of(subject))
    expires_at = network.now_s + 365 * DAY_S
    for institution in (HKMA, HONGKONG_BANK, BANK_OF_THAILAND, SUPERVISOR, BANGKOK_BANK):
        network.run(institution, risks.flag(identifier, "suspicion", expires_at))
    network.run(BANGKOK_BANK, risks.appeal(subject, HONGKONG_BANK.address))


def _open_pool(network: Network) -> None:
    """Terms of a reference rate, and a pool from which a legal order has taken what its central bank may write down."""
    network.run(BANK_OF_THAILAND, network.fx_board.set_reference_terms("HKD", "THB", 1, DAY_S, 0))
    plan = PoolPlan(POOL, PoolSpec("HKD", "THB", Curve.CONSTANT_PRODUCT, 30, 0))
    network.deployment = deploy_pools(network.ledger, network.deployment, OPERATOR, [HONG_KONG, THAILAND], [plan])
    pool, hkd = network.deployment.pool(POOL), network.money("HKD")
    network.run(MAKER, pool.provide(HELD_MINOR // 4, HELD_MINOR // 4, 1))
    order = LegalOrder(b"pool", pool.address, MAKER.address, 1, network.now_s + DAY_S)
    network.run(HONGKONG_SUPERVISOR, hkd.record_legal_order(order))
    network.run(HKMA, hkd.forced_transfer(pool.address, MAKER.address, 1))
    network.run(CHIANGMAI_BANK, pool.provide(5_000, 5_000, 1))


def _prepare_the_rest(network: Network) -> None:
    aliases, deployment = network.deployment.aliases, network.deployment
    deadline = network.now_s + DAY_S
    consent = AliasConsent(ALIAS, FARMER.address, 0, deadline)
    signature = network.sign_consent(FARMER, consent, aliases)
    network.run(CHIANGMAI_BANK, aliases.set_alias(ALIAS, FARMER.address, deadline, signature))
    network.run(SUPERVISOR, network.registry.offer_handover(HEIR.address))
    pair = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    network.run(BANK_OF_THAILAND, deployment.rule(CounterpartyExposure).set_limit("THB", *pair, 2**128 - 1))
    network.run(BANK_OF_THAILAND, deployment.rule(Sanctions).list("THB", [ALIAS]))
    prepare_payments(network)


def _queue(network: Network) -> None:
    """Obligations that wait, one that is over, and a cycle that is open."""
    queue, last_s = network.deployment.liquidity_queue, network.now_s + 100 * DAY_S
    for uetr, payer in ((QUEUED, BANGKOK_BANK), (HELD, BANGKOK_BANK), (QUEUED_BY_MAKER, MAKER), (HELD_BY_MAKER, MAKER)):
        network.run(payer, queue.queue(uetr, CHIANGMAI_BANK.address, "THB", 1, 0, last_s))
    for uetr, payer in ((HELD, BANGKOK_BANK), (HELD_BY_MAKER, MAKER)):
        network.run(payer, queue.hold(uetr))
    network.run(BANGKOK_BANK, queue.queue(OVER, CHIANGMAI_BANK.address, "THB", 1, 0, network.now_s))
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    in_cycle = "00000000-0000-4000-8000-00000000ffff"
    network.run(BANGKOK_BANK, queue.queue(in_cycle, CHIANGMAI_BANK.address, "THB", 1, 0, last_s))


def _lend_intraday(network: Network) -> None:
    """Every bank may draw; one owes since a day that is long over when the calls are made; one has pledged HKD."""
    credit, thb, hkd = network.deployment.intraday_credit, network.money("THB"), network.money("HKD")
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(credit.address, HELD_MINOR))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK, NEW_BANK):
        network.run(BANK_OF_THAILAND, credit.record_collateral(bank.address, "THB", HELD_MINOR))
    network.run(CHIANGMAI_BANK, credit.draw("THB", 1))
    network.run(BANK_OF_THAILAND, credit.set_haircut("THB", "HKD", 500))
    network.admit(HKMA, CHIANGMAI_BANK, Role.COMMERCIAL_BANK, FIRST_LEIS[CHIANGMAI_BANK.address], "TH")
    network.run(HKMA, hkd.issue(CHIANGMAI_BANK.address, 10_000, b"stage"))
    network.run(CHIANGMAI_BANK, credit.pledge("THB", "HKD", 1))
