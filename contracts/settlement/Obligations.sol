// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {Currency, Uetr} from "../interfaces/Types.sol";
import {ObligationSlot} from "../libraries/ObligationSlot.sol";
import {QueueLimits} from "./QueueLimits.sol";

/// @title The obligations of {ILiquidityQueue}, and what their payers do with them until they settle
abstract contract Obligations is QueueLimits {
    mapping(Uetr => ObligationSlot) private _slotOf;

    /// @inheritdoc ILiquidityQueue
    function hold(Uetr uetr) external {
        ObligationSlot slot = _requirePayers(uetr);
        _requireState(uetr, slot, ObligationState.Queued);
        _setState(uetr, slot, ObligationState.Held);
        emit ObligationHeld(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function release(Uetr uetr) external {
        ObligationSlot slot = _requirePayers(uetr);
        _requireState(uetr, slot, ObligationState.Held);
        _setState(uetr, slot, ObligationState.Queued);
        emit ObligationReleased(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function reprioritise(Uetr uetr, uint8 priority) external {
        ObligationSlot slot = _requirePayers(uetr);
        _requireWaiting(uetr, slot);
        _slotOf[uetr] = slot.withPriority(priority);
        emit ObligationReprioritised(uetr, priority);
    }

    /// @inheritdoc ILiquidityQueue
    function cancel(Uetr uetr) external {
        ObligationSlot slot = _requireKnown(uetr);
        if (msg.sender != _queuedBy(slot)) revert QueueNotSource(msg.sender, uetr);
        _requireWaiting(uetr, slot);
        _setState(uetr, slot, ObligationState.Cancelled);
        emit ObligationCancelled(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function expire(Uetr uetr) external {
        ObligationSlot slot = _requireKnown(uetr);
        _requireNoCycle(uetr, slot);
        // What is on record already is not put there again.
        if (!_waits(slot.state())) revert QueueStateIs(uetr, slot.state());
        if (block.timestamp <= slot.expiresAt()) revert QueueNotExpired(uetr, slot.expiresAt());
        _setState(uetr, slot, ObligationState.Expired);
        emit ObligationExpired(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function obligationOf(Uetr uetr) external view returns (Obligation memory) {
        ObligationSlot slot = _slotOf[uetr];
        return Obligation({
            payer: _payer(slot),
            payee: _book(slot.currency()).memberAt[slot.payee()],
            currency: slot.currency(),
            amountMinor: slot.amountMinor(),
            priority: slot.priority(),
            expiresAt: slot.expiresAt(),
            state: _stateNow(slot),
            cycle: slot.cycle(),
            source: _book(slot.currency()).memberAt[slot.source()]
        });
    }

    /// @inheritdoc ILiquidityQueue
    function stateOf(Uetr uetr) external view returns (ObligationState) {
        return _stateNow(_slotOf[uetr]);
    }

    function _setQueued(Uetr uetr, ObligationSlot slot) internal {
        _slotOf[uetr] = slot;
    }

    function _setSettled(Uetr uetr, uint64 batch) internal {
        _setState(uetr, _slotOf[uetr], ObligationState.Settled);
        emit ObligationSettled(uetr, batch);
    }

    function _slot(Uetr uetr) internal view returns (ObligationSlot) {
        return _slotOf[uetr];
    }

    function _requireKnown(Uetr uetr) internal view returns (ObligationSlot slot) {
        slot = _slotOf[uetr];
        if (slot.state() == ObligationState.None) revert QueueUnknown(uetr);
    }

    function _payer(ObligationSlot slot) internal view returns (address) {
        return _book(slot.currency()).memberAt[slot.payer()];
    }

    function _requireNoCycle(Uetr uetr, ObligationSlot slot) internal pure {
        if (slot.cycle() != 0) revert QueueInCycle(uetr, slot.cycle());
    }

    function _stateNow(ObligationSlot slot) internal view returns (ObligationState) {
        if (slot.cycle() != 0) return _stateInCycle(slot.currency(), slot.cycle());
        return _waits(slot.state()) && block.timestamp > slot.expiresAt() ? ObligationState.Expired : slot.state();
    }

    /// @return Where all obligations of a cycle are now.
    function _stateInCycle(Currency currency, uint256 cycle) internal view virtual returns (ObligationState);

    function _setState(Uetr uetr, ObligationSlot slot, ObligationState state) private {
        _slotOf[uetr] = slot.withState(state);
    }

    function _waits(ObligationState state) private pure returns (bool) {
        return state == ObligationState.Queued || state == ObligationState.Held;
    }

    function _queuedBy(ObligationSlot slot) private view returns (address) {
        return slot.source() == 0 ? _payer(slot) : _book(slot.currency()).memberAt[slot.source()];
    }

    function _requirePayers(Uetr uetr) private view returns (ObligationSlot slot) {
        slot = _requireKnown(uetr);
        if (msg.sender != _payer(slot)) revert QueueNotPayer(msg.sender, uetr);
    }

    function _requireState(Uetr uetr, ObligationSlot slot, ObligationState needed) private view {
        _requireNoCycle(uetr, slot);
        ObligationState state = _stateNow(slot);
        if (state != needed) revert QueueStateIs(uetr, state);
    }

    function _requireWaiting(Uetr uetr, ObligationSlot slot) private view {
        _requireNoCycle(uetr, slot);
        ObligationState state = _stateNow(slot);
        if (!_waits(state)) revert QueueStateIs(uetr, state);
    }
}
