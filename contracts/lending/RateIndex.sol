// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {Currency, Label, Role} from "../interfaces/Types.sol";

/// @title See {IRateIndex}
contract RateIndex is IRateIndex {
    using Checkpoints for Checkpoints.Trace208;

    int32 private constant RATE_PPM_MAX = 1_000_000;
    uint256 private constant DAY_S = 86_400;

    IParticipantRegistry private immutable REGISTRY;

    struct Index {
        address publisher;
        /// @dev By the day from which a rate is effective.
        Checkpoints.Trace208 history;
    }

    // slither-disable-next-line uninitialized-state
    mapping(Currency => mapping(Label index => Index)) private _indexOf;

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @inheritdoc IRateIndex
    function licenseIndex(Currency currency, Label index, address publisher) external {
        if (msg.sender != REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(currency))) {
            revert IndexNotCentralBank(msg.sender, currency);
        }
        if (Label.unwrap(index) == 0) revert IndexNameMissing(currency);
        _indexOf[currency][index].publisher = publisher;
        emit IndexLicensed(currency, index, publisher);
    }

    /// @inheritdoc IRateIndex
    function publishIndex(Currency currency, Label index, int32 ratePpm, uint32 effectiveDay) external {
        Index storage stored = _indexOf[currency][index];
        bool isPublisher =
            msg.sender == stored.publisher && REGISTRY.isActiveFor(msg.sender, currency, Role.RatePublisher);
        if (!isPublisher) revert IndexNotPublisher(msg.sender, currency, index);
        if (ratePpm > RATE_PPM_MAX || ratePpm < -RATE_PPM_MAX) revert IndexRateOutOfBounds(ratePpm);
        uint32 today = uint32(block.timestamp / DAY_S);
        if (effectiveDay <= today) revert IndexDayNotAhead(effectiveDay, today);
        // Without a rate yet its day is zero.
        // slither-disable-next-line unused-return
        (, uint48 lastDay,) = stored.history.latestCheckpoint();
        if (effectiveDay <= lastDay) revert IndexDayNotNewer(effectiveDay, uint32(lastDay));
        // Both answers say what was there before, which is known.
        // slither-disable-next-line unused-return
        stored.history.push(effectiveDay, uint32(ratePpm));
        emit IndexPublished(currency, index, msg.sender, ratePpm, effectiveDay);
    }

    /// @inheritdoc IRateIndex
    function rateAt(Currency currency, Label index, uint32 day)
        external
        view
        returns (int32 ratePpm, uint32 effectiveDay)
    {
        Checkpoints.Trace208 storage history = _indexOf[currency][index].history;
        uint256 place = _placeOf(history, history.length(), day);
        if (place == 0) return (0, 0);
        Checkpoints.Checkpoint208 memory found = history.at(uint32(place - 1));
        return (int32(uint32(found._value)), uint32(found._key));
    }

    /// @inheritdoc IRateIndex
    function publisherOf(Currency currency, Label index) external view returns (address) {
        return _indexOf[currency][index].publisher;
    }

    /// @return place How many rates are effective on `day` or before, by bisection: the last of them is that day's.
    function _placeOf(Checkpoints.Trace208 storage history, uint256 known, uint256 day)
        private
        view
        returns (uint256 place)
    {
        while (place < known) {
            uint256 middle = (place + known) / 2;
            if (history.at(uint32(middle))._key > day) known = middle;
            else place = middle + 1;
        }
    }
}
