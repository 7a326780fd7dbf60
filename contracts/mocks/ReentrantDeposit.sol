// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {Currency} from "../interfaces/Types.sol";

/// @title A deposit money that calls back in the middle of a settlement
/// @dev Test only. It answers what a listed deposit token is asked; where a settlement debits or credits it, it makes
///      the call it was prepared with and reverts with what that call reverted with.
contract ReentrantDeposit {
    address public immutable issuer;
    Currency public immutable currency;

    address private _target;
    bytes private _data;

    constructor(address bank, Currency currency_) {
        issuer = bank;
        currency = currency_;
    }

    function prepare(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function settlementDebit(address, uint256, bytes32) external {
        _callBack();
    }

    function settlementCredit(address, uint256, bytes32) external {
        _callBack();
    }

    function availableMinor(address) external pure returns (uint256) {
        return type(uint256).max;
    }

    function paused() external pure returns (bool) {
        return false;
    }

    function ruleBook() external pure returns (address) {
        return address(0);
    }

    function spendableOf(address) external pure returns (uint256, uint256, uint256, address, bool) {
        return (type(uint256).max, type(uint256).max, type(uint256).max, address(0), false);
    }

    function stepUpOf(address) external pure returns (IDepositToken.StepUp memory none) {}

    function _callBack() private {
        if (_target == address(0)) return;
        (bool ok, bytes memory revertData) = _target.call(_data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(revertData, 32), mload(revertData))
            }
        }
    }
}
