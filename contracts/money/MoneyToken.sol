// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Role} from "../interfaces/Types.sol";

/// @title What central-bank money and deposit money share
/// @dev Eligibility is asked in `_update`, the one door through which every unit passes.
abstract contract MoneyToken is ERC20, IMoney {
    using SafeCast for uint256;

    IParticipantRegistry internal immutable REGISTRY;
    address private immutable ISSUER;
    Currency private immutable CURRENCY;
    uint8 private immutable EXPONENT;

    // Both in one slot: a settlement touches it once.
    uint128 private _issuedMinor;
    uint128 private _redeemedMinor;

    modifier onlyIssuer() {
        if (msg.sender != ISSUER) revert MoneyNotIssuer(msg.sender);
        _;
    }

    modifier onlySystemContract() {
        if (!REGISTRY.isActiveFor(msg.sender, CURRENCY, Role.SystemContract)) {
            revert MoneyNotSystemContract(msg.sender);
        }
        _;
    }

    constructor(
        IParticipantRegistry registry,
        address issuer_,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) ERC20(name_, symbol_) {
        REGISTRY = registry;
        ISSUER = issuer_;
        CURRENCY = currency_;
        EXPONENT = exponent;
    }

    /// @inheritdoc IMoney
    function issue(address holder, uint256 amountMinor, bytes32 referenceId) external onlyIssuer {
        _issue(holder, amountMinor, referenceId);
    }

    /// @inheritdoc IMoney
    function redeem(uint256 amountMinor, bytes32 referenceId) external {
        _redeem(msg.sender, amountMinor, referenceId);
    }

    /// @inheritdoc IMoney
    function currency() public view returns (Currency) {
        return CURRENCY;
    }

    /// @inheritdoc IMoney
    function issuer() public view returns (address) {
        return ISSUER;
    }

    /// @inheritdoc IMoney
    function issuedMinor() external view returns (uint256) {
        return _issuedMinor;
    }

    /// @inheritdoc IMoney
    function redeemedMinor() external view returns (uint256) {
        return _redeemedMinor;
    }

    /// @inheritdoc IMoney
    function isEligible(address account) public view virtual returns (bool);

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return EXPONENT;
    }

    function _issue(address holder, uint256 amountMinor, bytes32 referenceId) internal {
        if (amountMinor == 0) revert MoneyAmountZero();
        _issuedMinor += amountMinor.toUint128();
        emit Issued(holder, amountMinor, referenceId);
        _mint(holder, amountMinor);
    }

    function _redeem(address holder, uint256 amountMinor, bytes32 referenceId) internal {
        if (amountMinor == 0) revert MoneyAmountZero();
        _redeemedMinor += amountMinor.toUint128();
        emit Redeemed(holder, amountMinor, referenceId);
        _burn(holder, amountMinor);
    }

    function _update(address from, address to, uint256 amountMinor) internal override {
        if (from != address(0) && !isEligible(from)) revert MoneyHolderNotEligible(from);
        if (to != address(0) && !isEligible(to)) revert MoneyHolderNotEligible(to);
        super._update(from, to, amountMinor);
    }
}
