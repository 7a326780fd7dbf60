// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role} from "../interfaces/Types.sol";
import {Participants} from "./Participants.sol";

/// @title The listings of {IParticipantRegistry}: which contract is whose money
abstract contract Listings is Participants {
    mapping(Currency => address) private _centralBankMoneyOf;
    mapping(address => mapping(Currency => address)) private _depositTokenOf;

    /// @inheritdoc IParticipantRegistry
    function listCentralBankMoney(address token) external {
        Currency currency = _currencyOf(_requireCentralBank());
        if (_centralBankMoneyOf[currency] != address(0)) {
            revert RegistryMoneyAlreadyListed(currency, _centralBankMoneyOf[currency]);
        }
        if (ICentralBankMoney(token).currency() != currency || ICentralBankMoney(token).issuer() != msg.sender) {
            revert RegistryMoneyForeign(token, currency);
        }
        _centralBankMoneyOf[currency] = token;
        emit CentralBankMoneyListed(currency, token);
    }

    /// @inheritdoc IParticipantRegistry
    function listDepositToken(address token) external {
        Jurisdiction here = _requireCentralBank();
        Currency currency = _currencyOf(here);
        if (_centralBankMoneyOf[currency] == address(0)) revert RegistryMoneyNotListed(currency);
        address bank = IDepositToken(token).issuer();
        if (IDepositToken(token).currency() != currency) revert RegistryMoneyForeign(token, currency);
        if (!_isActiveAs(bank, here, Role.CommercialBank)) revert RegistryNotActiveBank(bank);
        if (_depositTokenOf[bank][currency] != address(0)) {
            revert RegistryMoneyAlreadyListed(currency, _depositTokenOf[bank][currency]);
        }
        _depositTokenOf[bank][currency] = token;
        emit DepositTokenListed(bank, currency, token);
    }

    /// @inheritdoc IParticipantRegistry
    function centralBankMoneyOf(Currency currency) external view returns (address) {
        return _centralBankMoney(currency);
    }

    /// @inheritdoc IParticipantRegistry
    function depositTokenOf(address bank, Currency currency) external view returns (address) {
        return _depositToken(bank, currency);
    }

    function _centralBankMoney(Currency currency) internal view returns (address) {
        return _centralBankMoneyOf[currency];
    }

    function _depositToken(address bank, Currency currency) internal view returns (address) {
        return _depositTokenOf[bank][currency];
    }
}
