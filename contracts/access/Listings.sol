// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role} from "../interfaces/Types.sol";
import {Participants} from "./Participants.sol";

/// @title The listings of {IParticipantRegistry}: which contract is whose money
abstract contract Listings is Participants {
    mapping(address token => Currency) private _currencyOfMoney;

    /// @inheritdoc IParticipantRegistry
    function listCentralBankMoney(address token) external {
        Currency currency = _currencyOf(_requireCentralBank());
        if (_issue(currency).centralBankMoney != address(0)) {
            revert RegistryMoneyAlreadyListed(currency, _issue(currency).centralBankMoney);
        }
        if (ICentralBankMoney(token).currency() != currency || ICentralBankMoney(token).issuer() != msg.sender) {
            revert RegistryMoneyForeign(token, currency);
        }
        _issue(currency).centralBankMoney = token;
        _currencyOfMoney[token] = currency;
        emit CentralBankMoneyListed(currency, token);
    }

    /// @inheritdoc IParticipantRegistry
    function listDepositToken(address token) external {
        Jurisdiction here = _requireCentralBank();
        Currency currency = _currencyOf(here);
        if (_issue(currency).centralBankMoney == address(0)) revert RegistryMoneyNotListed(currency);
        address bank = IDepositToken(token).issuer();
        if (IDepositToken(token).currency() != currency) revert RegistryMoneyForeign(token, currency);
        if (!_isActiveAs(bank, here, Role.CommercialBank)) revert RegistryNotActiveBank(bank);
        if (_desk(bank, here).depositToken != address(0)) {
            revert RegistryMoneyAlreadyListed(currency, _desk(bank, here).depositToken);
        }
        _desk(bank, here).depositToken = token;
        _currencyOfMoney[token] = currency;
        emit DepositTokenListed(bank, currency, token);
    }

    /// @inheritdoc IParticipantRegistry
    function isMoneyIn(address token, Currency currency) external view returns (bool) {
        return currency != Currency.wrap(0) && _currencyOfMoney[token] == currency;
    }

    /// @inheritdoc IParticipantRegistry
    function centralBankMoneyOf(Currency currency) external view returns (address) {
        return _issue(currency).centralBankMoney;
    }

    /// @inheritdoc IParticipantRegistry
    function depositTokenOf(address bank, Currency currency) external view returns (address) {
        return _desk(bank, _issuingJurisdiction(currency)).depositToken;
    }
}
