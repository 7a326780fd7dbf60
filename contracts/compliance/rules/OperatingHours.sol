// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOperatingHoursRule} from "../../interfaces/IOperatingHoursRule.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Currency, Label, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {IOperatingHoursRule}
contract OperatingHours is Rule, IOperatingHoursRule {
    uint256 private constant BATCH_MAX = 100;
    uint8 private constant WEEKDAYS_MAX = 0x7f;
    int32 private constant UTC_OFFSET_MIN = -12 hours;
    int32 private constant UTC_OFFSET_MAX = 14 hours;
    /// @dev Day 0, 1970-01-01, was a Thursday: three days after a Monday.
    uint256 private constant EPOCH_WEEKDAY = 3;

    mapping(Currency => OperatingTimes) private _timesOf;
    mapping(Currency => mapping(uint256 day => bool)) private _isClosedDay;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc IOperatingHoursRule
    function setTimes(Currency currency, OperatingTimes calldata times) external onlyCentralBankOf(currency) {
        if (times.closesS > 1 days) revert RuleSettingInvalid(Label.wrap("closesS"));
        if (times.opensS >= times.closesS) revert RuleSettingInvalid(Label.wrap("opensS"));
        if (times.utcOffsetS < UTC_OFFSET_MIN || times.utcOffsetS > UTC_OFFSET_MAX) {
            revert RuleSettingInvalid(Label.wrap("utcOffsetS"));
        }
        if (times.weekdays > WEEKDAYS_MAX) revert RuleSettingInvalid(Label.wrap("weekdays"));
        _timesOf[currency] = times;
        emit OperatingTimesSet(currency, times.opensS, times.closesS, times.utcOffsetS, times.weekdays);
    }

    /// @inheritdoc IOperatingHoursRule
    function setClosedDays(Currency currency, uint32[] calldata daysSinceEpoch, bool isClosed)
        external
        onlyCentralBankOf(currency)
    {
        if (daysSinceEpoch.length > BATCH_MAX) revert HoursTooManyDays(daysSinceEpoch.length, BATCH_MAX);
        for (uint256 i = 0; i < daysSinceEpoch.length; ++i) {
            _setClosedDay(currency, daysSinceEpoch[i], isClosed);
        }
    }

    /// @inheritdoc IOperatingHoursRule
    function timesOf(Currency currency) external view returns (OperatingTimes memory) {
        return _timesOf[currency];
    }

    /// @inheritdoc IOperatingHoursRule
    function isClosedDay(Currency currency, uint32 day) external view returns (bool) {
        return _isClosedDay[currency][day];
    }

    /// @inheritdoc IOperatingHoursRule
    function isOpenAt(Currency currency, uint256 timestamp) public view returns (bool) {
        OperatingTimes memory times = _timesOf[currency];
        if (times.weekdays == 0) return true;
        uint256 local = uint256(int256(timestamp) + times.utcOffsetS);
        uint256 day = local / 1 days;
        uint256 second = local % 1 days;
        bool isWeekday = (times.weekdays >> ((day + EPOCH_WEEKDAY) % 7)) & 1 == 1;
        return isWeekday && second >= times.opensS && second < times.closesS && !_isClosedDay[currency][day];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        if (isOpenAt(payment.currency, block.timestamp)) return (ofPayer, ofPayee);
        if (_asksPayer(payment)) ofPayer = RefusalCode.PayerHoursClosed;
        if (_asksPayee(payment)) ofPayee = RefusalCode.PayeeHoursClosed;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("operating-hours");
    }

    function _setClosedDay(Currency currency, uint32 day, bool isClosed) private {
        _isClosedDay[currency][day] = isClosed;
        emit ClosedDaySet(currency, day, isClosed);
    }
}
