// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {TierLimits} from "../interfaces/IRule.sol";
import {ITierLimits} from "../interfaces/ITierLimits.sol";
import {Currency, Tier} from "../interfaces/Types.sol";
import {Rule} from "./Rule.sol";

/// @title What the rules with one limit a tier share
abstract contract TierRule is Rule, ITierLimits {
    uint64 private constant NO_LIMIT = type(uint64).max;

    /// @dev One slot, so that a payment reads all of it at once.
    struct Settings {
        bool isSet;
        uint64 anonymousMinor;
        uint64 basicMinor;
        uint64 fullMinor;
    }

    mapping(Currency => Settings) private _settingsOf;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc ITierLimits
    function setLimits(Currency currency, TierLimits calldata limits) external onlyCentralBankOf(currency) {
        _settingsOf[currency] = Settings(true, limits.anonymousMinor, limits.basicMinor, limits.fullMinor);
        emit TierLimitsSet(currency, limits.anonymousMinor, limits.basicMinor, limits.fullMinor);
    }

    /// @inheritdoc ITierLimits
    function limitsOf(Currency currency) external view returns (TierLimits memory) {
        Settings storage settings = _settingsOf[currency];
        if (!settings.isSet) return TierLimits(NO_LIMIT, NO_LIMIT, NO_LIMIT);
        return TierLimits(settings.anonymousMinor, settings.basicMinor, settings.fullMinor);
    }

    function _settings(Currency currency) internal view returns (Settings storage) {
        return _settingsOf[currency];
    }

    function _isAbove(Settings storage settings, Tier tier, uint256 amountMinor) internal view returns (bool) {
        if (!settings.isSet) return false;
        uint64 limit = tier == Tier.Full
            ? settings.fullMinor
            : tier == Tier.Basic ? settings.basicMinor : settings.anonymousMinor;
        return limit != NO_LIMIT && amountMinor > limit;
    }
}
