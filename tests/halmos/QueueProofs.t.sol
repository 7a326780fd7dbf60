// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Uetr} from "corridor/interfaces/Types.sol";
import {LiquidityQueue} from "corridor/settlement/LiquidityQueue.sol";
import {OpenClearing} from "./OpenClearing.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What becomes of obligations, whatever their amounts, what the banks have, who calls and when
contract QueueProofs {
    address private constant A = address(0xa11ce);
    address private constant B = address(0xb0b);
    address private constant C = address(0xca401);
    address private constant CENTRAL_BANK = address(0xceba);
    Currency private constant THB = Currency.wrap("THB");
    Uetr private constant FIRST = Uetr.wrap(bytes16(uint128(1)));
    Uetr private constant SECOND = Uetr.wrap(bytes16(uint128(2)));
    Uetr private constant THIRD = Uetr.wrap(bytes16(uint128(3)));
    uint64 private constant LAST = 2_000_000_000;

    OpenClearing private _clearing;
    ILiquidityQueue private _queue;

    function setUp() public {
        VM.warp(1_700_000_000);
        _clearing = new OpenClearing(CENTRAL_BANK);
        _queue = new LiquidityQueue(IParticipantRegistry(address(_clearing)));
    }

    /// @dev A owes B, which owes C: what B pays or gets is the difference.
    /// @custom:halmos --loop 4
    function check_Z_settleBatch_movesTheNetsOrNothing(
        uint96[2] calldata amounts,
        uint104[2] calldata held,
        uint104[2] calldata frozen
    ) external {
        _owe(A, FIRST, B, amounts[0]);
        _owe(B, SECOND, C, amounts[1]);
        _clearing.setHoldings(A, held[0], frozen[0]);
        _clearing.setHoldings(B, held[1], frozen[1]);
        bool isSettled = _settleBoth(CENTRAL_BANK, FIRST, SECOND);
        (int256 first, int256 second) = (int256(uint256(amounts[0])), int256(uint256(amounts[1])));
        unchecked {
            _assertNet(A, held[0], frozen[0], -first, isSettled);
            _assertNet(B, held[1], frozen[1], first - second, isSettled);
        }
        _assertNet(C, 0, 0, second, isSettled);
        assert(_clearing.heldMinor(address(_queue)) == 0);
        ILiquidityQueue.ObligationState state =
            isSettled ? ILiquidityQueue.ObligationState.Settled : ILiquidityQueue.ObligationState.Queued;
        assert(_queue.stateOf(FIRST) == state && _queue.stateOf(SECOND) == state);
    }

    /// @dev Whatever is listed how often, by whomever and whenever: each counts once, and in time.
    function check_Z_settleBatch_takesEachOnceAndInTime(
        address caller,
        uint40 second,
        uint96[2] calldata amounts,
        uint8[2] calldata listed
    ) external {
        _owe(A, FIRST, B, amounts[0]);
        _owe(A, SECOND, B, amounts[1]);
        _clearing.setHoldings(A, type(uint128).max, 0);
        VM.warp(second);
        bool isSettled = _settleBoth(caller, _listed(listed[0]), _listed(listed[1]));
        assert(!isSettled || second <= LAST);
        assert(!isSettled || caller == CENTRAL_BANK || !_clearing.isOut(caller));
        assert(_clearing.heldMinor(B) == (isSettled ? int256(uint256(amounts[0]) + amounts[1]) : int256(0)));
    }

    /// @dev Whatever anybody tries between.
    function check_Y_settle_happensOnce(address caller, uint96 amount, uint40 second, address other) external {
        _owe(A, FIRST, B, amount);
        _clearing.setHoldings(A, type(uint128).max, 0);
        VM.warp(second);
        bool wasSettled = _settle(caller);
        assert(!wasSettled || ((caller == A || caller == CENTRAL_BANK) && second <= LAST));
        assert(_clearing.heldMinor(B) == (wasSettled ? int256(uint256(amount)) : int256(0)));
        bool again = _settle(other);
        assert(!wasSettled || !again);
        assert(_clearing.heldMinor(B) == (wasSettled || again ? int256(uint256(amount)) : int256(0)));
    }

    function check_Y_cancel_isThePayersAndFinal(address caller, uint96 amount, uint40 second, uint40 later) external {
        _owe(A, FIRST, B, amount);
        _clearing.setHoldings(A, type(uint128).max, 0);
        VM.warp(second);
        if (!_call(caller, abi.encodeCall(ILiquidityQueue.cancel, (FIRST)))) return;
        assert(caller == A && second <= LAST);
        VM.warp(later);
        _call(A, abi.encodeCall(ILiquidityQueue.release, (FIRST)));
        _call(A, abi.encodeCall(ILiquidityQueue.hold, (FIRST)));
        _call(CENTRAL_BANK, abi.encodeCall(ILiquidityQueue.expire, (FIRST)));
        assert(!_settle(A) && !_settle(CENTRAL_BANK));
        assert(_queue.stateOf(FIRST) == ILiquidityQueue.ObligationState.Cancelled);
        assert(_clearing.heldMinor(B) == 0);
    }

    function check_Y_held_isNotSettled(uint96 amount, uint40 second, uint40 later) external {
        _owe(A, FIRST, B, amount);
        _clearing.setHoldings(A, type(uint128).max, 0);
        VM.warp(second);
        if (!_call(A, abi.encodeCall(ILiquidityQueue.hold, (FIRST)))) return;
        VM.warp(later);
        assert(!_settle(A) && !_settle(CENTRAL_BANK));
        assert(_clearing.heldMinor(B) == 0);
    }

    function check_P_settle_keepsThePayersLimit(uint96 before, uint96 amount, uint64 limit) external {
        VM.assume(limit != type(uint64).max);
        _owe(A, FIRST, B, before);
        _owe(A, SECOND, B, amount);
        _clearing.setHoldings(A, type(uint128).max, 0);
        VM.assume(_settle(A));
        _call(A, abi.encodeCall(ILiquidityQueue.setBilateralLimit, (THB, B, limit)));
        VM.prank(A);
        bool isSettled = _queue.settle(SECOND);
        int256 position = _queue.positionOf(THB, A, B);
        assert(position == int256(uint256(before)) + (isSettled ? int256(uint256(amount)) : int256(0)));
        assert(isSettled == (uint256(before) + amount <= limit));
    }

    function _owe(address payer, Uetr uetr, address payee, uint96 amount) private {
        VM.assume(amount != 0);
        VM.prank(payer);
        _queue.queue(uetr, payee, THB, amount, 0, LAST);
    }

    /// @return One of the two, or one that nobody queued.
    function _listed(uint8 which) private pure returns (Uetr) {
        if (which == 0) return FIRST;
        return which == 1 ? SECOND : THIRD;
    }

    function _settle(address caller) private returns (bool isSettled) {
        VM.prank(caller);
        (bool ok, bytes memory answer) = address(_queue).call(abi.encodeCall(ILiquidityQueue.settle, (FIRST)));
        return ok && abi.decode(answer, (bool));
    }

    function _settleBoth(address caller, Uetr first, Uetr second) private returns (bool isSettled) {
        Uetr[] memory uetrs = new Uetr[](2);
        (uetrs[0], uetrs[1]) = (first, second);
        VM.prank(caller);
        (bool ok, bytes memory answer) =
            address(_queue).call(abi.encodeCall(ILiquidityQueue.settleBatch, (THB, uetrs)));
        return ok && abi.decode(answer, (bool));
    }

    function _call(address caller, bytes memory data) private returns (bool ok) {
        VM.prank(caller);
        (ok,) = address(_queue).call(data);
    }

    /// @dev Settled: by its net, and never into what it could not spend.
    function _assertNet(address bank, uint104 held, uint104 frozen, int256 net, bool isSettled) private view {
        int256 after_ = _clearing.heldMinor(bank);
        if (!isSettled) {
            assert(after_ == int256(uint256(held)));
            return;
        }
        unchecked {
            assert(after_ == int256(uint256(held)) + net);
        }
        assert(after_ >= 0);
        assert(net >= 0 || after_ >= int256(uint256(frozen)));
    }
}
