// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankQuorum} from "./ICentralBankQuorum.sol";
import {CustomerRecord, DeskRecord, IssueRecord} from "./Records.sol";
import {Bic, Currency, Jurisdiction, Label, Lei, Role, Status, Tier} from "./Types.sol";

/// @title Who takes part in the network, admitted by whom
/// @notice A participant has one LEI and one home jurisdiction. Each jurisdiction's central bank alone admits,
///         suspends and revokes there; a foreign participant is admitted currency by currency, each of which is one
///         jurisdiction's. An admission is pending until the participant accepts it with its own key. A customer is a
///         wallet bound to one bank, with a tier of knowledge and a salted commitment to its identity: no personal data
///         is on chain. It has a number for life, which stays when a lost key is replaced.
/// @dev A suspended bank: its customers' wallets stand as they did, none of their deposits moves, and whoever pays them
///      or is paid by them is refused for the bank's sake; loans that it could not collect meanwhile are not its
///      clients' lateness. A revoked bank: the same for good, but another bank may register its customers under their
///      own signature; their old deposits stay claims until a legal order ends them by a forced burn, against what is
///      paid out for them elsewhere.
interface IParticipantRegistry is ICentralBankQuorum {
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
    /// @param bic ISO 9362 code, zero for one that has none.
    /// @param sealingKey X25519 public key to which payloads for it are sealed, zero until it states one.
    struct Participant {
        Lei lei;
        Jurisdiction home;
        Bic bic;
        bytes32 sealingKey;
    }

    /// @param role What it may do in the jurisdiction.
    /// @param status Whether it may do it now.
    struct Admission {
        Role role;
        Status status;
    }

    /// @param bank The one bank that keeps the wallet's deposits.
    /// @param status Active, Suspended, or Revoked once another key replaced it.
    /// @param tier How well the bank knows it, until `tierExpiresAt`; from then on it counts as Anonymous.
    /// @param tierExpiresAt The last UTC second of the tier.
    /// @param byCentralBank Whether the suspension is the central bank's: the bank can't lift it then.
    /// @param number Its number for life, from 1.
    /// @param identityCommitment keccak256(salt ‖ canonical JSON of the identity record), kept off chain.
    struct Customer {
        address bank;
        Status status;
        Tier tier;
        uint32 tierExpiresAt;
        bool byCentralBank;
        uint40 number;
        bytes32 identityCommitment;
    }

    /// @param newWallet The key that is to replace the lost one.
    /// @param readyAt The first UTC second in which the bank may complete it.
    /// @param caseId The bank's file on it.
    struct KeyReplacement {
        address newWallet;
        uint64 readyAt;
        bytes32 caseId;
    }

    /// @notice All that a settlement needs to know of a wallet's account in one currency, in one call.
    /// @param bank The wallet's bank, zero when the wallet is unknown.
    /// @param walletStatus The wallet's standing at its bank.
    /// @param bankStatus The bank's standing in the currency's jurisdiction.
    /// @param tier How well the bank knows the customer, now.
    /// @param number The customer's number for life.
    /// @param jurisdiction Where the currency is issued.
    /// @param depositToken The bank's listed deposit money in the currency, zero when there is none.
    /// @param centralBankMoney The currency's listed central-bank money, zero when there is none.
    struct BankAccount {
        address bank;
        Status walletStatus;
        Status bankStatus;
        Tier tier;
        uint40 number;
        Jurisdiction jurisdiction;
        address depositToken;
        address centralBankMoney;
    }

    /// @notice What a deposit money needs to know of a holder.
    /// @param isEligible Whether it is an active customer of the bank.
    /// @param tier How well the bank knows it, now.
    /// @param number Its number for life.
    struct Holder {
        bool isEligible;
        Tier tier;
        uint40 number;
    }

    /// @notice A jurisdiction takes part from now on.
    event JurisdictionOpened(
        Jurisdiction indexed jurisdiction, Currency indexed currency, address indexed centralBank, Lei lei
    );
    /// @notice `jurisdiction` admitted `account` in `role`: Pending, or Active at once for a system contract and for a
    ///         central bank.
    event ParticipantAdmitted(
        address indexed account,
        Jurisdiction indexed jurisdiction,
        Role indexed role,
        Status status,
        Lei lei,
        Bic bic,
        Jurisdiction home
    );
    /// @notice Payloads for `account` are sealed to this X25519 key from now on.
    event SealingKeySet(address indexed account, bytes32 sealingKey);
    /// @notice `from` offers `to` to take over what it is.
    event HandoverOffered(address indexed from, address indexed to, Jurisdiction indexed jurisdiction);
    /// @notice `to` is now what `from` was in `jurisdiction`; `from` is nobody.
    event HandedOver(address indexed from, address indexed to, Jurisdiction indexed jurisdiction);
    /// @notice The standing of `account` in `jurisdiction` is now `status`, for a stated reason.
    event ParticipantStatusChanged(
        address indexed account, Jurisdiction indexed jurisdiction, Status status, Label reason
    );
    /// @notice `bank` opened an account for `wallet`, the customer `number`.
    event CustomerRegistered(
        address indexed wallet, address indexed bank, uint40 indexed number, bytes32 identityCommitment
    );
    /// @notice The bank knows `wallet` as `tier` until the second `expiresAt`.
    event CustomerTierSet(address indexed wallet, Tier tier, uint32 expiresAt);
    /// @notice The bank opened the procedure that replaces the key `lost` by `newWallet`.
    event KeyReplacementOpened(address indexed lost, address indexed newWallet, uint64 readyAt, bytes32 caseId);
    /// @notice The procedure was stopped.
    event KeyReplacementStopped(address indexed lost, address indexed by);
    /// @notice `newWallet` is now the customer that `lost` was.
    event KeyReplaced(address indexed lost, address indexed newWallet);
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
    error RegistryJurisdictionInvalid(Jurisdiction jurisdiction, Currency currency);
    error RegistryTooManyJurisdictions(uint256 allowed);
    error RegistryLeiInvalid(Lei lei);
    error RegistryLeiTaken(Lei lei, address holder);
    error RegistryBicInvalid(Bic bic);
    error RegistryBicTaken(Bic bic, address holder);
    error RegistryNotPending(address account, Jurisdiction jurisdiction);
    error RegistryHandoverNotOffered(address from, address to);
    error RegistryNotHandedOver(address account, Role role);
    error RegistryAccountTaken(address account);
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
    error RegistryCustomerRevoked(address wallet);
    error RegistrySuspendedByCentralBank(address wallet);
    error RegistryBadConsent(address wallet);
    error RegistryTierExpiryPast(uint32 expiresAt);
    error RegistryReplacementMissing(address lost);
    error RegistryReplacementOpen(address lost, address newWallet);
    error RegistryReplacementTooEarly(address lost, uint64 readyAt);
    error RegistryMoneyAlreadyListed(Currency currency, address listed);
    error RegistryMoneyForeign(address token, Currency currency);
    error RegistryMoneyNotListed(Currency currency);

    /// @notice Opens a jurisdiction.
    /// @dev Who: each of a quorum of central banks. Emits ActApproved, and JurisdictionOpened and ParticipantAdmitted
    ///      when carried. At most 128.
    /// @custom:roles central-bank-quorum
    function openJurisdiction(JurisdictionSpec calldata spec) external;

    /// @notice Admits `account` in the caller's jurisdiction; pending until it accepts.
    /// @dev Who: a central bank. Emits ParticipantAdmitted. A system contract has neither LEI, BIC nor home and is
    ///      active at once; everyone else has a valid LEI that is nobody else's, and abroad the role that it has at
    ///      home.
    /// @param account The participant's account.
    /// @param role Any but None and CentralBank.
    /// @param lei Its LEI, zero for a system contract.
    /// @param bic Its BIC, zero for one that has none; abroad what it is at home.
    /// @param home Its home jurisdiction, zero for a system contract.
    /// @custom:roles central-bank
    function admit(address account, Role role, Lei lei, Bic bic, Jurisdiction home) external;

    /// @notice The caller accepts its admission in `jurisdiction`, which proves that it has the key.
    /// @dev Who: whom that jurisdiction's central bank admitted. Emits ParticipantStatusChanged.
    /// @custom:roles participant
    function acceptAdmission(Jurisdiction jurisdiction) external;

    /// @notice States the X25519 public key to which payloads for the caller are sealed.
    /// @dev Who: a participant. Emits SealingKeySet.
    /// @custom:roles participant
    function setSealingKey(bytes32 sealingKey) external;

    /// @notice Suspends, reinstates or revokes `account` in the caller's jurisdiction.
    /// @dev Who: a central bank, for its own jurisdiction. Emits ParticipantStatusChanged. Revoked is final; one that
    ///      is pending can only be revoked, which frees its LEI and BIC when it is at home.
    /// @param account The participant's account.
    /// @param status Active, Suspended or Revoked.
    /// @param reason Short text that names the decision.
    /// @custom:roles central-bank
    function setParticipantStatus(address account, Status status, Label reason) external;

    /// @notice Offers `to` to take over what the caller is; zero takes the offer back.
    /// @dev Who: a central bank or an active supervisor. Emits HandoverOffered.
    /// @custom:roles central-bank supervisor
    function offerHandover(address to) external;

    /// @notice The caller takes over what `from` offered: its jurisdiction or its supervision, LEI, BIC and sealing
    ///         key.
    /// @dev Who: the account that `from` named; it is neither participant nor customer. Emits HandedOver.
    /// @custom:roles handover-target
    function acceptHandover(address from) external;

    /// @notice Binds `wallet` to the calling bank.
    /// @dev Who: an active commercial bank, with the wallet's signature (EIP-712, or ERC-1271 for a contract) of
    ///      CustomerConsent. Emits CustomerRegistered and CustomerTierSet. A wallet has one bank and is no participant;
    ///      the customer of a revoked bank may come over, and keeps its number: its suspension ends, unless a central
    ///      bank imposed it, and so does an open key replacement. Emits KeyReplacementStopped then.
    /// @param wallet The customer's account.
    /// @param identityCommitment Salted hash of the identity record.
    /// @param tier How well the bank knows it.
    /// @param tierExpiresAt The last UTC second of that.
    /// @param consent The wallet's signature of CustomerConsent(wallet, bank, identityCommitment).
    /// @custom:roles bank
    function registerCustomer(
        address wallet,
        bytes32 identityCommitment,
        Tier tier,
        uint32 tierExpiresAt,
        bytes calldata consent
    ) external;

    /// @notice States how well the bank knows its customer, and until when.
    /// @dev Who: the customer's active bank. Emits CustomerTierSet.
    /// @custom:roles bank
    function setCustomerTier(address wallet, Tier tier, uint32 expiresAt) external;

    /// @notice Suspends or reinstates a customer.
    /// @dev Who: the customer's bank, or the central bank of that bank's home. Emits CustomerStatusChanged. Only the
    ///      central bank lifts what it imposed; it may impose what the bank has imposed already.
    /// @param wallet The customer's account.
    /// @param status Active or Suspended.
    /// @param reason Short text that names the decision.
    /// @custom:roles central-bank bank
    function setCustomerStatus(address wallet, Status status, Label reason) external;

    /// @notice Opens the procedure that replaces a customer's lost key; it takes three days, so that a thief is seen.
    /// @dev Who: the customer's active bank, with the new key's signature of CustomerConsent. Emits
    ///      KeyReplacementOpened.
    /// @custom:roles bank
    function openKeyReplacement(address lost, address newWallet, bytes32 caseId, bytes calldata consent) external;

    /// @notice Stops the procedure.
    /// @dev Who: the key said to be lost, unless its wallet is suspended; the customer's bank, or the central bank of
    ///      that bank's home. Emits KeyReplacementStopped.
    /// @custom:roles central-bank bank wallet
    function stopKeyReplacement(address lost) external;

    /// @notice Replaces the key once the waiting time is over: number, tier, suspension and commitment go on under the
    ///         new one, and the old one is revoked.
    /// @dev Who: the customer's active bank. Emits KeyReplaced.
    /// @custom:roles bank
    function completeKeyReplacement(address lost) external;

    /// @notice Makes `token` the central-bank money of the caller's currency, once.
    /// @dev Who: a central bank, for a token that names it and its currency. Emits CentralBankMoneyListed.
    /// @custom:roles central-bank
    function listCentralBankMoney(address token) external;

    /// @notice Makes `token` the deposit money of the active bank that it names, in the caller's currency, once.
    /// @dev Who: a central bank. Emits DepositTokenListed.
    /// @custom:roles central-bank
    function listDepositToken(address token) external;

    /// @return The LEI, home, BIC and sealing key of `account`, zero when it is no participant.
    function participantOf(address account) external view returns (Participant memory);

    /// @return The role and standing of `account` in `jurisdiction`.
    function admissionOf(address account, Jurisdiction jurisdiction) external view returns (Admission memory);

    /// @return Whether `account` may act in `role` where `currency` is issued, now.
    function isActiveFor(address account, Currency currency, Role role) external view returns (bool);

    /// @return What is known of `wallet`, zero when it is unknown.
    function customerOf(address wallet) external view returns (Customer memory);

    /// @return The account of `wallet` in `currency`.
    function accountOf(address wallet, Currency currency) external view returns (BankAccount memory);

    /// @notice All that `accountOf` has, of both sides of a settlement, in one call and as it is stored.
    /// @return payerRecord The payer.
    /// @return payerDesk The payer's bank where `payerCurrency` is issued.
    /// @return payerIssue What is issued in `payerCurrency`.
    /// @return payeeRecord The payee.
    /// @return payeeDesk The payee's bank where `payeeCurrency` is issued.
    /// @return payeeIssue What is issued in `payeeCurrency`.
    function settlementRoute(address payer, Currency payerCurrency, address payee, Currency payeeCurrency)
        external
        view
        returns (
            CustomerRecord payerRecord,
            DeskRecord payerDesk,
            IssueRecord payerIssue,
            CustomerRecord payeeRecord,
            DeskRecord payeeDesk,
            IssueRecord payeeIssue
        );

    /// @notice What central-bank money asks of a leg of a settlement, in one call: whom it may be held by.
    /// @return isSystemContract Whether `operator`, who orders it, is an active system contract in `jurisdiction`.
    /// @return isSender Whether `from` is an active bank, market maker or system contract there.
    /// @return isReceiver Whether `to` is.
    function wholesaleLegOf(address operator, Jurisdiction jurisdiction, address from, address to)
        external
        view
        returns (bool isSystemContract, bool isSender, bool isReceiver);

    /// @return Whether `token` is the listed central-bank money of `currency`, or a bank's listed deposit money in it.
    function isMoneyIn(address token, Currency currency) external view returns (bool);

    /// @notice What the deposit money of `bank` asks of a leg of a settlement, in one call.
    /// @return isSystemContract Whether `operator`, who orders it, is an active system contract in `jurisdiction`.
    /// @return isHolder Whether `bank` is active there and `wallet` is its active customer.
    function customerLegOf(address operator, Jurisdiction jurisdiction, address bank, address wallet)
        external
        view
        returns (bool isSystemContract, bool isHolder);

    /// @notice What deposit money asks of the two sides of a transfer, in one call; the zero address is eligible.
    /// @return isBankActive Whether `bank` is active in `jurisdiction`.
    function holdersOf(address bank, Jurisdiction jurisdiction, address from, address to)
        external
        view
        returns (bool isBankActive, Holder memory ofFrom, Holder memory ofTo);

    /// @return The key that speaks for the customer `wallet` now: itself, or the one that replaced it; zero when it is
    ///         unknown.
    function currentWallet(address wallet) external view returns (address);

    /// @return The wallet of the customer `number` now, zero when there is none.
    function walletOfCustomer(uint40 number) external view returns (address);

    /// @return The procedure that is open to replace `lost`, zero when there is none.
    function keyReplacementOf(address lost) external view returns (KeyReplacement memory);

    /// @return Who `from` offered to take over, zero for nobody.
    function handoverOf(address from) external view returns (address);

    /// @return The EIP-712 digest of CustomerConsent(wallet, bank, identityCommitment) that a wallet signs.
    function hashCustomerConsent(address wallet, address bank, bytes32 identityCommitment)
        external
        view
        returns (bytes32);

    /// @return The jurisdiction that issues `currency`, zero when there is none.
    function jurisdictionOf(Currency currency) external view returns (Jurisdiction);

    /// @return How many jurisdictions take part.
    function jurisdictionCount() external view returns (uint256);

    /// @return jurisdiction Whose central bank `account` is, zero when it is none.
    /// @return index The jurisdiction's place in the order in which they were opened, from zero; it never changes.
    function jurisdictionSpokenFor(address account) external view returns (Jurisdiction jurisdiction, uint256 index);

    /// @return The central bank of `jurisdiction`, zero when there is none.
    function centralBankOf(Jurisdiction jurisdiction) external view returns (address);

    /// @return The listed central-bank money of `currency`, zero when there is none.
    function centralBankMoneyOf(Currency currency) external view returns (address);

    /// @return The listed deposit money of `bank` in `currency`, zero when there is none.
    function depositTokenOf(address bank, Currency currency) external view returns (address);
}
