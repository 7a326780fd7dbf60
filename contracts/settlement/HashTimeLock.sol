// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IHashTimeLock} from "../interfaces/IHashTimeLock.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Label, Refusal, RefusalCode, Uetr} from "../interfaces/Types.sol";
import {Legs} from "./Legs.sol";

/// @title See {IHashTimeLock}
/// @dev What may be refused halfway is a task that runs in a call of this contract to itself, which is taken back as a
///      whole. Every function takes the lock first, so that such a call passes on the arguments as they came.
contract HashTimeLock is IHashTimeLock, Legs, EIP712, ReentrancyGuardTransient {
    bytes32 private constant LOCK_TYPEHASH = keccak256(
        "Lock(bytes16 uetr,address payer,address payee,bytes3 currency,uint128 amountMinor,bytes4 purpose,bytes32 travelRuleHash,bytes32 secretHash,uint64 expiresAt,bool isClaimedFirst,uint64 counterExpiresAt,bytes32 counterReference,bytes32 salt)"
    );
    uint64 private constant MARGIN_S = 3_600;
    uint256 private constant SECRET_SIZE = 32;
    /// @dev A record is one slot: the state, and the lock's hash without its last 8 bits.
    uint256 private constant HASH_SHIFT = 8;

    enum Task {
        TakeIn,
        RehearseTakeIn,
        GiveOut,
        RehearseGiveOut,
        GiveBack
    }

    mapping(Uetr => uint256) private _recordOf;
    // What the next call of this contract to itself is for, and which second key has signed.
    Task private transient _task;
    address private transient _secondKey;

    constructor(IParticipantRegistry registry) Legs(registry) EIP712("Corridor HashTimeLock", "1") {}

    /// @inheritdoc IHashTimeLock
    function open(Lock calldata lock, bytes calldata signature, bytes calldata secondKeySignature)
        external
        nonReentrant
        returns (LockOutcome outcome)
    {
        bytes32 hash = hashLock(lock);
        address signer = signature.length == 0 ? msg.sender : ECDSA.recoverCalldata(hash, signature);
        if (signer != lock.payer) revert HashTimeLockNotPayer(lock.uetr, signer);
        (uint256 record, Refusal memory refusal) = _introduced(lock, hash);
        if (refusal.code != RefusalCode.None) return _refused(lock, refusal);
        if (record != 0) {
            emit LockExists(lock.uetr, hash);
            return LockOutcome.Exists;
        }
        _setState(lock, hash, LockState.Open);
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (_secondKey,,) = ECDSA.tryRecoverCalldata(hash, secondKeySignature);
        refusal = _tried(Task.TakeIn);
        if (refusal.code != RefusalCode.None) {
            delete _recordOf[lock.uetr];
            return _refused(lock, refusal);
        }
        emit LockOpened(
            lock.uetr,
            hash,
            lock.secretHash,
            lock.expiresAt,
            lock.isClaimedFirst,
            lock.counterExpiresAt,
            lock.counterReference
        );
        return LockOutcome.Opened;
    }

    /// @inheritdoc IHashTimeLock
    function claim(Lock calldata lock, bytes calldata secret) external nonReentrant returns (LockOutcome outcome) {
        bytes32 hash = _requireState(lock, LockState.Open);
        if (block.timestamp >= lock.expiresAt) revert HashTimeLockExpired(lock.uetr, lock.expiresAt);
        if (secret.length != SECRET_SIZE) revert HashTimeLockSecretLength(lock.uetr, secret.length);
        if (sha256(secret) != lock.secretHash) revert HashTimeLockSecretWrong(lock.uetr);
        emit LockClaimed(lock.uetr, bytes32(secret));
        return _deliver(lock, hash);
    }

    /// @inheritdoc IHashTimeLock
    function deliver(Lock calldata lock) external nonReentrant returns (LockOutcome outcome) {
        return _deliver(lock, _requireState(lock, LockState.Claimed));
    }

    /// @inheritdoc IHashTimeLock
    function refund(Lock calldata lock) external nonReentrant returns (LockOutcome outcome) {
        bytes32 hash = _requireState(lock, LockState.Open);
        if (block.timestamp < lock.expiresAt) revert HashTimeLockNotExpired(lock.uetr, lock.expiresAt);
        _setState(lock, hash, LockState.Refunded);
        if (!_isDone(lock, Task.GiveBack)) {
            _setState(lock, hash, LockState.Open);
            return LockOutcome.Held;
        }
        emit LockRefunded(lock.uetr);
        return LockOutcome.Refunded;
    }

    /// @inheritdoc IHashTimeLock
    function preflight(Lock calldata lock) external nonReentrant returns (Refusal memory refusal) {
        uint256 record;
        (record, refusal) = _introduced(lock, hashLock(lock));
        LockState state = _stateIn(record);
        if (refusal.code != RefusalCode.None || state > LockState.Claimed) return refusal;
        return _tried(state == LockState.None ? Task.RehearseTakeIn : Task.RehearseGiveOut);
    }

    /// @inheritdoc IHashTimeLock
    function perform(Lock calldata lock) external {
        if (msg.sender != address(this)) revert HashTimeLockNotItself(msg.sender);
        Task task = _task;
        Movement memory leg;
        _setMovement(leg, lock);
        if (task == Task.GiveBack) return _giveBack(leg);
        bool isIn = task <= Task.RehearseTakeIn;
        if (task == Task.TakeIn) _requireSecondKey(lock, leg.payer);
        // Whoever can't be paid now is asked now: nobody should lock against a leg that is not delivered.
        _move(leg, isIn, !isIn, true);
        if (task == Task.RehearseTakeIn || task == Task.RehearseGiveOut) {
            _refuse(RefusalCode.None, Label.wrap(0), address(0));
        }
    }

    /// @inheritdoc IHashTimeLock
    function hashLock(Lock calldata lock) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(LOCK_TYPEHASH, lock)));
    }

    /// @inheritdoc IHashTimeLock
    function stateOf(Uetr uetr) external view returns (LockState) {
        return _stateIn(_recordOf[uetr]);
    }

    /// @inheritdoc IHashTimeLock
    function marginS() external pure returns (uint64) {
        return MARGIN_S;
    }

    function _deliver(Lock calldata lock, bytes32 hash) private returns (LockOutcome) {
        _setState(lock, hash, LockState.Delivered);
        if (!_isDone(lock, Task.GiveOut)) {
            _setState(lock, hash, LockState.Claimed);
            return LockOutcome.Held;
        }
        emit LockDelivered(lock.uetr);
        return LockOutcome.Delivered;
    }

    /// @return Whether the leg left the escrow; else LockHeld says why not, whatever it was.
    function _isDone(Lock calldata lock, Task task) private returns (bool) {
        (bool isDone, bytes memory reason) = _perform(task);
        if (isDone) return true;
        (, Refusal memory refusal) = _refusalIn(reason);
        emit LockHeld(lock.uetr, refusal.code, refusal.rule, refusal.party);
        return false;
    }

    /// @return refusal Why a task was taken back, or None.
    function _tried(Task task) private returns (Refusal memory refusal) {
        (bool isDone, bytes memory reason) = _perform(task);
        if (isDone) return refusal;
        bool isRefusal;
        (isRefusal, refusal) = _refusalIn(reason);
        if (!isRefusal) LowLevelCall.bubbleRevert(reason);
    }

    /// @dev Calls this contract with the present call's arguments, of which it reads the first.
    function _perform(Task task) private returns (bool isDone, bytes memory reason) {
        _task = task;
        return address(this).call(bytes.concat(IHashTimeLock.perform.selector, msg.data[4:]));
    }

    function _setState(Lock calldata lock, bytes32 hash, LockState state) private {
        _recordOf[lock.uetr] = ((uint256(hash) >> HASH_SHIFT) << HASH_SHIFT) | uint256(state);
    }

    function _refused(Lock calldata lock, Refusal memory refusal) private returns (LockOutcome) {
        emit LockRefused(lock.uetr, refusal.code, refusal.rule, refusal.party);
        return LockOutcome.Refused;
    }

    /// @return record What is kept of it, zero for a new one.
    /// @return refusal Why it can't be opened at all, or None.
    function _introduced(Lock calldata lock, bytes32 hash)
        private
        view
        returns (uint256 record, Refusal memory refusal)
    {
        _requireWellFormed(lock);
        record = _recordOf[lock.uetr];
        if (record == 0) {
            if (block.timestamp >= lock.expiresAt) {
                refusal = Refusal(RefusalCode.OrderExpired, Label.wrap("order-expiry"), lock.payer);
            }
        } else if (!_isOf(record, hash)) {
            refusal = Refusal(RefusalCode.UetrReused, Label.wrap("uetr"), lock.payer);
        }
    }

    function _requireState(Lock calldata lock, LockState state) private view returns (bytes32 hash) {
        hash = hashLock(lock);
        uint256 record = _recordOf[lock.uetr];
        if (record != 0 && !_isOf(record, hash)) revert HashTimeLockContentDiffers(lock.uetr);
        if (_stateIn(record) != state) revert HashTimeLockNotInState(lock.uetr, _stateIn(record));
    }

    function _requireSecondKey(Lock calldata lock, Side memory payer) private view {
        if (!payer.isWallet || payer.money == address(0)) return;
        IDepositToken.StepUp memory stepUp = IDepositToken(payer.money).stepUpOf(payer.party.account);
        if (stepUp.secondKey == address(0) || lock.amountMinor <= stepUp.aboveMinor) return;
        if (_secondKey != stepUp.secondKey) {
            revert HashTimeLockStepUpMissing(lock.uetr, stepUp.secondKey, stepUp.aboveMinor);
        }
    }

    /// @dev Makes `movement` that of the lock.
    function _setMovement(Movement memory movement, Lock calldata lock) private view {
        (Venue memory venue, Side memory payer, Side memory payee) = (movement.venue, movement.payer, movement.payee);
        _readVenue(venue, lock.currency);
        _readSide(payer, venue, lock.payer);
        _readSide(payee, venue, lock.payee);
        _setSides(movement, venue, payer, payee);
        movement.uetr = lock.uetr;
        movement.payment.amountMinor = lock.amountMinor;
        movement.payment.purpose = lock.purpose;
        movement.payment.travelRuleHash = lock.travelRuleHash;
    }

    function _requireWellFormed(Lock calldata lock) private pure {
        if (lock.amountMinor == 0) revert HashTimeLockInvalid(lock.uetr, Label.wrap("amountMinor"));
        if (lock.payer == lock.payee) revert HashTimeLockInvalid(lock.uetr, Label.wrap("payee"));
        if (lock.secretHash == 0) revert HashTimeLockInvalid(lock.uetr, Label.wrap("secretHash"));
        (uint256 first, uint256 second) = lock.isClaimedFirst
            ? (lock.expiresAt, lock.counterExpiresAt)
            : (lock.counterExpiresAt, lock.expiresAt);
        if (second < first + MARGIN_S) {
            revert HashTimeLockOrder(lock.uetr, lock.expiresAt, lock.counterExpiresAt);
        }
    }

    function _isOf(uint256 record, bytes32 hash) private pure returns (bool) {
        return record >> HASH_SHIFT == uint256(hash) >> HASH_SHIFT;
    }

    function _stateIn(uint256 record) private pure returns (LockState) {
        return LockState(record & 0xff);
    }
}
