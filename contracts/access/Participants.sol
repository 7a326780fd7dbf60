// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {DeskRecord} from "../interfaces/Records.sol";
import {Bic, Currency, Jurisdiction, Label, Lei, Role, Status} from "../interfaces/Types.sol";
import {BicCheck} from "../libraries/BicCheck.sol";
import {LeiCheck} from "../libraries/LeiCheck.sol";
import {Jurisdictions} from "./Jurisdictions.sol";

/// @title The participants of {IParticipantRegistry}: who is admitted where, and as what
abstract contract Participants is Jurisdictions {
    using BicCheck for Bic;
    using LeiCheck for Lei;

    Lei private constant NO_LEI = Lei.wrap(0);
    Label private constant ACCEPTED = Label.wrap("admission-accepted");

    /// @dev What an account is in one jurisdiction, in one storage slot. Each jurisdiction has one currency, so that its
    ///      deposit money there is one too: zero until it is listed.
    struct Desk {
        Role role;
        Status status;
        address depositToken;
    }

    mapping(address => Participant) private _participantOf;
    mapping(Lei => address) private _holderOf;
    mapping(Bic => address) private _holderOfBic;
    mapping(Jurisdiction => mapping(address => Desk)) private _deskOf;
    /// @dev How often an account was admitted elsewhere than at home; a system contract is at home nowhere.
    mapping(address => uint256) private _admissionsAbroad;

    /// @inheritdoc IParticipantRegistry
    function admit(address account, Role role, Lei lei, Bic bic, Jurisdiction home) external {
        Jurisdiction here = _requireCentralBank();
        if (role == Role.None || role == Role.CentralBank) revert RegistryRoleNotGrantable(role);
        if (_deskRecord(account, here).bankStatus() != Status.None) revert RegistryAlreadyAdmitted(account, here);
        if (_isCustomer(account)) revert RegistryWalletTaken(account);
        if (role == Role.SystemContract) {
            if (account.code.length == 0) revert RegistryNotContract(account);
            _setAdmission(account, here, Admission(role, Status.Active), Participant(NO_LEI, NOWHERE, NO_BIC, 0));
            return;
        }
        if (home == here) {
            _requireIdentity(account, lei, bic, home);
            _setParticipant(account, Participant(lei, home, bic, 0));
        } else {
            _requireAdmittedAtHome(account, role, lei, bic, home);
        }
        _setAdmission(account, here, Admission(role, Status.Pending), _participantOf[account]);
    }

    /// @inheritdoc IParticipantRegistry
    function acceptAdmission(Jurisdiction jurisdiction) external {
        if (_deskRecord(msg.sender, jurisdiction).bankStatus() != Status.Pending) {
            revert RegistryNotPending(msg.sender, jurisdiction);
        }
        _setStatus(msg.sender, jurisdiction, Status.Active, ACCEPTED);
    }

    /// @inheritdoc IParticipantRegistry
    function setSealingKey(bytes32 sealingKey) external {
        Jurisdiction home = _homeOf(msg.sender);
        if (home == NOWHERE) revert RegistryNotAdmitted(msg.sender, home);
        _participantOf[msg.sender].sealingKey = sealingKey;
        emit SealingKeySet(msg.sender, sealingKey);
    }

    /// @inheritdoc IParticipantRegistry
    function setParticipantStatus(address account, Status status, Label reason) external {
        Jurisdiction here = _requireCentralBank();
        Status present = _deskRecord(account, here).bankStatus();
        if (present == Status.None || account == msg.sender) revert RegistryNotAdmitted(account, here);
        if (present == Status.Revoked) revert RegistryRevokedIsFinal(account);
        if (present == status) revert RegistryStatusUnchanged(account, status);
        // An account that has not shown that it has the key is never made active for it.
        bool isInvalid = present == Status.Pending
            ? status != Status.Revoked
            : status == Status.None || status == Status.Pending;
        if (isInvalid) revert RegistryStatusInvalid(status);
        _setStatus(account, here, status, reason);
        if (present == Status.Pending && _participantOf[account].home == here) _release(account);
    }

    /// @inheritdoc IParticipantRegistry
    function participantOf(address account) external view returns (Participant memory) {
        return _participantOf[account];
    }

    /// @inheritdoc IParticipantRegistry
    function admissionOf(address account, Jurisdiction jurisdiction) external view returns (Admission memory) {
        DeskRecord desk = _deskRecord(account, jurisdiction);
        return Admission(desk.role(), desk.bankStatus());
    }

    /// @inheritdoc IParticipantRegistry
    function isActiveFor(address account, Currency currency, Role role) external view returns (bool) {
        return _isActiveAs(account, _issuingJurisdiction(currency), role);
    }

    function _admitCentralBank(JurisdictionSpec memory spec) internal override {
        Participant memory participant = Participant(spec.lei, spec.id, NO_BIC, 0);
        _setParticipant(spec.centralBank, participant);
        _setAdmission(spec.centralBank, spec.id, Admission(Role.CentralBank, Status.Active), participant);
    }

    /// @dev Makes `to` all that `from` is at home.
    function _moveParticipant(address from, address to, Jurisdiction home) internal {
        _setParticipant(to, _participantOf[from]);
        _deskOf[home][to] = _deskOf[home][from];
        delete _participantOf[from];
        delete _deskOf[home][from];
    }

    function _homeOf(address account) internal view override returns (Jurisdiction) {
        return _participantOf[account].home;
    }

    function _isTaken(address account) internal view override returns (bool) {
        return account == address(0) || _homeOf(account) != NOWHERE || _isAdmittedAbroad(account)
            || _isCustomer(account);
    }

    function _isAdmittedAbroad(address account) internal view returns (bool) {
        return _admissionsAbroad[account] != 0;
    }

    function _isActiveBank(address account) internal view returns (bool) {
        return _isActiveAs(account, _homeOf(account), Role.CommercialBank);
    }

    function _isActiveAs(address account, Jurisdiction jurisdiction, Role role) internal view returns (bool) {
        return _deskRecord(account, jurisdiction).isActiveAs(role);
    }

    /// @return record The slot of a desk.
    function _deskRecord(address account, Jurisdiction jurisdiction) internal view returns (DeskRecord record) {
        Desk storage desk = _deskOf[jurisdiction][account];
        assembly ("memory-safe") {
            record := sload(desk.slot)
        }
    }

    function _desk(address account, Jurisdiction jurisdiction) internal view returns (Desk storage) {
        return _deskOf[jurisdiction][account];
    }

    function _isCustomer(address account) internal view virtual returns (bool);

    function _requireIdentity(address account, Lei lei, Bic bic, Jurisdiction home) internal view override {
        if (!lei.isValid()) revert RegistryLeiInvalid(lei);
        if (_holderOf[lei] != address(0)) revert RegistryLeiTaken(lei, _holderOf[lei]);
        if (Bic.unwrap(bic) != 0) {
            if (!bic.isValid()) revert RegistryBicInvalid(bic);
            if (_holderOfBic[bic] != address(0)) revert RegistryBicTaken(bic, _holderOfBic[bic]);
        }
        if (_homeOf(account) != NOWHERE) revert RegistryNotAdmittedAtHome(account, home);
    }

    /// @dev Who never accepted was perhaps never meant: its LEI and BIC are free for the account that was.
    function _release(address account) private {
        Participant memory participant = _participantOf[account];
        delete _holderOf[participant.lei];
        if (Bic.unwrap(participant.bic) != 0) delete _holderOfBic[participant.bic];
        delete _participantOf[account];
    }

    function _setParticipant(address account, Participant memory participant) private {
        _holderOf[participant.lei] = account;
        if (Bic.unwrap(participant.bic) != 0) _holderOfBic[participant.bic] = account;
        _participantOf[account] = participant;
    }

    function _setAdmission(
        address account,
        Jurisdiction here,
        Admission memory admission,
        Participant memory participant
    ) private {
        (_deskOf[here][account].role, _deskOf[here][account].status) = (admission.role, admission.status);
        if (participant.home != here) ++_admissionsAbroad[account];
        emit ParticipantAdmitted(
            account, here, admission.role, admission.status, participant.lei, participant.bic, participant.home
        );
    }

    function _setStatus(address account, Jurisdiction here, Status status, Label reason) private {
        _deskOf[here][account].status = status;
        emit ParticipantStatusChanged(account, here, status, reason);
    }

    function _requireAdmittedAtHome(address account, Role role, Lei lei, Bic bic, Jurisdiction home) private view {
        Participant storage participant = _participantOf[account];
        if (
            participant.lei != lei || participant.home != home || Bic.unwrap(participant.bic) != Bic.unwrap(bic)
                || !_isActiveAs(account, home, role)
        ) {
            revert RegistryNotAdmittedAtHome(account, home);
        }
    }
}
