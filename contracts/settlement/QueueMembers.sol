// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Label, Refusal, RefusalCode, Role} from "../interfaces/Types.sol";

/// @title The members of {ILiquidityQueue}: who has which number in which currency, and who may do what
/// @dev A member has a small number for each currency, so that an obligation fits into one storage slot.
abstract contract QueueMembers is ILiquidityQueue {
    /// @dev In one slot, so that a batch touches one a position. Limits are kept one higher: zero is none. On any other
    ///      day than `day` the position is zero. `ofHigh` is of the member with the larger number.
    struct Position {
        int104 netMinor;
        uint24 day;
        uint64 ofLow;
        uint64 ofHigh;
    }

    /// @dev What is queued needs no money yet: no number of obligations that anybody could queue overflows this. In any
    ///      other cycle than `cycle` the position is zero.
    struct CyclePosition {
        int128 netMinor;
        uint24 cycle;
    }

    /// @dev A cycle in one slot. Lapsed is never written: it follows from `endsAt`. `members`: how many are in it.
    struct Record {
        CycleState state;
        uint40 endsAt;
        uint32 count;
        uint8 members;
        uint128 valueMinor;
    }

    /// @dev All that the queue knows of a currency, but its obligations; the first five in one slot. `money` is the
    ///      central-bank money, which is listed once and never again; zero until the first member. `cycleMemberAt` has
    ///      the numbers of those in the last cycle, as many as its record says, and what is left of longer ones.
    struct Book {
        address money;
        QueueMode mode;
        uint16 members;
        uint32 batches;
        uint24 cycles;
        mapping(address => uint16) indexOf;
        mapping(uint256 index => address) memberAt;
        mapping(uint256 key => Position) ofDay;
        mapping(uint256 key => CyclePosition) ofCycle;
        mapping(uint256 place => uint16 index) cycleMemberAt;
        mapping(uint256 cycle => Record) records;
    }

    IParticipantRegistry internal immutable REGISTRY;

    mapping(Currency => Book) private _bookOf;

    modifier onlyCentralBankOf(Currency currency) {
        if (msg.sender != _centralBankOf(currency)) revert QueueNotCentralBank(msg.sender, currency);
        _;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    function _enrol(Currency currency, Book storage book, address account) internal returns (uint16 index) {
        index = book.indexOf[account];
        if (index != 0) return index;
        if (book.money == address(0)) book.money = _moneyOf(currency, book);
        index = ++book.members;
        book.indexOf[account] = index;
        book.memberAt[index] = account;
        emit QueueMemberEnrolled(currency, account, index);
    }

    function _book(Currency currency) internal view returns (Book storage) {
        return _bookOf[currency];
    }

    /// @return money The central-bank money of `currency`; fails when there is none.
    function _moneyOf(Currency currency, Book storage book) internal view returns (address money) {
        money = book.money;
        if (money == address(0)) money = REGISTRY.centralBankMoneyOf(currency);
        if (money == address(0)) revert QueueCurrencyUnknown(currency);
    }

    function _centralBankOf(Currency currency) internal view returns (address) {
        return REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(currency));
    }

    /// @return Whether `account` may hold the central-bank money in its own name, now.
    function _isActive(Currency currency, address account) internal view returns (bool) {
        return _isActiveAs(currency, account, Role.CommercialBank) || _isActiveAs(currency, account, Role.MarketMaker);
    }

    function _isActiveAs(Currency currency, address account, Role role) internal view returns (bool) {
        return REGISTRY.isActiveFor(account, currency, role);
    }

    function _requireActive(Currency currency, address account) internal view {
        if (!_isActive(currency, account)) revert QueueNotMember(account, currency);
    }

    /// @param membersToo Whether the currency's banks and market makers may, beside its central bank and keepers.
    function _requireSettler(Currency currency, bool membersToo) internal view {
        if (membersToo && _isActive(currency, msg.sender)) return;
        if (_isActiveAs(currency, msg.sender, Role.Keeper) || msg.sender == _centralBankOf(currency)) return;
        revert QueueNotSettler(msg.sender, currency);
    }

    function _refusal(RefusalCode code, Label rule, address party) internal pure returns (Refusal memory refusal) {
        (refusal.code, refusal.rule, refusal.party) = (code, rule, party);
    }
}
