// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Jurisdiction, Label} from "./Types.sol";

/// @title Warnings that institutions share
/// @notice An institution flags a subject by a salted hash, with a reason and an end, and can take its own flag back.
///         The subject's bank may appeal; a supervisor of the flagging institution's home decides, and a flag whose
///         appeal is upheld counts no more.
interface IRiskRegistry {
    /// @dev Where an appeal stands. Append only.
    enum Appeal {
        None,
        Open,
        Upheld,
        Rejected
    }

    /// @param institution Who flagged.
    /// @param expiresAt The last UTC second in which it counts.
    /// @param appeal Where the appeal against it stands.
    /// @param home The home of the institution when it flagged.
    /// @param reason Short text that names the suspicion.
    struct Flag {
        address institution;
        uint64 expiresAt;
        Appeal appeal;
        Jurisdiction home;
        Label reason;
    }

    /// @notice `institution` flagged a subject, or renewed its flag.
    event SubjectFlagged(bytes32 indexed identifier, address indexed institution, Label reason, uint64 expiresAt);
    /// @notice `institution` took its flag back.
    event FlagLifted(bytes32 indexed identifier, address indexed institution);
    /// @notice The subject's bank appealed against the flag of `institution`.
    event FlagAppealed(bytes32 indexed identifier, address indexed institution, address indexed bank);
    /// @notice A supervisor decided on the appeal.
    event AppealDecided(
        bytes32 indexed identifier, address indexed institution, address indexed supervisor, bool upheld
    );

    error RiskNotInstitution(address account);
    error RiskNotSubjectsBank(address account, uint256 subject);
    error RiskNotSupervisor(address account, address institution);
    error RiskExpiryPast(uint64 expiresAt);
    error RiskFlagMissing(bytes32 identifier, address institution);
    error RiskTooManyFlags(bytes32 identifier, uint256 allowed);
    error RiskAppealNotOpen(bytes32 identifier, address institution, Appeal appeal);
    error RiskAppealTwice(bytes32 identifier, address institution);

    /// @notice Flags a subject, or renews the caller's flag on it; a renewed flag may be appealed against anew.
    /// @dev Who: a central bank, commercial bank or supervisor that is active at home. At most 8 flags a subject. Emits
    ///      SubjectFlagged, and FlagLifted where a flag that counts no more has to make room.
    /// @custom:roles central-bank supervisor bank
    function flag(bytes32 identifier, Label reason, uint64 expiresAt) external;

    /// @notice Takes the caller's flag back.
    /// @dev Who: the institution that flagged. Emits FlagLifted.
    /// @custom:roles central-bank supervisor bank
    function lift(bytes32 identifier) external;

    /// @notice Appeals against the flag of `institution` on a customer.
    /// @dev Who: the customer's bank, once for each flag. Emits FlagAppealed.
    /// @custom:roles bank
    function appeal(uint256 subject, address institution) external;

    /// @notice Decides on an open appeal.
    /// @dev Who: a supervisor that is active in the home of the flagging institution; nobody decides on its own flag.
    ///      Emits AppealDecided.
    /// @custom:roles supervisor
    function decide(bytes32 identifier, address institution, bool upheld) external;

    /// @return The salted hash of a subject: keccak256(salt ‖ subject).
    function identifierOf(uint256 subject) external view returns (bytes32);

    /// @return Whether a flag on `identifier` counts now.
    function isFlagged(bytes32 identifier) external view returns (bool);

    /// @return The flags on `identifier`, those that no longer count included.
    function flagsOf(bytes32 identifier) external view returns (Flag[] memory);
}
