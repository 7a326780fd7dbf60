// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IHashTimeLock} from "corridor/interfaces/IHashTimeLock.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Purpose} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {actor, signWith} from "../support/Keys.sol";
import {Settlements} from "../support/Settlements.sol";
import {World} from "../support/World.sol";
import {LegHandler} from "./LegHandler.sol";

/// @title Hash locks: opened, claimed with the secret or without, delivered and refunded, around their expiry above all
contract LockHandler is LegHandler {
    struct Known {
        IHashTimeLock.Lock lock;
        Draft draft;
        bytes32 secret;
        IHashTimeLock.LockState state;
    }

    uint256 private constant RECENT = 6;

    IHashTimeLock private immutable LOCKS;
    address private immutable ATTACKER = actor("ATTACKER");

    Known[] private _locks;

    constructor(Ghosts ghosts, Settlements settlements) LegHandler(ghosts, settlements) {
        LOCKS = settlements.LOCKS();
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](6);
        (all[0], all[1], all[2]) = (this.open.selector, this.claim.selector, this.refund.selector);
        (all[3], all[4], all[5]) = (this.deliver.selector, this.claimWrongly.selector, this.claimAgain.selector);
    }

    function audit() external view override returns (string memory) {
        uint256[] memory owedMinor = new uint256[](WORLD.COUNTRIES());
        for (uint256 i = 0; i < _locks.length; ++i) {
            Known storage known = _locks[i];
            if (LOCKS.stateOf(known.lock.uetr) != known.state) return "X: a lock is not where it was led";
            if (_isInEscrow(known.state)) owedMinor[known.draft.country] += known.draft.amountMinor;
        }
        for (uint256 i = 0; i < owedMinor.length; ++i) {
            IMoney money = WORLD.country(i).money;
            uint256 givenMinor = GHOSTS.givenMinor(money, address(LOCKS));
            if (money.balanceOf(address(LOCKS)) != owedMinor[i] + givenMinor) {
                return "X: what is in escrow is not what is locked";
            }
        }
        return "";
    }

    /// @dev One in four times again what was opened before.
    function open(uint256 seed, uint256 lastsS, uint256 amountMinor) external {
        (bool isAny, uint256 index) = _recent(seed / 4);
        bool isNew = !isAny || seed % 4 != 0;
        if (isNew) index = _write(seed / 4, bound(lastsS, 1, 4 days), amountMinor);
        Known memory known = _locks[index];
        bool isBySignature = seed % 3 == 0;
        bytes memory signature = isBySignature ? signWith(_keyOf(known.draft.from), LOCKS.hashLock(known.lock)) : bytes("");
        bytes memory order = abi.encodeCall(IHashTimeLock.open, (known.lock, signature, bytes("")));
        bool ok = _call(index, isBySignature ? ATTACKER : known.draft.from, order, IHashTimeLock.LockState.Open);
        GHOSTS.expect(ok, "X: a lock failed to open");
        if (!isNew) return GHOSTS.did("openedAgain");
        bool isOpen = _locks[index].state == IHashTimeLock.LockState.Open;
        GHOSTS.did(isOpen ? bytes32("opened") : bytes32("refusedALock"));
    }

    /// @dev What locks are for, hence twice.
    function claimAgain(uint256 which, uint256 seed) external {
        claim(which, seed);
    }

    /// @dev One in eight times what is in escrow is frozen when it comes to it.
    function claim(uint256 which, uint256 seed) public {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny) return;
        Known memory known = _locks[index];
        _approach(known.lock.expiresAt, seed);
        bool isAllowed = known.state == IHashTimeLock.LockState.Open && block.timestamp < known.lock.expiresAt;
        bytes memory order = abi.encodeCall(IHashTimeLock.claim, (known.lock, abi.encode(known.secret)));
        bool isFrozen = which % 8 == 1;
        if (isFrozen) _freeze(known.draft.country, type(uint256).max);
        bool ok = _call(index, ATTACKER, order, IHashTimeLock.LockState.Delivered);
        GHOSTS.expect(ok == isAllowed, "X: a lock was claimed, or not, against the rules");
        if (isFrozen) _freeze(known.draft.country, 0);
        if (!ok) return;
        bool isHeld = _locks[index].state == IHashTimeLock.LockState.Claimed;
        GHOSTS.did(isHeld ? bytes32("claimHeld") : bytes32("claimed"));
    }

    /// @dev With another secret, one of another length, or for another lock of the same UETR.
    function claimWrongly(uint256 which, uint256 how) external {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny) return;
        Known memory known = _locks[index];
        bytes memory secret = abi.encode(known.secret);
        if (how % 3 == 0) secret = abi.encode(keccak256(secret));
        else if (how % 3 == 1) secret = bytes.concat(secret, bytes1(0));
        else known.lock.payee = ATTACKER;
        bytes memory order = abi.encodeCall(IHashTimeLock.claim, (known.lock, secret));
        bool ok = _call(index, known.draft.to, order, known.state);
        GHOSTS.expect(!ok, "X: a lock was claimed without its secret");
        GHOSTS.did("claimedWrongly");
    }

    function deliver(uint256 which) external {
        (bool isAny, uint256 index) = _claimedOr(which);
        if (!isAny) return;
        bool isAllowed = _locks[index].state == IHashTimeLock.LockState.Claimed;
        bytes memory order = abi.encodeCall(IHashTimeLock.deliver, (_locks[index].lock));
        bool ok = _call(index, ATTACKER, order, IHashTimeLock.LockState.Delivered);
        GHOSTS.expect(ok == isAllowed, "X: a lock was delivered, or not, against the rules");
        if (ok && _locks[index].state == IHashTimeLock.LockState.Delivered) GHOSTS.did("delivered");
    }

    /// @dev One in eight times what is in escrow is frozen when it comes to it, and one in four times it is tried on a
    ///      lock that is claimed and not delivered, where there is one.
    function refund(uint256 which, uint256 seed) external {
        (bool isAny, uint256 index) = seed % 4 == 2 ? _claimedOr(which) : _recent(which);
        if (!isAny) return;
        Known memory known = _locks[index];
        _approach(known.lock.expiresAt, seed % 4 == 1 || seed % 4 == 2 ? 16 : seed);
        bool isAllowed = known.state == IHashTimeLock.LockState.Open && block.timestamp >= known.lock.expiresAt;
        bytes memory order = abi.encodeCall(IHashTimeLock.refund, (known.lock));
        if (seed % 8 == 1) _freeze(known.draft.country, type(uint256).max);
        bool ok = _call(index, ATTACKER, order, IHashTimeLock.LockState.Refunded);
        GHOSTS.expect(ok == isAllowed, "X: a lock was refunded, or not, against the rules");
        if (seed % 8 == 1) _freeze(known.draft.country, 0);
        if (!ok) return;
        bool isHeld = _locks[index].state == IHashTimeLock.LockState.Open;
        GHOSTS.did(isHeld ? bytes32("refundHeld") : bytes32("refunded"));
    }

    function _freeze(uint256 country, uint256 amountMinor) private {
        World.Country memory here = WORLD.country(country);
        bytes memory order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (address(LOCKS), amountMinor));
        _do(here.supervisor, address(here.money), order);
        GHOSTS.froze(here.money, address(LOCKS), amountMinor);
    }

    function _write(uint256 seed, uint256 lastsS, uint256 amountMinor) private returns (uint256 index) {
        index = _locks.length;
        Known memory known;
        known.draft = _drawLeg(seed, amountMinor);
        known.secret = keccak256(abi.encode("secret", index));
        IHashTimeLock.Lock memory lock = known.lock;
        (lock.uetr, lock.payer, lock.payee) = (GHOSTS.newUetr(), known.draft.from, known.draft.to);
        lock.currency = WORLD.country(known.draft.country).currency;
        (lock.amountMinor, lock.purpose) = (uint128(known.draft.amountMinor), Purpose.wrap("TRAD"));
        lock.secretHash = sha256(abi.encode(known.secret));
        (lock.expiresAt, lock.isClaimedFirst) = (uint64(block.timestamp + lastsS), seed % 2 == 0);
        lock.counterExpiresAt = lock.isClaimedFirst ? lock.expiresAt + LOCKS.marginS() : lock.expiresAt - LOCKS.marginS();
        _locks.push(known);
    }

    /// @param end What the call may lead to, beside what was.
    function _call(uint256 index, address by, bytes memory order, IHashTimeLock.LockState end) private returns (bool ok) {
        (ok,) = _try(by, address(LOCKS), order);
        Known storage known = _locks[index];
        (IHashTimeLock.LockState before, IHashTimeLock.LockState state) = (known.state, LOCKS.stateOf(known.lock.uetr));
        known.state = state;
        Draft memory draft = known.draft;
        bool isHeldBack = end == IHashTimeLock.LockState.Delivered && state == IHashTimeLock.LockState.Claimed;
        GHOSTS.expect(state == before || state == end || isHeldBack, "X: a call led where it may not");
        _account(draft, before, state);
        bool isHeld = _isHeld(WORLD.country(draft.country).money, address(LOCKS));
        GHOSTS.expect(isHeld, "X: money moved that a lock does not say");
        _expectCounted(draft, "X: money moved that a lock does not say");
    }

    /// @dev What counts against the payer counts when it is locked, and for good.
    function _account(Draft memory draft, IHashTimeLock.LockState before, IHashTimeLock.LockState state) private {
        if (state == before) return;
        if (before == IHashTimeLock.LockState.None) {
            _counted(draft);
            _paidIn(draft, address(LOCKS));
        } else if (!_isInEscrow(before)) {
            GHOSTS.expect(false, "X: a lock was paid out twice");
        } else if (state == IHashTimeLock.LockState.Delivered) {
            _paidOut(draft, address(LOCKS));
        } else if (state == IHashTimeLock.LockState.Refunded) {
            _paidBack(draft, address(LOCKS));
        }
    }

    /// @return isAny Whether there is one.
    /// @return index Of one of the last, mostly of one that is open where there is.
    function _recent(uint256 which) private view returns (bool isAny, uint256 index) {
        uint256 count = _locks.length;
        if (count == 0) return (false, 0);
        uint256 last = _min(count, RECENT);
        index = count - 1 - which % last;
        for (uint256 i = 0; which / 8 % 4 != 0 && i < last; ++i) {
            if (_locks[index].state == IHashTimeLock.LockState.Open) return (true, index);
            index = count - 1 - (which % last + i) % last;
        }
        return (true, index);
    }

    /// @return isAny Whether there is one.
    /// @return index Of one that is claimed and not delivered, where there is; else of one of the last.
    function _claimedOr(uint256 which) private view returns (bool isAny, uint256 index) {
        for (index = 0; index < _locks.length; ++index) {
            if (_locks[index].state == IHashTimeLock.LockState.Claimed) return (true, index);
        }
        return _recent(which);
    }

    function _isInEscrow(IHashTimeLock.LockState state) private pure returns (bool) {
        return state == IHashTimeLock.LockState.Open || state == IHashTimeLock.LockState.Claimed;
    }
}
