// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanApplications} from "../interfaces/ILoanApplications.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Label, Purpose, Role, Status} from "../interfaces/Types.sol";

/// @title See {ILoanApplications}
contract LoanApplications is ILoanApplications {
    IParticipantRegistry private immutable REGISTRY;

    // slither-disable-next-line uninitialized-state
    mapping(bytes32 applicationId => Application) private _applications;

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @inheritdoc ILoanApplications
    function requestLoan(
        bytes32 applicationId,
        address bank,
        Currency currency,
        uint64 amountMinor,
        Purpose purpose
    ) external {
        if (REGISTRY.customerOf(msg.sender).status != Status.Active) {
            revert ApplicationNotParty(applicationId, msg.sender);
        }
        if (applicationId == 0) revert ApplicationInvalid(applicationId, Label.wrap("applicationId"));
        if (amountMinor == 0) revert ApplicationInvalid(applicationId, Label.wrap("amountMinor"));
        if (Purpose.unwrap(purpose) == 0) revert ApplicationInvalid(applicationId, Label.wrap("purpose"));
        if (!REGISTRY.isActiveFor(bank, currency, Role.CommercialBank)) {
            revert ApplicationInvalid(applicationId, Label.wrap("bank"));
        }
        ApplicationState state = _stateOf(applicationId);
        if (state != ApplicationState.None) {
            emit ApplicationRefused(applicationId, msg.sender, state);
            return;
        }
        Application storage application = _applications[applicationId];
        (application.borrower, application.state) = (msg.sender, ApplicationState.Requested);
        (application.currency, application.bank) = (currency, bank);
        (application.amountMinor, application.purpose) = (amountMinor, purpose);
        emit LoanRequested(applicationId, msg.sender, bank, currency, amountMinor, purpose);
    }

    /// @inheritdoc ILoanApplications
    function offerLoan(bytes32 applicationId, bytes32 termsHash, bytes32 creditCheckHash, uint64 expiresAt) external {
        Application storage application = _applications[applicationId];
        if (msg.sender != application.bank) revert ApplicationNotParty(applicationId, msg.sender);
        if (termsHash == 0) revert ApplicationInvalid(applicationId, Label.wrap("termsHash"));
        if (creditCheckHash == 0) revert ApplicationInvalid(applicationId, Label.wrap("creditCheckHash"));
        if (expiresAt < block.timestamp) revert ApplicationInvalid(applicationId, Label.wrap("expiresAt"));
        ApplicationState state = _stateOf(applicationId);
        if (state != ApplicationState.Requested) {
            emit ApplicationRefused(applicationId, msg.sender, state);
            return;
        }
        application.state = ApplicationState.Offered;
        (application.termsHash, application.expiresAt) = (termsHash, expiresAt);
        emit LoanOffered(applicationId, msg.sender, termsHash, creditCheckHash, expiresAt);
    }

    /// @inheritdoc ILoanApplications
    function declineLoan(bytes32 applicationId, Label reason) external {
        Application storage application = _applications[applicationId];
        bool isParty = msg.sender == application.bank || msg.sender == application.borrower;
        if (!isParty) revert ApplicationNotParty(applicationId, msg.sender);
        ApplicationState state = _stateOf(applicationId);
        if (state != ApplicationState.Requested && state != ApplicationState.Offered) {
            emit ApplicationRefused(applicationId, msg.sender, state);
            return;
        }
        application.state = ApplicationState.Declined;
        emit LoanDeclined(applicationId, msg.sender, reason);
    }

    /// @inheritdoc ILoanApplications
    function takeOffer(bytes32 applicationId, bytes32 loanId, address borrower, address bank) external {
        Application storage application = _applications[applicationId];
        if (!REGISTRY.isActiveFor(msg.sender, application.currency, Role.SystemContract)) {
            revert ApplicationNotSystemContract(msg.sender);
        }
        ApplicationState state = _stateOf(applicationId);
        bool isTheirs = application.termsHash == loanId && application.bank == bank
            && (application.borrower == borrower || REGISTRY.currentWallet(application.borrower) == borrower);
        if (state != ApplicationState.Offered || !isTheirs) {
            revert ApplicationNotOffered(applicationId, state, application.termsHash);
        }
        application.state = ApplicationState.Taken;
        emit LoanTaken(applicationId, loanId);
    }

    /// @inheritdoc ILoanApplications
    function applicationOf(bytes32 applicationId) external view returns (Application memory application) {
        application = _applications[applicationId];
        application.state = _stateOf(applicationId);
    }

    /// @dev An offer runs out by itself.
    function _stateOf(bytes32 applicationId) private view returns (ApplicationState) {
        Application storage application = _applications[applicationId];
        bool isOver = application.state == ApplicationState.Offered && block.timestamp > application.expiresAt;
        return isOver ? ApplicationState.Expired : application.state;
    }
}
