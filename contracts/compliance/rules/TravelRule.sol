// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {ITravelRule} from "../../interfaces/ITravelRule.sol";
import {Currency, Jurisdiction, Label, RefusalCode, Role, Status, Uetr} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {ITravelRule}
contract TravelRule is Rule, ITravelRule {
    uint128 private constant NEVER = type(uint128).max;

    struct Settings {
        bool isSet;
        uint128 thresholdMinor;
    }

    IParticipantRegistry private immutable PARTICIPANTS;

    mapping(Currency => Settings) private _settingsOf;
    mapping(Currency => uint32) private _acknowledgementPeriodOf;
    /// @dev By its sender, so that nobody takes another's UETR.
    mapping(address sender => mapping(Uetr => SentRecord)) private _recordOf;

    constructor(IParticipantRegistry registry) Rule(registry) {
        PARTICIPANTS = registry;
    }

    /// @inheritdoc ITravelRule
    function setThreshold(Currency currency, uint128 thresholdMinor) external onlyCentralBankOf(currency) {
        _settingsOf[currency] = Settings(true, thresholdMinor);
        emit TravelRuleThresholdSet(currency, thresholdMinor);
    }

    /// @inheritdoc ITravelRule
    function setAcknowledgementPeriod(Currency currency, uint32 periodS) external onlyCentralBankOf(currency) {
        _acknowledgementPeriodOf[currency] = periodS;
        emit TravelRuleAcknowledgementPeriodSet(currency, periodS);
    }

    /// @inheritdoc ITravelRule
    function sendRecord(
        Uetr uetr,
        address receiver,
        Currency currency,
        bytes32 commitment,
        bytes32 ciphertextHash
    ) external {
        if (!_isActiveBank(msg.sender)) revert TravelRuleNotBank(msg.sender);
        if (commitment == 0 || ciphertextHash == 0) revert TravelRuleHashMissing(commitment, ciphertextHash);
        if (receiver == msg.sender) revert TravelRuleReceiverIsSender(receiver);
        if (!_isAdmittedBank(receiver, currency)) revert TravelRuleReceiverUnknown(receiver, currency);
        if (_recordOf[msg.sender][uetr].receiver != address(0)) revert TravelRuleRecordExists(msg.sender, uetr);
        uint48 dueAt = _dueAt(currency);
        _recordOf[msg.sender][uetr] = SentRecord(receiver, dueAt, 0, ciphertextHash);
        emit TravelRuleRecordSent(uetr, msg.sender, receiver, currency, commitment, ciphertextHash, dueAt);
    }

    /// @inheritdoc ITravelRule
    function acknowledgeRecord(address sender, Uetr uetr, bytes32 ciphertextHash) external {
        SentRecord storage sent = _recordOf[sender][uetr];
        (address receiver, uint48 dueAt, uint48 acknowledgedAt) = (sent.receiver, sent.dueAt, sent.acknowledgedAt);
        if (receiver == address(0)) revert TravelRuleRecordUnknown(sender, uetr);
        if (msg.sender != receiver) revert TravelRuleNotReceiver(msg.sender, receiver);
        if (acknowledgedAt != 0) revert TravelRuleAlreadyAcknowledged(sender, uetr, acknowledgedAt);
        if (ciphertextHash != sent.ciphertextHash) {
            revert TravelRuleCiphertextDiffers(sent.ciphertextHash, ciphertextHash);
        }
        sent.acknowledgedAt = uint48(block.timestamp);
        bool isLate = dueAt != 0 && block.timestamp > dueAt;
        emit TravelRuleRecordAcknowledged(uetr, sender, receiver, ciphertextHash, isLate);
    }

    /// @inheritdoc ITravelRule
    function thresholdOf(Currency currency) public view returns (uint128) {
        Settings memory settings = _settingsOf[currency];
        return settings.isSet ? settings.thresholdMinor : NEVER;
    }

    /// @inheritdoc ITravelRule
    function acknowledgementPeriodOf(Currency currency) external view returns (uint32) {
        return _acknowledgementPeriodOf[currency];
    }

    /// @inheritdoc ITravelRule
    function recordOf(address sender, Uetr uetr) external view returns (SentRecord memory) {
        return _recordOf[sender][uetr];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        if (payment.travelRuleHash != 0 || _isOwnCredit(payment)) return (ofPayer, ofPayee);
        uint128 threshold = thresholdOf(payment.currency);
        if (threshold == NEVER || payment.amountMinor < threshold) return (ofPayer, ofPayee);
        if (_asksPayer(payment)) ofPayer = RefusalCode.PayerTravelRuleMissing;
        if (_asksPayee(payment)) ofPayee = RefusalCode.PayeeTravelRuleMissing;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("travel-rule");
    }

    function _dueAt(Currency currency) private view returns (uint48) {
        uint32 periodS = _acknowledgementPeriodOf[currency];
        return periodS == 0 ? 0 : uint48(block.timestamp + periodS);
    }

    /// @dev At home, since a payer's bank may have nothing to do with the payee's currency.
    function _isActiveBank(address account) private view returns (bool) {
        Jurisdiction home = PARTICIPANTS.participantOf(account).home;
        IParticipantRegistry.Admission memory admission = PARTICIPANTS.admissionOf(account, home);
        return admission.role == Role.CommercialBank && admission.status == Status.Active;
    }

    /// @dev Whatever its standing: a bank that is suspended meanwhile still is the one to tell.
    function _isAdmittedBank(address account, Currency currency) private view returns (bool) {
        Jurisdiction issuer = PARTICIPANTS.jurisdictionOf(currency);
        return PARTICIPANTS.admissionOf(account, issuer).role == Role.CommercialBank;
    }
}
