// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IQueuedPayments} from "corridor/interfaces/IQueuedPayments.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Refusal, RefusalCode, Status} from "corridor/interfaces/Types.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {PaymentsTest} from "../support/PaymentsTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Customers' payments in the queue: debited once, and credited or refunded once
contract QueuedPaymentsTest is PaymentsTest {
    function setUp() external {
        _setUpPayments();
    }

    function test_queuePayment__bankWithoutMoney__debitsThePayerAndOwes() external {
        _pass(_a, address(_money(0)), abi.encodeCall(IMoney.redeem, (10 * HELD_MINOR, "all")));
        IPayments.PaymentOrder memory order = _atHome();
        _expectCode(_queued.preflightQueued(order).code, RefusalCode.None);
        VM.expectEmit(address(_queued));
        emit IQueuedPayments.PaymentQueued(order.uetr, _importer, _miller, _a, _b, THB, AMOUNT_MINOR, 7);
        _queuePayment(order, IPayments.Outcome.Queued);
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR - AMOUNT_MINOR, "debited");
        VM.assertEq(_engine.boundOrder(order.uetr), _engine.hashOrder(order), "bound");
        _expectQueued(order, IQueuedPayments.QueuedState.Queued);
        ILiquidityQueue.Obligation memory owed = _queue.obligationOf(order.uetr);
        VM.assertEq(owed.source, address(_queued), "source");
        VM.assertEq(uint256(owed.priority), 7, "priority");
        VM.assertEq(uint256(owed.expiresAt), LAST, "expiry");
    }

    function test_queuePayment__againOrUnderTheUetr__existsOrIsRefused() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        _queuePayment(order, IPayments.Outcome.Exists);
        _expectCode(_queued.preflightQueued(order).code, RefusalCode.None);
        order.costMinorMax += 1;
        _expectRefusedQueue(order, RefusalCode.UetrReused, _a);
        order = _atHome();
        _pass(_a, address(_queue), _owed(order.uetr, _b, AMOUNT_MINOR));
        _expectRefusedQueue(order, RefusalCode.UetrReused, _a);
    }

    function test_queuePayment__whatRefusesAnyPayment__refusesItButLiquidity() external {
        IPayments.PaymentOrder memory order = _atHome();
        order.costMinorMax -= 1;
        _expectRefusedQueue(order, RefusalCode.CostAboveMaximum, _importer);
        _suspendCustomer(1, _miller, Status.Suspended);
        _expectRefusedQueue(_atHome(), RefusalCode.PayeeSuspended, _miller);
        _suspendCustomer(1, _miller, Status.Active);
        _pause(address(_money(0)), 0, true);
        _expectRefusedQueue(_atHome(), RefusalCode.PayerMoneyPaused, _centralBank(0));
    }

    function test_queuePayment__malformed__fails() external {
        IPayments.PaymentOrder memory order = _abroad();
        address queued = address(_queued);
        _fail(_a, queued, _queueing(order), IPayments.SettlementQuoteMissing.selector);
        order = _order(_farmer, THB);
        _fail(_a, queued, _queueing(order), IQueuedPayments.SettlementNothingToQueue.selector);
        order = _atHome();
        _fail(_b, queued, _queueing(order), IPayments.SettlementNotPayersBank.selector);
        bytes memory forged = signWith(keyOf("MILLER"), _engine.hashOrder(order));
        bytes memory call_ = abi.encodeCall(IQueuedPayments.queuePayment, (order, forged, "", 0));
        _fail(_a, queued, call_, IPayments.SettlementBadSignature.selector);
        _setStepUp(0, _importer, AMOUNT_MINOR - 1);
        _fail(_a, queued, _queueing(order), IPayments.SettlementStepUpMissing.selector);
        bytes memory second = signWith(keyOf("SECOND"), _engine.hashOrder(order));
        call_ = abi.encodeCall(IQueuedPayments.queuePayment, (order, _signed(order), second, 0));
        _expectOutcome(_pass(_a, queued, call_), IPayments.Outcome.Queued);
    }

    function test_credit__obligationSettled__creditsOnce() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        bytes memory crediting = abi.encodeCall(IQueuedPayments.creditQueued, (order));
        bytes memory refunding = abi.encodeCall(IQueuedPayments.refundQueued, (order));
        bytes4 waits = IQueuedPayments.SettlementObligationIs.selector;
        _fail(_stranger, address(_queued), crediting, waits);
        _fail(_stranger, address(_queued), refunding, waits);
        VM.assertTrue(_settle(order.uetr), "settled");
        _fail(_stranger, address(_queued), refunding, waits);
        _expectOutcome(_pass(_stranger, address(_queued), crediting), IPayments.Outcome.Settled);
        VM.assertEq(_deposit(1).balanceOf(_miller), HELD_MINOR + AMOUNT_MINOR, "credited");
        _expectQueued(order, IQueuedPayments.QueuedState.Credited);
        bytes4 over = IQueuedPayments.SettlementNotQueued.selector;
        _fail(_stranger, address(_queued), crediting, over);
        _fail(_stranger, address(_queued), refunding, over);
    }

    function test_refund__expired__givesTheMoneyBackOnce() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        VM.warp(LAST + 1);
        bytes memory refunding = abi.encodeCall(IQueuedPayments.refundQueued, (order));
        VM.expectEmit(address(_queued));
        emit IQueuedPayments.PaymentRefunded(order.uetr, _importer, _a, THB, AMOUNT_MINOR);
        _expectOutcome(_pass(_stranger, address(_queued), refunding), IPayments.Outcome.Refunded);
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR, "given back");
        _expectQueued(order, IQueuedPayments.QueuedState.Refunded);
        _fail(_stranger, address(_queued), refunding, IQueuedPayments.SettlementNotQueued.selector);
    }

    function test_credit__anotherOrderUnderTheUetr__fails() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        _settle(order.uetr);
        order.payee = _farmer;
        bytes memory crediting = abi.encodeCall(IQueuedPayments.creditQueued, (order));
        _fail(_stranger, address(_queued), crediting, IQueuedPayments.SettlementNotQueued.selector);
    }

    function test_credit__payeeCanNotBeCredited__waits() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        _settle(order.uetr);
        _suspendCustomer(1, _miller, Status.Suspended);
        _expectWaits(order, RefusalCode.PayeeSuspended);
        _suspendCustomer(1, _miller, Status.Active);
        _suspend(0, _b, Status.Suspended);
        _expectWaits(order, RefusalCode.PayeeBankSuspended);
        _suspend(0, _b, Status.Active);
        _pause(address(_deposit(1)), 0, true);
        _expectWaits(order, RefusalCode.PayeeMoneyPaused);
        _pause(address(_deposit(1)), 0, false);
        _suspend(0, _b, Status.Revoked);
        _pass(_a, address(_registry), _registration("MILLER", 0));
        _expectWaits(order, RefusalCode.PayeeBankSuspended);
    }

    function test_refund__payerCanNotBeCredited__waits() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        VM.warp(LAST + 1);
        _suspendCustomer(0, _importer, Status.Suspended);
        bytes memory refunding = abi.encodeCall(IQueuedPayments.refundQueued, (order));
        _expectOutcome(_pass(_stranger, address(_queued), refunding), IPayments.Outcome.Refused);
        _expectQueued(order, IQueuedPayments.QueuedState.Queued);
        _suspendCustomer(0, _importer, Status.Active);
        _expectOutcome(_pass(_stranger, address(_queued), refunding), IPayments.Outcome.Refunded);
    }

    function test_cancel__payerAndItsBankTogether__callItOff() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        bytes memory cancelling = _cancelling(order, "IMPORTER");
        _fail(_b, address(_queued), cancelling, IPayments.SettlementNotPayersBank.selector);
        _fail(_a, address(_queued), _cancelling(order, "MILLER"), IPayments.SettlementBadSignature.selector);
        bytes memory unsigned = abi.encodeCall(IQueuedPayments.cancelQueued, (order, ""));
        _fail(_a, address(_queued), unsigned, ECDSA.ECDSAInvalidSignatureLength.selector);
        bytes memory alone = abi.encodeCall(ILiquidityQueue.cancel, (order.uetr));
        _fail(_a, address(_queue), alone, ILiquidityQueue.QueueNotSource.selector);
        VM.expectEmit(address(_queued));
        emit IQueuedPayments.PaymentCancelled(order.uetr, _importer);
        _pass(_a, address(_queued), cancelling);
        _expectState(order.uetr, ILiquidityQueue.ObligationState.Cancelled);
        bytes memory refunding = abi.encodeCall(IQueuedPayments.refundQueued, (order));
        _expectOutcome(_pass(_stranger, address(_queued), refunding), IPayments.Outcome.Refunded);
    }

    function test_settle__orderThatIsQueued__exists() external {
        IPayments.PaymentOrder memory order = _queuedOrder();
        bytes memory call_ = abi.encodeCall(ISettlementEngine.settle, (order, _signed(order), ""));
        _expectOutcome(_pass(_a, address(_engine), call_), IPayments.Outcome.Exists);
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR - AMOUNT_MINOR, "debited once");
    }

    function _queueing(IPayments.PaymentOrder memory order) private view returns (bytes memory) {
        return abi.encodeCall(IQueuedPayments.queuePayment, (order, _signed(order), "", 7));
    }

    function _queuePayment(IPayments.PaymentOrder memory order, IPayments.Outcome expected) private {
        _expectOutcome(_pass(_a, address(_queued), _queueing(order)), expected);
    }

    function _queuedOrder() private returns (IPayments.PaymentOrder memory order) {
        order = _atHome();
        _queuePayment(order, IPayments.Outcome.Queued);
    }

    function _expectRefusedQueue(IPayments.PaymentOrder memory order, RefusalCode code, address party) private {
        Refusal memory foreseen = _queued.preflightQueued(order);
        _expectCode(foreseen.code, code);
        VM.assertEq(foreseen.party, party, "party");
        uint256 held = _deposit(0).balanceOf(_importer);
        _queuePayment(order, IPayments.Outcome.Refused);
        VM.assertEq(_deposit(0).balanceOf(_importer), held, "not debited");
    }

    function _expectWaits(IPayments.PaymentOrder memory order, RefusalCode code) private {
        VM.recordLogs();
        bytes memory crediting = abi.encodeCall(IQueuedPayments.creditQueued, (order));
        _expectOutcome(_pass(_stranger, address(_queued), crediting), IPayments.Outcome.Refused);
        VM.assertEq(uint256(VM.getRecordedLogs()[0].topics[2]), uint256(code), "refusal");
        _expectQueued(order, IQueuedPayments.QueuedState.Queued);
    }

    function _expectQueued(IPayments.PaymentOrder memory order, IQueuedPayments.QueuedState expected) private view {
        VM.assertEq(uint256(_queued.queuedStateOf(order.uetr)), uint256(expected), "state");
    }

    function _cancelling(IPayments.PaymentOrder memory order, string memory signer) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Corridor QueuedPayments"),
                keccak256("1"),
                block.chainid,
                address(_queued)
            )
        );
        bytes32 terms =
            keccak256(abi.encode(keccak256("PaymentCancellation(bytes32 orderHash)"), _engine.hashOrder(order)));
        bytes memory signature = signWith(keyOf(signer), MessageHashUtils.toTypedDataHash(domain, terms));
        return abi.encodeCall(IQueuedPayments.cancelQueued, (order, signature));
    }
}
