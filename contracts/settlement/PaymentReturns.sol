// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IPaymentReturns} from "../interfaces/IPaymentReturns.sol";
import {IQueuedPayments} from "../interfaces/IQueuedPayments.sol";
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Label, Reason, Refusal, RefusalCode, Uetr} from "../interfaces/Types.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {PaymentChecks} from "./PaymentChecks.sol";
import {PaymentHops} from "./PaymentHops.sol";

/// @title See {IPaymentReturns}
contract PaymentReturns is PaymentHops, IPaymentReturns {
    bytes32 private constant RETURN_TYPEHASH = keccak256(
        "ReturnOrder(PaymentOrder payment,bytes16 originalUetr,bytes4 reason)PaymentOrder(bytes16 uetr,address payer,address payee,bytes3 payerCurrency,bytes3 payeeCurrency,uint256 amountMinor,uint256 costMinorMax,bytes4 purpose,bytes32 travelRuleHash,uint64 expiresAt)"
    );
    Label private constant ORIGINAL = Label.wrap("original");

    ISettlementEngine private immutable ENGINE;
    IQueuedPayments private immutable QUEUED_PAYMENTS;

    /// @dev What came after a payment settled.
    struct Sequel {
        Uetr returnedBy;
        RecallState recall;
    }

    mapping(Uetr originalUetr => Sequel) private _sequelOf;

    constructor(
        IParticipantRegistry registry,
        IFxBoard fxBoard,
        ISettlementEngine engine,
        IQueuedPayments queuedPayments
    )
        PaymentChecks(registry)
        PaymentHops(fxBoard)
        EIP712("Corridor PaymentReturns", "1")
    {
        ENGINE = engine;
        QUEUED_PAYMENTS = queuedPayments;
    }

    /// @inheritdoc IPaymentReturns
    function returnPayment(
        ReturnOrder memory order,
        PaymentOrder memory original,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote[] calldata quotes,
        bytes[] calldata quoteSignatures
    ) external nonReentrant returns (Outcome outcome) {
        (Route memory route, Hop[] memory hops) = _routeBack(order.payment, quotes);
        bytes32 returnHash = hashReturn(order);
        _authorise(order.payment, returnHash, orderSignature, stepUpSignature, route);
        bytes32 bound = ENGINE.boundOrder(order.payment.uetr);
        if (bound == returnHash) return _exists(order.payment);
        if (bound != 0) return _refuseReused(order.payment, route);
        (RefusalCode code, Label rule, address party) = _returnRefusal(order, original, quotes, route, hops);
        if (code != RefusalCode.None) return _refuse(order.payment, code, rule, party);
        _setReturned(order, route);
        _emitSettled(order.payment, route);
        ENGINE.bindUetr(order.payment.uetr, returnHash, order.payment.payerCurrency, order.payment.payeeCurrency);
        _countPayment(order.payment, route);
        _debitPayer(order.payment, route);
        if (hops.length != 0) {
            _moveAlong(order.payment, quotes, quoteSignatures, route, hops);
        } else if (!_isWithinOneMoney(route)) {
            ICentralBankMoney(route.payerIssue.centralBankMoney())
                .settlementTransfer(route.payer.bank(), route.payee.bank(), order.payment.amountMinor);
        }
        _creditPayee(order.payment, route);
        return Outcome.Settled;
    }

    /// @inheritdoc IPaymentReturns
    function requestRecall(PaymentOrder memory original, Reason reason) external returns (RecallOutcome outcome) {
        address payerBank = _bankOf(original.payer);
        if (msg.sender != payerBank) revert RecallNotPayersBank(msg.sender, original.payer);
        _requireReason(original.uetr, reason);
        (RefusalCode code, Label rule) = _originalRefusal(original);
        if (code != RefusalCode.None) {
            emit RecallRefused(original.uetr, code, rule, payerBank);
            return RecallOutcome.Refused;
        }
        if (_sequelOf[original.uetr].recall != RecallState.None) {
            emit RecallExists(original.uetr, payerBank);
            return RecallOutcome.Exists;
        }
        _sequelOf[original.uetr].recall = RecallState.Requested;
        emit RecallRequested(original.uetr, payerBank, _bankOf(original.payee), reason);
        return RecallOutcome.Requested;
    }

    /// @inheritdoc IPaymentReturns
    function rejectRecall(PaymentOrder memory original, Reason reason) external {
        if (msg.sender != _bankOf(original.payee)) revert RecallNotPayeesBank(msg.sender, original.payee);
        _requireReason(original.uetr, reason);
        RecallState state = _sequelOf[original.uetr].recall;
        // A recall is on record for the order that settled alone; another order's payee has no say in it.
        if (state != RecallState.Requested || !_isSettled(original)) revert RecallNotOpen(original.uetr, state);
        _sequelOf[original.uetr].recall = RecallState.Rejected;
        emit RecallRejected(original.uetr, msg.sender, reason);
    }

    /// @inheritdoc IPaymentReturns
    function preflightReturn(
        ReturnOrder memory order,
        PaymentOrder memory original,
        IFxBoard.FirmQuote[] calldata quotes
    ) external view returns (Refusal memory refusal) {
        bytes32 bound = ENGINE.boundOrder(order.payment.uetr);
        if (bound == hashReturn(order)) return refusal;
        (Route memory route, Hop[] memory hops) = _routeBack(order.payment, quotes);
        if (bound != 0) return Refusal(RefusalCode.UetrReused, UETR, route.payer.bank());
        (refusal.code, refusal.rule, refusal.party) = _returnRefusal(order, original, quotes, route, hops);
    }

    /// @inheritdoc IPaymentReturns
    function hashReturn(ReturnOrder memory order) public view returns (bytes32) {
        bytes32 paymentHash = OrderHash.structHashOf(order.payment);
        return _hashTypedDataV4(
            keccak256(abi.encode(RETURN_TYPEHASH, paymentHash, order.originalUetr, order.reason))
        );
    }

    /// @inheritdoc IPaymentReturns
    function returnOf(Uetr originalUetr) external view returns (Uetr) {
        return _sequelOf[originalUetr].returnedBy;
    }

    /// @inheritdoc IPaymentReturns
    function recallOf(Uetr originalUetr) external view returns (RecallState) {
        return _sequelOf[originalUetr].recall;
    }

    function _setReturned(ReturnOrder memory order, Route memory route) private {
        (Uetr uetr, Uetr originalUetr) = (order.payment.uetr, order.originalUetr);
        Sequel storage sequel = _sequelOf[originalUetr];
        sequel.returnedBy = uetr;
        emit PaymentReturned(uetr, originalUetr, order.reason, order.payment.payerCurrency, route.costMinor);
        if (sequel.recall != RecallState.Requested) return;
        sequel.recall = RecallState.Accepted;
        emit RecallAccepted(originalUetr, uetr);
    }

    function _routeBack(PaymentOrder memory payment, IFxBoard.FirmQuote[] calldata quotes)
        private
        view
        returns (Route memory route, Hop[] memory hops)
    {
        if (quotes.length != 0) return _routeAlong(payment, quotes);
        if (payment.payerCurrency != payment.payeeCurrency) revert SettlementQuoteMissing(payment.uetr);
        return (_route(payment), hops);
    }

    /// @dev The original first, then as any payment.
    function _returnRefusal(
        ReturnOrder memory order,
        PaymentOrder memory original,
        IFxBoard.FirmQuote[] calldata quotes,
        Route memory route,
        Hop[] memory hops
    ) private view returns (RefusalCode code, Label rule, address party) {
        _requireReverse(order, original);
        (code, rule) = _originalRefusal(original);
        if (code != RefusalCode.None) return (code, rule, route.payer.bank());
        if (route.costMinor > original.amountMinor) {
            return (RefusalCode.ReturnAboveOriginal, Label.wrap("return-amount"), order.payment.payer);
        }
        if (hops.length == 0) return _firstRefusal(order.payment, route, false);
        return _firstRefusalAlong(order.payment, quotes, route, hops);
    }

    function _originalRefusal(PaymentOrder memory original) private view returns (RefusalCode code, Label rule) {
        if (!_isSettled(original)) return (RefusalCode.OriginalUnknown, ORIGINAL);
        if (Uetr.unwrap(_sequelOf[original.uetr].returnedBy) != 0) return (RefusalCode.AlreadyReturned, ORIGINAL);
    }

    function _isSettled(PaymentOrder memory original) private view returns (bool) {
        if (ENGINE.boundOrder(original.uetr) != ENGINE.hashOrder(original)) return false;
        IQueuedPayments.QueuedState state = QUEUED_PAYMENTS.queuedStateOf(original.uetr);
        return state == IQueuedPayments.QueuedState.None || state == IQueuedPayments.QueuedState.Credited;
    }

    function _requireReverse(ReturnOrder memory order, PaymentOrder memory original) private view {
        PaymentOrder memory back = order.payment;
        if (
            Uetr.unwrap(order.originalUetr) != Uetr.unwrap(original.uetr)
                || back.payer != REGISTRY.currentWallet(original.payee)
                || back.payee != REGISTRY.currentWallet(original.payer)
                || back.payerCurrency != original.payeeCurrency || back.payeeCurrency != original.payerCurrency
        ) revert ReturnNotReverse(back.uetr, order.originalUetr);
        _requireReason(order.originalUetr, order.reason);
    }

    function _bankOf(address wallet) private view returns (address) {
        return REGISTRY.customerOf(REGISTRY.currentWallet(wallet)).bank;
    }

    function _requireReason(Uetr originalUetr, Reason reason) private pure {
        if (Reason.unwrap(reason) == 0) revert ReturnReasonMissing(originalUetr);
    }
}
