// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICorridorRule} from "../../interfaces/ICorridorRule.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Currency, Jurisdiction, Label, Purpose, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {ICorridorRule}
contract Corridor is Rule, ICorridorRule {
    uint256 private constant BATCH_MAX = 100;
    Purpose private constant NO_PURPOSE = Purpose.wrap(0);

    mapping(Currency => mapping(Jurisdiction payer => mapping(Jurisdiction payee => bool))) private _isClosed;
    mapping(
        Currency => mapping(Jurisdiction payer => mapping(Jurisdiction payee => mapping(Purpose => bool)))
    ) private _isAllowed;
    mapping(Currency => PurposePolicy) private _purposePolicyOf;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc ICorridorRule
    function setCorridor(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        bool isOpen_
    ) external onlyCentralBankOf(currency) {
        _isClosed[currency][payerJurisdiction][payeeJurisdiction] = !isOpen_;
        emit CorridorSet(currency, payerJurisdiction, payeeJurisdiction, isOpen_);
    }

    /// @inheritdoc ICorridorRule
    function setPurposes(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        Purpose[] calldata purposes,
        bool isAllowed_
    ) external onlyCentralBankOf(currency) {
        if (purposes.length > BATCH_MAX) revert CorridorTooManyPurposes(purposes.length, BATCH_MAX);
        for (uint256 i = 0; i < purposes.length; ++i) {
            if (_isEmpty(purposes[i])) revert RuleSettingInvalid(Label.wrap("purpose"));
            _isAllowed[currency][payerJurisdiction][payeeJurisdiction][purposes[i]] = isAllowed_;
            emit PurposeSet(currency, payerJurisdiction, payeeJurisdiction, purposes[i], isAllowed_);
        }
    }

    /// @inheritdoc ICorridorRule
    function setPurposePolicy(Currency currency, PurposePolicy calldata policy) external onlyCentralBankOf(currency) {
        _purposePolicyOf[currency] = policy;
        emit PurposePolicySet(currency, policy.isRestricted, policy.plainMinorMax);
    }

    /// @inheritdoc ICorridorRule
    function isOpen(Currency currency, Jurisdiction payerJurisdiction, Jurisdiction payeeJurisdiction)
        external
        view
        returns (bool)
    {
        return !_isClosed[currency][payerJurisdiction][payeeJurisdiction];
    }

    /// @inheritdoc ICorridorRule
    function isAllowed(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        Purpose purpose
    ) external view returns (bool) {
        return _isAllowed[currency][payerJurisdiction][payeeJurisdiction][purpose];
    }

    /// @inheritdoc ICorridorRule
    function purposePolicyOf(Currency currency) external view returns (PurposePolicy memory) {
        return _purposePolicyOf[currency];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        if (_isClosed[payment.currency][payment.payer.jurisdiction][payment.payee.jurisdiction]) {
            (ofPayer, ofPayee) = (RefusalCode.PayerCorridorClosed, RefusalCode.PayeeCorridorClosed);
        } else if (_isPurposeRefused(payment)) {
            (ofPayer, ofPayee) = (RefusalCode.PayerPurposeNotAllowed, RefusalCode.PayeePurposeNotAllowed);
        }
        if (!_asksPayer(payment)) ofPayer = RefusalCode.None;
        if (!_asksPayee(payment)) ofPayee = RefusalCode.None;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("corridor");
    }

    function _isPurposeRefused(Payment calldata payment) private view returns (bool) {
        PurposePolicy memory policy = _purposePolicyOf[payment.currency];
        if (!policy.isRestricted) return false;
        if (!_isEmpty(payment.purpose)) {
            mapping(Jurisdiction => mapping(Purpose => bool)) storage fromPayers =
                _isAllowed[payment.currency][payment.payer.jurisdiction];
            return !fromPayers[payment.payee.jurisdiction][payment.purpose];
        }
        return payment.amountMinor > policy.plainMinorMax && !_isOwnCredit(payment);
    }

    function _isEmpty(Purpose purpose) private pure returns (bool) {
        return Purpose.unwrap(purpose) == Purpose.unwrap(NO_PURPOSE);
    }
}
