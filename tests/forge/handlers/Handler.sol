// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {TierLimits} from "corridor/interfaces/IRule.sol";
import {Currency, Tier} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";

/// @title What the handlers share
/// @dev A handler turns any arguments into an act that mostly succeeds. What should become of it is said by the ghosts;
///      a revert that no act expects fails the run.
abstract contract Handler {
    uint256 internal constant MINOR_MIN = 100;
    /// @dev More than any act takes, so that one that burns all it gets does not end the run.
    uint256 private constant ACT_GAS = 3_000_000;

    World internal immutable WORLD;
    Ghosts internal immutable GHOSTS;

    constructor(Ghosts ghosts) {
        GHOSTS = ghosts;
        WORLD = ghosts.WORLD();
    }

    /// @return The functions that a run calls; each takes three numbers or less.
    function acts() external pure virtual returns (bytes4[] memory);

    function _try(address sender, address target, bytes memory data) internal returns (bool ok, bytes memory answer) {
        VM.prank(sender);
        (ok, answer) = target.call{gas: ACT_GAS}(data);
    }

    /// @dev What must succeed. After a finding nothing need any more: it is to be told, and not its consequences.
    function _do(address sender, address target, bytes memory data) internal returns (bytes memory answer) {
        bool ok;
        (ok, answer) = _try(sender, target, data);
        if (!ok && bytes(GHOSTS.finding()).length == 0) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @return index Of a customer.
    /// @return found The customer.
    function _customer(uint256 seed) internal view returns (uint256 index, Ghosts.Customer memory found) {
        index = seed % GHOSTS.customerCount();
        found = GHOSTS.customer(index);
    }

    /// @return index Of a customer of the same bank as `other`, and another one where there is.
    /// @return found The customer.
    function _colleague(uint256 seed, uint256 other)
        internal
        view
        returns (uint256 index, Ghosts.Customer memory found)
    {
        uint256 count = GHOSTS.customerCount();
        uint256 bank = GHOSTS.customer(other).bank;
        for (uint256 i = 0; i < count; ++i) {
            index = (seed % count + i) % count;
            found = GHOSTS.customer(index);
            if (index != other && found.bank == bank) return (index, found);
        }
        return (other, GHOSTS.customer(other));
    }

    /// @return index Of a customer, one who has money where there is.
    function _payer(uint256 seed) internal view returns (uint256 index) {
        uint256 count = GHOSTS.customerCount();
        for (uint256 i = 0; i < count; ++i) {
            index = (seed % count + i) % count;
            Ghosts.Customer memory found = GHOSTS.customer(index);
            if (GHOSTS.freeMinor(_depositOf(found), found.wallet) >= 10 * MINOR_MIN) return index;
        }
    }

    /// @return What a payer sends: one in sixteen times all it has, frozen or not, and else what the limits let pass.
    function _sendable(uint256 seed, uint256 payer, uint256 roomMinor) internal view returns (uint256) {
        Ghosts.Customer memory from = GHOSTS.customer(payer);
        uint256 heldMinor = GHOSTS.heldMinor(_depositOf(from), from.wallet);
        return seed % 16 == 5 && heldMinor >= MINOR_MIN ? heldMinor : _upTo(seed, roomMinor);
    }

    /// @return An amount that the limit lets pass, one in eight times all of it; and one in eight times just none.
    function _upTo(uint256 seed, uint256 roomMinor) internal pure returns (uint256) {
        if (roomMinor < MINOR_MIN) return MINOR_MIN;
        if (seed % 8 == 7) return roomMinor + 1;
        return seed % 8 == 6 ? roomMinor : bound(seed, MINOR_MIN, roomMinor / 3 + MINOR_MIN);
    }

    /// @return roomMinor The most that `payer` may send of its deposits now, but for the limits between banks.
    function _roomOfPayer(uint256 payer) internal view returns (uint256 roomMinor) {
        Ghosts.Customer memory from = GHOSTS.customer(payer);
        World.Bank memory bank = WORLD.bank(from.bank);
        Currency currency = WORLD.country(bank.country).currency;
        roomMinor = _min(GHOSTS.freeMinor(bank.deposit, from.wallet), _sideMinor(currency, payer));
        uint256 windowMinor = _windowMinor(currency, GHOSTS.tierOf(payer));
        uint256 usedMinor = WORLD.window().usedMinor(address(bank.book), currency, from.number);
        return _min(roomMinor, windowMinor > usedMinor ? windowMinor - usedMinor : 0);
    }

    /// @return roomMinor The most that `payee` may receive now.
    function _roomOfPayee(uint256 payee) internal view returns (uint256 roomMinor) {
        Ghosts.Customer memory to = GHOSTS.customer(payee);
        World.Bank memory bank = WORLD.bank(to.bank);
        Currency currency = WORLD.country(bank.country).currency;
        uint256 capMinor = _ofTier(WORLD.balanceCap().limitsOf(currency), GHOSTS.tierOf(payee));
        uint256 heldMinor = GHOSTS.heldMinor(bank.deposit, to.wallet);
        return _min(capMinor > heldMinor ? capMinor - heldMinor : 0, _sideMinor(currency, payee));
    }

    /// @return Whether the last call since `VM.record` wrote to the storage of any contract.
    function _hasWritten() internal view returns (bool) {
        address[] memory all = WORLD.contracts();
        for (uint256 i = 0; i < all.length; ++i) {
            (, bytes32[] memory written) = VM.accesses(all[i]);
            if (written.length != 0) return true;
        }
        return false;
    }

    /// @return Who may hold the central-bank money of a country: its banks and the market maker.
    function _institution(uint256 country, uint256 seed) internal view returns (address) {
        if (country == 1) return seed % 2 == 0 ? WORLD.bank(2).account : WORLD.maker();
        return seed % 3 == 2 ? WORLD.maker() : WORLD.bank(seed % 3).account;
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function _depositOf(Ghosts.Customer memory customer) internal view returns (IDepositToken) {
        return WORLD.bank(customer.bank).deposit;
    }

    function _sideMinor(Currency currency, uint256 index) private view returns (uint256) {
        uint256 tierMinor = _ofTier(WORLD.tierLimits().limitsOf(currency), GHOSTS.tierOf(index));
        return _min(tierMinor, WORLD.amountLimit().limitsOf(currency).maxMinor);
    }

    function _windowMinor(Currency currency, Tier tier) private view returns (uint256) {
        if (tier == Tier.Full) return WORLD.window().limitOf(currency).fullMinor;
        return tier == Tier.Basic
            ? WORLD.window().limitOf(currency).basicMinor
            : WORLD.window().limitOf(currency).anonymousMinor;
    }

    function _ofTier(TierLimits memory limits, Tier tier) private pure returns (uint256) {
        if (tier == Tier.Full) return limits.fullMinor;
        return tier == Tier.Basic ? limits.basicMinor : limits.anonymousMinor;
    }
}
