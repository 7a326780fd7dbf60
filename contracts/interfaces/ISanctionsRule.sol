// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule sanctions: nobody pays or is paid who is on the currency's list
/// @notice PayerSanctioned or PayeeSanctioned. The list holds salted hashes, so that it names nobody to a reader.
interface ISanctionsRule is IRule {
    /// @notice `identifier` is on the list of `currency` from now on.
    event SanctionListed(Currency indexed currency, bytes32 indexed identifier);
    /// @notice `identifier` is off the list of `currency` from now on.
    event SanctionDelisted(Currency indexed currency, bytes32 indexed identifier);

    error SanctionsTooMany(uint256 given, uint256 allowed);
    error SanctionsUnchanged(Currency currency, bytes32 identifier);

    /// @notice Puts identifiers on the list of `currency`.
    /// @dev Who: the currency's central bank. At most 100, none of them on the list. Emits SanctionListed for each.
    /// @custom:roles central-bank
    function list(Currency currency, bytes32[] calldata identifiers) external;

    /// @notice Takes identifiers off the list of `currency`.
    /// @dev Who: the currency's central bank. At most 100, each of them on the list. Emits SanctionDelisted for each.
    /// @custom:roles central-bank
    function delist(Currency currency, bytes32[] calldata identifiers) external;

    /// @return The salted hash of a subject: keccak256(salt ‖ subject).
    function identifierOf(uint256 subject) external view returns (bytes32);

    /// @return Whether `identifier` is on the list of `currency`.
    function isListed(Currency currency, bytes32 identifier) external view returns (bool);
}
