// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IMoney} from "../interfaces/IMoney.sol";

/// @title What is held of one money, what stands on it, and how much was ever issued and redeemed
abstract contract Holdings is ERC20, ERC20Permit, ERC3009, IMoney {
    using SafeCast for uint256;

    /// @dev More than could ever be issued: as a frozen amount it is the whole, present and to come.
    uint128 internal constant WHOLE = type(uint128).max;

    /// @dev Beside a balance, in the slot that a transfer reads anyway: whether it has to read the holder's `Hold` too.
    uint256 private constant HAS_HOLD = 1 << 255;

    /// @dev What a holder may not do, in one slot.
    struct Hold {
        uint128 frozenMinor;
        uint120 stepUpAboveMinor;
        bool hasStepUp;
    }

    // Both in one slot: a settlement touches it once. Their difference is the supply, which nothing else keeps.
    uint128 private _issuedMinor;
    uint128 private _redeemedMinor;
    /// @dev In place of the balances of {ERC20}: 128 bits of balance, and HAS_HOLD.
    mapping(address holder => uint256 purse) private _purseOf;
    mapping(address holder => Hold) private _holdOf;

    /// @inheritdoc IMoney
    function issuedMinor() external view returns (uint256) {
        return _issuedMinor;
    }

    /// @inheritdoc IMoney
    function redeemedMinor() external view returns (uint256) {
        return _redeemedMinor;
    }

    /// @inheritdoc IMoney
    function availableMinor(address account) public view returns (uint256) {
        return Math.saturatingSub(balanceOf(account), _holdOn(account).frozenMinor);
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return uint128(_purseOf[account]);
    }

    /// @inheritdoc IERC20
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        unchecked {
            return _issuedMinor - _redeemedMinor; // no more is ever redeemed than was issued
        }
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        uint128 frozen = _holdOn(account).frozenMinor;
        return frozen == WHOLE ? type(uint256).max : frozen;
    }

    /// @dev No question at all but for the balance. Whoever mints or burns has counted it.
    function _book(address from, address to, uint256 amountMinor) internal {
        if (from != address(0)) _take(from, amountMinor, false);
        if (to != address(0)) _put(to, amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    function _setFrozen(address account, uint256 amount) internal {
        bool whole = amount >= WHOLE;
        Hold memory hold = _holdOn(account);
        hold.frozenMinor = whole ? WHOLE : uint128(amount);
        _setHold(account, hold);
        emit Frozen(account, whole ? type(uint256).max : amount);
    }

    function _setStepUpAbove(address holder, bool hasStepUp, uint256 aboveMinor) internal {
        Hold memory hold = _holdOn(holder);
        (hold.hasStepUp, hold.stepUpAboveMinor) = (hasStepUp, aboveMinor.toUint120());
        _setHold(holder, hold);
    }

    function _holdOn(address holder) internal view returns (Hold memory hold) {
        if (_purseOf[holder] >= HAS_HOLD) hold = _holdOf[holder];
    }

    /// @dev Of the holder's `Hold` nothing is read where there is none.
    function _spendableOf(address account)
        internal
        view
        returns (uint256 spendableMinor, uint256 heldMinor, uint256 stepUpAboveMinor)
    {
        uint256 purse = _purseOf[account];
        heldMinor = uint128(purse);
        if (purse < HAS_HOLD) return (heldMinor, heldMinor, type(uint256).max);
        Hold storage hold = _holdOf[account];
        spendableMinor = Math.saturatingSub(heldMinor, hold.frozenMinor);
        stepUpAboveMinor = hold.hasStepUp ? hold.stepUpAboveMinor : type(uint256).max;
    }

    /// @param isFreezeAsked Whether what is frozen stays; only force takes it.
    function _take(address from, uint256 amountMinor, bool isFreezeAsked) internal {
        uint256 purse = _purseOf[from];
        uint256 heldMinor = uint128(purse);
        if (isFreezeAsked && purse >= HAS_HOLD) _requireUnfrozen(from, amountMinor);
        if (amountMinor > heldMinor) revert ERC20InsufficientBalance(from, heldMinor, amountMinor);
        unchecked {
            _purseOf[from] = purse - amountMinor;
        }
    }

    function _put(address to, uint256 amountMinor) internal {
        uint256 purse = _purseOf[to];
        _purseOf[to] = (purse & HAS_HOLD) | (uint128(purse) + amountMinor).toUint128();
    }

    function _setHold(address holder, Hold memory hold) private {
        _holdOf[holder] = hold;
        uint256 balanceMinor = uint128(_purseOf[holder]);
        bool hasHold = hold.frozenMinor != 0 || hold.hasStepUp;
        _purseOf[holder] = hasHold ? balanceMinor | HAS_HOLD : balanceMinor;
    }

    function _addIssued(address holder, uint256 amountMinor, bytes32 referenceId) internal {
        _issuedMinor += amountMinor.toUint128();
        emit Issued(holder, amountMinor, referenceId);
    }

    function _addRedeemed(address holder, uint256 amountMinor, bytes32 referenceId) internal {
        if (amountMinor == 0) revert MoneyAmountZero();
        _redeemedMinor += amountMinor.toUint128();
        emit Redeemed(holder, amountMinor, referenceId);
    }

    /// @dev Says nothing of a balance that is too small even without the freeze: that is ERC-20's to say.
    function _requireUnfrozen(address from, uint256 amountMinor) internal view {
        if (_purseOf[from] < HAS_HOLD) return;
        uint256 freeMinor = availableMinor(from);
        if (amountMinor > freeMinor && amountMinor <= balanceOf(from)) {
            revert ERC7943InsufficientUnfrozenBalance(from, amountMinor, freeMinor);
        }
    }

    function _requireNoStepUp(address from, uint256 amountMinor) internal view {
        Hold memory hold = _holdOn(from);
        if (hold.hasStepUp && amountMinor > hold.stepUpAboveMinor) revert MoneyStepUpNeeded(from, hold.stepUpAboveMinor);
    }
}
