// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Purpose} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {actor, signWith} from "../support/Keys.sol";
import {Settlements} from "../support/Settlements.sol";
import {World} from "../support/World.sol";
import {InstructionBooks} from "./InstructionBooks.sol";

/// @title Instructions of one to four legs, in one step, in two, and with reserve; and who spoils them
contract InstructionHandler is InstructionBooks {
    address private immutable ATTACKER = actor("ATTACKER");

    constructor(Ghosts ghosts, Settlements settlements) InstructionBooks(ghosts, settlements) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](10);
        (all[0], all[1], all[2]) = (this.propose.selector, this.approve.selector, this.approveForAll.selector);
        (all[3], all[4], all[5]) = (this.withdrawApproval.selector, this.execute.selector, this.cancel.selector);
        (all[6], all[7], all[8]) = (this.expire.selector, this.reclaim.selector, this.settleAtOnce.selector);
        all[9] = this.drain.selector;
    }

    function propose(uint256 seed, uint256 legs, uint256 amountMinor) external {
        Case memory known = _write(seed, legs, amountMinor);
        uint8 party = uint8(seed / 4 % known.terms.parties.length);
        _deals[known.index].proposer = party;
        bytes memory order =
            abi.encodeCall(IAtomicSettlement.propose, (known.terms, _approval(known, party, seed % 2 == 0)));
        bool ok = _call(known, known.terms.parties[party], order, State.Open);
        GHOSTS.expect(ok, "W: a proposal failed");
        bool isOpen = _deals[known.index].state == State.Open;
        if (isOpen) GHOSTS.did(known.terms.reserves ? bytes32("proposedWithReserve") : bytes32("proposed"));
        else GHOSTS.did("refusedAProposal");
    }

    /// @dev For one party, at times one that has approved already; another content under the same UETR is not approved.
    function approve(uint256 which, uint256 who) external {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        _approach(known.terms.expiresAt + 1, who);
        if (who % 8 == 7) return _tamper(known);
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](1);
        uint8 party = uint8(who / 8 % known.terms.parties.length);
        approvals[0] = _approval(known, party, who % 2 == 0);
        _approve(known, known.terms.parties[party], approvals);
    }

    /// @dev For everybody who has not: the commonest act.
    function approveForAll(uint256 which, uint256 who) public {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        _approach(known.terms.expiresAt + 1, who);
        uint32 given = _deals[known.index].approvals;
        uint256 count = known.terms.parties.length;
        uint256 missing = 0;
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](count);
        for (uint8 i = 0; i < count; ++i) {
            if ((given >> i) & 1 == 0) approvals[missing++] = _approval(known, i, true);
        }
        assembly ("memory-safe") {
            mstore(approvals, missing)
        }
        _approve(known, ATTACKER, approvals);
    }

    function withdrawApproval(uint256 which, uint256 who) external {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        Deal storage deal = _deals[known.index];
        uint8 party = uint8(who % known.terms.parties.length);
        bool isAllowed = deal.state == State.Open && !known.terms.reserves && (deal.approvals >> party) & 1 == 1;
        bytes memory order = abi.encodeCall(IAtomicSettlement.withdrawApproval, (known.terms, party));
        if (isAllowed && who % 4 == 3) {
            bool isForged = _call(known, ATTACKER, order, State.Open);
            return GHOSTS.expect(!isForged, "W: a stranger took an approval back");
        }
        bool ok = _call(known, known.terms.parties[party], order, State.Open);
        GHOSTS.expect(ok == isAllowed, "W: an approval was taken back, or not, against the rules");
        if (ok) GHOSTS.did("withdrewApproval");
    }

    /// @dev Every other time their central bank helps who has to pay first.
    function execute(uint256 which, uint256 seed) public {
        (bool isAny, Case memory known) = _held(which);
        if (!isAny) return;
        for (uint256 i = 0; seed / 64 % 2 == 0 && i < known.drafts.length; ++i) {
            _fund(known.drafts[i]);
        }
        _approach(known.terms.expiresAt + 1, seed);
        bool isAllowed = _deals[known.index].state == State.Open && (_isLate(known) || _isByAll(known));
        bool ok = _call(known, ATTACKER, abi.encodeCall(IAtomicSettlement.execute, (known.terms)), State.Settled);
        GHOSTS.expect(ok == isAllowed || (!ok && _isFrozen(known)), "W: an instruction was executed, or not, against the rules");
        if (ok && _deals[known.index].state == State.Settled) GHOSTS.did("executed");
    }

    function cancel(uint256 which, uint256 who) external {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        Deal storage deal = _deals[known.index];
        bool isByProposer = who % 4 != 0;
        bool isAllowed = deal.state == State.Open && isByProposer && !_isLate(known) && !_isByAll(known);
        address by = isByProposer ? known.terms.parties[deal.proposer] : ATTACKER;
        bool ok = _call(known, by, abi.encodeCall(IAtomicSettlement.cancel, (known.terms)), State.Cancelled);
        GHOSTS.expect(ok == isAllowed, "W: an instruction was cancelled, or not, against the rules");
        if (ok) GHOSTS.did(known.terms.reserves ? bytes32("cancelledReserve") : bytes32("cancelled"));
    }

    /// @dev Every other time its last second passes first.
    function expire(uint256 which, uint256 seed) external {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        bool isOpen = _deals[known.index].state == State.Open;
        _approach(known.terms.expiresAt + 1, isOpen && seed % 4 == 0 ? 16 : seed);
        bool isAllowed = isOpen && _isLate(known);
        bool ok = _call(known, ATTACKER, abi.encodeCall(IAtomicSettlement.expire, (known.terms)), State.Expired);
        GHOSTS.expect(ok == isAllowed, "W: an instruction expired, or not, against the rules");
        if (ok) GHOSTS.did(known.terms.reserves ? bytes32("expiredReserve") : bytes32("expired"));
    }

    /// @dev Of an open one too, when its last second is over.
    function reclaim(uint256 which, uint256 who) external {
        (bool isAny, Case memory known) = _owing(which);
        if (!isAny) return;
        _approach(known.terms.expiresAt + 1, who);
        Deal storage deal = _deals[known.index];
        uint8 party = uint8(who % known.terms.parties.length);
        bool isEnded = deal.state >= State.Cancelled || (deal.state == State.Open && _isLate(known));
        bool isAllowed = isEnded && (deal.paidIn >> party) & 1 == 1;
        bytes memory order = abi.encodeCall(IAtomicSettlement.reclaim, (known.terms, party));
        bool ok = _call(known, ATTACKER, order, State.Expired);
        GHOSTS.expect(ok == isAllowed, "W: a reserve was given back, or not, against the rules");
        if (ok && (deal.paidIn >> party) & 1 == 0) GHOSTS.did("reclaimed");
    }

    /// @dev All approvals in one transaction; one in four times of an instruction that is known.
    function settleAtOnce(uint256 seed, uint256 legs, uint256 amountMinor) external {
        (bool isAny, Case memory known) = _recent(seed / 4);
        bool isNew = !isAny || seed % 4 != 0;
        if (isNew) known = _write(seed, legs, amountMinor);
        State before = _deals[known.index].state;
        IAtomicSettlement.Approval[] memory approvals =
            new IAtomicSettlement.Approval[](known.terms.parties.length);
        for (uint8 i = 0; i < approvals.length; ++i) {
            approvals[i] = _approval(known, i, true);
        }
        bytes memory order = abi.encodeCall(IAtomicSettlement.settle, (known.terms, approvals));
        bool ok = _call(known, ATTACKER, order, before == State.None ? State.Settled : before);
        bool isAllowed = before == State.None || before == State.Settled;
        GHOSTS.expect(ok == isAllowed, "W: an instruction settled at once, or not, against the rules");
        if (isNew && _deals[known.index].state == State.Settled) GHOSTS.did("settledAtOnce");
        if (!isNew && ok) GHOSTS.did("settledAlready");
    }

    /// @dev Who is to pay, or its bank, has nothing left when it comes to it; every other time it comes to it now.
    function drain(uint256 which, uint256 seed) external {
        (bool isAny, Case memory known) = _recent(which);
        if (!isAny) return;
        Draft memory draft = known.drafts[seed % known.drafts.length];
        World.Country memory country = WORLD.country(draft.country);
        address from = _bankOf(draft, true).account;
        address to = _institution(draft.country, seed / 4);
        if (from == to) return;
        uint256 freeMinor = GHOSTS.freeMinor(country.money, from);
        (bool ok,) = _try(from, address(country.money), abi.encodeCall(IERC20.transfer, (to, freeMinor)));
        if (!ok) return;
        _moved(draft.country, from, to, freeMinor);
        GHOSTS.did("drained");
        if (seed / 16 % 2 == 0) return;
        approveForAll(which, 1);
        execute(1, 1);
    }

    /// @return Whether what is in escrow for it may not leave it: a call that would settle fails then, and changes nothing.
    function _isFrozen(Case memory known) private view returns (bool) {
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            IMoney money = WORLD.country(known.drafts[i].country).money;
            if (GHOSTS.frozenMinor(money, address(ATOMIC)) != 0) return true;
        }
        return false;
    }

    function _fund(Draft memory draft) private {
        World.Country memory country = WORLD.country(draft.country);
        address bank = _bankOf(draft, true).account;
        bytes memory order = abi.encodeCall(IMoney.issue, (bank, draft.amountMinor, "help"));
        (bool ok,) = _try(country.centralBank, address(country.money), order);
        if (ok) GHOSTS.issued(country.money, bank, draft.amountMinor);
    }

    function _approve(Case memory known, address by, IAtomicSettlement.Approval[] memory approvals) private {
        bool isOpen = _deals[known.index].state == State.Open;
        bytes memory order = abi.encodeCall(IAtomicSettlement.approve, (known.terms, approvals));
        bool ok = _call(known, by, order, State.Settled);
        GHOSTS.expect(ok == isOpen || (!ok && _isFrozen(known)), "W: an instruction was approved, or not, against the rules");
        if (!ok) return;
        State state = _deals[known.index].state;
        if (state == State.Open) GHOSTS.did(_isByAll(known) ? bytes32("held") : bytes32("approved"));
        else GHOSTS.did(known.terms.reserves ? bytes32("settledFromReserve") : bytes32("settledByApproval"));
    }

    /// @dev More than was approved, by everybody's approval of what it was.
    function _tamper(Case memory known) private {
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](1);
        approvals[0] = _approval(known, 0, true);
        known.terms.legs[0].amountMinor += 1;
        bytes memory order = abi.encodeCall(IAtomicSettlement.approve, (known.terms, approvals));
        bool ok = _call(known, known.terms.parties[0], order, State.Open);
        GHOSTS.expect(!ok, "W: another instruction was approved under its UETR");
        order = abi.encodeCall(IAtomicSettlement.execute, (known.terms));
        ok = _call(known, known.terms.parties[0], order, State.Open);
        GHOSTS.expect(!ok, "W: another instruction was executed under its UETR");
        GHOSTS.did("tampered");
    }

    function _approval(Case memory known, uint8 party, bool isSigned)
        private
        view
        returns (IAtomicSettlement.Approval memory)
    {
        bytes memory signature = isSigned ? signWith(_keyOf(known.terms.parties[party]), known.hash) : bytes("");
        return IAtomicSettlement.Approval(party, signature, "");
    }

    function _write(uint256 seed, uint256 legs, uint256 amountMinor) private returns (Case memory known) {
        known.drafts = new Draft[](1 + legs % 4);
        known.terms.uetr = GHOSTS.newUetr();
        known.terms.expiresAt = uint64(block.timestamp + bound(seed / 2, 0, 4 days));
        known.terms.reserves = seed % 2 == 1;
        known.terms.legs = new IAtomicSettlement.Leg[](known.drafts.length);
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            known.drafts[i] = _drawLeg(uint256(keccak256(abi.encode(legs, i))), amountMinor / (i + 1));
        }
        known.terms.parties = _parties(known.drafts);
        for (uint256 i = 0; i < known.drafts.length; ++i) {
            known.terms.legs[i] = IAtomicSettlement.Leg({
                payer: _placeOf(known.terms.parties, known.drafts[i].from),
                payee: _placeOf(known.terms.parties, known.drafts[i].to),
                currency: WORLD.country(known.drafts[i].country).currency,
                amountMinor: uint128(known.drafts[i].amountMinor),
                purpose: Purpose.wrap("TRAD"),
                travelRuleHash: 0
            });
        }
        known.hash = ATOMIC.hashInstruction(known.terms);
        _keep(known);
    }

    /// @return parties All accounts of the legs, ascending, each once.
    function _parties(Draft[] memory drafts) private pure returns (address[] memory parties) {
        parties = new address[](2 * drafts.length);
        uint256 count = 0;
        for (uint256 i = 0; i < parties.length; ++i) {
            address added = i % 2 == 0 ? drafts[i / 2].from : drafts[i / 2].to;
            uint256 place = 0;
            while (place < count && parties[place] < added) ++place;
            if (place < count && parties[place] == added) continue;
            for (uint256 j = count; j > place; --j) {
                parties[j] = parties[j - 1];
            }
            parties[place] = added;
            ++count;
        }
        assembly ("memory-safe") {
            mstore(parties, count)
        }
    }

    function _placeOf(address[] memory parties, address account) private pure returns (uint8 place) {
        while (parties[place] != account) ++place;
    }
}
