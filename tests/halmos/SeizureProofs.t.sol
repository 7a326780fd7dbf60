// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Role} from "corridor/interfaces/Types.sol";
import {AnyDeposit} from "./AnyDeposit.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What is taken by force is taken under a legal order
/// @dev Of a money just deployed, so that there is the one order that a property records, with any content.
contract SeizureProofs is AnyDeposit {
    /// @param caller Who seizes.
    /// @param atS When, in UTC seconds.
    struct Seizure {
        address caller;
        address from;
        address to;
        uint256 amountMinor;
        uint64 atS;
    }

    function setUp() external override {
        _open();
        VM.prank(CENTRAL_BANK);
        _money.setIssuanceAllowance(BANK, type(uint256).max);
    }

    function check_R_force_takesFromWhomToWhomAndWhatTheOrderAllows(
        address supervisor,
        IMoney.LegalOrder calldata order,
        Seizure calldata seizure,
        uint128 heldMinor
    ) external {
        _record(supervisor, order);
        _hold(seizure.from, heldMinor);
        _seize(seizure);
        assert(_registry.isActiveFor(supervisor, THB, Role.Supervisor));
        assert(seizure.caller == CENTRAL_BANK);
        assert(seizure.from == order.account && seizure.from != address(0));
        assert(seizure.to == order.receiver);
        assert(seizure.atS <= order.expiresAt);
        assert(_money.legalOrderOf(order.id).capMinor == order.capMinor - seizure.amountMinor);
    }

    function check_R_force_takesTheAmountAlone(
        address supervisor,
        IMoney.LegalOrder calldata order,
        Seizure calldata seizure,
        address other,
        uint128 heldMinor
    ) external {
        VM.assume(other != seizure.from);
        VM.assume(other != seizure.to);
        _record(supervisor, order);
        _hold(seizure.from, heldMinor);
        _seize(seizure);
        uint256 takenMinor = seizure.amountMinor;
        uint256 burntMinor = seizure.to == address(0) ? takenMinor : 0;
        Books memory books = _books(seizure.from, seizure.to, other);
        assert(takenMinor != 0);
        assert(books.from == heldMinor - takenMinor);
        assert(books.to == takenMinor - burntMinor);
        assert(books.other == 0);
        assert(books.supply == heldMinor - burntMinor);
        assert(books.issued == heldMinor && books.redeemed == burntMinor);
    }

    function check_R_forceTwice_takesNoMoreThanTheCapInAll(
        address supervisor,
        IMoney.LegalOrder calldata order,
        Seizure calldata first,
        Seizure calldata second,
        uint128 heldMinor
    ) external {
        VM.assume(second.atS >= first.atS);
        _record(supervisor, order);
        _hold(first.from, heldMinor);
        _seize(first);
        _seize(second);
        assert(first.amountMinor + second.amountMinor <= order.capMinor);
    }

    function check_R_liftedOrder_allowsNothing(
        address supervisor,
        address lifter,
        IMoney.LegalOrder calldata order,
        Seizure calldata seizure,
        uint128 heldMinor
    ) external {
        _record(supervisor, order);
        _hold(seizure.from, heldMinor);
        _succeed(lifter, abi.encodeCall(IMoney.liftLegalOrder, (order.id)));
        assert(_registry.isActiveFor(lifter, THB, Role.Supervisor));
        VM.warp(seizure.atS);
        assert(!_isDone(seizure.caller, _forceOf(seizure)));
    }

    /// @dev More may be frozen than is held.
    function check_N_force_ofAPartialFreeze_takesWhatIsFreeFirst(
        address supervisor,
        IMoney.LegalOrder calldata order,
        Seizure calldata seizure,
        uint128 heldMinor,
        uint128 frozenMinor
    ) external {
        VM.assume(frozenMinor != type(uint128).max);
        _record(supervisor, order);
        _hold(seizure.from, heldMinor);
        _freeze(seizure.from, frozenMinor);
        _seize(seizure);
        uint256 leftMinor = _money.getFrozenTokens(seizure.from);
        uint256 takenMinor = seizure.amountMinor;
        if (frozenMinor > heldMinor) assert(leftMinor == frozenMinor - takenMinor);
        else if (takenMinor <= heldMinor - frozenMinor) assert(leftMinor == frozenMinor);
        else assert(leftMinor == heldMinor - takenMinor);
    }

    function check_N_force_leavesAWholeFreeze(
        address supervisor,
        IMoney.LegalOrder calldata order,
        Seizure calldata seizure,
        uint128 heldMinor
    ) external {
        _record(supervisor, order);
        _hold(seizure.from, heldMinor);
        _freeze(seizure.from, type(uint256).max);
        _seize(seizure);
        assert(_money.getFrozenTokens(seizure.from) == type(uint256).max);
    }

    function _record(address supervisor, IMoney.LegalOrder calldata order) private {
        _succeed(supervisor, abi.encodeCall(IMoney.recordLegalOrder, (order)));
    }

    function _hold(address holder, uint128 heldMinor) private {
        _succeed(BANK, abi.encodeCall(IMoney.issue, (holder, heldMinor, 0)));
    }

    function _freeze(address holder, uint256 frozenMinor) private {
        VM.prank(CENTRAL_BANK);
        _money.setFrozenTokens(holder, frozenMinor);
    }

    function _seize(Seizure calldata seizure) private {
        VM.assume(seizure.atS >= block.timestamp);
        VM.warp(seizure.atS);
        _succeed(seizure.caller, _forceOf(seizure));
    }

    /// @return data A burn where nobody receives, and a transfer otherwise.
    function _forceOf(Seizure calldata seizure) private pure returns (bytes memory data) {
        data = abi.encodeCall(IERC7943Fungible.forcedTransfer, (seizure.from, seizure.to, seizure.amountMinor));
        if (seizure.to == address(0)) data = abi.encodeCall(IMoney.forcedBurn, (seizure.from, seizure.amountMinor));
    }
}
