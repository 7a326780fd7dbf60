// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title What supervisors order and central banks carry out: freezes and legal orders
contract SupervisorHandler is Handler {
    /// @dev A money with one of its holders and another one.
    struct Purse {
        IMoney money;
        uint256 country;
        address holder;
        address other;
    }

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](6);
        (all[0], all[1], all[2]) = (this.freeze.selector, this.thaw.selector, this.recordOrder.selector);
        (all[3], all[4]) = (this.liftOrder.selector, this.seize.selector);
        all[5] = this.renewOrder.selector;
    }

    /// @dev Mostly a part; seldom the whole, or more than is held. By the supervisor or the central bank.
    function freeze(uint256 seed, uint256 amountMinor) external {
        Purse memory purse = _purse(seed);
        uint256 heldMinor = GHOSTS.heldMinor(purse.money, purse.holder);
        bool isMuch = amountMinor % 8 == 0;
        amountMinor = bound(amountMinor, 0, isMuch ? 2 * heldMinor : heldMinor / 2);
        if (isMuch && seed % 4 == 0) amountMinor = type(uint256).max;
        _freeze(purse, amountMinor, seed % 2 == 0);
        GHOSTS.did("freeze");
    }

    function thaw(uint256 seed) external {
        Purse memory purse = _purse(seed);
        address[] memory holders = GHOSTS.holders(purse.money);
        for (uint256 i = 0; i < holders.length && GHOSTS.frozenMinor(purse.money, purse.holder) == 0; ++i) {
            purse.holder = holders[i];
        }
        _freeze(purse, 0, seed % 2 == 0);
        GHOSTS.did("thaw");
    }

    /// @dev To a receiver or, one in three times, to burn.
    function recordOrder(uint256 seed, uint256 capMinor, uint256 lastsS) external {
        Purse memory purse = _purse(seed);
        if (purse.holder == purse.other || lastsS % 3 == 0) purse.other = address(0);
        uint256 heldMinor = GHOSTS.heldMinor(purse.money, purse.holder);
        IMoney.LegalOrder memory terms = IMoney.LegalOrder({
            id: keccak256(abi.encode(GHOSTS.legalOrderCount())),
            account: purse.holder,
            receiver: purse.other,
            capMinor: bound(capMinor, 1, heldMinor + 1),
            expiresAt: uint64(block.timestamp + bound(lastsS, 0, 3 days))
        });
        address supervisor = WORLD.country(purse.country).supervisor;
        (bool ok,) = _try(supervisor, address(purse.money), abi.encodeCall(IMoney.recordLegalOrder, (terms)));
        bool isOpen = GHOSTS.openMinor(GHOSTS.lastOrderFor(purse.money, purse.holder, purse.other)) != 0;
        GHOSTS.expect(ok != isOpen, "R: two orders for the same are open, or one could not be recorded");
        if (!ok) return;
        GHOSTS.recorded(purse.money, terms);
        GHOSTS.did("recordOrder");
    }

    /// @dev One that ran out gets a successor, and only then is lifted.
    function renewOrder(uint256 which) external {
        uint256 count = GHOSTS.legalOrderCount();
        if (count == 0) return;
        Ghosts.LegalOrder memory old = GHOSTS.legalOrder(which % count);
        uint256 index = GHOSTS.lastOrderFor(old.money, old.terms.account, old.terms.receiver);
        old = GHOSTS.legalOrder(index);
        if (old.leftMinor == 0) return;
        if (block.timestamp <= old.terms.expiresAt) VM.warp(old.terms.expiresAt + 1);
        IMoney.LegalOrder memory terms = old.terms;
        (terms.id, terms.expiresAt) = (keccak256(abi.encode(count)), uint64(block.timestamp + 1 days));
        address supervisor = WORLD.country(_countryOf(old.money)).supervisor;
        _do(supervisor, address(old.money), abi.encodeCall(IMoney.recordLegalOrder, (terms)));
        GHOSTS.recorded(old.money, terms);
        _lift(index);
        GHOSTS.did("renewOrder");
    }

    function liftOrder(uint256 which) external {
        uint256 count = GHOSTS.legalOrderCount();
        if (count == 0 || which % 2 == 0 || GHOSTS.legalOrder(which % count).leftMinor == 0) return;
        _lift(which % count);
        GHOSTS.did("liftOrder");
    }

    /// @dev The central bank takes what one of the last orders allows, at times more.
    function seize(uint256 which, uint256 amountMinor) external {
        uint256 count = GHOSTS.legalOrderCount();
        if (count == 0) return;
        Ghosts.LegalOrder memory order = GHOSTS.legalOrder(count - 1 - which % _min(count, 4));
        uint256 index = GHOSTS.lastOrderFor(order.money, order.terms.account, order.terms.receiver);
        uint256 openMinor = GHOSTS.openMinor(index);
        uint256 mostMinor = _min(GHOSTS.heldMinor(order.money, order.terms.account), openMinor);
        amountMinor = mostMinor == 0 || which % 8 == 7 ? mostMinor + 1 : bound(amountMinor, 1, mostMinor);
        if (which % 8 >= 5 && mostMinor > 1) _freezePart(order, amountMinor);
        bool ok = _force(order, amountMinor);
        bool isReceivable =
            order.terms.receiver == address(0) || GHOSTS.mayHold(order.money, order.terms.receiver);
        bool isPossible = amountMinor <= mostMinor && isReceivable && !GHOSTS.isPaused(order.money);
        GHOSTS.expect(ok || !isPossible, "R: a legal order was not carried out");
        if (!ok) return;
        GHOSTS.expect(amountMinor <= openMinor, "R: money was seized beyond its legal order");
        GHOSTS.expect(isReceivable, "B: seized money went to who may not hold it");
        GHOSTS.expect(!GHOSTS.isPaused(order.money), "Q: paused money was seized");
        GHOSTS.seized(order.money, order.terms.account, order.terms.receiver, amountMinor);
        GHOSTS.used(index, amountMinor);
        GHOSTS.did(order.terms.receiver == address(0) ? bytes32("burn") : bytes32("seize"));
    }

    function _lift(uint256 index) private {
        Ghosts.LegalOrder memory order = GHOSTS.legalOrder(index);
        address supervisor = WORLD.country(_countryOf(order.money)).supervisor;
        _do(supervisor, address(order.money), abi.encodeCall(IMoney.liftLegalOrder, (order.terms.id)));
        GHOSTS.used(index, order.leftMinor);
    }

    function _force(Ghosts.LegalOrder memory order, uint256 amountMinor) private returns (bool ok) {
        (address from, address to) = (order.terms.account, order.terms.receiver);
        bytes memory force = to == address(0)
            ? abi.encodeCall(IMoney.forcedBurn, (from, amountMinor))
            : abi.encodeCall(IERC7943Fungible.forcedTransfer, (from, to, amountMinor));
        (ok,) = _try(WORLD.country(_countryOf(order.money)).centralBank, address(order.money), force);
    }

    /// @dev So much that the seizure takes part of what is frozen, and leaves part of it.
    function _freezePart(Ghosts.LegalOrder memory order, uint256 amountMinor) private {
        uint256 heldMinor = GHOSTS.heldMinor(order.money, order.terms.account);
        Purse memory purse;
        (purse.money, purse.holder) = (order.money, order.terms.account);
        purse.country = _countryOf(order.money);
        _freeze(purse, heldMinor - amountMinor / 2, false);
    }

    function _freeze(Purse memory purse, uint256 amountMinor, bool byCentralBank) private {
        World.Country memory country = WORLD.country(purse.country);
        address by = byCentralBank ? country.centralBank : country.supervisor;
        _do(by, address(purse.money), abi.encodeCall(IERC7943Fungible.setFrozenTokens, (purse.holder, amountMinor)));
        GHOSTS.froze(purse.money, purse.holder, amountMinor);
    }

    /// @dev A customer's deposits, or one in eight times a bank's reserves; the holder mostly by its key of today.
    function _purse(uint256 seed) private view returns (Purse memory purse) {
        if (seed % 8 == 7) {
            purse.country = seed / 8 % WORLD.COUNTRIES();
            purse.money = WORLD.country(purse.country).money;
        } else {
            (, Ghosts.Customer memory known) = _customer(seed / 8);
            purse.money = _depositOf(known);
            purse.country = WORLD.bank(known.bank).country;
            purse.holder = known.wallet;
        }
        address[] memory holders = GHOSTS.holders(purse.money);
        if (purse.holder == address(0) || seed % 16 == 0) purse.holder = holders[seed / 16 % holders.length];
        purse.other = holders[seed / 256 % holders.length];
    }

    function _countryOf(IMoney money) private view returns (uint256) {
        return money.currency() == WORLD.country(0).currency ? 0 : 1;
    }
}
