// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Status} from "../interfaces/Types.sol";
import {MoneyToken} from "./MoneyToken.sol";

/// @title See {IDepositToken}
contract DepositToken is MoneyToken, IDepositToken {
    constructor(
        IParticipantRegistry registry,
        address bank,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) MoneyToken(registry, bank, currency_, exponent, name_, symbol_) {}

    /// @inheritdoc IDepositToken
    function settlementCredit(address holder, uint256 amountMinor, bytes32 referenceId) external onlySystemContract {
        _issue(holder, amountMinor, referenceId);
    }

    /// @inheritdoc IDepositToken
    function settlementDebit(address holder, uint256 amountMinor, bytes32 referenceId) external onlySystemContract {
        _redeem(holder, amountMinor, referenceId);
    }

    /// @dev A bank that is suspended or revoked issues nothing and moves nothing of its customers' deposits.
    function isEligible(address account) public view override(IMoney, MoneyToken) returns (bool) {
        IParticipantRegistry.BankAccount memory holder = REGISTRY.accountOf(account, currency());
        return holder.bank == issuer() && holder.walletStatus == Status.Active && holder.bankStatus == Status.Active;
    }
}
