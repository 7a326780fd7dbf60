// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Uetr} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {Settlements} from "../support/Settlements.sol";
import {World} from "../support/World.sol";
import {LegHandler} from "./LegHandler.sol";

/// @title Every obligation, every cycle and the positions of the day, worked out from the acts alone
abstract contract QueueBooks is LegHandler {
    /// @param cycle Its number, zero for none.
    /// @param isSourced Whether a system contract queued it.
    struct Known {
        Uetr uetr;
        uint256 country;
        address payer;
        address payee;
        uint256 amountMinor;
        uint256 expiresAt;
        uint256 cycle;
        bool isSourced;
        ILiquidityQueue.ObligationState state;
    }

    struct Cycle {
        uint256 endsAt;
        ILiquidityQueue.CycleState state;
    }

    /// @dev What `a` has to pay all others, less what it gets.
    struct Net {
        address a;
        int256 debitMinor;
    }

    /// @dev One fewer in the second country.
    uint256 private constant MEMBERS_MAX = 3;

    ILiquidityQueue internal immutable QUEUE;

    Known[] internal _queued;
    mapping(uint256 country => Cycle[]) internal _cycles;
    mapping(uint256 country => bool) internal _isDeferred;
    /// @dev One higher, zero for none; towards nobody: towards all.
    mapping(uint256 country => mapping(address member => mapping(address payee => uint256))) internal _limit;
    mapping(uint256 day => mapping(uint256 country => mapping(address a => mapping(address b => int256)))) private _net;

    constructor(Ghosts ghosts, Settlements settlements) LegHandler(ghosts, settlements) {
        QUEUE = settlements.QUEUE();
    }

    function audit() external view override returns (string memory) {
        for (uint256 i = 0; i < _queued.length; ++i) {
            if (QUEUE.stateOf(_queued[i].uetr) != _stateOf(i)) return "Y: an obligation is not where it was led";
        }
        for (uint256 i = 0; i < WORLD.COUNTRIES(); ++i) {
            World.Country memory country = WORLD.country(i);
            IMoney money = country.money;
            if (money.balanceOf(address(QUEUE)) != GHOSTS.givenMinor(money, address(QUEUE))) {
                return "Z: a batch left money in the queue, or took it from there";
            }
            int256 sumMinor = 0;
            for (uint256 j = 0; j < (i == 1 ? MEMBERS_MAX - 1 : MEMBERS_MAX); ++j) {
                address member = _institution(i, j);
                int256 netMinor = QUEUE.multilateralPositionOf(country.currency, member);
                if (netMinor != _netToday(i, member, address(0))) return "Z: a position is not what was settled";
                sumMinor += netMinor;
            }
            if (sumMinor != 0) return "Z: the positions do not sum to zero";
        }
        return "";
    }

    /// @return Where an obligation has to be now.
    function _stateOf(uint256 index) internal view returns (ILiquidityQueue.ObligationState) {
        Known storage known = _queued[index];
        if (known.cycle == 0) {
            bool isOver = _waits(known.state) && block.timestamp > known.expiresAt;
            return isOver ? ILiquidityQueue.ObligationState.Expired : known.state;
        }
        Cycle storage cycle = _cycles[known.country][known.cycle - 1];
        if (cycle.state == ILiquidityQueue.CycleState.Settled) return ILiquidityQueue.ObligationState.Settled;
        if (cycle.state == ILiquidityQueue.CycleState.Abandoned) return ILiquidityQueue.ObligationState.Cancelled;
        return block.timestamp > cycle.endsAt
            ? ILiquidityQueue.ObligationState.Expired
            : ILiquidityQueue.ObligationState.Queued;
    }

    /// @return number Of the open cycle, zero for none.
    function _openCycle(uint256 country) internal view returns (uint256 number) {
        number = _cycles[country].length;
        if (number == 0) return 0;
        Cycle storage cycle = _cycles[country][number - 1];
        if (cycle.state != ILiquidityQueue.CycleState.Open || block.timestamp > cycle.endsAt) return 0;
    }

    /// @param chosen Indices of obligations.
    /// @return nets The net debit of each member, in the order of `_institution`.
    function _netsOf(uint256 country, uint256[] memory chosen) internal view returns (Net[] memory nets) {
        nets = new Net[](country == 1 ? MEMBERS_MAX - 1 : MEMBERS_MAX);
        for (uint256 i = 0; i < nets.length; ++i) {
            nets[i].a = _institution(country, i);
            nets[i].debitMinor = _debitOf(chosen, nets[i].a, address(0));
        }
    }

    /// @return Whether the limits and the standing of all concerned, and the money of who pays, let the nets settle.
    function _isCovered(uint256 country, uint256[] memory chosen, bool isLimited) internal view returns (bool) {
        IMoney money = WORLD.country(country).money;
        if (GHOSTS.isPaused(money)) return false;
        Net[] memory nets = _netsOf(country, chosen);
        for (uint256 i = 0; i < nets.length; ++i) {
            (address a, int256 debitMinor) = (nets[i].a, nets[i].debitMinor);
            if (!_isConcerned(chosen, a)) continue;
            if (GHOSTS.isSuspendedIn(a, country)) return false;
            if (debitMinor > 0 && GHOSTS.freeMinor(money, a) < uint256(debitMinor)) return false;
            if (!isLimited) continue;
            if (_exceeds(country, a, address(0), debitMinor)) return false;
            for (uint256 j = 0; j < nets.length; ++j) {
                if (i != j && _exceeds(country, a, nets[j].a, _debitOf(chosen, a, nets[j].a))) return false;
            }
        }
        return true;
    }

    /// @dev Who pays pays into the queue, and who is paid is paid out of it.
    function _settleNets(uint256 country, uint256[] memory chosen, bool isCounted) internal {
        Net[] memory nets = _netsOf(country, chosen);
        int256 sumMinor = 0;
        for (uint256 i = 0; i < nets.length; ++i) {
            sumMinor += nets[i].debitMinor;
            if (nets[i].debitMinor > 0) {
                _moved(country, nets[i].a, address(QUEUE), uint256(nets[i].debitMinor));
            }
        }
        GHOSTS.expect(sumMinor == 0, "Z: the nets of a batch do not sum to zero");
        IMoney money = WORLD.country(country).money;
        for (uint256 i = 0; i < nets.length; ++i) {
            if (nets[i].debitMinor < 0) _moved(country, address(QUEUE), nets[i].a, uint256(-nets[i].debitMinor));
        }
        for (uint256 i = 0; i < nets.length; ++i) {
            GHOSTS.expect(_isHeld(money, nets[i].a), "Z: a bank's net is not what moved");
            if (!isCounted) continue;
            _addNet(country, nets[i].a, address(0), nets[i].debitMinor);
            for (uint256 j = 0; j < nets.length; ++j) {
                if (i != j) _addNet(country, nets[i].a, nets[j].a, _debitOf(chosen, nets[i].a, nets[j].a));
            }
        }
        GHOSTS.expect(_isHeld(money, address(QUEUE)), "Z: a batch left money in the queue, or took it from there");
    }

    /// @return Whether one more debit takes the cycle beyond a limit of its payer's or its payer's pair.
    function _exceedsInCycle(Known memory known, uint256 cycle) internal view returns (bool) {
        uint256[] memory chosen = _inCycle(known.country, cycle);
        return _isBeyond(known, chosen, address(0)) || _isBeyond(known, chosen, known.payee);
    }

    /// @return chosen Indices of all obligations of a cycle.
    function _inCycle(uint256 country, uint256 cycle) internal view returns (uint256[] memory chosen) {
        chosen = new uint256[](_queued.length);
        uint256 count = 0;
        for (uint256 i = 0; cycle != 0 && i < chosen.length; ++i) {
            if (_queued[i].cycle == cycle && _queued[i].country == country) chosen[count++] = i;
        }
        assembly ("memory-safe") {
            mstore(chosen, count)
        }
    }

    function _waits(ILiquidityQueue.ObligationState state) internal pure returns (bool) {
        return state == ILiquidityQueue.ObligationState.Queued || state == ILiquidityQueue.ObligationState.Held;
    }

    function _addNet(uint256 country, address a, address b, int256 debitMinor) private {
        _net[block.timestamp / 1 days][country][a][b] += debitMinor;
    }

    function _netToday(uint256 country, address a, address b) private view returns (int256) {
        return _net[block.timestamp / 1 days][country][a][b];
    }

    function _exceeds(uint256 country, address a, address b, int256 debitMinor) private view returns (bool) {
        uint256 kept = _limit[country][a][b];
        return kept != 0 && debitMinor > 0 && _netToday(country, a, b) + debitMinor > int256(kept - 1);
    }

    function _isBeyond(Known memory known, uint256[] memory chosen, address towards) private view returns (bool) {
        uint256 kept = _limit[known.country][known.payer][towards];
        int256 laterMinor = _debitOf(chosen, known.payer, towards) + int256(known.amountMinor);
        return kept != 0 && laterMinor > int256(kept - 1);
    }

    /// @param b Nobody for all.
    /// @return debitMinor What `a` pays `b` by these obligations, less what it gets.
    function _debitOf(uint256[] memory chosen, address a, address b) private view returns (int256 debitMinor) {
        for (uint256 i = 0; i < chosen.length; ++i) {
            Known storage known = _queued[chosen[i]];
            if (known.payer == a && (b == address(0) || known.payee == b)) debitMinor += int256(known.amountMinor);
            if (known.payee == a && (b == address(0) || known.payer == b)) debitMinor -= int256(known.amountMinor);
        }
    }

    function _isConcerned(uint256[] memory chosen, address member) private view returns (bool) {
        for (uint256 i = 0; i < chosen.length; ++i) {
            if (_queued[chosen[i]].payer == member || _queued[chosen[i]].payee == member) return true;
        }
        return false;
    }
}
