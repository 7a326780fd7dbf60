// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../interfaces/IRule.sol";
import {Currency, Sides} from "../interfaces/Types.sol";

/// @title What the rules with settings share: who may set them, and that most of them count nothing
abstract contract Rule is IRule {
    IParticipantRegistry private immutable REGISTRY;

    modifier onlyCentralBankOf(Currency currency) {
        if (msg.sender != REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(currency))) {
            revert RuleNotCentralBank(msg.sender, currency);
        }
        _;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @inheritdoc IRule
    /// @dev This rule counts nothing: it always fails.
    /// @custom:roles nobody
    function record(Payment calldata) external virtual {
        revert RuleCountsNothing();
    }

    /// @inheritdoc IRule
    function counts() external pure virtual returns (bool) {
        return false;
    }

    function _asksPayer(Payment calldata payment) internal pure returns (bool) {
        return payment.sides != Sides.Payee;
    }

    function _asksPayee(Payment calldata payment) internal pure returns (bool) {
        return payment.sides != Sides.Payer;
    }

    /// @dev An issue: a bank credits its own customer, so that no other institution needs to be told anything.
    function _isOwnCredit(Payment calldata payment) internal pure returns (bool) {
        return payment.payer.account == payment.payee.bank;
    }
}
