// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Jurisdiction, Label, Lei, Role, Status} from "./Types.sol";

/// @title Who takes part in the network, admitted by whom
/// @notice A participant has one LEI and one home jurisdiction. Each jurisdiction's central bank alone admits,
///         suspends and revokes there; a foreign participant is admitted jurisdiction by jurisdiction. A customer is a
///         wallet bound to one bank with a salted commitment to its identity: no personal data is on chain.
interface IParticipantRegistry {
    /// @param id ISO 3166-1 alpha-2 code.
    /// @param currency The one currency that this jurisdiction's central bank issues.
    /// @param centralBank The account that speaks for the jurisdiction.
    /// @param lei The central bank's LEI.
    struct JurisdictionSpec {
        Jurisdiction id;
        Currency currency;
        address centralBank;
        Lei lei;
    }

    /// @param lei ISO 17442 identifier, unique in the network.
    /// @param home The jurisdiction that admitted it first.
    struct Participant {
        Lei lei;
        Jurisdiction home;
    }

    /// @param role What it may do in the jurisdiction.
    /// @param status Whether it may do it now.
    struct Admission {
        Role role;
        Status status;
    }

    /// @param bank The one bank that keeps the wallet's deposits.
    /// @param status Active, or Suspended: money neither leaves nor reaches the wallet.
    /// @param identityCommitment keccak256(salt ‖ canonical JSON of the identity record), kept off chain.
    struct Customer {
        address bank;
        Status status;
        bytes32 identityCommitment;
    }

    /// @notice All that a settlement needs to know of a wallet's account in one currency, in one call.
    /// @param bank The wallet's bank, zero when the wallet is unknown.
    /// @param walletStatus The wallet's standing at its bank.
    /// @param bankStatus The bank's standing in the currency's jurisdiction.
    /// @param depositToken The bank's listed deposit money in the currency, zero when there is none.
    /// @param centralBankMoney The currency's listed central-bank money, zero when there is none.
    struct BankAccount {
        address bank;
        Status walletStatus;
        Status bankStatus;
        address depositToken;
        address centralBankMoney;
    }

    /// @notice A jurisdiction takes part from genesis.
    event JurisdictionOpened(
        Jurisdiction indexed jurisdiction, Currency indexed currency, address indexed centralBank, Lei lei
    );
    /// @notice `jurisdiction` admitted `account` in `role`.
    event ParticipantAdmitted(
        address indexed account, Jurisdiction indexed jurisdiction, Role indexed role, Lei lei, Jurisdiction home
    );
    /// @notice The standing of `account` in `jurisdiction` is now `status`, for a stated reason.
    event ParticipantStatusChanged(
        address indexed account, Jurisdiction indexed jurisdiction, Status status, Label reason
    );
    /// @notice `bank` opened an account for `wallet`.
    event CustomerRegistered(address indexed wallet, address indexed bank, bytes32 identityCommitment);
    /// @notice The standing of `wallet` is now `status`, by its bank or that bank's central bank, for a stated reason.
    event CustomerStatusChanged(address indexed wallet, address indexed by, Status status, Label reason);
    /// @notice `token` is the central-bank money of `currency`.
    event CentralBankMoneyListed(Currency indexed currency, address indexed token);
    /// @notice `token` is the deposit money of `bank` in `currency`.
    event DepositTokenListed(address indexed bank, Currency indexed currency, address indexed token);

    error RegistryNotCentralBank(address account);
    error RegistryNotActiveBank(address account);
    error RegistryNotCustomersAuthority(address account, address wallet);
    error RegistryJurisdictionTwice(Jurisdiction jurisdiction, Currency currency, address centralBank);
    error RegistryLeiInvalid(Lei lei);
    error RegistryLeiTaken(Lei lei, address holder);
    error RegistryRoleNotGrantable(Role role);
    error RegistryNotContract(address account);
    error RegistryAlreadyAdmitted(address account, Jurisdiction jurisdiction);
    error RegistryNotAdmittedAtHome(address account, Jurisdiction home);
    error RegistryNotAdmitted(address account, Jurisdiction jurisdiction);
    error RegistryStatusUnchanged(address account, Status status);
    error RegistryRevokedIsFinal(address account);
    error RegistryStatusInvalid(Status status);
    error RegistryWalletTaken(address wallet);
    error RegistryUnknownCustomer(address wallet);
    error RegistryMoneyAlreadyListed(Currency currency, address listed);
    error RegistryMoneyForeign(address token, Currency currency);
    error RegistryMoneyNotListed(Currency currency);

    /// @notice Admits `account` in the caller's jurisdiction.
    /// @dev Who: a central bank. Emits ParticipantAdmitted. A system contract has neither LEI nor home; everyone else
    ///      has a valid LEI that is nobody else's, and abroad the role that it has at home.
    /// @param account The participant's account.
    /// @param role CommercialBank, MarketMaker, Keeper or SystemContract.
    /// @param lei Its LEI, zero for a system contract.
    /// @param home Its home jurisdiction, zero for a system contract.
    function admit(address account, Role role, Lei lei, Jurisdiction home) external;

    /// @notice Suspends, reinstates or revokes `account` in the caller's jurisdiction.
    /// @dev Who: a central bank, for its own jurisdiction. Emits ParticipantStatusChanged. Revoked is final.
    /// @param account The participant's account.
    /// @param status Active, Suspended or Revoked.
    /// @param reason Short text that names the decision.
    function setParticipantStatus(address account, Status status, Label reason) external;

    /// @notice Binds `wallet` to the calling bank.
    /// @dev Who: an active commercial bank. Emits CustomerRegistered. A wallet has one bank and is no participant.
    /// @param wallet The customer's account.
    /// @param identityCommitment Salted hash of the identity record.
    function registerCustomer(address wallet, bytes32 identityCommitment) external;

    /// @notice Suspends or reinstates a customer.
    /// @dev Who: the customer's bank, or the central bank of that bank's home. Emits CustomerStatusChanged.
    /// @param wallet The customer's account.
    /// @param status Active or Suspended.
    /// @param reason Short text that names the decision.
    function setCustomerStatus(address wallet, Status status, Label reason) external;

    /// @notice Makes `token` the central-bank money of the caller's currency, once.
    /// @dev Who: a central bank, for a token that names it and its currency. Emits CentralBankMoneyListed.
    function listCentralBankMoney(address token) external;

    /// @notice Makes `token` the deposit money of the active bank that it names, in the caller's currency, once.
    /// @dev Who: a central bank. Emits DepositTokenListed.
    function listDepositToken(address token) external;

    /// @return The LEI and home of `account`, zero when it is no participant.
    function participantOf(address account) external view returns (Participant memory);

    /// @return The role and standing of `account` in `jurisdiction`.
    function admissionOf(address account, Jurisdiction jurisdiction) external view returns (Admission memory);

    /// @return Whether `account` may act in `role` where `currency` is issued, now.
    function isActiveFor(address account, Currency currency, Role role) external view returns (bool);

    /// @return The bank, standing and identity commitment of `wallet`, zero when it is unknown.
    function customerOf(address wallet) external view returns (Customer memory);

    /// @return The account of `wallet` in `currency`.
    function accountOf(address wallet, Currency currency) external view returns (BankAccount memory);

    /// @return The jurisdiction that issues `currency`, zero when there is none.
    function jurisdictionOf(Currency currency) external view returns (Jurisdiction);

    /// @return The central bank of `jurisdiction`, zero when there is none.
    function centralBankOf(Jurisdiction jurisdiction) external view returns (address);

    /// @return The listed central-bank money of `currency`, zero when there is none.
    function centralBankMoneyOf(Currency currency) external view returns (address);

    /// @return The listed deposit money of `bank` in `currency`, zero when there is none.
    function depositTokenOf(address bank, Currency currency) external view returns (address);
}
