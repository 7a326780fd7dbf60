// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label, Purpose} from "./Types.sol";

/// @title Applications for loans: request, credit check, offer
/// @notice A customer asks one bank for a loan; the bank offers terms, by their hash, with a commitment to its credit
///         check, or declines. An offer runs out by itself. Who asks for what is between the two: an id is random, and
///         nobody can list them.
/// @dev None → Requested → Offered → Taken; Requested or Offered → Declined, by either; an offer that ran out is Expired.
///      No other edge exists. Taken is LoanBook's, in the transaction of the drawdown.
interface ILoanApplications {
    /// @dev Where an application is. Append only.
    enum ApplicationState {
        None,
        Requested,
        Offered,
        Declined,
        Expired,
        Taken
    }

    /// @param borrower Who asks.
    /// @param state Where it is, now.
    /// @param currency The currency of the loan.
    /// @param bank Who is asked.
    /// @param expiresAt The last UTC second of the offer, zero before it.
    /// @param amountMinor What is asked for, in minor units.
    /// @param purpose What for.
    /// @param termsHash The EIP-712 digest of the terms offered, which will be the loan's id; zero before the offer.
    struct Application {
        address borrower;
        ApplicationState state;
        Currency currency;
        address bank;
        uint64 expiresAt;
        uint64 amountMinor;
        Purpose purpose;
        bytes32 termsHash;
    }

    /// @notice `borrower` asks `bank` for a loan.
    event LoanRequested(
        bytes32 indexed applicationId,
        address indexed borrower,
        address indexed bank,
        Currency currency,
        uint64 amountMinor,
        Purpose purpose
    );
    /// @notice The bank offers terms.
    /// @param creditCheckHash keccak256(salt ‖ canonical JSON of the credit check), which stays off chain.
    event LoanOffered(
        bytes32 indexed applicationId,
        address indexed bank,
        bytes32 termsHash,
        bytes32 creditCheckHash,
        uint64 expiresAt
    );
    /// @notice `party` will not have it.
    event LoanDeclined(bytes32 indexed applicationId, address indexed party, Label reason);
    /// @notice The loan was drawn down.
    event LoanTaken(bytes32 indexed applicationId, bytes32 indexed loanId);
    /// @notice Nothing was done, because the application is in `state`.
    event ApplicationRefused(bytes32 indexed applicationId, address indexed party, ApplicationState state);

    error ApplicationInvalid(bytes32 applicationId, Label field);
    error ApplicationNotParty(bytes32 applicationId, address account);
    error ApplicationNotSystemContract(address account);
    error ApplicationNotOffered(bytes32 applicationId, ApplicationState state, bytes32 termsHash);

    /// @notice Asks `bank` for a loan.
    /// @dev Who: a customer of any bank, for itself, under an id that it drew at random. Emits LoanRequested, or
    ///      ApplicationRefused for an id in use. Fails for an id, amount or purpose of zero, or a bank that is not active
    ///      in the currency.
    /// @custom:roles wallet
    function requestLoan(
        bytes32 applicationId,
        address bank,
        Currency currency,
        uint64 amountMinor,
        Purpose purpose
    ) external;

    /// @notice Offers terms for an application, once.
    /// @dev Who: the bank that was asked. Emits LoanOffered, or ApplicationRefused where it is not Requested. Fails for
    ///      terms, a credit check or an expiry that is none.
    /// @custom:roles bank
    function offerLoan(bytes32 applicationId, bytes32 termsHash, bytes32 creditCheckHash, uint64 expiresAt) external;

    /// @notice Ends an application.
    /// @dev Who: the bank that was asked, or the borrower. Emits LoanDeclined, or ApplicationRefused where it is neither
    ///      Requested nor Offered.
    /// @custom:roles bank wallet
    function declineLoan(bytes32 applicationId, Label reason) external;

    /// @notice Marks an offer as taken.
    /// @dev Who: a system contract of the currency. Emits LoanTaken. Fails unless exactly these terms are on offer now.
    /// @custom:roles system-contract
    function takeOffer(bytes32 applicationId, bytes32 loanId, address borrower, address bank) external;

    /// @return The application, with the state in which it is now.
    function applicationOf(bytes32 applicationId) external view returns (Application memory);
}
