// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IssueRecord} from "../interfaces/Records.sol";
import {Bic, Currency, Jurisdiction, Lei} from "../interfaces/Types.sol";
import {CentralBankQuorum} from "./CentralBankQuorum.sol";

/// @title The jurisdictions of {IParticipantRegistry}: who issues what, and who speaks for whom
abstract contract Jurisdictions is CentralBankQuorum, IParticipantRegistry {
    Jurisdiction internal constant NOWHERE = Jurisdiction.wrap(0);
    Bic internal constant NO_BIC = Bic.wrap(0);

    /// @dev One storage slot a jurisdiction.
    struct Record {
        address centralBank;
        Currency currency;
        uint8 index;
    }

    /// @dev One storage slot a currency; the money is zero until it is listed.
    struct Issue {
        address centralBankMoney;
        Jurisdiction jurisdiction;
    }

    mapping(Jurisdiction => Record) private _recordOf;
    mapping(Currency => Issue) private _issueOf;
    uint256 private _jurisdictionCount;

    /// @inheritdoc IParticipantRegistry
    function openJurisdiction(JurisdictionSpec calldata spec) external {
        (Jurisdiction by, uint256 index) = _requireApprover();
        _requireOpenable(spec);
        if (_approve(keccak256(abi.encode(address(this), msg.sig, spec)), by, index)) _setJurisdiction(spec);
    }

    /// @inheritdoc IParticipantRegistry
    function jurisdictionOf(Currency currency) external view returns (Jurisdiction) {
        return _issuingJurisdiction(currency);
    }

    /// @inheritdoc IParticipantRegistry
    function centralBankOf(Jurisdiction jurisdiction) external view returns (address) {
        return _centralBankOf(jurisdiction);
    }

    /// @inheritdoc IParticipantRegistry
    function jurisdictionSpokenFor(address account) external view returns (Jurisdiction jurisdiction, uint256 index) {
        return _spokenFor(account);
    }

    /// @inheritdoc IParticipantRegistry
    function jurisdictionCount() external view returns (uint256) {
        return _jurisdictionCount;
    }

    function _open(JurisdictionSpec memory spec) internal {
        _requireOpenable(spec);
        _setJurisdiction(spec);
    }

    function _setCentralBank(Jurisdiction jurisdiction, address centralBank) internal {
        _recordOf[jurisdiction].centralBank = centralBank;
    }

    /// @return here The jurisdiction whose central bank the caller is.
    function _requireCentralBank() internal view returns (Jurisdiction here) {
        (here,) = _spokenFor(msg.sender);
        if (here == NOWHERE) revert RegistryNotCentralBank(msg.sender);
    }

    function _spokenFor(address account) internal view override returns (Jurisdiction jurisdiction, uint256 index) {
        Jurisdiction home = _homeOf(account);
        Record memory record = _recordOf[home];
        if (home == NOWHERE || record.centralBank != account) return (NOWHERE, 0);
        return (home, record.index);
    }

    function _approverCount() internal view override returns (uint256) {
        return _jurisdictionCount;
    }

    function _centralBankOf(Jurisdiction jurisdiction) internal view returns (address) {
        return _recordOf[jurisdiction].centralBank;
    }

    function _currencyOf(Jurisdiction jurisdiction) internal view returns (Currency) {
        return _recordOf[jurisdiction].currency;
    }

    function _issuingJurisdiction(Currency currency) internal view returns (Jurisdiction) {
        return _issueOf[currency].jurisdiction;
    }

    /// @return record The slot of an issue.
    function _issueRecord(Currency currency) internal view returns (IssueRecord record) {
        Issue storage issue = _issueOf[currency];
        assembly ("memory-safe") {
            record := sload(issue.slot)
        }
    }

    function _issue(Currency currency) internal view returns (Issue storage) {
        return _issueOf[currency];
    }

    /// @return The home of the participant `account`, zero when it is none.
    function _homeOf(address account) internal view virtual returns (Jurisdiction);

    /// @return Whether `account` is anybody here already, or zero: such an account can't become somebody else.
    function _isTaken(address account) internal view virtual returns (bool);

    function _requireIdentity(address account, Lei lei, Bic bic, Jurisdiction home) internal view virtual;

    function _admitCentralBank(JurisdictionSpec memory spec) internal virtual;

    function _setJurisdiction(JurisdictionSpec memory spec) private {
        _recordOf[spec.id] = Record(spec.centralBank, spec.currency, uint8(_jurisdictionCount));
        _issueOf[spec.currency].jurisdiction = spec.id;
        ++_jurisdictionCount;
        emit JurisdictionOpened(spec.id, spec.currency, spec.centralBank, spec.lei);
        _admitCentralBank(spec);
    }

    function _requireOpenable(JurisdictionSpec memory spec) private view {
        if (_jurisdictionCount >= JURISDICTIONS_MAX) revert RegistryTooManyJurisdictions(JURISDICTIONS_MAX);
        if (spec.id == NOWHERE || spec.currency == Currency.wrap(0)) {
            revert RegistryJurisdictionInvalid(spec.id, spec.currency);
        }
        if (
            _centralBankOf(spec.id) != address(0) || _issuingJurisdiction(spec.currency) != NOWHERE
                || _homeOf(spec.centralBank) != NOWHERE
        ) {
            revert RegistryJurisdictionTwice(spec.id, spec.currency, spec.centralBank);
        }
        if (_isTaken(spec.centralBank)) revert RegistryAccountTaken(spec.centralBank);
        _requireIdentity(spec.centralBank, spec.lei, NO_BIC, spec.id);
    }
}
