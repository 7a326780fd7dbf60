// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILegs} from "./ILegs.sol";
import {Currency, Label, Purpose, Refusal, RefusalCode, Uetr} from "./Types.sol";

/// @title One leg here against another leg on another ledger, by a hash lock with a time limit
/// @notice The payer locks its leg under the sha-256 of a secret of 32 bytes. Whoever shows the secret before the lock's
///         expiry has it paid to the payee; from the expiry on, anybody has it paid back. The leg on the other ledger is
///         locked under the same hash, so that who takes the one shows how to take the other.
/// @dev Who reveals first is locked shorter. The party that chose the secret claims first, and with it shows the secret
///      to the other party, which needs time to claim its own leg: the lock that is claimed first has to expire by
///      `marginS` before the lock that is claimed second. The lock declares the other ledger's expiry and which of the
///      two it is; the contract refuses the wrong order, but cannot see the other ledger: who locks second looks there
///      first. An hour is for what differs between two ledgers: clocks, finality and outages; who needs more takes more.
///
///      A claim in time counts for good even while the payee can't be paid, because the secret is public by then: the
///      leg stays the payee's, in escrow, until `deliver` succeeds. Neither is ever both paid out and paid back.
///
///      Known pitfalls. Preimages of different lengths: a ledger that takes any length accepts a secret that another one
///      cannot take, so that here it is 32 bytes exactly. Somebody who copies a claim out of a block before it stands:
///      it pays the same payee. The second of the expiry: it is the refund's alone. The party with the secret may wait
///      and see until the first expiry, a free option against the other: keep the times short; nothing is lost by it but
///      time. A payer that can't be paid back: its money stays here for it, and `refund` succeeds later.
interface IHashTimeLock is ILegs {
    /// @param uetr The lock's reference for life.
    /// @param payer The wallet or institution that locks and signs.
    /// @param payee The wallet or institution that is paid.
    /// @param currency What is locked.
    /// @param amountMinor How much, in minor units.
    /// @param purpose ISO 20022 external purpose code.
    /// @param travelRuleHash keccak256(salt ‖ canonical JSON of the travel-rule record), kept off chain; zero without
    ///        one.
    /// @param secretHash sha-256 of the secret's 32 bytes: with the reference it keeps the content from being guessed.
    /// @param expiresAt The first UTC second in which it is paid back; the last second of a claim is the one before.
    /// @param isClaimedFirst Whether the payee has the secret, so that the claim here reveals it; else it is revealed on
    ///        the other ledger.
    /// @param counterExpiresAt The first UTC second in which the leg on the other ledger is paid back.
    /// @param counterReference What names the leg on the other ledger.
    struct Lock {
        Uetr uetr;
        address payer;
        address payee;
        Currency currency;
        uint128 amountMinor;
        Purpose purpose;
        bytes32 travelRuleHash;
        bytes32 secretHash;
        uint64 expiresAt;
        bool isClaimedFirst;
        uint64 counterExpiresAt;
        bytes32 counterReference;
    }

    /// @dev Claimed: the secret was shown in time and the payee is still to be paid. Append only.
    enum LockState {
        None,
        Open,
        Claimed,
        Delivered,
        Refunded
    }

    /// @dev What became of a call. Append only.
    enum LockOutcome {
        None,
        Opened,
        Exists,
        Refused,
        Held,
        Delivered,
        Refunded
    }

    /// @notice The payer's leg is in escrow.
    event LockOpened(
        Uetr indexed uetr,
        address indexed payer,
        address indexed payee,
        address payerBank,
        Currency currency,
        uint256 amountMinor,
        bytes32 secretHash,
        uint64 expiresAt
    );
    /// @notice The very same lock was opened before; nothing changed.
    event LockExists(Uetr indexed uetr, bytes32 indexed lockHash);
    /// @notice It was not opened; nothing else changed.
    event LockRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice The secret was shown in time: the leg is the payee's for good.
    event LockClaimed(Uetr indexed uetr, bytes32 secret);
    /// @notice The payee was paid; final.
    event LockDelivered(
        Uetr indexed uetr, address indexed payee, address payeeBank, Currency currency, uint256 amountMinor
    );
    /// @notice The payer was paid back, or `account`, the key that replaced the payer's; final.
    event LockRefunded(Uetr indexed uetr, address indexed account, address bank, Currency currency, uint256 amountMinor);
    /// @notice The leg can't leave the escrow now; `deliver` or `refund` tries again. The code is None where a money
    ///         failed without giving one.
    event LockHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);

    error HashTimeLockInvalid(Uetr uetr, Label field);
    error HashTimeLockOrder(Uetr uetr, uint64 expiresAt, uint64 counterExpiresAt);
    error HashTimeLockNotPayer(Uetr uetr, address account);
    error HashTimeLockStepUpMissing(Uetr uetr, address secondKey, uint256 aboveMinor);
    error HashTimeLockContentDiffers(Uetr uetr);
    error HashTimeLockNotInState(Uetr uetr, LockState state);
    error HashTimeLockExpired(Uetr uetr, uint64 expiresAt);
    error HashTimeLockNotExpired(Uetr uetr, uint64 expiresAt);
    error HashTimeLockSecretLength(Uetr uetr, uint256 length);
    error HashTimeLockSecretWrong(Uetr uetr);
    error HashTimeLockNotItself(address account);

    /// @notice Takes the leg into escrow.
    /// @dev Who: the payer, or anyone with its EIP-712 signature of the lock; a wallet above its step-up threshold needs
    ///      its second key's signature too. Emits LockOpened, or LockExists, or LockRefused (also when the UETR belongs to
    ///      another lock or the expiry is over). Fails on a malformed lock, on the wrong order of the
    ///      expiries, and on missing signatures.
    /// @param signature Empty when the caller is the payer.
    /// @param secondKeySignature The same digest signed by the payer's second key; empty where its threshold is not
    ///        passed.
    /// @custom:roles anyone
    function open(Lock calldata lock, bytes calldata signature, bytes calldata secondKeySignature)
        external
        returns (LockOutcome outcome);

    /// @notice Has the payee paid.
    /// @dev Who: anyone who shows the secret before the expiry. Emits LockClaimed, and LockDelivered or LockHeld.
    /// @custom:roles anyone
    function claim(Lock calldata lock, bytes calldata secret) external returns (LockOutcome outcome);

    /// @notice Tries again to pay the payee of a lock that was claimed in time.
    /// @dev Who: anyone. Emits LockDelivered, or LockHeld.
    /// @custom:roles anyone
    function deliver(Lock calldata lock) external returns (LockOutcome outcome);

    /// @notice Has the payer paid back, or the key that replaced the payer's.
    /// @dev Who: anyone, from the expiry on. Emits LockRefunded, or LockHeld.
    /// @custom:roles anyone
    function refund(Lock calldata lock) external returns (LockOutcome outcome);

    /// @notice What would refuse the next step now: to open the lock, with its signatures, or to pay the payee.
    /// @dev Who: anyone. It takes the step and takes it back, so that it says what the step would say: it changes
    ///      nothing, though it is no view.
    /// @custom:roles anyone
    function preflight(Lock calldata lock) external returns (Refusal memory refusal);

    /// @notice Carries out one task, which is taken back as a whole when it fails with LegRefused.
    /// @dev Who: this contract, which says beforehand which task it is. Emits LockOpened, LockDelivered or LockRefunded.
    /// @custom:roles itself
    function perform(Lock calldata lock) external;

    /// @return The EIP-712 digest that the payer signs.
    function hashLock(Lock calldata lock) external view returns (bytes32);

    /// @return Where the lock with this reference stands.
    function stateOf(Uetr uetr) external view returns (LockState);

    /// @return By how many seconds the lock that is claimed first has to expire before the other one, at least.
    function marginS() external pure returns (uint64);
}
