// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {ITravelRule} from "../../interfaces/ITravelRule.sol";
import {Currency, Label, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {ITravelRule}
contract TravelRule is Rule, ITravelRule {
    uint128 private constant NEVER = type(uint128).max;

    struct Settings {
        bool isSet;
        uint128 thresholdMinor;
    }

    mapping(Currency => Settings) private _settingsOf;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc ITravelRule
    function setThreshold(Currency currency, uint128 thresholdMinor) external onlyCentralBankOf(currency) {
        _settingsOf[currency] = Settings(true, thresholdMinor);
        emit TravelRuleThresholdSet(currency, thresholdMinor);
    }

    /// @inheritdoc ITravelRule
    function thresholdOf(Currency currency) public view returns (uint128) {
        Settings memory settings = _settingsOf[currency];
        return settings.isSet ? settings.thresholdMinor : NEVER;
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        if (payment.travelRuleHash != 0 || _isOwnCredit(payment)) return (ofPayer, ofPayee);
        uint128 threshold = thresholdOf(payment.currency);
        if (threshold == NEVER || payment.amountMinor < threshold) return (ofPayer, ofPayee);
        if (_asksPayer(payment)) ofPayer = RefusalCode.PayerTravelRuleMissing;
        if (_asksPayee(payment)) ofPayee = RefusalCode.PayeeTravelRuleMissing;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("travel-rule");
    }
}
