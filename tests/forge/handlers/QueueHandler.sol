// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {RefusalCode, Uetr} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {actor} from "../support/Keys.sol";
import {Settlements} from "../support/Settlements.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {QueueBooks} from "./QueueBooks.sol";

/// @title Obligations between banks: queued, put aside, taken up, withdrawn, and settled alone, in batches or in cycles
contract QueueHandler is QueueBooks {
    uint256 private constant RECENT = 10;
    uint256 private constant BATCH_MAX = 12;

    address private immutable ATTACKER = actor("ATTACKER");

    constructor(Ghosts ghosts, Settlements settlements) QueueBooks(ghosts, settlements) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](11);
        (all[0], all[1], all[2]) = (this.queue.selector, this.queueAgain.selector, this.holdOrRelease.selector);
        (all[3], all[4], all[5]) = (this.cancel.selector, this.expire.selector, this.settle.selector);
        (all[6], all[7], all[8]) = (this.settleBatch.selector, this.settleAnotherBatch.selector, this.setLimit.selector);
        (all[9], all[10]) = (this.setMode.selector, this.endCycle.selector);
    }

    function queue(uint256 seed, uint256 lastsS, uint256 amountMinor) public {
        Known memory known;
        known.country = seed % 5 == 0 ? 1 : 0;
        (seed, known.isSourced) = (seed / 80, seed / 5 % 8 == 0);
        known.payer = _institution(known.country, seed);
        known.payee = _institution(known.country, seed + 1 + (known.country == 0 ? seed / 3 % 2 : 0));
        known.amountMinor = bound(amountMinor, 1, seed / 6 % 8 == 0 ? 60_000_000 : 1_500_000);
        (known.uetr, known.state) = (GHOSTS.newUetr(), ILiquidityQueue.ObligationState.Queued);
        bool isDeferred = _isDeferred[known.country];
        known.expiresAt = block.timestamp + (isDeferred ? bound(lastsS, 1 days, 3 days) : bound(lastsS, 0, 4 days));
        uint256 cycle = isDeferred ? _openCycle(known.country) : 0;
        bool isAllowed = !GHOSTS.isSuspendedIn(known.payer, known.country)
            && !GHOSTS.isSuspendedIn(known.payee, known.country) && !GHOSTS.isPaused(WORLD.country(known.country).money);
        if (isDeferred && _exceedsInCycle(known, cycle)) isAllowed = false;
        (bool ok, bytes memory answer) = _send(known);
        bool isQueued =
            ok && abi.decode(answer, (ILiquidityQueue.QueueOutcome)) == ILiquidityQueue.QueueOutcome.Queued;
        GHOSTS.expect(isQueued == isAllowed, "Y: an obligation was queued, or not, against the rules");
        if (!isQueued) return GHOSTS.did("refusedAnObligation");
        if (isDeferred && cycle == 0) {
            _cycles[known.country].push(Cycle(block.timestamp + 1 days - 1, ILiquidityQueue.CycleState.Open));
            cycle = _cycles[known.country].length;
        }
        known.cycle = cycle;
        _queued.push(known);
        GHOSTS.did(isDeferred ? bytes32("queuedInACycle") : bytes32("queued"));
    }

    /// @dev Another one; or one in four times one that is known, with its amount or another one.
    function queueAgain(uint256 seed, uint256 lastsS, uint256 amountMinor) external {
        (bool isAny, uint256 index) = _recent(seed / 8);
        if (!isAny || seed % 4 != 0) return queue(seed / 8, lastsS, amountMinor);
        Known memory known = _queued[index];
        bool isSame = seed / 4 % 2 == 0;
        if (!isSame) known.amountMinor += 1;
        (bool ok, bytes memory answer) = _send(known);
        if (!ok) return GHOSTS.expect(!isSame, "Y: the same obligation again failed");
        ILiquidityQueue.QueueOutcome outcome = abi.decode(answer, (ILiquidityQueue.QueueOutcome));
        bool isExisting = outcome == ILiquidityQueue.QueueOutcome.Exists;
        GHOSTS.expect(isSame == isExisting, "Y: an obligation exists, or not, against the rules");
        GHOSTS.expect(outcome != ILiquidityQueue.QueueOutcome.Queued, "Y: a UETR was queued twice");
        GHOSTS.did(isSame ? bytes32("queuedAgain") : bytes32("queuedOtherwise"));
    }

    /// @dev Or another priority.
    function holdOrRelease(uint256 which, uint256 how) external {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny) return;
        Known storage known = _queued[index];
        ILiquidityQueue.ObligationState state = _stateOf(index);
        address by = how / 3 % 8 == 7 ? ATTACKER : known.payer;
        bool isAllowed = by == known.payer && known.cycle == 0;
        if (how % 3 == 0) {
            isAllowed = isAllowed && state == ILiquidityQueue.ObligationState.Queued;
            if (!_act(index, by, abi.encodeCall(ILiquidityQueue.hold, (known.uetr)), isAllowed)) return;
            known.state = ILiquidityQueue.ObligationState.Held;
            GHOSTS.did("putAside");
        } else if (how % 3 == 1) {
            isAllowed = isAllowed && state == ILiquidityQueue.ObligationState.Held;
            if (!_act(index, by, abi.encodeCall(ILiquidityQueue.release, (known.uetr)), isAllowed)) return;
            known.state = ILiquidityQueue.ObligationState.Queued;
            GHOSTS.did("takenUp");
        } else {
            bytes memory order = abi.encodeCall(ILiquidityQueue.reprioritise, (known.uetr, uint8(how / 3)));
            if (_act(index, by, order, isAllowed && _waits(state))) GHOSTS.did("reprioritised");
        }
    }

    function cancel(uint256 which, uint256 who) external {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny || who % 2 == 0) return;
        Known storage known = _queued[index];
        address source = known.isSourced ? address(WORLD.engine()) : known.payer;
        address by = who / 2 % 4 == 0 ? known.payer : who / 2 % 4 == 1 ? known.payee : source;
        bool isAllowed = by == source && known.cycle == 0 && _waits(_stateOf(index));
        if (!_act(index, by, abi.encodeCall(ILiquidityQueue.cancel, (known.uetr)), isAllowed)) return;
        known.state = ILiquidityQueue.ObligationState.Cancelled;
        GHOSTS.did("cancelledObligation");
    }

    function expire(uint256 which, uint256 seed) external {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny) return;
        Known storage known = _queued[index];
        _approach(known.expiresAt + 1, seed);
        bool isAllowed = known.cycle == 0 && _waits(known.state) && block.timestamp > known.expiresAt;
        if (!_act(index, ATTACKER, abi.encodeCall(ILiquidityQueue.expire, (known.uetr)), isAllowed)) return;
        known.state = ILiquidityQueue.ObligationState.Expired;
        GHOSTS.did("expiredObligation");
    }

    function settle(uint256 which, uint256 who) external {
        (bool isAny, uint256 index) = _recent(which);
        if (!isAny) return;
        Known storage known = _queued[index];
        _approach(known.expiresAt + 1, who / 8);
        address by = who % 8 == 7 ? known.payee : who % 8 == 6 ? WORLD.country(known.country).centralBank : known.payer;
        bool isSettled = _settle(by, known.country, abi.encodeCall(ILiquidityQueue.settle, (known.uetr)), _alone(index));
        if (!isSettled) return;
        GHOSTS.expect(by != known.payee, "Y: a payee settled what it is owed");
        GHOSTS.did("settledAlone");
    }

    /// @dev Some of what waits, at random; seldom with one that does not, or one of another currency.
    function settleBatch(uint256 seed, uint256 which) public {
        uint256 country = seed % 8 == 0 ? 1 : 0;
        uint256[] memory chosen = _choose(country, which, seed / 8 % 8 == 0);
        if (chosen.length == 0) return;
        Uetr[] memory uetrs = new Uetr[](chosen.length);
        for (uint256 i = 0; i < chosen.length; ++i) {
            uetrs[i] = _queued[chosen[i]].uetr;
        }
        bytes memory order = abi.encodeCall(ILiquidityQueue.settleBatch, (WORLD.country(country).currency, uetrs));
        bool isSettled = _settle(_institution(country, seed / 64), country, order, chosen);
        if (isSettled) GHOSTS.did(chosen.length == 1 ? bytes32("settledABatchOfOne") : bytes32("settledABatch"));
    }

    /// @dev What a queue is for, hence twice.
    function settleAnotherBatch(uint256 seed, uint256 which) external {
        settleBatch(seed, which);
    }

    function setLimit(uint256 seed, uint256 limitMinor) external {
        uint256 country = seed % 5 == 0 ? 1 : 0;
        address member = _institution(country, seed / 5);
        if (GHOSTS.isSuspendedIn(member, country)) return;
        bool isNone = seed / 15 % 3 != 0;
        limitMinor = isNone ? type(uint256).max : bound(limitMinor, 0, 4_000_000);
        address payee = _institution(country, seed / 5 + 1);
        bool isBilateral = seed / 45 % 2 == 0 && !GHOSTS.isSuspendedIn(payee, country);
        bytes memory order = isBilateral
            ? abi.encodeCall(ILiquidityQueue.setBilateralLimit, (WORLD.country(country).currency, payee, limitMinor))
            : abi.encodeCall(ILiquidityQueue.setMultilateralLimit, (WORLD.country(country).currency, limitMinor));
        _do(member, address(QUEUE), order);
        _limit[country][member][isBilateral ? payee : address(0)] = isNone ? 0 : limitMinor + 1;
        if (!isNone) GHOSTS.did(isBilateral ? bytes32("limitedAPair") : bytes32("limitedAMember"));
    }

    /// @dev Deferred for a while, then gross again.
    function setMode(uint256 seed) external {
        uint256 country = seed % 5 == 0 ? 1 : 0;
        bool isDeferred = _isDeferred[country];
        if (seed / 5 % 4 == 0) return;
        World.Country memory here = WORLD.country(country);
        ILiquidityQueue.QueueMode mode =
            isDeferred ? ILiquidityQueue.QueueMode.Gross : ILiquidityQueue.QueueMode.Deferred;
        _do(here.centralBank, address(QUEUE), abi.encodeCall(ILiquidityQueue.setMode, (here.currency, mode)));
        _isDeferred[country] = !isDeferred;
        GHOSTS.did("setMode");
    }

    /// @dev Closed in time, at its last second or too late; one in four times abandoned.
    function endCycle(uint256 seed) external {
        uint256 country = seed % 5 == 0 ? 1 : 0;
        World.Country memory here = WORLD.country(country);
        uint256 cycle = _openCycle(country);
        if (cycle != 0) _approach(_cycles[country][cycle - 1].endsAt + 1, seed / 5);
        cycle = _openCycle(country);
        bool isAbandoned = seed / 30 % 4 == 0;
        bytes memory order = isAbandoned
            ? abi.encodeCall(ILiquidityQueue.abandonCycle, (here.currency))
            : abi.encodeCall(ILiquidityQueue.closeCycle, (here.currency));
        uint256[] memory chosen = _inCycle(country, cycle);
        bool isCovered = _isCovered(country, chosen, false);
        (bool ok, bytes memory answer) = _try(here.centralBank, address(QUEUE), order);
        GHOSTS.expect(ok == (cycle != 0) || _isFrozen(country), "Z: a cycle ended, or not, against the rules");
        if (!ok || cycle == 0) return;
        if (isAbandoned) {
            _cycles[country][cycle - 1].state = ILiquidityQueue.CycleState.Abandoned;
            return GHOSTS.did("abandonedACycle");
        }
        bool isSettled = abi.decode(answer, (bool));
        GHOSTS.expect(isSettled == isCovered, "Z: a cycle was closed, or not, that its banks could not, or could, pay");
        if (!isSettled) return GHOSTS.did("refusedACycle");
        _cycles[country][cycle - 1].state = ILiquidityQueue.CycleState.Settled;
        _settleNets(country, chosen, false);
        GHOSTS.did("closedACycle");
    }

    /// @return isSettled Whether these obligations settled: then each was queued and its UETR settles for the only time.
    function _settle(address by, uint256 country, bytes memory order, uint256[] memory chosen)
        private
        returns (bool isSettled)
    {
        bool isQueued = true;
        for (uint256 i = 0; i < chosen.length; ++i) {
            bool isOne = _stateOf(chosen[i]) == ILiquidityQueue.ObligationState.Queued;
            isQueued = isQueued && isOne && _queued[chosen[i]].cycle == 0;
        }
        bool isCovered = _isCovered(country, chosen, true);
        (bool ok, bytes memory answer) = _try(by, address(QUEUE), order);
        isSettled = ok && abi.decode(answer, (bool));
        GHOSTS.expect(isQueued || !isSettled, "Y: settled what is not queued");
        GHOSTS.expect(isCovered || !isSettled, "Z: settled beyond money, limits or standing");
        bool isMet = by != _queued[chosen[0]].payee && !GHOSTS.isSuspendedIn(by, country) && !_isFrozen(country);
        GHOSTS.expect(isSettled || !isMet || !isQueued || !isCovered, "Z: refused what could settle");
        GHOSTS.expect(ok || !isMet || !isQueued, "Z: what cannot settle failed, and was not refused");
        if (!isSettled) {
            if (ok) GHOSTS.did(isCovered ? bytes32("refusedNotQueued") : bytes32("refusedNotCovered"));
            return false;
        }
        for (uint256 i = 0; i < chosen.length; ++i) {
            _queued[chosen[i]].state = ILiquidityQueue.ObligationState.Settled;
        }
        _settleNets(country, chosen, true);
    }

    function _send(Known memory known) private returns (bool ok, bytes memory answer) {
        World.Country memory here = WORLD.country(known.country);
        uint64 expiresAt = uint64(known.expiresAt);
        bytes memory order = known.isSourced
            ? abi.encodeCall(
                ILiquidityQueue.queueFor,
                (known.payer, known.uetr, known.payee, here.currency, known.amountMinor, 5, expiresAt)
            )
            : abi.encodeCall(
                ILiquidityQueue.queue, (known.uetr, known.payee, here.currency, known.amountMinor, 5, expiresAt)
            );
        return _try(known.isSourced ? address(WORLD.engine()) : known.payer, address(QUEUE), order);
    }

    function _act(uint256 index, address by, bytes memory order, bool isAllowed) private returns (bool ok) {
        (ok,) = _try(by, address(QUEUE), order);
        GHOSTS.expect(ok == isAllowed, "Y: an obligation was led, or not, against the rules");
        ILiquidityQueue.ObligationState state = QUEUE.stateOf(_queued[index].uetr);
        GHOSTS.expect(ok || state == _stateOf(index), "Y: a failed call moved an obligation");
    }

    /// @return chosen Each obligation that may settle with probability one half, and seldom one that may not; all of
    ///         one currency and of no cycle.
    function _choose(uint256 country, uint256 which, bool isCareless) private view returns (uint256[] memory chosen) {
        chosen = new uint256[](BATCH_MAX);
        uint256 count = 0;
        for (uint256 i = 0; i < _queued.length && count < BATCH_MAX; ++i) {
            if (_queued[i].country != country || _queued[i].cycle != 0 || (which >> (i % 200)) & 1 == 0) continue;
            bool isQueued = _stateOf(i) == ILiquidityQueue.ObligationState.Queued;
            if (isQueued || (isCareless && (which >> (i % 200 + 50)) & 3 == 0)) chosen[count++] = i;
        }
        assembly ("memory-safe") {
            mstore(chosen, count)
        }
    }

    /// @return Whether the queue itself may not pay out what it is paid.
    function _isFrozen(uint256 country) private view returns (bool) {
        return GHOSTS.frozenMinor(WORLD.country(country).money, address(QUEUE)) != 0;
    }

    function _alone(uint256 index) private pure returns (uint256[] memory chosen) {
        chosen = new uint256[](1);
        chosen[0] = index;
    }

    /// @return isAny Whether there is one.
    /// @return index Of one of the last, mostly of one that waits where there is.
    function _recent(uint256 which) private view returns (bool isAny, uint256 index) {
        uint256 count = _queued.length;
        if (count == 0) return (false, 0);
        uint256 last = _min(count, RECENT);
        index = count - 1 - which % last;
        for (uint256 i = 0; which / 16 % 4 != 0 && i < last; ++i) {
            if (_queued[index].cycle == 0 && _waits(_stateOf(index))) return (true, index);
            index = count - 1 - (which % last + i) % last;
        }
        return (true, index);
    }
}
