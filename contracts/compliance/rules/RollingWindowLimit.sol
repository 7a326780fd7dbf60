// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRollingWindowLimitRule} from "../../interfaces/IRollingWindowLimitRule.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Currency, Label, RefusalCode, Tier} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {IRollingWindowLimitRule}
/// @dev A count is a head of one slot and a tail of two. While the newest bucket lasts, a payment touches the head
///      alone; the tail is asked once a bucket, its second slot only when a window has more than four buckets.
contract RollingWindowLimit is Rule, IRollingWindowLimitRule {
    uint64 private constant NO_LIMIT = type(uint64).max;
    uint256 private constant BUCKETS_MAX = 7;
    uint256 private constant BUCKET_BITS = 64;
    uint256 private constant RECENT_BUCKETS = 4;

    /// @param index Of the newest bucket: the UTC second it starts in, divided by bucketS.
    /// @param bucketS Length of a bucket in seconds when it was counted, zero for a subject never counted.
    /// @param buckets How many of them before the newest were counted.
    /// @param newestMinor What was sent in the newest bucket.
    /// @param olderMinor What was sent in those before it: the sum of the tail.
    struct Head {
        uint32 index;
        uint32 bucketS;
        uint8 buckets;
        uint64 newestMinor;
        uint64 olderMinor;
    }

    /// @param recent The four buckets before the newest, the latest in the lowest bits.
    /// @param earlier The three before those.
    struct Tail {
        uint256 recent;
        uint256 earlier;
    }

    mapping(Currency => WindowLimit) private _limitOf;
    mapping(address book => mapping(uint256 subject => Head)) private _headOf;
    mapping(address book => mapping(uint256 subject => Tail)) private _tailOf;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc IRollingWindowLimitRule
    function setLimit(Currency currency, WindowLimit calldata limit) external onlyCentralBankOf(currency) {
        if (limit.buckets == 0 || limit.buckets > BUCKETS_MAX) revert RuleSettingInvalid(Label.wrap("buckets"));
        if (limit.windowS == 0 || limit.windowS % limit.buckets != 0) revert RuleSettingInvalid(Label.wrap("windowS"));
        _limitOf[currency] = limit;
        emit WindowLimitSet(
            currency, limit.anonymousMinor, limit.basicMinor, limit.fullMinor, limit.windowS, limit.buckets
        );
    }

    /// @inheritdoc IRollingWindowLimitRule
    function limitOf(Currency currency) external view returns (WindowLimit memory) {
        return _limitOf[currency];
    }

    /// @inheritdoc IRollingWindowLimitRule
    function usedMinor(address book, Currency currency, uint256 subject) external view returns (uint256) {
        WindowLimit storage limit = _limitOf[currency];
        return limit.buckets == 0 ? 0 : _usedMinor(book, subject, limit);
    }

    /// @inheritdoc IRule
    function record(Payment calldata payment) external override(IRule, Rule) {
        WindowLimit storage limit = _limitOf[payment.currency];
        if (limit.buckets == 0 || !_asksPayer(payment)) return;
        Head storage head = _headOf[msg.sender][payment.payer.subject];
        if (!_isInNewest(head, limit)) _renew(msg.sender, payment.payer.subject, limit);
        head.newestMinor = _saturatingAdd(head.newestMinor, payment.amountMinor);
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        WindowLimit storage limit = _limitOf[payment.currency];
        if (limit.buckets == 0 || !_asksPayer(payment)) return (ofPayer, ofPayee);
        uint256 limitMinor = payment.payer.tier == Tier.Full
            ? limit.fullMinor
            : payment.payer.tier == Tier.Basic ? limit.basicMinor : limit.anonymousMinor;
        if (limitMinor == NO_LIMIT) return (ofPayer, ofPayee);
        uint256 used = _usedMinor(msg.sender, payment.payer.subject, limit);
        if (used > limitMinor || payment.amountMinor > limitMinor - used) ofPayer = RefusalCode.PayerWindowLimit;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("rolling-window-limit");
    }

    /// @inheritdoc IRule
    function counts() external pure override(IRule, Rule) returns (bool) {
        return true;
    }

    function _renew(address book, uint256 subject, WindowLimit storage limit) private {
        bool isFirst = _headOf[book][subject].bucketS == 0;
        (Head memory head, Tail memory tail) = _countNow(book, subject, limit);
        _headOf[book][subject] = head;
        // The first count has no tail: two slots less.
        if (!isFirst) _tailOf[book][subject] = tail;
    }

    function _usedMinor(address book, uint256 subject, WindowLimit storage limit) private view returns (uint256) {
        Head storage counted = _headOf[book][subject];
        if (_isInNewest(counted, limit)) return uint256(counted.newestMinor) + counted.olderMinor;
        (Head memory head,) = _countNow(book, subject, limit);
        return uint256(head.newestMinor) + head.olderMinor;
    }

    /// @dev Whether the count was made under this limit's window and its newest bucket still lasts.
    function _isInNewest(Head storage head, WindowLimit storage limit) private view returns (bool) {
        uint256 bucketS = head.bucketS;
        return head.buckets == limit.buckets && bucketS * limit.buckets == limit.windowS
            && block.timestamp / bucketS == head.index;
    }

    /// @return head The count with the present bucket as its newest.
    /// @return tail What belongs to it.
    function _countNow(address book, uint256 subject, WindowLimit storage limit)
        private
        view
        returns (Head memory head, Tail memory tail)
    {
        uint256 bucketS = limit.windowS / limit.buckets;
        head = _headOf[book][subject];
        if (head.bucketS == bucketS && head.buckets == limit.buckets) {
            tail = _tailOf[book][subject];
        } else {
            // Counted under another window: as one sum, in the last second in which it may have been sent.
            uint256 endS = (uint256(head.index) + 1) * head.bucketS;
            head.index = uint32(Math.min(endS == 0 ? block.timestamp : endS - 1, block.timestamp) / bucketS);
            head.newestMinor = _saturatingAdd(head.newestMinor, head.olderMinor);
            head.bucketS = uint32(bucketS);
            head.buckets = limit.buckets;
        }
        _move(head, tail, block.timestamp / bucketS);
    }

    /// @dev Makes the bucket `index` the newest and forgets those that count no more.
    function _move(Head memory head, Tail memory tail, uint256 index) private pure {
        for (uint256 i = 0; i <= BUCKETS_MAX && i < index - head.index; ++i) {
            tail.earlier = (tail.earlier << BUCKET_BITS) | (tail.recent >> (256 - BUCKET_BITS));
            tail.recent = (tail.recent << BUCKET_BITS) | head.newestMinor;
            head.newestMinor = 0;
        }
        head.index = uint32(index);
        uint256 kept = head.buckets;
        if (kept <= RECENT_BUCKETS) tail.earlier = 0;
        else tail.earlier &= _mask(kept - RECENT_BUCKETS);
        if (kept < RECENT_BUCKETS) tail.recent &= _mask(kept);
        head.olderMinor = _sum(tail.earlier, _sum(tail.recent, 0));
    }

    /// @return total `startMinor` and all the buckets in a word.
    function _sum(uint256 word, uint64 startMinor) private pure returns (uint64 total) {
        total = startMinor;
        for (; word != 0; word >>= BUCKET_BITS) {
            total = _saturatingAdd(total, uint64(word));
        }
    }

    /// @dev At the maximum every limit is reached, so that no payment passes for want of bits.
    function _saturatingAdd(uint64 aMinor, uint256 bMinor) private pure returns (uint64) {
        return bMinor > type(uint64).max - aMinor ? type(uint64).max : aMinor + uint64(bMinor);
    }

    function _mask(uint256 buckets) private pure returns (uint256) {
        return (1 << (buckets * BUCKET_BITS)) - 1;
    }
}
