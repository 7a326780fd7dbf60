// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Currency} from "./Types.sol";

/// @title What all tokenised money here has in common
/// @notice Amounts are integers of the currency's minor unit; `decimals` is the ISO 4217 exponent. Every unit in being
///         was issued and is not yet redeemed: totalSupply = issuedMinor − redeemedMinor = Σ balanceOf.
interface IMoney is IERC20Metadata {
    /// @notice New money: `amountMinor` more on `holder`, against what `referenceId` names.
    event Issued(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId);
    /// @notice Money taken back: `amountMinor` less on `holder`, against what `referenceId` names.
    event Redeemed(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId);

    error MoneyNotIssuer(address account);
    error MoneyNotSystemContract(address account);
    error MoneyHolderNotEligible(address account);
    error MoneyAmountZero();

    /// @notice Issues `amountMinor` to `holder`.
    /// @dev Who: the issuer. Emits Issued and Transfer.
    function issue(address holder, uint256 amountMinor, bytes32 referenceId) external;

    /// @notice The caller gives `amountMinor` of its own back to the issuer.
    /// @dev Who: an eligible holder. Emits Redeemed and Transfer.
    function redeem(uint256 amountMinor, bytes32 referenceId) external;

    /// @return The currency of the money.
    function currency() external view returns (Currency);

    /// @return Who issues this money.
    function issuer() external view returns (address);

    /// @return All that was ever issued, in minor units.
    function issuedMinor() external view returns (uint256);

    /// @return All that was ever redeemed, in minor units.
    function redeemedMinor() external view returns (uint256);

    /// @return Whether `account` may send and receive this money now.
    function isEligible(address account) external view returns (bool);
}
