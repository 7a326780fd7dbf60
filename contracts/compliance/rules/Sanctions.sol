// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {ISanctionsRule} from "../../interfaces/ISanctionsRule.sol";
import {Currency, Label, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {ISanctionsRule}
contract Sanctions is Rule, ISanctionsRule {
    uint256 private constant BATCH_MAX = 100;

    bytes32 private immutable SALT;

    mapping(Currency => mapping(bytes32 identifier => bool)) private _isListed;

    /// @param registry Who speaks for a currency.
    /// @param salt What hides the subjects; whoever maintains a list knows it, and it is in no event.
    constructor(IParticipantRegistry registry, bytes32 salt) Rule(registry) {
        SALT = salt;
    }

    /// @inheritdoc ISanctionsRule
    function list(Currency currency, bytes32[] calldata identifiers) external onlyCentralBankOf(currency) {
        _setAll(currency, identifiers, true);
    }

    /// @inheritdoc ISanctionsRule
    function delist(Currency currency, bytes32[] calldata identifiers) external onlyCentralBankOf(currency) {
        _setAll(currency, identifiers, false);
    }

    /// @inheritdoc ISanctionsRule
    function identifierOf(uint256 subject) public view returns (bytes32) {
        return keccak256(abi.encode(SALT, subject));
    }

    /// @inheritdoc ISanctionsRule
    function isListed(Currency currency, bytes32 identifier) external view returns (bool) {
        return _isListed[currency][identifier];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        mapping(bytes32 => bool) storage listed = _isListed[payment.currency];
        if (_asksPayer(payment) && listed[identifierOf(payment.payer.subject)]) ofPayer = RefusalCode.PayerSanctioned;
        if (_asksPayee(payment) && listed[identifierOf(payment.payee.subject)]) ofPayee = RefusalCode.PayeeSanctioned;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("sanctions");
    }

    function _setAll(Currency currency, bytes32[] calldata identifiers, bool listed) private {
        if (identifiers.length > BATCH_MAX) revert SanctionsTooMany(identifiers.length, BATCH_MAX);
        for (uint256 i = 0; i < identifiers.length; ++i) {
            _set(currency, identifiers[i], listed);
        }
    }

    function _set(Currency currency, bytes32 identifier, bool listed) private {
        if (_isListed[currency][identifier] == listed) revert SanctionsUnchanged(currency, identifier);
        _isListed[currency][identifier] = listed;
        if (listed) emit SanctionListed(currency, identifier);
        else emit SanctionDelisted(currency, identifier);
    }
}
