// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {Currency, Label, RefusalCode, Status, Uetr} from "corridor/interfaces/Types.sol";
import {QueueTest} from "../support/QueueTest.sol";
import {VM} from "../support/Vm.sol";

/// @title What becomes of an obligation: each way alone
contract QueueUnitTest is QueueTest {
    function setUp() external {
        _setUpQueue();
    }

    function test_queue__everyField__isKept() external {
        Uetr uetr = _newUetr();
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.QueueMemberEnrolled(THB, _m, 1);
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.QueueMemberEnrolled(THB, _b, 2);
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationQueued(uetr, _m, _b, THB, type(uint96).max, 255, type(uint40).max, 0, address(0));
        _act(
            _m,
            abi.encodeCall(ILiquidityQueue.queue, (uetr, _b, THB, type(uint96).max, 255, type(uint40).max))
        );
        ILiquidityQueue.Obligation memory kept = _queue.obligationOf(uetr);
        VM.assertEq(kept.payer, _m, "payer");
        VM.assertEq(kept.payee, _b, "payee");
        VM.assertEq(bytes32(Currency.unwrap(kept.currency)), "THB", "currency");
        VM.assertEq(uint256(kept.amountMinor), type(uint96).max, "amount");
        VM.assertEq(uint256(kept.priority), 255, "priority");
        VM.assertEq(uint256(kept.expiresAt), type(uint40).max, "expiry");
        VM.assertEq(uint256(kept.cycle), 0, "cycle");
        VM.assertEq(kept.source, address(0), "source");
        _expectState(uetr, ILiquidityQueue.ObligationState.Queued);
    }

    function test_queue__malformed__fails() external {
        Uetr uetr = _newUetr();
        address queue = address(_queue);
        _fail(_a, queue, _owed(uetr, _a, 1), ILiquidityQueue.QueuePayeeIsPayer.selector);
        _fail(_a, queue, _owed(uetr, _b, 0), ILiquidityQueue.QueueAmountInvalid.selector);
        _fail(_a, queue, _owed(uetr, _b, 2 ** 96), ILiquidityQueue.QueueAmountInvalid.selector);
        bytes memory late = abi.encodeCall(ILiquidityQueue.queue, (uetr, _b, THB, 1, 0, 2 ** 40));
        _fail(_a, queue, late, ILiquidityQueue.QueueExpiryInvalid.selector);
        bytes memory nowhere = abi.encodeCall(ILiquidityQueue.queue, (uetr, _b, Currency.wrap("XTS"), 1, 0, LAST));
        _fail(_a, queue, nowhere, ILiquidityQueue.QueueCurrencyUnknown.selector);
        _fail(_stranger, queue, _owed(uetr, _b, 1), ILiquidityQueue.QueueNotMember.selector);
        bytes memory for_ = abi.encodeCall(ILiquidityQueue.queueFor, (_a, uetr, _b, THB, 1, 0, LAST));
        _fail(_b, queue, for_, ILiquidityQueue.QueueNotSystemContract.selector);
    }

    function test_queue__sameOrOtherUnderTheUetr__existsOrIsRefused() external {
        Uetr uetr = _owe(_a, _b, 100);
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationExists(uetr, _a);
        _act(_a, _owed(uetr, _b, 100));
        _expectReused(uetr, _a, _owed(uetr, _b, 101));
        _expectReused(uetr, _a, _owed(uetr, _m, 100));
        _expectReused(uetr, _m, _owed(uetr, _b, 100));
        _expectReused(uetr, _a, abi.encodeCall(ILiquidityQueue.queue, (uetr, _b, THB, 100, 0, LAST + 1)));
        bytes memory abroad = abi.encodeCall(ILiquidityQueue.queue, (uetr, _bank(2), Currency.wrap("HKD"), 100, 0, LAST));
        _expectReused(uetr, _m, abroad);
    }

    function _expectReused(Uetr uetr, address payer, bytes memory call_) private {
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationRefused(uetr, RefusalCode.UetrReused, Label.wrap("uetr"), payer);
        _act(payer, call_);
    }

    function test_queue__eachCauseAlone__isRefused() external {
        Label payers = Label.wrap("payer-bank-standing");
        _owe(_a, _b, 1);
        _suspend(0, _a, Status.Suspended);
        _expectRefused(_a, _b, RefusalCode.PayerBankSuspended, payers, _a);
        _suspend(0, _a, Status.Active);
        _suspend(0, _b, Status.Suspended);
        _expectRefused(_a, _b, RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), _b);
        _suspend(0, _b, Status.Active);
        _pause(address(_money(0)), 0, true);
        RefusalCode paused = RefusalCode.PayerMoneyPaused;
        _expectRefused(_a, _b, paused, Label.wrap("payer-money-paused"), _centralBank(0));
        _pause(address(_money(0)), 0, false);
        VM.warp(LAST + 1);
        _expectRefused(_a, _b, RefusalCode.OrderExpired, Label.wrap("order-expiry"), _a);
    }

    function test_queue__ruleBookOfTheMoney__isAskedAndCounts() external {
        IRuleBook book = IRuleBook(_deploy("RuleBook", abi.encode(_registry, THB)));
        address[] memory rules = new address[](2);
        (rules[0], rules[1]) = (address(_world.amountLimit()), address(_world.exposure()));
        _pass(_centralBank(0), address(book), abi.encodeCall(IRuleBook.setRules, (rules)));
        _pass(_centralBank(0), address(_money(0)), abi.encodeCall(IMoney.setRuleBook, (address(book))));
        Uetr uetr = _newUetr();
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationRefused(
            uetr, RefusalCode.PayerAmountLimit, Label.wrap("amount-limit"), _a
        );
        _act(_a, _owed(uetr, _b, 1));
        _owe(_a, _b, 100);
        VM.assertEq(_world.exposure().positionMinor(THB, address(book), _a, _b), 100, "counted");
    }

    function test_payer__holdsReleasesReprioritisesCancels__inThatState() external {
        Uetr uetr = _owe(_a, _b, 100);
        address queue = address(_queue);
        bytes memory hold = abi.encodeCall(ILiquidityQueue.hold, (uetr));
        bytes memory release = abi.encodeCall(ILiquidityQueue.release, (uetr));
        bytes memory cancel = abi.encodeCall(ILiquidityQueue.cancel, (uetr));
        _fail(_b, queue, hold, ILiquidityQueue.QueueNotPayer.selector);
        _fail(_b, queue, cancel, ILiquidityQueue.QueueNotSource.selector);
        _fail(_a, queue, release, ILiquidityQueue.QueueStateIs.selector);
        _act(_a, hold);
        _fail(_a, queue, hold, ILiquidityQueue.QueueStateIs.selector);
        _act(_a, abi.encodeCall(ILiquidityQueue.reprioritise, (uetr, 7)));
        VM.assertEq(uint256(_queue.obligationOf(uetr).priority), 7, "priority");
        _expectState(uetr, ILiquidityQueue.ObligationState.Held);
        _act(_a, release);
        _act(_a, cancel);
        _expectState(uetr, ILiquidityQueue.ObligationState.Cancelled);
        _fail(_a, queue, cancel, ILiquidityQueue.QueueStateIs.selector);
        _fail(_a, queue, abi.encodeCall(ILiquidityQueue.reprioritise, (uetr, 1)), ILiquidityQueue.QueueStateIs.selector);
        bytes memory unknown = abi.encodeCall(ILiquidityQueue.hold, (Uetr.wrap("?")));
        _fail(_a, queue, unknown, ILiquidityQueue.QueueUnknown.selector);
    }

    function test_source__queuesForThePayer__aloneCancels() external {
        _admitContract(address(this));
        Uetr uetr = _newUetr();
        VM.assertTrue(
            _queue.queueFor(_a, uetr, _b, THB, 100, 0, LAST) == ILiquidityQueue.QueueOutcome.Queued, "queued"
        );
        VM.assertTrue(
            _queue.queueFor(_a, uetr, _b, THB, 100, 0, LAST) == ILiquidityQueue.QueueOutcome.Exists, "exists"
        );
        _expectReused(uetr, _a, _owed(uetr, _b, 100));
        VM.assertEq(_queue.obligationOf(uetr).source, address(this), "source");
        bytes memory cancel = abi.encodeCall(ILiquidityQueue.cancel, (uetr));
        _fail(_a, address(_queue), cancel, ILiquidityQueue.QueueNotSource.selector);
        _act(_a, abi.encodeCall(ILiquidityQueue.hold, (uetr)));
        _queue.cancel(uetr);
        _expectState(uetr, ILiquidityQueue.ObligationState.Cancelled);
    }

    function test_expire__afterTheLastSecond__isPutOnRecordOnce() external {
        Uetr uetr = _owe(_a, _b, 100);
        bytes memory expire = abi.encodeCall(ILiquidityQueue.expire, (uetr));
        VM.warp(LAST);
        _fail(_stranger, address(_queue), expire, ILiquidityQueue.QueueNotExpired.selector);
        VM.warp(LAST + 1);
        _expectState(uetr, ILiquidityQueue.ObligationState.Expired);
        _batch(_list(uetr), RefusalCode.OrderExpired);
        _act(_stranger, expire);
        _fail(_stranger, address(_queue), expire, ILiquidityQueue.QueueStateIs.selector);
        _batch(_list(uetr), RefusalCode.OrderExpired);
    }

    function test_settle__alone__movesTheAmountOnce() external {
        Uetr uetr = _owe(_a, _b, 100);
        bytes memory settle = abi.encodeCall(ILiquidityQueue.settle, (uetr));
        _fail(_b, address(_queue), settle, ILiquidityQueue.QueueNotPayer.selector);
        uint256 before = _held(_b);
        VM.assertTrue(_settle(uetr), "settled");
        VM.assertEq(_held(_b), before + 100, "paid");
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationRefused(
            uetr, RefusalCode.ObligationNotQueued, Label.wrap("obligation-state"), _a
        );
        _act(_centralBank(0), settle);
        VM.assertEq(_held(_b), before + 100, "once");
    }

    function test_settleBatch__malformedOrByNobody__fails() external {
        address queue = address(_queue);
        (Uetr first, Uetr second) = (_owe(_a, _b, 1), _owe(_a, _b, 1));
        bytes memory none = abi.encodeCall(ILiquidityQueue.settleBatch, (THB, new Uetr[](0)));
        _fail(_a, queue, none, ILiquidityQueue.QueueBatchSize.selector);
        bytes memory many = abi.encodeCall(ILiquidityQueue.settleBatch, (THB, new Uetr[](257)));
        _fail(_a, queue, many, ILiquidityQueue.QueueBatchSize.selector);
        bytes memory twice = abi.encodeCall(ILiquidityQueue.settleBatch, (THB, _list(first, first)));
        _fail(_a, queue, twice, ILiquidityQueue.QueueNotAscending.selector);
        bytes memory abroad = abi.encodeCall(ILiquidityQueue.settleBatch, (Currency.wrap("HKD"), _list(first)));
        _fail(_m, queue, abroad, ILiquidityQueue.QueueCurrencyForeign.selector);
        bytes memory both = abi.encodeCall(ILiquidityQueue.settleBatch, (THB, _list(first, second)));
        _fail(_stranger, queue, both, ILiquidityQueue.QueueNotSettler.selector);
        _act(_m, both);
        VM.assertEq(uint256(_queue.batchesOf(THB)), 1, "one batch");
    }

    function test_settleBatch__eachCauseAlone__isForeseenAndRefused() external {
        (Uetr first, Uetr second) = (_owe(_a, _b, 100), _owe(_b, _m, 30));
        Uetr[] memory uetrs = _list(first, second);
        _freeze(_a, _held(_a) - 99);
        _batch(uetrs, RefusalCode.PayerFrozen);
        _freeze(_a, 0);
        _suspend(0, _m, Status.Suspended);
        _batch(uetrs, RefusalCode.PayeeBankSuspended);
        _suspend(0, _m, Status.Active);
        _suspend(0, _a, Status.Suspended);
        _batch(uetrs, RefusalCode.PayerBankSuspended);
        _suspend(0, _a, Status.Active);
        _pause(address(_money(0)), 0, true);
        _batch(uetrs, RefusalCode.PayerMoneyPaused);
        _pause(address(_money(0)), 0, false);
        _act(_b, abi.encodeCall(ILiquidityQueue.hold, (second)));
        _batch(uetrs, RefusalCode.ObligationNotQueued);
        _act(_b, abi.encodeCall(ILiquidityQueue.release, (second)));
        _pass(_a, address(_money(0)), abi.encodeCall(IMoney.redeem, (_held(_a) - 99, "gone")));
        _batch(uetrs, RefusalCode.PayerBankInsufficientLiquidity);
        _issueReserves(0, _a, 1);
        _batch(uetrs, RefusalCode.None);
        VM.assertEq(_held(_a), 0, "all of it");
        VM.assertEq(_held(address(_queue)), 0, "nothing stays");
    }

    function test_settleBatch__equalAndOpposite__movesNothing() external {
        (Uetr first, Uetr second) = (_owe(_a, _b, 1e15), _owe(_b, _a, 1e15));
        uint256 before = _held(_a);
        _batch(_list(first, second), RefusalCode.None);
        VM.assertEq(_held(_a), before, "no net");
        VM.assertEq(_queue.positionOf(THB, _a, _b), 0, "no position");
    }

    function testFuzz_settleBatch__anyAmounts__leavesEachItsNet(uint96 out, uint96 back) external {
        VM.assume(out != 0 && back != 0);
        (Uetr first, Uetr second) = (_owe(_a, _b, out), _owe(_b, _a, back));
        (uint256 ofA, uint256 ofB) = (_held(_a), _held(_b));
        if (ofA + back >= out && ofB + out >= back) {
            _batch(_list(first, second), RefusalCode.None);
            VM.assertEq(_held(_a), ofA + back - out, "net of A");
            VM.assertEq(_held(_b), ofB + out - back, "net of B");
        } else {
            _batch(_list(first, second), RefusalCode.PayerBankInsufficientLiquidity);
        }
    }
}
