// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAmountLimitRule} from "../../interfaces/IAmountLimitRule.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Currency, Label, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {IAmountLimitRule}
contract AmountLimit is Rule, IAmountLimitRule {
    uint128 private constant NO_LIMIT = type(uint128).max;

    mapping(Currency => AmountLimits) private _limitsOf;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc IAmountLimitRule
    function setLimits(Currency currency, AmountLimits calldata limits) external onlyCentralBankOf(currency) {
        if (limits.maxMinor == 0) revert RuleSettingInvalid(Label.wrap("maxMinor"));
        if (limits.minMinor > limits.maxMinor) revert RuleSettingInvalid(Label.wrap("minMinor"));
        _limitsOf[currency] = limits;
        emit AmountLimitsSet(currency, limits.minMinor, limits.maxMinor);
    }

    /// @inheritdoc IAmountLimitRule
    function limitsOf(Currency currency) external view returns (AmountLimits memory) {
        return _limitsOf[currency];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        AmountLimits storage limits = _limitsOf[payment.currency];
        // The maximum is zero until it is set.
        if (limits.maxMinor == 0) return (ofPayer, ofPayee);
        bool isWithin = payment.amountMinor >= limits.minMinor
            && (payment.amountMinor <= limits.maxMinor || limits.maxMinor == NO_LIMIT);
        if (isWithin) return (ofPayer, ofPayee);
        if (_asksPayer(payment)) ofPayer = RefusalCode.PayerAmountLimit;
        if (_asksPayee(payment)) ofPayee = RefusalCode.PayeeAmountLimit;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("amount-limit");
    }
}
