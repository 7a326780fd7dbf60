// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IHashTimeLock} from "corridor/interfaces/IHashTimeLock.sol";
import {ILegs} from "corridor/interfaces/ILegs.sol";
import {Label, Purpose, Refusal, RefusalCode, Status, Uetr} from "corridor/interfaces/Types.sol";
import {LegsTest} from "../support/LegsTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Locks: claimed or paid back, exactly one of them, and what is due stays due
contract LocksTest is LegsTest {
    bytes32 private constant SECRET = keccak256("secret");

    IHashTimeLock private _locker;

    function setUp() external {
        _setUpNetwork();
        _locker = IHashTimeLock(_deployAdmitted("HashTimeLock"));
    }

    function test_claim__inTime__paysAnInstitution_onceAndForAll() external {
        IHashTimeLock.Lock memory lock = _lock(_bank(0), _bank(1));
        _expect(_open(lock, _bank(0)), IHashTimeLock.LockOutcome.Opened);
        _expect(_open(lock, _bank(0)), IHashTimeLock.LockOutcome.Exists);
        VM.assertEq(_money(0).balanceOf(address(_locker)), AMOUNT_MINOR, "in escrow");
        _expectForeseen(lock, RefusalCode.None);
        VM.warp(lock.expiresAt - 1);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Delivered);
        VM.assertEq(_money(0).balanceOf(_bank(1)), 10 * HELD_MINOR + AMOUNT_MINOR, "paid");
        _expectState(lock, IHashTimeLock.LockState.Delivered);
        _expectForeseen(lock, RefusalCode.None);
        _failInState(abi.encodeCall(IHashTimeLock.claim, (lock, abi.encode(SECRET))));
        _failInState(abi.encodeCall(IHashTimeLock.refund, (lock)));
        _failInState(abi.encodeCall(IHashTimeLock.deliver, (lock)));
    }

    function test_claim__walletToWallet_ofOneBookAndOfTwo__countsAndPays() external {
        _expectWallet(RefusalCode.None);
        IHashTimeLock.Lock memory lock = _lock(_importer, _farmer);
        _expect(_open(lock, _importer), IHashTimeLock.LockOutcome.Opened);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Delivered);
        VM.assertEq(_deposit(0).balanceOf(_farmer), AMOUNT_MINOR, "within a bank");
        _shareBook();
        lock = _lock(_importer, _bank(1));
        _expect(_open(lock, _importer), IHashTimeLock.LockOutcome.Opened);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Delivered);
        lock = _lock(_bank(0), _importer);
        bytes memory unbacked = abi.encodeWithSelector(ILegs.LegUnbacked.selector, _bank(0), _importer);
        _failWith(_bank(0), address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, "", "")), unbacked);
        _failWith(_bank(0), address(_locker), abi.encodeCall(IHashTimeLock.preflight, (lock)), unbacked);
    }

    function test_wallets__eachCauseAlone__isForeseenAndRefused() external {
        _eachCauseOfAPayingWallet();
        _eachCauseOfAPaidWallet();
        IHashTimeLock.Lock memory lock = _lock(_importer, _miller);
        lock.amountMinor = 1;
        _expectRefused(lock, _importer, RefusalCode.PayerAmountLimit);
        lock.amountMinor = uint128(HELD_MINOR + 1);
        _expectRefused(lock, _importer, RefusalCode.PayerInsufficientBalance);
        _expectRefused(_lock(_importer, _stranger), _importer, RefusalCode.PayeeUnknown);
        lock = _lock(_importer, _miller);
        lock.currency = NO_CURRENCY;
        _expectRefused(lock, _importer, RefusalCode.PayerCurrency);
        lock = _lock(_importer, _miller);
        lock.expiresAt = uint64(block.timestamp);
        _expectRefused(lock, _importer, RefusalCode.OrderExpired);
        lock = _lock(_bank(0), _exporter);
        lock.currency = _world.country(1).currency;
        _expectRefused(lock, _bank(0), RefusalCode.PayerCurrency);
        lock = _lock(_world.maker(), _exporter);
        lock.currency = _world.country(1).currency;
        lock.amountMinor = 1;
        _expectRefused(lock, _world.maker(), RefusalCode.PayeeAmountLimit);
    }

    function test_open__anotherContent_orMalformed_orWithoutConsent__isRefusedOrFails() external {
        IHashTimeLock.Lock memory lock = _lock(_bank(0), _bank(1));
        _open(lock, _bank(0));
        IHashTimeLock.Lock memory other = _lock(_bank(0), _bank(1));
        (other.uetr, other.amountMinor) = (lock.uetr, other.amountMinor + 1);
        _expectRefused(other, _bank(0), RefusalCode.UetrReused);
        bytes memory claim = abi.encodeCall(IHashTimeLock.claim, (other, abi.encode(SECRET)));
        _fail(_bank(1), address(_locker), claim, IHashTimeLock.HashTimeLockContentDiffers.selector);
        lock = _lock(_bank(0), _bank(1));
        bytes memory byAnother = abi.encodeCall(IHashTimeLock.open, (lock, "", ""));
        _fail(_bank(1), address(_locker), byAnother, IHashTimeLock.HashTimeLockNotPayer.selector);
        bytes memory signature = _sign("BANGKOK_BANK", _locker.hashLock(lock));
        _pass(_bank(1), address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, signature, "")));
        lock = _lock(_bank(0), _bank(1));
        lock.amountMinor = 0;
        _expectInvalid(lock, "amountMinor");
        lock = _lock(_bank(0), _bank(0));
        _expectInvalid(lock, "payee");
        lock = _lock(_bank(0), _bank(1));
        lock.secretHash = 0;
        _expectInvalid(lock, "secretHash");
    }

    function test_open__expiriesInTheWrongOrder__fails() external {
        IHashTimeLock.Lock memory lock = _lock(_bank(0), _bank(1));
        lock.counterExpiresAt = lock.expiresAt + _locker.marginS() - 1;
        _failOrder(lock);
        lock.isClaimedFirst = false;
        lock.counterExpiresAt = lock.expiresAt - _locker.marginS() + 1;
        _failOrder(lock);
        lock.counterExpiresAt -= 1;
        _expect(_open(lock, _bank(0)), IHashTimeLock.LockOutcome.Opened);
    }

    function test_open__aboveTheThreshold__needsTheSecondKey() external {
        _setStepUp(_importer, AMOUNT_MINOR);
        _expect(_open(_lock(_importer, _miller), _importer), IHashTimeLock.LockOutcome.Opened);
        IHashTimeLock.Lock memory lock = _lock(_importer, _miller);
        lock.amountMinor += 1;
        _expectForeseen(lock, RefusalCode.None);
        bytes4 missing = IHashTimeLock.HashTimeLockStepUpMissing.selector;
        _fail(_importer, address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, "", "")), missing);
        bytes memory wrong = abi.encodeCall(IHashTimeLock.open, (lock, "", _sign("IMPORTER", _locker.hashLock(lock))));
        _fail(_importer, address(_locker), wrong, missing);
        bytes memory right = abi.encodeCall(IHashTimeLock.open, (lock, "", _sign("SECOND", _locker.hashLock(lock))));
        _expect(_pass(_importer, address(_locker), right), IHashTimeLock.LockOutcome.Opened);
        lock = _lock(_importer, _miller);
        lock.amountMinor += 1;
        _fail(_importer, address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, "", "")), missing);
    }

    function test_claim__tooLateOrWithAnotherSecret__fails() external {
        IHashTimeLock.Lock memory lock = _lock(_bank(0), _bank(1));
        _failInState(abi.encodeCall(IHashTimeLock.claim, (lock, abi.encode(SECRET))));
        _open(lock, _bank(0));
        bytes memory short = abi.encodeCall(IHashTimeLock.claim, (lock, new bytes(31)));
        _fail(_bank(1), address(_locker), short, IHashTimeLock.HashTimeLockSecretLength.selector);
        bytes memory wrong = abi.encodeCall(IHashTimeLock.claim, (lock, new bytes(32)));
        _fail(_bank(1), address(_locker), wrong, IHashTimeLock.HashTimeLockSecretWrong.selector);
        bytes memory refund = abi.encodeCall(IHashTimeLock.refund, (lock));
        _fail(_bank(0), address(_locker), refund, IHashTimeLock.HashTimeLockNotExpired.selector);
        VM.warp(lock.expiresAt);
        bytes memory late = abi.encodeCall(IHashTimeLock.claim, (lock, abi.encode(SECRET)));
        _fail(_bank(1), address(_locker), late, IHashTimeLock.HashTimeLockExpired.selector);
        _expect(_pass(_stranger, address(_locker), refund), IHashTimeLock.LockOutcome.Refunded);
        VM.assertEq(_money(0).balanceOf(_bank(0)), 10 * HELD_MINOR, "back");
        bytes memory task = abi.encodeCall(IHashTimeLock.perform, (lock));
        _fail(_bank(0), address(_locker), task, IHashTimeLock.HashTimeLockNotItself.selector);
    }

    function test_claim__payeeCannotBePaid__isDueUntilItCan() external {
        IHashTimeLock.Lock memory lock = _lock(_bank(0), _bank(1));
        _open(lock, _bank(0));
        _suspend(0, _bank(1), Status.Suspended);
        _expectForeseen(lock, RefusalCode.PayeeBankSuspended);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Held);
        _expectState(lock, IHashTimeLock.LockState.Claimed);
        VM.warp(lock.expiresAt);
        _failInState(abi.encodeCall(IHashTimeLock.refund, (lock)));
        _suspend(0, _bank(1), Status.Active);
        bytes memory delivery = abi.encodeCall(IHashTimeLock.deliver, (lock));
        _expect(_pass(_stranger, address(_locker), delivery), IHashTimeLock.LockOutcome.Delivered);
        lock = _lock(_importer, _miller);
        _open(lock, _importer);
        _pass(_centralBank(0), address(_deposit(1)), abi.encodeWithSignature("setRuleBook(address)", address(0)));
        _pass(_centralBank(0), address(_world.balanceCap()), _noBalance());
        _pass(_centralBank(0), address(_deposit(1)), abi.encodeWithSignature("setRuleBook(address)", _world.bank(0).book));
        _expectForeseen(lock, RefusalCode.PayeeBalanceCap);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Held);
    }

    function test_refund__payerCannotBePaidBack__staysAndPassesLater_alsoUnderANewKey() external {
        IHashTimeLock.Lock memory lock = _lock(_importer, _miller);
        (lock.expiresAt, lock.counterExpiresAt) = (uint64(block.timestamp + 5 days), uint64(block.timestamp + 9 days));
        _open(lock, _importer);
        address heir = _replaceImporter();
        VM.warp(lock.expiresAt);
        _suspendCustomer(0, heir, Status.Suspended);
        bytes memory refund = abi.encodeCall(IHashTimeLock.refund, (lock));
        _expect(_pass(_stranger, address(_locker), refund), IHashTimeLock.LockOutcome.Held);
        _expectState(lock, IHashTimeLock.LockState.Open);
        _suspendCustomer(0, heir, Status.Active);
        _freeze(_money(0), 0, address(_locker), type(uint256).max);
        VM.expectEmit(address(_locker));
        emit IHashTimeLock.LockHeld(lock.uetr, RefusalCode.None, Label.wrap(0), address(0));
        _expect(_pass(_stranger, address(_locker), refund), IHashTimeLock.LockOutcome.Held);
        _freeze(_money(0), 0, address(_locker), 0);
        _expect(_pass(_stranger, address(_locker), refund), IHashTimeLock.LockOutcome.Refunded);
        VM.assertEq(_deposit(0).balanceOf(heir), AMOUNT_MINOR, "under the new key");
    }

    function _expectWallet(RefusalCode expected) internal override {
        IHashTimeLock.Lock memory lock = _lock(_importer, _miller);
        if (expected != RefusalCode.None) return _expectRefused(lock, _importer, expected);
        _expectForeseen(lock, expected);
        _expect(_open(lock, _importer), IHashTimeLock.LockOutcome.Opened);
        _expect(_claim(lock), IHashTimeLock.LockOutcome.Delivered);
    }

    /// @return The call that lets nobody hold anything in the first currency.
    function _noBalance() private view returns (bytes memory) {
        return abi.encodeWithSignature(
            "setLimits(bytes3,(uint64,uint64,uint64))", _world.country(0).currency, uint64(1), uint64(1), uint64(1)
        );
    }

    /// @dev A day, against a leg that is locked for two.
    function _lock(address payer, address payee) private returns (IHashTimeLock.Lock memory) {
        return IHashTimeLock.Lock({
            uetr: Uetr.wrap(_nextUetr()),
            payer: payer,
            payee: payee,
            currency: _world.country(0).currency,
            amountMinor: uint128(AMOUNT_MINOR),
            purpose: Purpose.wrap("TRAD"),
            travelRuleHash: 0,
            secretHash: sha256(abi.encode(SECRET)),
            expiresAt: uint64(block.timestamp + 1 days),
            isClaimedFirst: true,
            counterExpiresAt: uint64(block.timestamp + 2 days),
            counterReference: "other"
        });
    }

    function _open(IHashTimeLock.Lock memory lock, address payer) private returns (bytes memory) {
        return _pass(payer, address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, "", "")));
    }

    function _claim(IHashTimeLock.Lock memory lock) private returns (bytes memory) {
        return _pass(_stranger, address(_locker), abi.encodeCall(IHashTimeLock.claim, (lock, abi.encode(SECRET))));
    }

    function _failOrder(IHashTimeLock.Lock memory lock) private {
        bytes memory order = abi.encodeCall(IHashTimeLock.open, (lock, "", ""));
        _fail(_bank(0), address(_locker), order, IHashTimeLock.HashTimeLockOrder.selector);
    }

    function _failInState(bytes memory order) private {
        _fail(_bank(0), address(_locker), order, IHashTimeLock.HashTimeLockNotInState.selector);
    }

    function _expectRefused(IHashTimeLock.Lock memory lock, address payer, RefusalCode code) private {
        _expectForeseen(lock, code);
        _expect(_open(lock, payer), IHashTimeLock.LockOutcome.Refused);
    }

    function _expectForeseen(IHashTimeLock.Lock memory lock, RefusalCode code) private {
        bytes memory answer = _pass(_stranger, address(_locker), abi.encodeCall(IHashTimeLock.preflight, (lock)));
        _expectCode(abi.decode(answer, (Refusal)).code, code);
    }

    function _expectInvalid(IHashTimeLock.Lock memory lock, bytes32 field) private {
        bytes memory refusal =
            abi.encodeWithSelector(IHashTimeLock.HashTimeLockInvalid.selector, lock.uetr, field);
        _failWith(_bank(0), address(_locker), abi.encodeCall(IHashTimeLock.open, (lock, "", "")), refusal);
    }

    function _expectState(IHashTimeLock.Lock memory lock, IHashTimeLock.LockState expected) private view {
        VM.assertEq(uint256(_locker.stateOf(lock.uetr)), uint256(expected), "state");
    }

    function _expect(bytes memory answer, IHashTimeLock.LockOutcome expected) private pure {
        VM.assertEq(uint256(abi.decode(answer, (IHashTimeLock.LockOutcome))), uint256(expected), "outcome");
    }
}
