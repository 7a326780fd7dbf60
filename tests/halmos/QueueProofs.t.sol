// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Uetr} from "corridor/interfaces/Types.sol";
import {LiquidityQueue} from "corridor/settlement/LiquidityQueue.sol";
import {OpenClearing} from "./OpenClearing.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What becomes of obligations, whatever their amounts, what the banks have, who calls and when
/// @dev Three banks owe each other in a circle, so that each has a net that may be a debit or a credit.
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

    function check_Z_settleBatch_movesTheNetsOrNothing(
        uint96[3] calldata amounts,
        uint120[3] calldata held,
        uint120[3] calldata frozen
    ) external {
        _owe(A, FIRST, B, amounts[0]);
        _owe(B, SECOND, C, amounts[1]);
        _owe(C, THIRD, A, amounts[2]);
        _clearing.setHoldings(A, held[0], frozen[0]);
        _clearing.setHoldings(B, held[1], frozen[1]);
        _clearing.setHoldings(C, held[2], frozen[2]);
        bool isSettled = _settleAll();
        int256[3] memory nets = [
            int256(uint256(amounts[2])) - int256(uint256(amounts[0])),
            int256(uint256(amounts[0])) - int256(uint256(amounts[1])),
            int256(uint256(amounts[1])) - int256(uint256(amounts[2]))
        ];
        _assertNet(A, held[0], frozen[0], nets[0], isSettled);
        _assertNet(B, held[1], frozen[1], nets[1], isSettled);
        _assertNet(C, held[2], frozen[2], nets[2], isSettled);
        assert(_clearing.heldMinor(address(_queue)) == 0);
        ILiquidityQueue.ObligationState state =
            isSettled ? ILiquidityQueue.ObligationState.Settled : ILiquidityQueue.ObligationState.Queued;
        assert(_queue.stateOf(FIRST) == state && _queue.stateOf(SECOND) == state && _queue.stateOf(THIRD) == state);
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

    function _settle(address caller) private returns (bool isSettled) {
        VM.prank(caller);
        (bool ok, bytes memory answer) = address(_queue).call(abi.encodeCall(ILiquidityQueue.settle, (FIRST)));
        return ok && abi.decode(answer, (bool));
    }

    function _settleAll() private returns (bool) {
        Uetr[] memory uetrs = new Uetr[](3);
        (uetrs[0], uetrs[1], uetrs[2]) = (FIRST, SECOND, THIRD);
        VM.prank(CENTRAL_BANK);
        return _queue.settleBatch(THB, uetrs);
    }

    function _call(address caller, bytes memory data) private returns (bool ok) {
        VM.prank(caller);
        (ok,) = address(_queue).call(data);
    }

    /// @dev Settled: by its net, and never into what it could not spend.
    function _assertNet(address bank, uint120 held, uint120 frozen, int256 net, bool isSettled) private view {
        int256 after_ = _clearing.heldMinor(bank);
        if (!isSettled) {
            assert(after_ == int256(uint256(held)));
            return;
        }
        assert(after_ == int256(uint256(held)) + net);
        assert(after_ >= 0);
        assert(net >= 0 || after_ >= int256(uint256(frozen)));
    }
}
