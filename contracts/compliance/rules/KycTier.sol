// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IKycTierRule} from "../../interfaces/IKycTierRule.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Label, RefusalCode} from "../../interfaces/Types.sol";
import {TierRule} from "../TierRule.sol";

/// @title See {IKycTierRule}
contract KycTier is TierRule, IKycTierRule {
    constructor(IParticipantRegistry registry) TierRule(registry) {}

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        uint256 settings = _settings(payment.currency);
        if (_asksPayer(payment) && _isAbove(settings, payment.payer.tier, payment.amountMinor)) {
            ofPayer = RefusalCode.PayerTierLimit;
        }
        if (_asksPayee(payment) && _isAbove(settings, payment.payee.tier, payment.amountMinor)) {
            ofPayee = RefusalCode.PayeeTierLimit;
        }
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("kyc-tier");
    }
}
