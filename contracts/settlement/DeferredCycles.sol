// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {Currency, Refusal, RefusalCode} from "../interfaces/Types.sol";
import {NetTable} from "../libraries/NetTable.sol";
import {ObligationSlot} from "../libraries/ObligationSlot.sol";
import {NetSettlement} from "./NetSettlement.sol";

/// @title Deferred net settlement of {ILiquidityQueue}
/// @dev A cycle takes obligations one by one into its net positions, and settles, lapses or is abandoned as a whole:
///      where an obligation in it is follows from where the cycle is, so that none of them is written again.
abstract contract DeferredCycles is NetSettlement {
    using NetTable for NetTable.Table;

    /// @dev A cycle that nobody closes within a day is over: what is in it never waits for ever.
    uint256 private constant CYCLE_S = 86_400;

    /// @inheritdoc ILiquidityQueue
    function setMode(Currency currency, QueueMode mode) external onlyCentralBankOf(currency) {
        Book storage book = _book(currency);
        if (book.mode == mode) revert QueueModeUnchanged(mode);
        book.mode = mode;
        emit ModeSet(currency, mode);
    }

    /// @inheritdoc ILiquidityQueue
    function abandonCycle(Currency currency) external onlyCentralBankOf(currency) {
        Book storage book = _book(currency);
        uint24 cycle = _requireOpenCycle(currency, book);
        book.records[cycle].state = CycleState.Abandoned;
        emit CycleAbandoned(currency, cycle);
    }

    /// @inheritdoc ILiquidityQueue
    function preflightCycle(Currency currency) external view returns (Refusal memory refusal) {
        Book storage book = _book(currency);
        (refusal,) = _cyclePlan(currency, book, _requireOpenCycle(currency, book));
    }

    /// @inheritdoc ILiquidityQueue
    function cycleOf(Currency currency) external view returns (Cycle memory) {
        Book storage book = _book(currency);
        Record memory record = book.records[book.cycles];
        return Cycle(book.cycles, _cycleState(record), record.endsAt, record.count, record.valueMinor);
    }

    /// @inheritdoc ILiquidityQueue
    function cyclePositionOf(Currency currency, address member) external view returns (int256 netMinor) {
        Book storage book = _book(currency);
        uint256 cycle = _openCycle(book);
        if (cycle != 0) (, netMinor) = _inCycle(book, cycle, book.indexOf[member]);
    }

    /// @inheritdoc ILiquidityQueue
    function modeOf(Currency currency) external view returns (QueueMode) {
        return _book(currency).mode;
    }

    function _closeCycle(Currency currency) internal returns (bool isSettled) {
        Book storage book = _book(currency);
        uint24 cycle = _requireOpenCycle(currency, book);
        (Refusal memory refusal, NetTable.Table memory debits) = _cyclePlan(currency, book, cycle);
        if (refusal.code != RefusalCode.None) {
            emit CycleRefused(currency, cycle, refusal.code, refusal.rule, refusal.party);
            return false;
        }
        Record storage record = book.records[cycle];
        record.state = CycleState.Settled;
        emit CycleSettled(currency, cycle, record.count, record.valueMinor, _netMinor(debits));
        _moveNets(book, book.money, debits);
        return true;
    }

    /// @dev Counts one more obligation in the open cycle, which it opens where there is none.
    function _joinCycle(Currency currency, Book storage book, ObligationSlot slot) internal returns (uint24 cycle) {
        cycle = _openCycle(book);
        if (cycle == 0) {
            cycle = ++book.cycles;
            uint40 endsAt = uint40(_cycleEndsAt(book, 0));
            book.records[cycle] = Record(CycleState.Open, endsAt, 0, 0);
            emit CycleOpened(currency, cycle, endsAt);
        }
        Record storage record = book.records[cycle];
        ++record.count;
        record.valueMinor += slot.amountMinor();
        _addToCycle(book, cycle, slot.payer(), slot.payee(), int256(uint256(slot.amountMinor())));
    }

    /// @return cycle The open cycle, zero when there is none.
    function _openCycle(Book storage book) internal view returns (uint24 cycle) {
        cycle = book.cycles;
        if (_cycleState(book.records[cycle]) != CycleState.Open) return 0;
    }

    /// @param cycle The open one, zero for one that would open now.
    /// @return The last second in which it may be closed.
    function _cycleEndsAt(Book storage book, uint256 cycle) internal view returns (uint256) {
        return cycle == 0 ? block.timestamp + CYCLE_S - 1 : book.records[cycle].endsAt;
    }

    function _stateInCycle(Currency currency, uint256 cycle) internal view override returns (ObligationState) {
        CycleState state = _cycleState(_book(currency).records[cycle]);
        if (state == CycleState.Open) return ObligationState.Queued;
        if (state == CycleState.Settled) return ObligationState.Settled;
        return state == CycleState.Abandoned ? ObligationState.Cancelled : ObligationState.Expired;
    }

    function _cycleState(Record memory record) private view returns (CycleState) {
        bool isOver = record.state == CycleState.Open && block.timestamp > record.endsAt;
        return isOver ? CycleState.Lapsed : record.state;
    }

    function _cyclePlan(Currency currency, Book storage book, uint256 cycle)
        private
        view
        returns (Refusal memory refusal, NetTable.Table memory debits)
    {
        uint256 members = book.members;
        debits = NetTable.open(members);
        for (uint256 index = 1; index <= members; ++index) {
            (bool isIn, int256 netMinor) = _inCycle(book, cycle, index);
            if (isIn) debits.add(index, netMinor);
        }
        refusal = _standingRefusal(currency, book, debits, false);
        if (refusal.code == RefusalCode.None) refusal = _pauseRefusal(currency, book.money);
        if (refusal.code == RefusalCode.None) refusal = _moneyRefusal(book, book.money, debits);
        if (refusal.code == RefusalCode.None) refusal = _standingRefusal(currency, book, debits, true);
    }

    function _requireOpenCycle(Currency currency, Book storage book) private view returns (uint24 cycle) {
        cycle = _openCycle(book);
        if (cycle == 0) revert QueueCycleMissing(currency);
    }
}
