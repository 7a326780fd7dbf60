// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {Currency, Uetr} from "../interfaces/Types.sol";
import {QueueLimits} from "./QueueLimits.sol";

/// @title The obligations of {ILiquidityQueue}, and what their payers do with them until they settle
abstract contract Obligations is QueueLimits {
    /// @dev An obligation in one slot: the members by their numbers in its currency, the source by its number among
    ///      the system contracts, zero for the payer.
    struct Entry {
        uint96 amountMinor;
        uint40 expiresAt;
        uint24 cycle;
        uint16 payer;
        uint16 payee;
        Currency currency;
        uint8 priority;
        ObligationState state;
        uint8 source;
    }

    mapping(Uetr => Entry) private _entryOf;
    address[] private _sources;
    mapping(address => uint8) private _sourceIndexOf;

    /// @inheritdoc ILiquidityQueue
    function hold(Uetr uetr) external {
        Entry storage entry = _requirePayers(uetr);
        _requireState(uetr, entry, ObligationState.Queued);
        entry.state = ObligationState.Held;
        emit ObligationHeld(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function release(Uetr uetr) external {
        Entry storage entry = _requirePayers(uetr);
        _requireState(uetr, entry, ObligationState.Held);
        entry.state = ObligationState.Queued;
        emit ObligationReleased(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function reprioritise(Uetr uetr, uint8 priority) external {
        Entry storage entry = _requirePayers(uetr);
        _requireWaiting(uetr, entry);
        entry.priority = priority;
        emit ObligationReprioritised(uetr, priority);
    }

    /// @inheritdoc ILiquidityQueue
    function cancel(Uetr uetr) external {
        Entry storage entry = _requireKnown(uetr);
        if (msg.sender != _queuedBy(entry)) revert QueueNotSource(msg.sender, uetr);
        _requireWaiting(uetr, entry);
        entry.state = ObligationState.Cancelled;
        emit ObligationCancelled(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function expire(Uetr uetr) external {
        Entry storage entry = _requireKnown(uetr);
        _requireNoCycle(uetr, entry);
        // What is on record already is not put there again.
        if (!_waits(entry.state)) revert QueueStateIs(uetr, entry.state);
        if (block.timestamp <= entry.expiresAt) revert QueueNotExpired(uetr, entry.expiresAt);
        entry.state = ObligationState.Expired;
        emit ObligationExpired(uetr);
    }

    /// @inheritdoc ILiquidityQueue
    function obligationOf(Uetr uetr) external view returns (Obligation memory) {
        Entry memory entry = _entryOf[uetr];
        return Obligation({
            payer: _payer(entry),
            payee: _book(entry.currency).memberAt[entry.payee],
            currency: entry.currency,
            amountMinor: entry.amountMinor,
            priority: entry.priority,
            expiresAt: entry.expiresAt,
            state: _stateNow(entry),
            cycle: entry.cycle,
            source: entry.source == 0 ? address(0) : _sources[entry.source - 1]
        });
    }

    /// @inheritdoc ILiquidityQueue
    function stateOf(Uetr uetr) external view returns (ObligationState) {
        return _stateNow(_entryOf[uetr]);
    }

    function _setQueued(Uetr uetr, Entry memory entry) internal {
        _entryOf[uetr] = entry;
    }

    function _setSettled(Uetr uetr, uint64 batch) internal {
        _entryOf[uetr].state = ObligationState.Settled;
        emit ObligationSettled(uetr, batch);
    }

    /// @return index The number of a system contract that queues for others.
    function _enrolSource(address source) internal returns (uint8 index) {
        if (source == address(0)) return 0;
        index = _sourceIndexOf[source];
        if (index != 0) return index;
        if (_sources.length == type(uint8).max) revert QueueTooManySources(type(uint8).max);
        _sources.push(source);
        index = uint8(_sources.length);
        _sourceIndexOf[source] = index;
    }

    function _sourceIndex(address source) internal view returns (uint8) {
        return _sourceIndexOf[source];
    }

    function _entry(Uetr uetr) internal view returns (Entry storage) {
        return _entryOf[uetr];
    }

    function _requireKnown(Uetr uetr) internal view returns (Entry storage entry) {
        entry = _entryOf[uetr];
        if (entry.state == ObligationState.None) revert QueueUnknown(uetr);
    }

    function _payer(Entry memory entry) internal view returns (address) {
        return _book(entry.currency).memberAt[entry.payer];
    }

    function _requireNoCycle(Uetr uetr, Entry memory entry) internal pure {
        if (entry.cycle != 0) revert QueueInCycle(uetr, entry.cycle);
    }

    function _stateNow(Entry memory entry) internal view returns (ObligationState) {
        if (entry.cycle != 0) return _stateInCycle(entry.currency, entry.cycle);
        return _waits(entry.state) && block.timestamp > entry.expiresAt ? ObligationState.Expired : entry.state;
    }

    /// @return Where all obligations of a cycle are now.
    function _stateInCycle(Currency currency, uint256 cycle) internal view virtual returns (ObligationState);

    function _waits(ObligationState state) private pure returns (bool) {
        return state == ObligationState.Queued || state == ObligationState.Held;
    }

    function _queuedBy(Entry memory entry) private view returns (address) {
        return entry.source == 0 ? _payer(entry) : _sources[entry.source - 1];
    }

    function _requirePayers(Uetr uetr) private view returns (Entry storage entry) {
        entry = _requireKnown(uetr);
        if (msg.sender != _payer(entry)) revert QueueNotPayer(msg.sender, uetr);
    }

    function _requireState(Uetr uetr, Entry memory entry, ObligationState needed) private view {
        _requireNoCycle(uetr, entry);
        ObligationState state = _stateNow(entry);
        if (state != needed) revert QueueStateIs(uetr, state);
    }

    function _requireWaiting(Uetr uetr, Entry memory entry) private view {
        _requireNoCycle(uetr, entry);
        ObligationState state = _stateNow(entry);
        if (!_waits(state)) revert QueueStateIs(uetr, state);
    }
}
