// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBalanceCapRule} from "../../interfaces/IBalanceCapRule.sol";
import {IMoney} from "../../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Label, RefusalCode} from "../../interfaces/Types.sol";
import {TierRule} from "../TierRule.sol";

/// @title See {IBalanceCapRule}
contract BalanceCap is TierRule, IBalanceCapRule {
    constructor(IParticipantRegistry registry) TierRule(registry) {}

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        // Where the payee's side is asked, the money is the payee's.
        if (!_asksPayee(payment) || payment.payer.account == payment.payee.account) return (ofPayer, ofPayee);
        uint256 settings = _settings(payment.currency);
        if (settings == 0) return (ofPayer, ofPayee);
        uint256 balance = IMoney(payment.money).balanceOf(payment.payee.account);
        if (_isAbove(settings, payment.payee.tier, Math.saturatingAdd(balance, payment.amountMinor))) {
            ofPayee = RefusalCode.PayeeBalanceCap;
        }
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("balance-cap");
    }
}
