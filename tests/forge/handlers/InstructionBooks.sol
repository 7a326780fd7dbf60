// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {Settlements} from "../support/Settlements.sol";
import {LegHandler} from "./LegHandler.sol";

/// @title Where every instruction is, who approved it and whose reserve is in escrow: what was done, and what may follow
abstract contract InstructionBooks is LegHandler {
    enum State {
        None,
        Open,
        Settled,
        Cancelled,
        Expired
    }

    /// @dev terms and drafts: encoded, because an array of structures can't be stored as it is.
    struct Deal {
        bytes terms;
        bytes drafts;
        State state;
        uint32 approvals;
        uint32 paidIn;
        uint8 proposer;
    }

    /// @dev A deal in memory.
    struct Case {
        uint256 index;
        IAtomicSettlement.Instruction terms;
        Draft[] drafts;
        bytes32 hash;
    }

    uint256 private constant RECENT = 6;

    IAtomicSettlement internal immutable ATOMIC;

    Deal[] internal _deals;

    constructor(Ghosts ghosts, Settlements settlements) LegHandler(ghosts, settlements) {
        ATOMIC = settlements.ATOMIC();
    }

    function audit() external view override returns (string memory) {
        uint256[] memory owedMinor = new uint256[](WORLD.COUNTRIES());
        for (uint256 i = 0; i < _deals.length; ++i) {
            Case memory known = _case(i);
            (IAtomicSettlement.InstructionState state,,) = ATOMIC.instructionOf(known.terms.uetr);
            if (uint8(state) != uint8(_deals[i].state)) return "W: an instruction is not where it was led";
            for (uint256 j = 0; j < known.drafts.length; ++j) {
                if (!_isIn(_deals[i].paidIn, known.terms.legs[j].payer)) continue;
                owedMinor[known.drafts[j].country] += known.drafts[j].amountMinor;
            }
        }
        for (uint256 i = 0; i < owedMinor.length; ++i) {
            IMoney money = WORLD.country(i).money;
            uint256 givenMinor = GHOSTS.givenMinor(money, address(ATOMIC));
            if (money.balanceOf(address(ATOMIC)) != owedMinor[i] + givenMinor) {
                return "W: what is in escrow is not what was reserved";
            }
        }
        return "";
    }

    function _keep(Case memory known) internal {
        known.index = _deals.length;
        _deals.push();
        (_deals[known.index].terms, _deals[known.index].drafts) = (abi.encode(known.terms), abi.encode(known.drafts));
    }

    /// @return isAny Whether there is one.
    /// @return known One of the last, mostly one that is open where there is.
    function _recent(uint256 which) internal view returns (bool isAny, Case memory known) {
        uint256 count = _deals.length;
        if (count == 0) return (false, known);
        uint256 last = _min(count, RECENT);
        uint256 index = count - 1 - which % last;
        for (uint256 i = 0; which / 8 % 4 != 0 && i < last && _deals[index].state != State.Open; ++i) {
            index = count - 1 - (which % last + i) % last;
        }
        return (true, _case(index));
    }

    /// @return isAny Whether there is one.
    /// @return known One with somebody's reserve where there is, else one of the last.
    function _owing(uint256 which) internal view returns (bool isAny, Case memory known) {
        uint256 count = _deals.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = (which % count + i) % count;
            if (_deals[index].paidIn != 0) return (true, _case(index));
        }
        return _recent(which);
    }

    /// @return isAny Whether there is one.
    /// @return known One that all have approved and that is open, where there is; else one of the last.
    function _held(uint256 which) internal view returns (bool isAny, Case memory known) {
        for (uint256 i = _deals.length; i > 0 && which % 4 != 0; --i) {
            if (_deals[i - 1].state != State.Open) continue;
            known = _case(i - 1);
            if (_isByAll(known)) return (true, known);
        }
        return _recent(which);
    }

    function _isLate(Case memory known) internal view returns (bool) {
        return block.timestamp > known.terms.expiresAt;
    }

    function _isByAll(Case memory known) internal view returns (bool) {
        return _deals[known.index].approvals == (1 << known.terms.parties.length) - 1;
    }

    /// @param end What the call may lead to, beside what was.
    function _call(Case memory known, address by, bytes memory order, State end) internal returns (bool ok) {
        (ok,) = _try(by, address(ATOMIC), order);
        Deal storage deal = _deals[known.index];
        (IAtomicSettlement.InstructionState now_, uint32 approvals,) = ATOMIC.instructionOf(known.terms.uetr);
        (State before, State state) = (deal.state, State(uint8(now_)));
        GHOSTS.expect(state == before || state == State.Open || state == end, "W: a call led where it may not");
        GHOSTS.expect(before < State.Settled || state == before, "W: an instruction ended twice");
        deal.state = state;
        if (before < State.Settled) _follow(known, before, approvals);
        else _followEnded(known, approvals);
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            _expectCounted(known.drafts[i], "W: some legs moved and some did not");
            IMoney money = WORLD.country(known.drafts[i].country).money;
            GHOSTS.expect(_isHeld(money, address(ATOMIC)), "W: some reserves moved and some did not");
        }
    }

    /// @dev Of one that was open or new.
    function _follow(Case memory known, State before, uint32 approvals) private {
        Deal storage deal = _deals[known.index];
        State state = deal.state;
        if (state == State.Open || (before == State.Open && state == State.Settled)) _approved(known, approvals);
        if (state == State.Settled) _settled(known, before);
        if (state < State.Cancelled) return;
        GHOSTS.expect(_isLate(known) == (state == State.Expired), "W: cancelled too late, or expired too early");
        if (known.terms.reserves) _returned(known, deal.approvals & approvals);
    }

    /// @dev Of one that had ended: nothing but what `reclaim` gives back.
    function _followEnded(Case memory known, uint32 approvals) private {
        Deal storage deal = _deals[known.index];
        if (deal.state == State.Settled || !known.terms.reserves) return;
        GHOSTS.expect(approvals & ~deal.paidIn == 0, "W: a reserve came back to what had ended");
        _returned(known, approvals);
    }

    /// @dev What is new is paid in, where the instruction reserves.
    function _approved(Case memory known, uint32 approvals) private {
        Deal storage deal = _deals[known.index];
        uint32 added = approvals & ~deal.approvals;
        GHOSTS.expect(added == 0 || !_isLate(known), "W: approved after the last second");
        if (known.terms.reserves) {
            GHOSTS.expect(deal.approvals & ~approvals == 0, "W: an approval with its reserve was taken back");
            for (uint8 party = 0; party < known.terms.parties.length; ++party) {
                if (!_isIn(added, party)) continue;
                for (uint256 i = 0; i < known.drafts.length; ++i) {
                    if (known.terms.legs[i].payer == party) _paidIn(known.drafts[i], address(ATOMIC));
                }
            }
            deal.paidIn |= added;
        }
        deal.approvals = approvals;
    }

    function _settled(Case memory known, State before) private {
        Deal storage deal = _deals[known.index];
        GHOSTS.expect(!_isLate(known), "W: settled after the last second");
        GHOSTS.expect(before == State.None || _isByAll(known), "W: settled without everybody's approval");
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            if (!_isIn(deal.paidIn, known.terms.legs[i].payer)) {
                _paid(known.drafts[i]);
                continue;
            }
            _counted(known.drafts[i]);
            _paidOut(known.drafts[i], address(ATOMIC));
        }
        deal.paidIn = 0;
    }

    /// @param left Whose reserve is still in escrow.
    function _returned(Case memory known, uint32 left) private {
        Deal storage deal = _deals[known.index];
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            uint8 payer = known.terms.legs[i].payer;
            if (_isIn(deal.paidIn, payer) && !_isIn(left, payer)) _paidBack(known.drafts[i], address(ATOMIC));
        }
        deal.paidIn = left & deal.paidIn;
        if (deal.paidIn != 0) GHOSTS.did("reserveHeld");
    }

    function _case(uint256 index) private view returns (Case memory known) {
        Deal storage deal = _deals[index];
        known.index = index;
        known.terms = abi.decode(deal.terms, (IAtomicSettlement.Instruction));
        known.drafts = abi.decode(deal.drafts, (Draft[]));
        known.hash = ATOMIC.hashInstruction(known.terms);
    }

    function _isIn(uint32 parties, uint8 party) private pure returns (bool) {
        return (parties >> party) & 1 == 1;
    }
}
