// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IHashTimeLock} from "corridor/interfaces/IHashTimeLock.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Uetr} from "corridor/interfaces/Types.sol";
import {HashTimeLock} from "corridor/settlement/HashTimeLock.sol";
import {OpenLegs, OpenMoneys} from "./OpenLegs.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What becomes of a hash lock in whatever state it is, at any time, whoever calls
/// @dev Payer and payee are each an institution or a wallet, and the money may fail for any of them.
contract LockProofs {
    address private constant PAYER = address(0xa11ce);
    address private constant PAYERS_BANK = address(0xa);
    address private constant PAYEE = address(0xb0b);
    address private constant PAYEES_BANK = address(0xb);
    Currency private constant THB = Currency.wrap("THB");
    /// @dev A byte for each state, from the lowest: which states may follow it.
    uint256 private constant NEXT = 0x10080c1e03;

    /// @dev The central-bank money in escrow, of a party and of its bank, and the party's deposits.
    struct Books {
        int256 escrow;
        int256 party;
        int256 bank;
        int256 deposits;
    }

    OpenLegs private _world;
    OpenMoneys private _money;
    IHashTimeLock private _locks;

    function setUp() external {
        _world = new OpenLegs();
        _money = _world.BAHT();
        _locks = new HashTimeLock(IParticipantRegistry(address(_world)));
        _world.enrol(PAYER, PAYERS_BANK);
        _world.enrol(PAYEE, PAYEES_BANK);
        SVM.enableSymbolicStorage(address(_world));
        SVM.enableSymbolicStorage(address(_money));
        SVM.enableSymbolicStorage(address(_locks));
    }

    /// @custom:halmos --array-lengths secret={31,32,33}
    function check_X_claim_showsTheSecretBeforeTheExpiry(
        address caller,
        uint64 second,
        IHashTimeLock.Lock memory lock,
        bytes calldata secret
    ) external {
        _setLeg(lock);
        IHashTimeLock.LockState was = _stateOf(lock.uetr);
        Books memory before = _books(PAYEE, PAYEES_BANK);
        _succeed(caller, second, abi.encodeCall(IHashTimeLock.claim, (lock, secret)));
        assert(was == IHashTimeLock.LockState.Open);
        assert(second < lock.expiresAt);
        assert(secret.length == 32 && sha256(secret) == lock.secretHash);
        _assertDelivered(before, lock);
    }

    function check_X_deliver_paysWhatWasClaimed(address caller, uint64 second, IHashTimeLock.Lock memory lock) external {
        _setLeg(lock);
        IHashTimeLock.LockState was = _stateOf(lock.uetr);
        Books memory before = _books(PAYEE, PAYEES_BANK);
        _succeed(caller, second, abi.encodeCall(IHashTimeLock.deliver, (lock)));
        assert(was == IHashTimeLock.LockState.Claimed);
        _assertDelivered(before, lock);
    }

    function check_X_refund_paysBackFromTheExpiryOn(address caller, uint64 second, IHashTimeLock.Lock memory lock)
        external
    {
        _setLeg(lock);
        IHashTimeLock.LockState was = _stateOf(lock.uetr);
        Books memory before = _books(PAYER, PAYERS_BANK);
        _succeed(caller, second, abi.encodeCall(IHashTimeLock.refund, (lock)));
        assert(was == IHashTimeLock.LockState.Open);
        assert(second >= lock.expiresAt);
        IHashTimeLock.LockState state = _stateOf(lock.uetr);
        bool isRefunded = state == IHashTimeLock.LockState.Refunded;
        assert(isRefunded || state == IHashTimeLock.LockState.Open);
        _assertPaid(before, _books(PAYER, PAYERS_BANK), isRefunded ? lock.amountMinor : 0);
    }

    /// @dev Open → Claimed → Delivered, or Open → Delivered, or Open → Refunded, whatever is called with its reference.
    /// @custom:halmos --array-lengths secret=32
    function check_X_anyCall_goesOneWay(
        address caller,
        uint64 second,
        IHashTimeLock.Lock memory lock,
        uint8 what,
        bytes calldata secret
    ) external {
        _setLeg(lock);
        IHashTimeLock.LockState was = _stateOf(lock.uetr);
        VM.assume(was != IHashTimeLock.LockState.None);
        _succeed(caller, second, _anyCallWith(lock, what, secret));
        assert((NEXT >> (8 * uint256(was) + uint256(_stateOf(lock.uetr)))) & 1 == 1);
    }

    /// @dev Nobody but the contract itself calls it in its name.
    function _succeed(address caller, uint64 second, bytes memory data) private {
        VM.assume(caller != address(_locks));
        VM.warp(second);
        VM.prank(caller);
        (bool isDone,) = address(_locks).call(data);
        VM.assume(isDone);
    }

    /// @dev A record that no state can be read from is none that can come about.
    function _stateOf(Uetr uetr) private view returns (IHashTimeLock.LockState) {
        (bool isDone, bytes memory answer) = address(_locks).staticcall(abi.encodeCall(IHashTimeLock.stateOf, (uetr)));
        VM.assume(isDone);
        return abi.decode(answer, (IHashTimeLock.LockState));
    }

    function _books(address party, address bank) private view returns (Books memory) {
        return Books({
            escrow: _money.centralMinor(address(_locks)),
            party: _money.centralMinor(party),
            bank: _money.centralMinor(bank),
            deposits: _money.depositMinor(party)
        });
    }

    function _assertDelivered(Books memory before, IHashTimeLock.Lock memory lock) private view {
        IHashTimeLock.LockState state = _stateOf(lock.uetr);
        bool isDelivered = state == IHashTimeLock.LockState.Delivered;
        assert(isDelivered || state == IHashTimeLock.LockState.Claimed);
        _assertPaid(before, _books(PAYEE, PAYEES_BANK), isDelivered ? lock.amountMinor : 0);
    }

    function _anyCallWith(IHashTimeLock.Lock memory lock, uint8 what, bytes calldata secret)
        private
        pure
        returns (bytes memory)
    {
        if (what == 0) return abi.encodeCall(IHashTimeLock.open, (lock, "", ""));
        if (what == 1) return abi.encodeCall(IHashTimeLock.claim, (lock, secret));
        if (what == 2) return abi.encodeCall(IHashTimeLock.deliver, (lock));
        if (what == 3) return abi.encodeCall(IHashTimeLock.refund, (lock));
        if (what == 4) return abi.encodeCall(IHashTimeLock.preflight, (lock));
        return abi.encodeCall(IHashTimeLock.perform, (lock));
    }

    function _setLeg(IHashTimeLock.Lock memory lock) private pure {
        (lock.payer, lock.payee, lock.currency) = (PAYER, PAYEE, THB);
    }

    /// @dev Out of escrow to the party, or to its bank and from there to it as deposits.
    function _assertPaid(Books memory before, Books memory later, uint128 amountMinor) private pure {
        unchecked {
            int256 amount = int256(uint256(amountMinor));
            int256 deposited = later.deposits - before.deposits;
            assert(before.escrow - later.escrow == amount);
            assert(deposited == 0 || deposited == amount);
            assert(later.bank - before.bank == deposited);
            assert(later.party - before.party == amount - deposited);
        }
    }
}
