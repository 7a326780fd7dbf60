// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {Label, RefusalCode, Status, Uetr} from "corridor/interfaces/Types.sol";
import {actor} from "../support/Keys.sol";
import {leiOf} from "../support/Leis.sol";
import {QueueTest} from "../support/QueueTest.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Bic, Jurisdiction, Role} from "corridor/interfaces/Types.sol";
import {VM} from "../support/Vm.sol";

/// @title Limits of senders, and cycles of deferred net settlement
contract QueueCyclesTest is QueueTest {
    uint256 private constant NO_LIMIT = type(uint256).max;

    function setUp() external {
        _setUpQueue();
    }

    function test_limits__towardsOneAndAll__boundTheNetOfTheDay() external {
        VM.assertEq(_queue.bilateralLimitOf(THB, _a, _b), NO_LIMIT, "none yet");
        _owe(_a, _b, 1);
        _limit(_a, _b, 100);
        _limit(_b, _a, 50);
        VM.assertEq(_queue.bilateralLimitOf(THB, _a, _b), 100, "A's");
        VM.assertEq(_queue.bilateralLimitOf(THB, _b, _a), 50, "B's");
        VM.assertTrue(_settle(_owe(_a, _b, 100)), "up to it");
        _batch(_list(_owe(_a, _b, 1)), RefusalCode.PayerBilateralLimit);
        VM.assertTrue(_settle(_owe(_b, _a, 150)), "back and up to the other's");
        _batch(_list(_owe(_b, _a, 1)), RefusalCode.PayerBilateralLimit);
        VM.assertEq(_queue.positionOf(THB, _b, _a), 50, "B paid");
        VM.assertEq(_queue.positionOf(THB, _a, _b), -50, "A got");
        _act(_a, abi.encodeCall(ILiquidityQueue.setMultilateralLimit, (THB, 10)));
        VM.assertEq(_queue.multilateralLimitOf(THB, _a), 10, "A's of all");
        VM.assertTrue(_settle(_owe(_a, _m, 60)), "got before");
        _batch(_list(_owe(_a, _m, 1)), RefusalCode.PayerMultilateralLimit);
        VM.assertEq(_queue.multilateralPositionOf(THB, _a), 10, "all others");
        VM.warp(NOW + 1 days);
        VM.assertEq(_queue.multilateralPositionOf(THB, _a), 0, "a new day");
        VM.assertTrue(_settle(_owe(_a, _m, 10)), "from zero");
        _act(_a, abi.encodeCall(ILiquidityQueue.setMultilateralLimit, (THB, NO_LIMIT)));
        VM.assertTrue(_settle(_owe(_a, _m, 1000)), "without limit");
        VM.assertEq(_queue.positionOf(THB, _a, _stranger), 0, "nobody");
        VM.assertEq(_queue.positionOf(THB, _stranger, _a), 0, "nobody");
        VM.assertEq(_queue.bilateralLimitOf(THB, _a, _stranger), NO_LIMIT, "nobody");
        VM.assertEq(_queue.bilateralLimitOf(THB, _stranger, _a), NO_LIMIT, "nobody");
    }

    function test_limits__invalidOrOfNobody__fail() external {
        address queue = address(_queue);
        bytes memory own = abi.encodeCall(ILiquidityQueue.setBilateralLimit, (THB, _a, 1));
        _fail(_a, queue, own, ILiquidityQueue.QueueNotMember.selector);
        bytes memory strange = abi.encodeCall(ILiquidityQueue.setBilateralLimit, (THB, _stranger, 1));
        _fail(_a, queue, strange, ILiquidityQueue.QueueNotMember.selector);
        bytes memory high = abi.encodeCall(ILiquidityQueue.setMultilateralLimit, (THB, type(uint64).max));
        _fail(_a, queue, high, ILiquidityQueue.QueueLimitInvalid.selector);
        _fail(_stranger, queue, high, ILiquidityQueue.QueueNotMember.selector);
    }

    function test_cycle__closed__settlesAllOfItByItsNets() external {
        _defer();
        (Uetr first, Uetr second) = (_owe(_a, _b, 100), _owe(_b, _m, 100));
        ILiquidityQueue.Cycle memory cycle = _queue.cycleOf(THB);
        VM.assertTrue(cycle.state == ILiquidityQueue.CycleState.Open, "open");
        VM.assertEq(uint256(cycle.count), 2, "count");
        VM.assertEq(uint256(cycle.valueMinor), 200, "value");
        VM.assertEq(uint256(cycle.endsAt), NOW + 1 days - 1, "end");
        VM.assertEq(_queue.cyclePositionOf(THB, _a), 100, "A's");
        VM.assertEq(_queue.cyclePositionOf(THB, _m), -100, "the maker's");
        uint256 before = _held(_m);
        _close(RefusalCode.None);
        VM.assertEq(_held(_m), before + 100, "paid");
        _expectState(first, ILiquidityQueue.ObligationState.Settled);
        _expectState(second, ILiquidityQueue.ObligationState.Settled);
        VM.assertEq(_queue.cyclePositionOf(THB, _a), 0, "no open cycle");
        bytes memory close = abi.encodeCall(ILiquidityQueue.closeCycle, (THB));
        _fail(_centralBank(0), address(_queue), close, ILiquidityQueue.QueueCycleMissing.selector);
        _fail(_a, address(_queue), close, ILiquidityQueue.QueueNotSettler.selector);
    }

    function test_cycle__eachCauseAlone__isForeseenAndRefused() external {
        _defer();
        _owe(_a, _b, 100);
        _freeze(_a, _held(_a));
        _close(RefusalCode.PayerFrozen);
        _freeze(_a, 0);
        _suspend(0, _b, Status.Suspended);
        _close(RefusalCode.PayeeBankSuspended);
        _suspend(0, _b, Status.Active);
        _suspend(0, _a, Status.Suspended);
        _close(RefusalCode.PayerBankSuspended);
        _suspend(0, _a, Status.Active);
        _pause(address(_money(0)), 0, true);
        _close(RefusalCode.PayerMoneyPaused);
        _pause(address(_money(0)), 0, false);
        _owe(_a, _b, 1e18);
        _close(RefusalCode.PayerBankInsufficientLiquidity);
        _issueReserves(0, _a, 1e18);
        _close(RefusalCode.None);
    }

    function test_cycle__abandonedOrLapsed__takesAllOfItAlong() external {
        _defer();
        bytes memory abandon = abi.encodeCall(ILiquidityQueue.abandonCycle, (THB));
        _fail(_centralBank(0), address(_queue), abandon, ILiquidityQueue.QueueCycleMissing.selector);
        Uetr first = _owe(_a, _b, 100);
        _fail(_a, address(_queue), abandon, ILiquidityQueue.QueueNotCentralBank.selector);
        _act(_centralBank(0), abandon);
        _expectState(first, ILiquidityQueue.ObligationState.Cancelled);
        Uetr second = _owe(_a, _b, 7);
        VM.assertEq(_queue.cyclePositionOf(THB, _a), 7, "from zero");
        VM.warp(NOW + 1 days - 1);
        _expectState(second, ILiquidityQueue.ObligationState.Queued);
        VM.warp(NOW + 1 days);
        _expectState(second, ILiquidityQueue.ObligationState.Expired);
        VM.assertTrue(_queue.cycleOf(THB).state == ILiquidityQueue.CycleState.Lapsed, "lapsed");
        _owe(_b, _a, 9);
        VM.assertEq(uint256(_queue.cycleOf(THB).number), 3, "the next one");
    }

    function test_cycle__whatIsInIt__isNobodysAlone() external {
        _defer();
        Uetr uetr = _owe(_a, _b, 100);
        bytes4 refusal = ILiquidityQueue.QueueInCycle.selector;
        _fail(_a, address(_queue), abi.encodeCall(ILiquidityQueue.hold, (uetr)), refusal);
        _fail(_a, address(_queue), abi.encodeCall(ILiquidityQueue.cancel, (uetr)), refusal);
        _fail(_a, address(_queue), abi.encodeCall(ILiquidityQueue.expire, (uetr)), refusal);
        _fail(_a, address(_queue), abi.encodeCall(ILiquidityQueue.settle, (uetr)), refusal);
        Uetr brief = _newUetr();
        bytes memory call_ = abi.encodeCall(ILiquidityQueue.queue, (brief, _b, THB, 1, 0, NOW + 1 days - 2));
        _fail(_a, address(_queue), call_, ILiquidityQueue.QueueExpiresWithinCycle.selector);
    }

    function test_cycle__limits__areAskedWhenQueueing() external {
        _owe(_a, _b, 1);
        _defer();
        _limit(_b, _a, 100);
        _limit(_a, _b, 100);
        _owe(_a, _b, 60);
        _expectRefused(_a, _b, RefusalCode.PayerBilateralLimit, Label.wrap("bilateral-limit"), _a);
        _owe(_b, _a, 160);
        _expectRefused(_b, _a, RefusalCode.PayerBilateralLimit, Label.wrap("bilateral-limit"), _b);
        _act(_a, abi.encodeCall(ILiquidityQueue.setMultilateralLimit, (THB, 0)));
        _owe(_a, _m, 100);
        _expectRefused(_a, _m, RefusalCode.PayerMultilateralLimit, Label.wrap("multilateral-limit"), _a);
    }

    function test_mode__setTwiceOrByNobody__fails() external {
        ILiquidityQueue.QueueMode gross = ILiquidityQueue.QueueMode.Gross;
        bytes memory same = abi.encodeCall(ILiquidityQueue.setMode, (THB, gross));
        _fail(_centralBank(0), address(_queue), same, ILiquidityQueue.QueueModeUnchanged.selector);
        _fail(_centralBank(1), address(_queue), same, ILiquidityQueue.QueueNotCentralBank.selector);
        _defer();
        VM.assertTrue(_queue.modeOf(THB) == ILiquidityQueue.QueueMode.Deferred, "deferred");
        Uetr uetr = _owe(_a, _b, 5);
        _act(_centralBank(0), same);
        _close(RefusalCode.None);
        _expectState(uetr, ILiquidityQueue.ObligationState.Settled);
    }

    function test_cycle__ninetySeventhMember__waitsForTheNext() external {
        _defer();
        for (uint256 i = 0; i < 95; ++i) {
            _owe(_a, _newBank(i), 1);
        }
        address last = _newBank(95);
        bytes memory call_ = _owed(_newUetr(), last, 1);
        _fail(_a, address(_queue), call_, ILiquidityQueue.QueueCycleFull.selector);
        _close(RefusalCode.None);
        _owe(_a, last, 1);
    }

    function _newBank(uint256 number) private returns (address bank) {
        bank = actor(string(abi.encodePacked("BANK", number)));
        Jurisdiction home = Jurisdiction.wrap("TH");
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit, (bank, Role.CommercialBank, leiOf(100 + number), Bic.wrap(0), home)
        );
        _pass(_centralBank(0), address(_registry), admission);
        _pass(bank, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (home)));
    }

    function _defer() private {
        bytes memory order = abi.encodeCall(ILiquidityQueue.setMode, (THB, ILiquidityQueue.QueueMode.Deferred));
        _act(_centralBank(0), order);
    }

    function _limit(address member, address payee, uint256 limitMinor) private {
        _act(member, abi.encodeCall(ILiquidityQueue.setBilateralLimit, (THB, payee, limitMinor)));
    }

    function _close(RefusalCode expected) private {
        _expectCode(_queue.preflightCycle(THB).code, expected);
        bytes memory close = abi.encodeCall(ILiquidityQueue.closeCycle, (THB));
        bytes memory answer = _pass(_centralBank(0), address(_queue), close);
        VM.assertTrue(abi.decode(answer, (bool)) == (expected == RefusalCode.None), "closed or not");
    }
}
