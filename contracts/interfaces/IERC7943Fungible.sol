// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943, fungible: eligibility, freezing and forced transfers of a regulated token
/// @notice The final interface, whose ERC-165 identifier is 0x3edbb4c4 (https://eips.ethereum.org/EIPS/eip-7943).
interface IERC7943Fungible is IERC165 {
    /// @notice `amount` was taken from `from` and given to `to` by force of law.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    /// @notice From now on `amount` of the holdings of `account` is frozen, held or not.
    event Frozen(address indexed account, uint256 amount);

    error ERC7943CannotSend(address account);
    error ERC7943CannotReceive(address account);
    error ERC7943CannotTransfer(address from, address to, uint256 amount);
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves `amount` from `from` to `to` under a recorded legal order, frozen or not.
    /// @dev Who: see {IMoney}. Emits LegalOrderExecuted, ForcedTransfer and Transfer, and Frozen where it eats into
    ///      what is frozen.
    /// @custom:roles central-bank
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Freezes `amount` of the holdings of `account`: the whole, present and to come, with the maximum of
    ///         uint256.
    /// @dev Who: see {IMoney}. Emits Frozen.
    /// @custom:roles central-bank supervisor
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @return allowed Whether `account` may send this money now, in some amount and to somebody.
    function canSend(address account) external view returns (bool allowed);

    /// @return allowed Whether `account` may receive this money now, in some amount and from somebody.
    function canReceive(address account) external view returns (bool allowed);

    /// @return amount How much of the holdings of `account` is frozen; may exceed what it holds.
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @return allowed Whether a plain transfer of `amount` would succeed now: eligibility, pause, freeze and rules.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
