// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {Currency, Label, Refusal, RefusalCode} from "../interfaces/Types.sol";
import {NetTable} from "../libraries/NetTable.sol";
import {QueueMembers} from "./QueueMembers.sol";

/// @title The positions of {ILiquidityQueue}, and the limits on them
/// @dev A position has a key: of a member towards all others its number, of two members towards each other the smaller
///      number · 2^16 + the larger one. It is what was sent less what was got; of a pair, by the smaller number.
abstract contract QueueLimits is QueueMembers {
    using NetTable for NetTable.Table;
    using SafeCast for int256;

    uint256 private constant DAY_S = 86_400;
    uint256 private constant NO_LIMIT = type(uint256).max;
    Label private constant BILATERAL = Label.wrap("bilateral-limit");
    Label private constant MULTILATERAL = Label.wrap("multilateral-limit");

    /// @inheritdoc ILiquidityQueue
    function setBilateralLimit(Currency currency, address payee, uint256 limitMinor) external {
        _requireActive(currency, msg.sender);
        if (payee == msg.sender) revert QueueNotMember(payee, currency);
        Book storage book = _book(currency);
        if (book.indexOf[payee] == 0) _requireActive(currency, payee);
        uint64 kept = _kept(limitMinor);
        uint256 own = _enrol(currency, book, msg.sender);
        uint256 other = _enrol(currency, book, payee);
        Position storage position = book.ofDay[_pair(own, other)];
        if (own < other) position.ofLow = kept;
        else position.ofHigh = kept;
        emit BilateralLimitSet(currency, msg.sender, payee, limitMinor);
    }

    /// @inheritdoc ILiquidityQueue
    function setMultilateralLimit(Currency currency, uint256 limitMinor) external {
        _requireActive(currency, msg.sender);
        Book storage book = _book(currency);
        uint64 kept = _kept(limitMinor);
        book.ofDay[_enrol(currency, book, msg.sender)].ofLow = kept;
        emit MultilateralLimitSet(currency, msg.sender, limitMinor);
    }

    /// @inheritdoc ILiquidityQueue
    function positionOf(Currency currency, address a, address b) external view returns (int256 netMinor) {
        Book storage book = _book(currency);
        (uint256 own, uint256 other) = (book.indexOf[a], book.indexOf[b]);
        if (own == 0 || other == 0) return 0;
        netMinor = _netNow(book.ofDay[_pair(own, other)], _today());
        return own < other ? netMinor : -netMinor;
    }

    /// @inheritdoc ILiquidityQueue
    function multilateralPositionOf(Currency currency, address member) external view returns (int256 netMinor) {
        Book storage book = _book(currency);
        return _netNow(book.ofDay[book.indexOf[member]], _today());
    }

    /// @inheritdoc ILiquidityQueue
    function bilateralLimitOf(Currency currency, address member, address payee)
        external
        view
        returns (uint256 limitMinor)
    {
        Book storage book = _book(currency);
        (uint256 own, uint256 other) = (book.indexOf[member], book.indexOf[payee]);
        if (own == 0 || other == 0) return NO_LIMIT;
        Position storage position = book.ofDay[_pair(own, other)];
        return _stated(own < other ? position.ofLow : position.ofHigh);
    }

    /// @inheritdoc ILiquidityQueue
    function multilateralLimitOf(Currency currency, address member) external view returns (uint256 limitMinor) {
        Book storage book = _book(currency);
        return _stated(book.ofDay[book.indexOf[member]].ofLow);
    }

    /// @dev Adds what settles now to the positions of the day.
    function _addToDay(Book storage book, NetTable.Table memory nets) internal {
        uint24 today = _today();
        for (uint256 i = 0; i < nets.count; ++i) {
            if (nets.nets[i] != 0) _add(book.ofDay[nets.keys[i]], today, nets.nets[i]);
        }
    }

    /// @dev Adds one obligation to the positions of a cycle.
    function _addToCycle(Book storage book, uint24 cycle, uint256 payer, uint256 payee, int256 debit) internal {
        _add(book.ofCycle[_pair(payer, payee)], cycle, payer < payee ? debit : -debit);
        _add(book.ofCycle[payer], cycle, debit);
        _add(book.ofCycle[payee], cycle, -debit);
    }

    /// @return refusal The first limit that what settles now would exceed.
    function _limitRefusalOfDay(Book storage book, NetTable.Table memory nets)
        internal
        view
        returns (Refusal memory refusal)
    {
        uint24 today = _today();
        for (uint256 i = 0; i < nets.count; ++i) {
            Position memory position = book.ofDay[nets.keys[i]];
            if (position.ofLow | position.ofHigh == 0) continue;
            refusal = _limitRefusal(book, nets.keys[i], position, _netNow(position, today), nets.nets[i]);
            if (refusal.code != RefusalCode.None) return refusal;
        }
    }

    /// @param payer Its number, zero for one that is not enrolled: it has no limits.
    /// @return refusal The limit that one more obligation in the cycle would exceed.
    function _limitRefusalOfCycle(Book storage book, uint24 cycle, uint256 payer, uint256 payee, int256 debit)
        internal
        view
        returns (Refusal memory refusal)
    {
        if (payer == 0) return refusal;
        if (payee != 0) {
            uint256 pair = _pair(payer, payee);
            int256 before = _netNow(book.ofCycle[pair], cycle);
            refusal = _limitRefusal(book, pair, book.ofDay[pair], before, payer < payee ? debit : -debit);
            if (refusal.code != RefusalCode.None) return refusal;
        }
        return _limitRefusal(book, payer, book.ofDay[payer], _netNow(book.ofCycle[payer], cycle), debit);
    }

    /// @return isIn Whether the member has obligations in the cycle.
    /// @return netMinor What it has to pay there, less what it gets.
    function _inCycle(Book storage book, uint256 cycle, uint256 index)
        internal
        view
        returns (bool isIn, int256 netMinor)
    {
        Position memory position = book.ofCycle[index];
        isIn = position.period == cycle;
        if (isIn) netMinor = position.netMinor;
    }

    function _pair(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? (a << 16) | b : (b << 16) | a;
    }

    function _add(Position storage position, uint24 period, int256 netMinor) private {
        position.netMinor = (_netNow(position, period) + netMinor).toInt104();
        position.period = period;
    }

    /// @param limits Whose limits are asked.
    function _limitRefusal(
        Book storage book,
        uint256 key,
        Position memory limits,
        int256 before,
        int256 addedMinor
    ) private view returns (Refusal memory) {
        bool isPair = key >> 16 != 0;
        if (_exceeds(limits.ofLow, before, addedMinor)) {
            return isPair
                ? _refusal(RefusalCode.PayerBilateralLimit, BILATERAL, book.memberAt[key >> 16])
                : _refusal(RefusalCode.PayerMultilateralLimit, MULTILATERAL, book.memberAt[key]);
        }
        if (_exceeds(limits.ofHigh, -before, -addedMinor)) {
            return _refusal(RefusalCode.PayerBilateralLimit, BILATERAL, book.memberAt[key & 0xffff]);
        }
        return _refusal(RefusalCode.None, Label.wrap(0), address(0));
    }

    /// @dev What brings a position back towards its limit is never beyond it: nobody stops what it is paid.
    function _exceeds(uint64 kept, int256 before, int256 addedMinor) private pure returns (bool) {
        return kept != 0 && addedMinor > 0 && before + addedMinor > int256(uint256(kept - 1));
    }

    function _netNow(Position memory position, uint24 period) private pure returns (int256) {
        return position.period == period ? position.netMinor : int256(0);
    }

    function _today() private view returns (uint24) {
        return uint24(block.timestamp / DAY_S);
    }

    function _kept(uint256 limitMinor) private pure returns (uint64) {
        if (limitMinor == NO_LIMIT) return 0;
        if (limitMinor >= type(uint64).max) revert QueueLimitInvalid(limitMinor);
        return uint64(limitMinor + 1);
    }

    function _stated(uint64 kept) private pure returns (uint256) {
        return kept == 0 ? NO_LIMIT : kept - 1;
    }
}
