// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Label, Lei, Role, Status} from "../interfaces/Types.sol";
import {LeiCheck} from "../libraries/LeiCheck.sol";

/// @title See {IParticipantRegistry}
contract ParticipantRegistry is IParticipantRegistry {
    using LeiCheck for Lei;

    Jurisdiction private constant NOWHERE = Jurisdiction.wrap(0);
    Lei private constant NO_LEI = Lei.wrap(0);

    mapping(Jurisdiction => address) private _centralBankOf;
    mapping(Currency => Jurisdiction) private _jurisdictionOf;
    mapping(Jurisdiction => Currency) private _currencyOf;
    mapping(address => Participant) private _participantOf;
    mapping(Lei => address) private _holderOf;
    mapping(address => mapping(Jurisdiction => Admission)) private _admissionOf;
    mapping(address => Customer) private _customerOf;
    mapping(Currency => address) private _centralBankMoneyOf;
    mapping(address => mapping(Currency => address)) private _depositTokenOf;

    constructor(JurisdictionSpec[] memory jurisdictions) {
        for (uint256 i = 0; i < jurisdictions.length; ++i) {
            _open(jurisdictions[i]);
        }
    }

    /// @inheritdoc IParticipantRegistry
    function admit(address account, Role role, Lei lei, Jurisdiction home) external {
        Jurisdiction here = _jurisdictionOfCentralBank(msg.sender);
        if (role == Role.None || role == Role.CentralBank) revert RegistryRoleNotGrantable(role);
        if (_admissionOf[account][here].status != Status.None) revert RegistryAlreadyAdmitted(account, here);
        if (_customerOf[account].bank != address(0)) revert RegistryWalletTaken(account);
        if (role == Role.SystemContract) {
            if (account.code.length == 0) revert RegistryNotContract(account);
            lei = NO_LEI;
            home = NOWHERE;
        } else if (home == here) {
            _identify(account, lei, home);
        } else {
            _requireAdmittedAtHome(account, role, lei, home);
        }
        _setAdmission(account, here, role, lei, home);
    }

    /// @inheritdoc IParticipantRegistry
    function setParticipantStatus(address account, Status status, Label reason) external {
        Jurisdiction here = _jurisdictionOfCentralBank(msg.sender);
        Admission storage admission = _admissionOf[account][here];
        if (admission.status == Status.None || account == msg.sender) revert RegistryNotAdmitted(account, here);
        if (admission.status == Status.Revoked) revert RegistryRevokedIsFinal(account);
        if (status == Status.None) revert RegistryStatusInvalid(status);
        if (admission.status == status) revert RegistryStatusUnchanged(account, status);
        admission.status = status;
        emit ParticipantStatusChanged(account, here, status, reason);
    }

    /// @inheritdoc IParticipantRegistry
    function registerCustomer(address wallet, bytes32 identityCommitment) external {
        if (!_isActiveBank(msg.sender)) revert RegistryNotActiveBank(msg.sender);
        if (wallet == address(0) || _customerOf[wallet].bank != address(0) || _isParticipant(wallet)) {
            revert RegistryWalletTaken(wallet);
        }
        _customerOf[wallet] = Customer(msg.sender, Status.Active, identityCommitment);
        emit CustomerRegistered(wallet, msg.sender, identityCommitment);
    }

    /// @inheritdoc IParticipantRegistry
    function setCustomerStatus(address wallet, Status status, Label reason) external {
        Customer storage customer = _customerOf[wallet];
        if (customer.bank == address(0)) revert RegistryUnknownCustomer(wallet);
        address authority = _centralBankOf[_participantOf[customer.bank].home];
        if (msg.sender != authority && !(msg.sender == customer.bank && _isActiveBank(msg.sender))) {
            revert RegistryNotCustomersAuthority(msg.sender, wallet);
        }
        if (status != Status.Active && status != Status.Suspended) revert RegistryStatusInvalid(status);
        if (customer.status == status) revert RegistryStatusUnchanged(wallet, status);
        customer.status = status;
        emit CustomerStatusChanged(wallet, msg.sender, status, reason);
    }

    /// @inheritdoc IParticipantRegistry
    function listCentralBankMoney(address token) external {
        Currency currency = _currencyOf[_jurisdictionOfCentralBank(msg.sender)];
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
        Jurisdiction here = _jurisdictionOfCentralBank(msg.sender);
        Currency currency = _currencyOf[here];
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
    function participantOf(address account) external view returns (Participant memory) {
        return _participantOf[account];
    }

    /// @inheritdoc IParticipantRegistry
    function admissionOf(address account, Jurisdiction jurisdiction) external view returns (Admission memory) {
        return _admissionOf[account][jurisdiction];
    }

    /// @inheritdoc IParticipantRegistry
    function isActiveFor(address account, Currency currency, Role role) external view returns (bool) {
        return _isActiveAs(account, _jurisdictionOf[currency], role);
    }

    /// @inheritdoc IParticipantRegistry
    function customerOf(address wallet) external view returns (Customer memory) {
        return _customerOf[wallet];
    }

    /// @inheritdoc IParticipantRegistry
    function accountOf(address wallet, Currency currency) external view returns (BankAccount memory account) {
        Customer storage customer = _customerOf[wallet];
        account.bank = customer.bank;
        account.walletStatus = customer.status;
        account.bankStatus = _admissionOf[customer.bank][_jurisdictionOf[currency]].status;
        account.depositToken = _depositTokenOf[customer.bank][currency];
        account.centralBankMoney = _centralBankMoneyOf[currency];
    }

    /// @inheritdoc IParticipantRegistry
    function jurisdictionOf(Currency currency) external view returns (Jurisdiction) {
        return _jurisdictionOf[currency];
    }

    /// @inheritdoc IParticipantRegistry
    function centralBankOf(Jurisdiction jurisdiction) external view returns (address) {
        return _centralBankOf[jurisdiction];
    }

    /// @inheritdoc IParticipantRegistry
    function centralBankMoneyOf(Currency currency) external view returns (address) {
        return _centralBankMoneyOf[currency];
    }

    /// @inheritdoc IParticipantRegistry
    function depositTokenOf(address bank, Currency currency) external view returns (address) {
        return _depositTokenOf[bank][currency];
    }

    function _open(JurisdictionSpec memory spec) private {
        if (
            _centralBankOf[spec.id] != address(0) || _jurisdictionOf[spec.currency] != NOWHERE
                || _isParticipant(spec.centralBank)
        ) {
            revert RegistryJurisdictionTwice(spec.id, spec.currency, spec.centralBank);
        }
        _centralBankOf[spec.id] = spec.centralBank;
        _jurisdictionOf[spec.currency] = spec.id;
        _currencyOf[spec.id] = spec.currency;
        emit JurisdictionOpened(spec.id, spec.currency, spec.centralBank, spec.lei);
        _identify(spec.centralBank, spec.lei, spec.id);
        _setAdmission(spec.centralBank, spec.id, Role.CentralBank, spec.lei, spec.id);
    }

    function _identify(address account, Lei lei, Jurisdiction home) private {
        if (!lei.isValid()) revert RegistryLeiInvalid(lei);
        if (_holderOf[lei] != address(0)) revert RegistryLeiTaken(lei, _holderOf[lei]);
        if (_isParticipant(account)) revert RegistryNotAdmittedAtHome(account, home);
        _holderOf[lei] = account;
        _participantOf[account] = Participant(lei, home);
    }

    function _setAdmission(address account, Jurisdiction here, Role role, Lei lei, Jurisdiction home) private {
        _admissionOf[account][here] = Admission(role, Status.Active);
        emit ParticipantAdmitted(account, here, role, lei, home);
    }

    function _requireAdmittedAtHome(address account, Role role, Lei lei, Jurisdiction home) private view {
        Participant storage participant = _participantOf[account];
        if (participant.lei != lei || participant.home != home || !_isActiveAs(account, home, role)) {
            revert RegistryNotAdmittedAtHome(account, home);
        }
    }

    function _jurisdictionOfCentralBank(address account) private view returns (Jurisdiction home) {
        home = _participantOf[account].home;
        if (home == NOWHERE || _centralBankOf[home] != account) revert RegistryNotCentralBank(account);
    }

    function _isActiveBank(address account) private view returns (bool) {
        return _isActiveAs(account, _participantOf[account].home, Role.CommercialBank);
    }

    function _isActiveAs(address account, Jurisdiction jurisdiction, Role role) private view returns (bool) {
        Admission storage admission = _admissionOf[account][jurisdiction];
        return admission.status == Status.Active && admission.role == role;
    }

    function _isParticipant(address account) private view returns (bool) {
        return _participantOf[account].home != NOWHERE;
    }
}
