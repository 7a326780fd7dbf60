// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRiskRegistry} from "../interfaces/IRiskRegistry.sol";
import {Jurisdiction, Label, Role, Status} from "../interfaces/Types.sol";

/// @title See {IRiskRegistry}
contract RiskRegistry is IRiskRegistry {
    uint256 private constant FLAGS_MAX = 8;

    IParticipantRegistry private immutable REGISTRY;
    bytes32 private immutable SALT;

    mapping(bytes32 identifier => Flag[]) private _flagsOf;

    /// @param registry Who is an institution, and whose customer a subject is.
    /// @param salt What hides the subjects; the institutions know it, and it is in no event.
    constructor(IParticipantRegistry registry, bytes32 salt) {
        REGISTRY = registry;
        SALT = salt;
    }

    /// @inheritdoc IRiskRegistry
    function flag(bytes32 identifier, Label reason, uint64 expiresAt) external {
        Jurisdiction home = REGISTRY.participantOf(msg.sender).home;
        if (!_isInstitution(msg.sender, home)) revert RiskNotInstitution(msg.sender);
        if (expiresAt < block.timestamp) revert RiskExpiryPast(expiresAt);
        _setFlag(identifier, Flag(msg.sender, expiresAt, Appeal.None, home, reason));
    }

    /// @inheritdoc IRiskRegistry
    function lift(bytes32 identifier) external {
        _lift(identifier, _positionOf(identifier, msg.sender));
    }

    /// @inheritdoc IRiskRegistry
    function appeal(uint256 subject, address institution) external {
        if (subject > type(uint40).max || msg.sender != _bankOf(uint40(subject))) {
            revert RiskNotSubjectsBank(msg.sender, subject);
        }
        bytes32 identifier = identifierOf(subject);
        Flag storage flagged = _flagsOf[identifier][_positionOf(identifier, institution)];
        if (flagged.appeal != Appeal.None) revert RiskAppealTwice(identifier, institution);
        flagged.appeal = Appeal.Open;
        emit FlagAppealed(identifier, institution, msg.sender);
    }

    /// @inheritdoc IRiskRegistry
    function decide(bytes32 identifier, address institution, bool upheld) external {
        Flag storage flagged = _flagsOf[identifier][_positionOf(identifier, institution)];
        if (!_isSupervisorOver(institution, flagged.home)) revert RiskNotSupervisor(msg.sender, institution);
        if (flagged.appeal != Appeal.Open) revert RiskAppealNotOpen(identifier, institution, flagged.appeal);
        flagged.appeal = upheld ? Appeal.Upheld : Appeal.Rejected;
        emit AppealDecided(identifier, institution, msg.sender, upheld);
    }

    /// @inheritdoc IRiskRegistry
    function identifierOf(uint256 subject) public view returns (bytes32) {
        return keccak256(abi.encode(SALT, subject));
    }

    /// @inheritdoc IRiskRegistry
    function isFlagged(bytes32 identifier) external view returns (bool) {
        Flag[] storage flags = _flagsOf[identifier];
        for (uint256 i = 0; i < flags.length; ++i) {
            if (_isInForce(flags[i])) return true;
        }
        return false;
    }

    /// @inheritdoc IRiskRegistry
    function flagsOf(bytes32 identifier) external view returns (Flag[] memory) {
        return _flagsOf[identifier];
    }

    function _setFlag(bytes32 identifier, Flag memory given) private {
        Flag[] storage flags = _flagsOf[identifier];
        uint256 position = _find(flags, given.institution);
        if (position == flags.length && position == FLAGS_MAX) {
            // Full: one that counts no more makes room, so that old flags can't keep out new ones.
            _lift(identifier, _spentPosition(identifier));
            position = flags.length;
        }
        if (position == flags.length) flags.push(given);
        else flags[position] = given;
        emit SubjectFlagged(identifier, given.institution, given.reason, given.expiresAt);
    }

    function _lift(bytes32 identifier, uint256 position) private {
        Flag[] storage flags = _flagsOf[identifier];
        address institution = flags[position].institution;
        flags[position] = flags[flags.length - 1];
        flags.pop();
        emit FlagLifted(identifier, institution);
    }

    function _positionOf(bytes32 identifier, address institution) private view returns (uint256 position) {
        Flag[] storage flags = _flagsOf[identifier];
        position = _find(flags, institution);
        if (position == flags.length) revert RiskFlagMissing(identifier, institution);
    }

    function _spentPosition(bytes32 identifier) private view returns (uint256 position) {
        Flag[] storage flags = _flagsOf[identifier];
        while (position < FLAGS_MAX && _isInForce(flags[position])) ++position;
        if (position == FLAGS_MAX) revert RiskTooManyFlags(identifier, FLAGS_MAX);
    }

    /// @return position Of the flag of `institution`, or the length when there is none.
    function _find(Flag[] storage flags, address institution) private view returns (uint256 position) {
        while (position < flags.length && flags[position].institution != institution) ++position;
    }

    function _isInForce(Flag storage flagged) private view returns (bool) {
        return block.timestamp <= flagged.expiresAt && flagged.appeal != Appeal.Upheld;
    }

    function _bankOf(uint40 number) private view returns (address) {
        return REGISTRY.customerOf(REGISTRY.walletOfCustomer(number)).bank;
    }

    function _isInstitution(address account, Jurisdiction home) private view returns (bool) {
        IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(account, home);
        return admission.status == Status.Active
            && (admission.role == Role.CentralBank || admission.role == Role.CommercialBank
                || admission.role == Role.Supervisor);
    }

    /// @dev Nobody decides on an appeal against its own flag.
    function _isSupervisorOver(address institution, Jurisdiction home) private view returns (bool) {
        IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(msg.sender, home);
        return admission.status == Status.Active && admission.role == Role.Supervisor && msg.sender != institution;
    }
}
