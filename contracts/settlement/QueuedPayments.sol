// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IQueuedPayments} from "../interfaces/IQueuedPayments.sol";
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Label, Refusal, RefusalCode, Status, Uetr} from "../interfaces/Types.sol";
import {PaymentChecks} from "./PaymentChecks.sol";
import {PaymentSteps} from "./PaymentSteps.sol";

/// @title See {IQueuedPayments}
contract QueuedPayments is PaymentSteps, IQueuedPayments {
    bytes32 private constant CANCELLATION_TYPEHASH = keccak256("PaymentCancellation(bytes32 orderHash)");

    ILiquidityQueue private immutable QUEUE;

    ISettlementEngine private immutable ENGINE;

    mapping(Uetr => QueuedState) private _queuedStateOf;

    constructor(IParticipantRegistry registry, ILiquidityQueue liquidityQueue, ISettlementEngine engine)
        PaymentChecks(registry)
        EIP712("Corridor QueuedPayments", "1")
    {
        QUEUE = liquidityQueue;
        ENGINE = engine;
    }

    /// @inheritdoc IQueuedPayments
    function queuePayment(
        PaymentOrder memory order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        uint8 priority
    ) external nonReentrant returns (Outcome outcome) {
        Route memory route = _queueRoute(order);
        bytes32 orderHash = ENGINE.hashOrder(order);
        _authorise(order, orderHash, orderSignature, stepUpSignature, route);
        bytes32 bound = ENGINE.boundOrder(order.uetr);
        if (bound == orderHash) return _exists(order);
        if (bound != 0) return _refuseReused(order, route);
        Refusal memory refusal = _queueRefusal(order, route);
        if (refusal.code != RefusalCode.None) return _refuse(order, refusal.code, refusal.rule, refusal.party);
        _setQueued(order, route, priority);
        ENGINE.bindUetr(order.uetr, orderHash, order.payerCurrency, order.payeeCurrency);
        _countPayment(order, route);
        _debitPayer(order, route);
        // What would refuse it has been asked: nothing under this UETR, and no other outcome, is left.
        // slither-disable-next-line unused-return
        QUEUE.queueFor(
            route.payer.bank(),
            order.uetr,
            route.payee.bank(),
            order.payerCurrency,
            order.amountMinor,
            priority,
            order.expiresAt
        );
        return Outcome.Queued;
    }

    /// @inheritdoc IQueuedPayments
    function creditQueued(PaymentOrder memory order) external nonReentrant returns (Outcome outcome) {
        ILiquidityQueue.Obligation memory obligation = _obligationOf(order);
        if (obligation.state != ILiquidityQueue.ObligationState.Settled) {
            revert SettlementObligationIs(order.uetr, obligation.state);
        }
        (address wallet, IParticipantRegistry.BankAccount memory account) = _accountNow(order, order.payee);
        (RefusalCode code, Label rule, address party) = _creditRefusal(account, wallet, obligation.payee);
        if (code != RefusalCode.None) return _refuse(order, code, rule, party);
        _queuedStateOf[order.uetr] = QueuedState.Credited;
        emit PaymentSettled(
            order.uetr,
            order.payer,
            wallet,
            obligation.payer,
            obligation.payee,
            address(0),
            order.payerCurrency,
            order.amountMinor,
            order.payeeCurrency,
            order.amountMinor,
            order.purpose
        );
        IDepositToken(account.depositToken).settlementCredit(wallet, order.amountMinor, _reference(order));
        return Outcome.Settled;
    }

    /// @inheritdoc IQueuedPayments
    function refundQueued(PaymentOrder memory order) external nonReentrant returns (Outcome outcome) {
        ILiquidityQueue.Obligation memory obligation = _obligationOf(order);
        if (
            obligation.state != ILiquidityQueue.ObligationState.Cancelled
                && obligation.state != ILiquidityQueue.ObligationState.Expired
        ) revert SettlementObligationIs(order.uetr, obligation.state);
        (address wallet, IParticipantRegistry.BankAccount memory account) = _accountNow(order, order.payer);
        (RefusalCode code, Label rule, address party) = _creditRefusal(account, wallet, obligation.payer);
        if (code != RefusalCode.None) return _refuse(order, code, rule, party);
        _queuedStateOf[order.uetr] = QueuedState.Refunded;
        emit PaymentRefunded(order.uetr, wallet, account.bank, order.payerCurrency, order.amountMinor);
        IDepositToken(account.depositToken).settlementCredit(wallet, order.amountMinor, _reference(order));
        return Outcome.Refunded;
    }

    /// @inheritdoc IQueuedPayments
    function cancelQueued(PaymentOrder memory order, bytes calldata cancelSignature) external nonReentrant {
        ILiquidityQueue.Obligation memory obligation = _obligationOf(order);
        if (msg.sender != obligation.payer) revert SettlementNotPayersBank(msg.sender, order.payer);
        address payer = REGISTRY.currentWallet(order.payer);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CANCELLATION_TYPEHASH, ENGINE.boundOrder(order.uetr)))
        );
        address recovered = ECDSA.recoverCalldata(digest, cancelSignature);
        if (recovered != payer) revert SettlementBadSignature(order.uetr, recovered);
        emit PaymentCancelled(order.uetr, payer);
        QUEUE.cancel(order.uetr);
    }

    /// @inheritdoc IQueuedPayments
    function preflightQueued(PaymentOrder memory order) external view returns (Refusal memory refusal) {
        bytes32 bound = ENGINE.boundOrder(order.uetr);
        if (bound == ENGINE.hashOrder(order)) return refusal;
        Route memory route = _queueRoute(order);
        if (bound != 0) return Refusal(RefusalCode.UetrReused, UETR, route.payer.bank());
        return _queueRefusal(order, route);
    }

    /// @inheritdoc IQueuedPayments
    function queuedStateOf(Uetr uetr) external view returns (QueuedState) {
        return _queuedStateOf[uetr];
    }

    function _setQueued(PaymentOrder memory order, Route memory route, uint8 priority) private {
        _queuedStateOf[order.uetr] = QueuedState.Queued;
        emit PaymentQueued(
            order.uetr,
            order.payer,
            order.payee,
            route.payer.bank(),
            route.payee.bank(),
            order.payerCurrency,
            order.amountMinor,
            priority
        );
    }

    function _queueRoute(PaymentOrder memory order) private view returns (Route memory route) {
        if (order.payerCurrency != order.payeeCurrency) revert SettlementQuoteMissing(order.uetr);
        route = _route(order);
        if (route.payer.bank() == route.payee.bank()) revert SettlementNothingToQueue(order.uetr);
        route.isQueued = true;
    }

    function _queueRefusal(PaymentOrder memory order, Route memory route)
        private
        view
        returns (Refusal memory refusal)
    {
        (refusal.code, refusal.rule, refusal.party) = _firstRefusal(order, route, false);
        if (refusal.code != RefusalCode.None) return refusal;
        return QUEUE.preflightQueue(
            route.payer.bank(),
            order.uetr,
            route.payee.bank(),
            order.payerCurrency,
            order.amountMinor,
            order.expiresAt
        );
    }

    /// @return The obligation of a payment that is queued and neither credited nor refunded.
    function _obligationOf(PaymentOrder memory order) private view returns (ILiquidityQueue.Obligation memory) {
        QueuedState state = _queuedStateOf[order.uetr];
        if (state != QueuedState.Queued || ENGINE.boundOrder(order.uetr) != ENGINE.hashOrder(order)) {
            revert SettlementNotQueued(order.uetr, state);
        }
        return QUEUE.obligationOf(order.uetr);
    }

    /// @return wallet The key that speaks for the customer now.
    /// @return account Its account in the currency of the order.
    function _accountNow(PaymentOrder memory order, address signed)
        private
        view
        returns (address wallet, IParticipantRegistry.BankAccount memory account)
    {
        wallet = REGISTRY.currentWallet(signed);
        account = REGISTRY.accountOf(wallet, order.payerCurrency);
    }

    /// @dev Whoever is credited, payee or payer, is a payee then: the refusals are those of the payee's side.
    /// @param bank Which bank owes it, because it was paid, or was not debited.
    function _creditRefusal(IParticipantRegistry.BankAccount memory account, address wallet, address bank)
        private
        view
        returns (RefusalCode code, Label rule, address party)
    {
        if (account.walletStatus != Status.Active) {
            return (RefusalCode.PayeeSuspended, Label.wrap("payee-standing"), wallet);
        }
        if (account.bankStatus != Status.Active || account.bank != bank) {
            return (RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), bank);
        }
        if (IMoney(account.depositToken).paused()) {
            party = REGISTRY.centralBankOf(account.jurisdiction);
            return (RefusalCode.PayeeMoneyPaused, Label.wrap("payee-money-paused"), party);
        }
    }
}
