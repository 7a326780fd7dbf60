// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {DeskRecord} from "../interfaces/Records.sol";
import {Jurisdiction, Role, Status} from "../interfaces/Types.sol";
import {Participants} from "./Participants.sol";

/// @title The hand-overs of {IParticipantRegistry}: an office goes on under another account
abstract contract Handovers is Participants {
    mapping(address from => address to) private _handoverOf;

    /// @inheritdoc IParticipantRegistry
    function offerHandover(address to) external {
        (Jurisdiction home,) = _requireOffice(msg.sender);
        _handoverOf[msg.sender] = to;
        emit HandoverOffered(msg.sender, to, home);
    }

    /// @inheritdoc IParticipantRegistry
    function acceptHandover(address from) external {
        if (_handoverOf[from] != msg.sender) revert RegistryHandoverNotOffered(from, msg.sender);
        // The offer may be old: whoever was suspended since has nothing to give.
        (Jurisdiction home, Role role) = _requireOffice(from);
        if (_isTaken(msg.sender)) revert RegistryAccountTaken(msg.sender);
        delete _handoverOf[from];
        _moveParticipant(from, msg.sender, home);
        if (role == Role.CentralBank) _setCentralBank(home, msg.sender);
        emit HandedOver(from, msg.sender, home);
    }

    /// @inheritdoc IParticipantRegistry
    function handoverOf(address from) external view returns (address) {
        return _handoverOf[from];
    }

    /// @dev Banks and market makers hold money under their account, so theirs stays.
    function _requireOffice(address account) private view returns (Jurisdiction home, Role role) {
        home = _homeOf(account);
        DeskRecord desk = _deskRecord(account, home);
        role = desk.role();
        bool isOffice = role == Role.CentralBank || role == Role.Supervisor;
        if (!isOffice || desk.bankStatus() != Status.Active || _isAdmittedAbroad(account)) {
            revert RegistryNotHandedOver(account, role);
        }
    }
}
