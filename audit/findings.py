"""What an audit finds: a rule that does not hold, where, about whom, in words.

Trusts no text from the record: subject and message are escaped before they are kept.
Never raises because of what it found: errors are data, and every rule that can be named stands in `RULES`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from audit.wording import hex_text, printable

RULES: dict[str, str] = {
    # the record itself
    "run-incomplete": "a run has written its summary and its manifest, which it does last",
    "summary-readable": "summary.json is a JSON object that names a digest",
    "summary-digest": "the digest in summary.json is that of the journal's last block",
    "journal-damaged": "every block of the journal can be read, without a gap",
    "journal-digest": "each block's digest follows from the block before and from what the block did",
    "journal-parameters": "the journal and the deployment name the same chain",
    "journal-tail": "no signed transaction stands behind the last block",
    "journal-time": "each block is later than the one before",
    "replay-executes": "every signed transaction of the journal can be executed again",
    "replay-receipt": "a transaction that is executed again does what the journal says it did",
    "block-header": "each header is of its chain and height, later than the one before and names that as its parent",
    "block-seals": "a quorum of the validators of that height sealed each header, proposed by whose turn it was",
    "block-transactions": "the header's root and the recorded hashes are those of the signed bytes",
    "block-signature": "every transaction is signed for this chain, by a signature that leads to a sender",
    "block-sender": "every transaction is sent by somebody who takes part",
    "block-receipts": "the header's root is that of the receipts, and what was created stands where it must",
    "folder-manifest": "every file of a finished run has the SHA-256 that its manifest says",
    "log-decodes": "every log of our contracts is an event that our contracts declare",
    "log-emitter": "a contract emits only events that it declares",
    "log-reverted": "a transaction that was reverted has no logs",
    "contract-code": "every contract was created in this record with the code of its artifact",
    "contract-wiring": "every contract was created for this network's other contracts, currency and issuer",
    # who takes part
    "jurisdiction-once": "a jurisdiction, its currency and its central bank belong to each other alone",
    "quorum-approval": "a central bank approves of a network-wide act once, and within 30 days of the first approval",
    "quorum-act": "more than two thirds of the central banks, and at least two, approved of a network-wide act",
    "participant-admission": "a central bank admits a participant once in its jurisdiction, and at home first",
    "participant-acceptance": "an admission becomes active by the participant's own transaction alone",
    "participant-lei": "a participant has one valid LEI that is nobody else's",
    "participant-bic": "a participant has at most one BIC, well-formed and nobody else's",
    "participant-status": "a central bank changes a standing in its jurisdiction, never again once it is revoked",
    "participant-sealing-key": "a participant states its sealing key itself",
    "participant-handover": "an office is handed over in two steps, each by its own account, to one that is free",
    "customer-registration": "an active bank registers a wallet once, or takes it over from a revoked one",
    "customer-tier": "a customer's tier is set by its active bank, for a time to come",
    "customer-status": "a customer's status is changed by its bank or that bank's central bank, as each may",
    "customer-key": "a lost key is replaced by the customer's bank, three days after the procedure was opened",
    "system-contract-known": "only contracts of the deployment are admitted to move money",
    "money-listing": "the moneys that the registry lists are those of the deployment, listed by their central bank",
    "alias": "an alias is set by the wallet's bank with the wallet's signature, and removed by either",
    "validator": "a validator has a key of its own and an active operator, and one stays",
    "risk-flag": "a flag is its institution's, an appeal its subject's bank's, a decision another supervisor's",
    # money
    "money-listed": "money moves only once it is listed",
    "money-balance": "no balance falls below zero",
    "money-issue": "all that is issued appears on its holder, and nothing appears that was not issued",
    "money-redeem": "all that is redeemed leaves its holder, and nothing disappears that was not redeemed",
    "money-holder": "whoever sends or receives money is eligible to hold it at that moment",
    "money-explained": "a settlement, a refusal or an act on a loan moves no money but its own legs",
    "money-paused": "nothing of a money moves while it is paused",
    "money-frozen": "nobody spends what is frozen",
    "money-freeze": "a freeze is set by the currency's central bank or supervisor, or follows from a seizure",
    "money-setting": "pause, allowances, rule book and rate of a money are set by its central bank",
    "money-issuance": "money is issued by its issuer, or within an allowance that the issue takes from",
    "money-remuneration": "remuneration is balance · rate · days / (10,000 · 360), rounded down, once a day",
    "money-key": "what a lost key held moves to the key that replaced it, all of it, with what is frozen",
    "legal-order": "a legal order is recorded and lifted by an active supervisor of the currency",
    "money-force": "a central bank takes money by force only under an open legal order, within its cap and time",
    # consent
    "consent-account": "a wallet signed that this bank keeps its account",
    "consent-payment": "a payer signed the order that its bank relays, and that a queued one is called off",
    "consent-step-up": "above a wallet's threshold its second key signed too, and every change of the threshold",
    "consent-quote": "a market maker signed the quote that a payment fills",
    "consent-loan": "all parties signed terms and changes of a loan, its borrower the mandate, banks what they pass on",
    "consent-transfer": "a plain transfer is its holder's own, or within what the holder let the sender move",
    "consent-redemption": "money is redeemed by its holder alone",
    "consent-approval": "a holder approves by its own transaction or its signature, and each authorisation counts once",
    # payments
    "payment-uetr": "a UETR is one payment's or one return's in its life, and bound once",
    "payment-legs": "a settled payment has all its legs, in the same transaction, in the same amounts",
    "payment-cost": "a payment costs its amount, across currencies what its first venue takes for it",
    "payment-hop": "a payment goes through one or two venues that may trade, at their price, each told and filled once",
    "payment-quote": "a quote is filled for one settlement, within its maximum and its time, never once withdrawn",
    "payment-order": "a payment is the one that the payer signed, within the cost and the time it allowed",
    "payment-refusal": "a refusal has a code, the rule that belongs to it, and the party at fault",
    "payment-exists": "an order exists only when the very same was settled or queued before",
    "payment-outcome": "what a call about a payment came to is said, once",
    "payment-return": "a payment is given back once, the way it came, never more than was received",
    "payment-recall": "a payer's bank recalls what settled, once; the payee's bank rejects, or the return accepts",
    "queued-payment": "a queued payment is debited, and its bank owes the same until its order ends",
    "queued-end": "a queued payment is credited once its obligation settled, refunded once it can't: one of them, once",
    # other ways to settle
    "leg-moves": "what is said to have moved for a leg, a lock or a pool did move, in the same transaction",
    "escrow-purpose": "what leaves escrow was put in for that very purpose, and only once",
    "escrow-balance": "a contract has of each central-bank money what it must hold in escrow, to the minor unit",
    "instruction-content": "the transaction carries the instruction that it is about, as it was first signed",
    "instruction-consent": "every party approved by its own call or signature, or its bank where it is only paid",
    "instruction-state": "an instruction settles, is cancelled or expires, once and when it may",
    "instruction-legs": "an instruction settles with all its legs or none; who approves pays in and has it back",
    "lock-content": "the transaction carries the lock that it is about, as it was opened",
    "lock-consent": "a payer signed the lock of its money",
    "lock-state": "a lock is paid out or paid back, exactly one of them",
    "lock-time": "a lock is claimed before it expires and paid back from then on, and its order with the other is safe",
    "lock-secret": "a lock is claimed with the secret of its hash",
    "lock-leg": "with each step of a lock moves its one leg",
    "obligation-consent": "an obligation is queued by its payer or an admitted contract, and changed by who may",
    "obligation-state": "an obligation is in one of queued, held, settled, cancelled, expired, and settles once",
    "queue-nets": "what moves for obligations is their nets, which sum to zero, and all of them settle together",
    "queue-figures": "number, count, value and net of a batch or cycle are those of its obligations",
    "queue-limit": "no member pays more net than it lets itself",
    "queue-cycle": "cycles follow one another, each open until it settles, is abandoned or lapses",
    "queue-setting": "modes and cycles are the central bank's to set and end, limits the member's",
    "credit-consent": "haircuts and securities are the central bank's to set; a bank pledges, draws and repays itself",
    "credit-cover": "credit is within the collateral at the reference rate of the second, less the haircut",
    "credit-state": "what a bank owes, has pledged and is late with follows from what it did",
    "rate-terms": "the terms of a reference rate are set by the quote currency's central bank, within their bounds",
    "rate-report": "a reference rate is reported by a licensed reporter with a place, each report newer than its last",
    "pool-consent": "banks and market makers of both currencies provide and withdraw a pool's liquidity themselves",
    "pool-shares": "shares are worth what was put in for them, rounded in favour of those who stay",
    "pool-price": "a pool sells at its curve's price and the reporters' rate, fee included, to a contract that may",
    "pool-value": "no sale lets the pool be worth less",
    # loans
    "loan-application": "a loan is asked for by a customer, answered by the bank asked, drawn down as offered",
    "loan-authority": "each act on a loan is its lender's, its borrower's, or anyone's where it may be",
    "loan-terms": "a loan is drawn down once, on terms within the published range, by the lenders of its terms",
    "loan-legs": "drawdown, payment, keeper's fee and price move exactly what they say, in the same transaction",
    "loan-schedule": "each due date bills, once and in its turn, what the mirror computes of the terms",
    "loan-rate": "a floating rate is that of its index on the due date, within its age, floor and cap",
    "loan-outstanding": "lent + capitalised − repaid − written off = outstanding, and what is paid was due",
    "loan-lateness": "each missed due date is late once, at one fee, after its grace, and never for a bank's fault",
    "loan-collection": "what is pulled is what is due, within balance and mandate; fees, interest, principal",
    "loan-short": "what is due is left unpaid only for the reason that stands in the way, and by whose fault it is",
    "loan-keeper": "the lender pays a keeper, beside the loan, at most twice a due date",
    "loan-mandate": "a mandate is used once, up to its ceiling and its end, and revoked with its notice",
    "loan-prepayment": "principal is repaid early out of what is not billed, and the due dates are computed anew",
    "loan-workout": "recovery and closing call in everything, a new schedule takes all that is owed",
    "loan-assignment": "a bank passes on what it lends, at the price agreed, once a paper",
    "loan-status": "a loan goes by the published table of states and no other way",
    "loan-refusal": "an act is refused for the one reason for which it can't be done, and then nothing else changes",
    "rate-index": "an index is licensed by its central bank and published by its publisher, before the day begins",
    # the network's rules
    "rule-setting": "a rule is set by its currency's central bank, and a book asks rules of the deployment",
    "rule-sanctions": "nobody on a currency's sanctions list pays or is paid",
    "rule-risk-flag": "nobody with a flag that counts pays or is paid, where that is asked",
    "rule-operating-hours": "a currency is paid within its operating hours",
    "rule-corridor": "a payment goes through an open corridor, for a purpose that is allowed there",
    "rule-travel-rule": "from its threshold on a payment carries the commitment to its travel-rule record",
    "rule-kyc-tier": "no payment is above the limit of its payer's or payee's tier",
    "rule-amount-limit": "every payment is within the limits of its currency",
    "rule-rolling-window-limit": "in no window of time does a payer send more than the limit of its tier",
    "rule-counterparty-exposure": "no bank's position against another exceeds its limit",
    "rule-balance-cap": "no payee holds more than its tier may, once it is paid",
    # the records off the chain
    "travel-rule-readable": "the files of travel-rule records can be read: record and salt, or sealed, on each line",
    "travel-rule-record": "the record of a payment with a commitment is kept, and is what was committed to",
    "travel-rule-standard": "the record of a payment with a commitment is what IVMS101 lets one be",
    "travel-rule-sending": "an active bank sends a record once, to another bank of the currency, due as that asks for",
    "travel-rule-receipt": "a record is acknowledged once, by whom it was sent to, with its hash, and late where it is",
    "travel-rule-sent": "the record of a payment between two banks is sent with it, by the payer's bank to the payee's",
    "travel-rule-commitment": "the record that is sent is the one that the payment's order commits to",
    "travel-rule-acknowledged": "a record is acknowledged until it is due",
    "travel-rule-envelope": "the envelope of each record that was sent is kept, with the hash that was stated",
    "travel-rule-receivers": "a record is sealed to the payee's bank and the competent supervisors, and to nobody else",
    # the nodes' own tables against the record
    "table-readable": "the nodes' tables can be read, with the columns that they must have",
    "table-events": "the nodes' table of events has those of the record, field by field",
    "table-payments": "the nodes' table of payments says of each what the record says; kept off is not in the record",
    "table-interventions": "each freeze, order, seizure and release that the nodes say is an act of the record",
    "table-notices": "an official notice tells of an act of the record, and has no word on why",
    "table-balances": "the nodes' table of balances has what the record's transfers add up to",
    # the events against storage
    "storage-readable": "every fact can be read from the chain",
    "storage-money": "currency, exponent and issuer of a money are those of the deployment",
    "storage-balance": "a stored balance is the balance that the events add up to",
    "storage-issued": "issued and redeemed in storage are what the events add up to",
    "storage-participant": "a stored participant is the one that the events describe",
    "storage-customer": "a stored customer is the one that the events describe",
    "storage-hold": "freezes, pause, allowances, orders and second keys in storage are what the events say",
    "storage-travel-rule": "what is stored of a sent travel-rule record is what the events say",
    "storage-rule": "the rules of a book, their settings and counts in storage are what the events say",
    "storage-flag": "the flags on a subject in storage are those that the events describe",
    "storage-alias": "a stored alias leads to the wallet to which the events lead",
    "storage-validator": "the stored validators are those of the events, in their order",
    "storage-listing": "the stored lists of moneys are those that the events describe",
    "storage-quote": "what is stored as filled of a quote is what the events add up to",
    "storage-order": "the order stored under a UETR is the one that was signed in the transaction that used it",
    "storage-return": "the return and the recall of a payment in storage are what the events say",
    "storage-queued": "where a queued payment stands in storage is what the events say",
    "storage-instruction": "a stored instruction stands where the events leave it, with the same approvals",
    "storage-lock": "a stored lock stands where the events leave it",
    "storage-obligation": "obligations, positions, limits and cycles in storage are what the events say",
    "storage-credit": "credit, securities, pledges and haircuts in storage are what the events say",
    "storage-rate": "terms, reports and reference rates in storage are what the events say",
    "storage-pool": "reserves and shares in storage are what the events add up to",
    "storage-loan": "terms, state, lenders and mandate of a loan in storage are what the calls come to",
    "storage-application": "a stored application stands where the calls leave it",
    "storage-index": "publisher and rates of an index in storage are what was licensed and published",
    "conservation": "Σ balanceOf = totalSupply = issued − redeemed",
}
"""Rule id -> what holds where nothing is found."""


class Place(Protocol):
    """Somewhere in the record that has a height and a transaction."""

    @property
    def height(self) -> int: ...

    @property
    def tx_hash(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A transaction by its block's height and its 32-byte hash."""

    height: int
    tx_hash: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold."""

    rule: str
    """Key of `RULES`."""
    height: int
    """Block in which it shows; 0 for the record as a whole."""
    tx_hash: str
    """Hash of the transaction in which it shows, 0x and hex; empty where it is not one transaction's."""
    subject: str
    """Who or what it is about: an account, a contract, a UETR, a loan."""
    message: str
    """What was found and what should be there, for people."""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"no rule {self.rule!r}")

    def __str__(self) -> str:
        """One line: block and transaction, rule, subject, message."""
        transaction = f" {self.tx_hash[:10]}…" if self.tx_hash else ""
        return f"block {self.height}{transaction}: {self.rule}: {self.subject}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The fields, for `audit.json`."""
        return asdict(self)


def found(rule: str, place: Place, subject: str | bytes, message: str) -> Finding:
    """A finding in one transaction; texts from the record are escaped here."""
    return Finding(rule, place.height, hex_text(place.tx_hash), _shown(subject), printable(message))


def found_at(rule: str, height: int, subject: str | bytes, message: str) -> Finding:
    """A finding that is no single transaction's: of a block, or (height 0) of the record as a whole."""
    return Finding(rule, height, "", _shown(subject), printable(message))


def _shown(subject: str | bytes) -> str:
    return hex_text(subject) if isinstance(subject, bytes) else printable(subject)
