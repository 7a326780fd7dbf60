// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule, Payment} from "./IRule.sol";
import {Currency, Label, Refusal, RefusalCode} from "./Types.sol";

/// @title The rules of some or all moneys of one currency, in order
/// @notice Each money says which book it asks. Where payer's and payee's money ask the same one, it is asked about both
///         sides at once, and what it counts it counts for all its moneys together. Every rule is asked; of those that refuse, the first by the table of precedence is reported, the payer's
///         side first, whatever the order of the list. A payment that is refused counts towards no limit.
interface IRuleBook {
    /// @notice From now on these rules are asked.
    event RulesSet(address[] rules);

    error RuleBookNotCentralBank(address account, Currency currency);
    error RuleBookNotItsMoney(address account);
    error RuleBookNotSystemContract(address account);
    error RuleBookTooManyRules(uint256 given, uint256 allowed);
    error RuleBookRuleTwice(address rule);
    error RuleBookNotRule(address rule);
    /// @notice What a plain transfer reverts with: the same code, rule and party that a payment's refusal names.
    error RuleBookRefused(RefusalCode code, Label rule, address party);

    /// @notice Replaces the list of rules.
    /// @dev Who: the currency's central bank. At most 12, each one once. Emits RulesSet.
    /// @custom:roles central-bank
    function setRules(address[] calldata rules_) external;

    /// @notice Asks every rule and counts the payment, or fails with RuleBookRefused.
    /// @dev Who: a listed money of the book's currency.
    /// @custom:roles money
    function enforce(Payment calldata payment) external;

    /// @notice Counts a payment that `preflight` let pass.
    /// @dev Who: a system contract that the currency's central bank admitted.
    /// @custom:roles system-contract
    function record(Payment calldata payment) external;

    /// @return refusal The first refusal by the table of precedence, its rule and the party at fault; code None when no
    ///         rule refuses. It changes nothing, and execution asks the very same.
    function preflight(Payment calldata payment) external view returns (Refusal memory refusal);

    /// @notice The same for a settlement, with what it has to know besides.
    /// @return code Why, or None.
    /// @return counts Whether any of the rules counts payments, so that `record` has to be called.
    /// @return rule The rule that refuses.
    /// @return party The party at fault.
    function examine(Payment calldata payment)
        external
        view
        returns (RefusalCode code, bool counts, Label rule, address party);

    /// @return The rules in their order.
    function rules() external view returns (address[] memory);

    /// @return The currency whose moneys may ask it.
    function currency() external view returns (Currency);
}
