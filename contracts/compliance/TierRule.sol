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

    /// @return settings The currency's slot, zero without limits.
    function _settings(Currency currency) internal view returns (uint256 settings) {
        Settings storage stored = _settingsOf[currency];
        assembly ("memory-safe") {
            settings := sload(stored.slot)
        }
    }

    function _isAbove(uint256 settings, Tier tier, uint256 amountMinor) internal pure returns (bool) {
        // The limits stand in the order of the tiers, behind the byte that says that they are set.
        uint64 limit = uint64(settings >> 8 >> (uint256(tier) << 6));
        return settings != 0 && limit != NO_LIMIT && amountMinor > limit;
    }
}
