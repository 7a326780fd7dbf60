// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Bic, Currency, Jurisdiction, Label, Lei, Refusal, RefusalCode, Role, Uetr} from "corridor/interfaces/Types.sol";
import {Deployer} from "./Deployer.sol";
import {UnitTest} from "./UnitTest.sol";
import {VM} from "./Vm.sol";

/// @title The network with a liquidity queue, and what its members do with it in a word
/// @dev Everything is in the first country's currency; A and B are its banks, M is the market maker.
abstract contract QueueTest is UnitTest, Deployer {
    Currency internal constant THB = Currency.wrap("THB");
    uint64 internal constant NOW = 1_700_000_000;
    uint64 internal constant LAST = NOW + 3 days;

    ILiquidityQueue internal _queue;
    address internal _a;
    address internal _b;
    address internal _m;
    uint128 private _uetrs;

    function _setUpQueue() internal {
        VM.warp(NOW);
        _setUpNetwork();
        (_a, _b, _m) = (_bank(0), _bank(1), _world.maker());
        _queue = ILiquidityQueue(_deploy("LiquidityQueue", abi.encode(_registry)));
        _admitContract(address(_queue));
    }

    function _admitContract(address system) internal {
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.admit, (system, Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0))
        );
        _pass(_centralBank(0), address(_registry), order);
        _pass(_centralBank(1), address(_registry), order);
    }

    function _newUetr() internal returns (Uetr) {
        return Uetr.wrap(bytes16(++_uetrs));
    }

    function _owed(Uetr uetr, address payee, uint256 amountMinor) internal pure returns (bytes memory) {
        return abi.encodeCall(ILiquidityQueue.queue, (uetr, payee, THB, amountMinor, 0, LAST));
    }

    function _owe(address payer, address payee, uint256 amountMinor) internal returns (Uetr uetr) {
        uetr = _newUetr();
        bytes memory answer = _pass(payer, address(_queue), _owed(uetr, payee, amountMinor));
        ILiquidityQueue.QueueOutcome outcome = abi.decode(answer, (ILiquidityQueue.QueueOutcome));
        VM.assertTrue(outcome == ILiquidityQueue.QueueOutcome.Queued, "queued");
    }

    /// @dev Queues what has to be refused for that.
    function _expectRefused(address payer, address payee, RefusalCode code, Label rule, address party) internal {
        Uetr uetr = _newUetr();
        VM.expectEmit(address(_queue));
        emit ILiquidityQueue.ObligationRefused(uetr, code, rule, party);
        bytes memory answer = _pass(payer, address(_queue), _owed(uetr, payee, 100));
        ILiquidityQueue.QueueOutcome outcome = abi.decode(answer, (ILiquidityQueue.QueueOutcome));
        VM.assertTrue(outcome == ILiquidityQueue.QueueOutcome.Refused, "refused");
        _expectState(uetr, ILiquidityQueue.ObligationState.None);
    }

    function _settle(Uetr uetr) internal returns (bool) {
        address payer = _queue.obligationOf(uetr).payer;
        return abi.decode(_pass(payer, address(_queue), abi.encodeCall(ILiquidityQueue.settle, (uetr))), (bool));
    }

    /// @dev Settles as the central bank, and expects what preflight says.
    function _batch(Uetr[] memory uetrs, RefusalCode expected) internal {
        Refusal memory foreseen = _queue.preflightBatch(THB, uetrs);
        _expectCode(foreseen.code, expected);
        if (expected != RefusalCode.None) {
            VM.expectEmit(address(_queue));
            emit ILiquidityQueue.BatchRefused(THB, foreseen.code, foreseen.rule, foreseen.party);
        }
        bytes memory answer =
            _pass(_centralBank(0), address(_queue), abi.encodeCall(ILiquidityQueue.settleBatch, (THB, uetrs)));
        VM.assertTrue(abi.decode(answer, (bool)) == (expected == RefusalCode.None), "settled or not");
    }

    function _expectState(Uetr uetr, ILiquidityQueue.ObligationState expected) internal view {
        VM.assertEq(uint256(_queue.stateOf(uetr)), uint256(expected), "state");
    }

    function _act(address sender, bytes memory call_) internal {
        _pass(sender, address(_queue), call_);
    }

    function _freeze(address account, uint256 amountMinor) internal {
        IMoney money = _money(0);
        VM.prank(_supervisor(0));
        money.setFrozenTokens(account, amountMinor);
    }

    function _held(address account) internal view returns (uint256) {
        return _money(0).balanceOf(account);
    }

    function _list(Uetr only) internal pure returns (Uetr[] memory uetrs) {
        uetrs = new Uetr[](1);
        uetrs[0] = only;
    }

    function _list(Uetr first, Uetr second) internal pure returns (Uetr[] memory uetrs) {
        uetrs = new Uetr[](2);
        (uetrs[0], uetrs[1]) = (first, second);
    }
}
