// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IHashTimeLock} from "../interfaces/IHashTimeLock.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party} from "../interfaces/IRule.sol";
import {Label, Refusal, RefusalCode, Sides, Uetr} from "../interfaces/Types.sol";
import {Legs} from "./Legs.sol";

/// @title See {IHashTimeLock}
/// @dev What may be refused halfway is a task that runs in a call of this contract to itself, which is taken back as a
///      whole. Every function takes the lock first, so that such a call passes on the arguments as they came.
contract HashTimeLock is IHashTimeLock, Legs, EIP712, ReentrancyGuardTransient {
    bytes32 private constant LOCK_TYPEHASH = keccak256(
        "Lock(bytes16 uetr,address payer,address payee,bytes3 currency,uint128 amountMinor,bytes4 purpose,bytes32 travelRuleHash,bytes32 secretHash,uint64 expiresAt,bool isClaimedFirst,uint64 counterExpiresAt,bytes32 counterReference)"
    );
    uint64 private constant MARGIN_S = 3_600;
    uint256 private constant SECRET_SIZE = 32;
    /// @dev A record is one slot: the state, whether the payee is an institution, and the lock's hash without its last 8
    ///      bits.
    uint256 private constant STATE_MASK = 7;
    uint256 private constant INSTITUTION = 8;
    uint256 private constant HASH_SHIFT = 8;

    /// @dev An errand is one word: the task, whether with care and only to see, and which second key has signed.
    uint256 private constant TAKE_IN = 0;
    uint256 private constant GIVE_OUT = 1;
    uint256 private constant GIVE_BACK = 2;
    uint256 private constant TASK_MASK = 3;
    uint256 private constant CAREFUL = 4;
    uint256 private constant REHEARSAL = 8;
    uint256 private constant SECOND_KEY_SHIFT = 8;

    mapping(Uetr => uint256) private _recordOf;
    // What the next call of this contract to itself is for.
    uint256 private transient _errand;

    constructor(IParticipantRegistry registry) Legs(registry) EIP712("Corridor HashTimeLock", "1") {}

    /// @inheritdoc IHashTimeLock
    // It calls itself, and whoever that calls finds this contract locked.
    // slither-disable-next-line reentrancy-no-eth
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
        _recordOf[lock.uetr] = ((uint256(hash) >> HASH_SHIFT) << HASH_SHIFT) | uint256(LockState.Open);
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (address secondKey,,) = ECDSA.tryRecoverCalldata(hash, secondKeySignature);
        refusal = _tried(TAKE_IN | (uint256(uint160(secondKey)) << SECOND_KEY_SHIFT));
        if (refusal.code != RefusalCode.None) {
            delete _recordOf[lock.uetr];
            return _refused(lock, refusal);
        }
        return LockOutcome.Opened;
    }

    /// @inheritdoc IHashTimeLock
    function claim(Lock calldata lock, bytes calldata secret) external nonReentrant returns (LockOutcome outcome) {
        uint256 record = _recordIn(lock, LockState.Open);
        if (block.timestamp >= lock.expiresAt) revert HashTimeLockExpired(lock.uetr, lock.expiresAt);
        if (secret.length != SECRET_SIZE) revert HashTimeLockSecretLength(lock.uetr, secret.length);
        if (sha256(secret) != lock.secretHash) revert HashTimeLockSecretWrong(lock.uetr);
        emit LockClaimed(lock.uetr, bytes32(secret));
        return _deliver(lock, record);
    }

    /// @inheritdoc IHashTimeLock
    function deliver(Lock calldata lock) external nonReentrant returns (LockOutcome outcome) {
        return _deliver(lock, _recordIn(lock, LockState.Claimed));
    }

    /// @inheritdoc IHashTimeLock
    function refund(Lock calldata lock) external nonReentrant returns (LockOutcome outcome) {
        uint256 record = _recordIn(lock, LockState.Open);
        if (block.timestamp < lock.expiresAt) revert HashTimeLockNotExpired(lock.uetr, lock.expiresAt);
        _setState(lock, record, LockState.Refunded);
        if (_isDone(lock, GIVE_BACK)) return LockOutcome.Refunded;
        _setState(lock, record, LockState.Open);
        return LockOutcome.Held;
    }

    /// @inheritdoc IHashTimeLock
    function preflight(Lock calldata lock) external nonReentrant returns (Refusal memory refusal) {
        uint256 record;
        (record, refusal) = _introduced(lock, hashLock(lock));
        LockState state = _stateIn(record);
        if (refusal.code != RefusalCode.None || state > LockState.Claimed) return refusal;
        return _tried((state == LockState.None ? TAKE_IN : GIVE_OUT) | REHEARSAL);
    }

    /// @inheritdoc IHashTimeLock
    function perform(Lock calldata lock) external {
        if (msg.sender != address(this)) revert HashTimeLockNotItself(msg.sender);
        uint256 errand = _errand;
        uint256 task = errand & TASK_MASK;
        bool isInstitution = _recordOf[lock.uetr] & INSTITUTION != 0;
        if (task == GIVE_OUT && isInstitution && errand & CAREFUL == 0) {
            _giveOutTo(lock);
        } else {
            Movement memory leg;
            _setMovement(lock, leg);
            if (task == TAKE_IN) _takeIn(lock, leg, errand);
            else if (task == GIVE_OUT) _giveOut(lock, leg, errand & CAREFUL != 0);
            else _return(lock, leg);
        }
        if (errand & REHEARSAL != 0) _refuse(RefusalCode.None, 0, address(0));
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

    function _deliver(Lock calldata lock, uint256 record) private returns (LockOutcome) {
        _setState(lock, record, LockState.Delivered);
        if (_isDone(lock, GIVE_OUT)) return LockOutcome.Delivered;
        _setState(lock, record, LockState.Claimed);
        return LockOutcome.Held;
    }

    /// @dev The rules of both sides are asked now: nobody should lock against a leg that they won't let be delivered. What
    ///      counts against the payer counts from now on; a payer can't stop the delivery by what it pays elsewhere.
    function _takeIn(Lock calldata lock, Movement memory leg, uint256 errand) private {
        bool isCareful = errand & CAREFUL != 0;
        if (isCareful) _requirePayer(leg, true);
        if (errand & REHEARSAL == 0) _requireSecondKey(lock, leg.payer, address(uint160(errand >> SECOND_KEY_SHIFT)));
        // No money asks for the payee yet: its account is asked boldly too, but not whether central-bank money is paused.
        _requireRules(leg, true, true, isCareful);
        if (!leg.payee.isWallet) _recordOf[lock.uetr] |= INSTITUTION;
        emit LockOpened(
            lock.uetr,
            lock.payer,
            lock.payee,
            leg.payer.party.bank,
            lock.currency,
            lock.amountMinor,
            lock.secretHash,
            lock.expiresAt
        );
        _count(leg, leg.payee.isWallet ? Sides.Payer : Sides.Both);
        _move(leg, true, false);
    }

    /// @dev What delivers to an institution: it has nothing left to be asked but its standing, which the money asks.
    function _giveOutTo(Lock calldata lock) private {
        emit LockDelivered(lock.uetr, lock.payee, lock.payee, lock.currency, lock.amountMinor);
        ICentralBankMoney(REGISTRY.centralBankMoneyOf(lock.currency))
            .settlementTransfer(address(this), lock.payee, lock.amountMinor);
    }

    /// @dev What delivers to a wallet, and what finds out why an institution can't be paid. A wallet's book is asked again
    ///      what concerns the wallet, which may hold more by now, or be listed.
    function _giveOut(Lock calldata lock, Movement memory leg, bool isCareful) private {
        if (isCareful) _requirePayeesAccount(leg, true);
        if (leg.payee.isWallet) {
            _requirePayeesRules(leg);
            _count(leg, Sides.Payee);
        }
        emit LockDelivered(lock.uetr, lock.payee, leg.payee.party.bank, lock.currency, lock.amountMinor);
        _move(leg, false, true);
    }

    function _return(Lock calldata lock, Movement memory leg) private {
        _giveBack(leg);
        Party memory payer = leg.payer.party;
        emit LockRefunded(lock.uetr, payer.account, payer.bank, lock.currency, lock.amountMinor);
    }

    /// @return Whether the leg left the escrow; else LockHeld says why not, whatever it was.
    function _isDone(Lock calldata lock, uint256 task) private returns (bool) {
        _errand = task;
        (bool isDone,, Refusal memory refusal) = _called(_order());
        if (isDone) return true;
        _errand = task | CAREFUL;
        (isDone,, refusal) = _called(_order());
        if (!isDone) emit LockHeld(lock.uetr, refusal.code, refusal.rule, refusal.party);
        return isDone;
    }

    /// @return refusal Why a task was taken back, or None.
    function _tried(uint256 errand) private returns (Refusal memory refusal) {
        (bool isDone, bool isRefused) = (false, false);
        _errand = errand;
        if (errand & REHEARSAL == 0) (isDone,,) = _called(_order());
        if (isDone) return refusal;
        _errand = errand | CAREFUL;
        (isDone, isRefused, refusal) = _called(_order());
        if (!isDone && !isRefused) LowLevelCall.bubbleRevert();
    }

    /// @return The call of this contract to itself with the present call's arguments, of which it reads the first.
    function _order() private pure returns (bytes memory) {
        return bytes.concat(IHashTimeLock.perform.selector, msg.data[4:]);
    }

    function _setState(Lock calldata lock, uint256 record, LockState state) private {
        _recordOf[lock.uetr] = (record & ~uint256(STATE_MASK)) | uint256(state);
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

    function _recordIn(Lock calldata lock, LockState state) private view returns (uint256 record) {
        record = _recordOf[lock.uetr];
        if (record != 0 && !_isOf(record, hashLock(lock))) revert HashTimeLockContentDiffers(lock.uetr);
        if (_stateIn(record) != state) revert HashTimeLockNotInState(lock.uetr, _stateIn(record));
    }

    function _setMovement(Lock calldata lock, Movement memory leg) private view {
        leg.uetr = lock.uetr;
        leg.payment.amountMinor = lock.amountMinor;
        leg.payment.purpose = lock.purpose;
        leg.payment.travelRuleHash = lock.travelRuleHash;
        leg.payment.currency = lock.currency;
        _setSides(leg, leg.venue, leg.payer, leg.payee);
        _readLeg(leg, lock.currency, lock.payer, lock.payee);
    }

    function _requireSecondKey(Lock calldata lock, Side memory payer, address secondKey) private view {
        if (!payer.isWallet || payer.money == address(0)) return;
        IDepositToken.StepUp memory stepUp = IDepositToken(payer.money).stepUpOf(payer.party.account);
        if (stepUp.secondKey == address(0) || lock.amountMinor <= stepUp.aboveMinor) return;
        if (secondKey != stepUp.secondKey) {
            revert HashTimeLockStepUpMissing(lock.uetr, stepUp.secondKey, stepUp.aboveMinor);
        }
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
        return LockState(record & STATE_MASK);
    }
}
