// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRiskFlagRule} from "../../interfaces/IRiskFlagRule.sol";
import {IRiskRegistry} from "../../interfaces/IRiskRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Label, RefusalCode, Sides} from "../../interfaces/Types.sol";

/// @title See {IRiskFlagRule}
contract RiskFlag is IRiskFlagRule {
    IRiskRegistry private immutable RISK;

    constructor(IRiskRegistry riskRegistry_) {
        RISK = riskRegistry_;
    }

    /// @inheritdoc IRule
    function record(Payment calldata) external pure {
        revert RuleCountsNothing();
    }

    /// @inheritdoc IRiskFlagRule
    function riskRegistry() external view returns (address) {
        return address(RISK);
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        if (payment.sides != Sides.Payee && _isFlagged(payment.payer.subject)) ofPayer = RefusalCode.PayerFlagged;
        if (payment.sides != Sides.Payer && _isFlagged(payment.payee.subject)) ofPayee = RefusalCode.PayeeFlagged;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("risk-flag");
    }

    /// @inheritdoc IRule
    function counts() external pure returns (bool) {
        return false;
    }

    function _isFlagged(uint256 subject) private view returns (bool) {
        return RISK.isFlagged(RISK.identifierOf(subject));
    }
}
