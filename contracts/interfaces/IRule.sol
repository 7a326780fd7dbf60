// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Jurisdiction, Label, Purpose, RefusalCode, Sides, Tier} from "./Types.sol";

/// @param account The wallet, bank or market maker.
/// @param subject Who it is, whatever its key: a customer's number, or a participant's address as a number. Limits are
///        counted and flags are raised by it.
/// @param bank The bank that keeps the account; the account itself for a participant.
/// @param jurisdiction Where the account is kept.
/// @param tier How well the bank knows it, now; Full for a participant.
struct Party {
    address account;
    uint256 subject;
    address bank;
    Jurisdiction jurisdiction;
    Tier tier;
}

/// @notice A payment as a rule sees it.
/// @param sides Which sides the rule is asked about: the other side belongs to another book.
/// @param money Whose balance changes by the amount: the payee's money where the payee's side is asked, else the
///        payer's.
/// @param currency Its currency.
/// @param amountMinor What the payer is debited, or the payee is credited when only that side is asked; the same where
///        both are.
/// @param purpose ISO 20022 external purpose code; zero for a plain transfer.
/// @param travelRuleHash Commitment to the travel-rule record; zero without one.
/// @param payer Who pays.
/// @param payee Who is paid.
struct Payment {
    Sides sides;
    address money;
    Currency currency;
    uint256 amountMinor;
    Purpose purpose;
    bytes32 travelRuleHash;
    Party payer;
    Party payee;
}

/// @notice The most for each tier, in minor units; the maximum of uint64 for no limit.
struct TierLimits {
    uint64 anonymousMinor;
    uint64 basicMinor;
    uint64 fullMinor;
}

/// @title One rule that payments are asked
/// @notice A rule's settings belong to a currency and are set by its central bank; what it counts is kept apart for
///         each rule book that asks it, so that nobody else can use up a limit. Without settings a rule refuses
///         nothing, unless it says otherwise.
interface IRule {
    error RuleNotCentralBank(address account, Currency currency);
    error RuleSettingInvalid(Label field);
    error RuleCountsNothing();

    /// @notice Counts a payment that no rule refused.
    /// @dev Who: anyone; it counts for the caller alone, and only a rule book is ever asked. Only for a rule that
    ///      counts.
    /// @custom:roles anyone
    function record(Payment calldata payment) external;

    /// @return ofPayer Why it refuses the payer's side, or None.
    /// @return ofPayee Why it refuses the payee's side, or None.
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee);

    /// @return The rule's name, as refusals state it.
    function name() external pure returns (Label);

    /// @return Whether it counts payments, so that `record` has to be called.
    function counts() external pure returns (bool);
}
