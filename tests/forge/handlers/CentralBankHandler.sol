// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {ICounterpartyExposureRule} from "corridor/interfaces/ICounterpartyExposureRule.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {ISanctionsRule} from "corridor/interfaces/ISanctionsRule.sol";
import {TierLimits} from "corridor/interfaces/IRule.sol";
import {ITierLimits} from "corridor/interfaces/ITierLimits.sol";
import {Label, Status} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title What central banks do, force and pauses apart, and the passing of time
contract CentralBankHandler is Handler {
    uint256 private constant RESERVES_MINOR_MAX = 50_000_000;
    uint256 private constant WINDOW_S_MAX = 4 days;
    uint256 private constant DAY_S = 1 days;

    address private _suspendedBank;
    /// @dev The sanctioned customer's index, from 1.
    uint256 private _listed;

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](10);
        (all[0], all[1]) = (this.issueReserves.selector, this.moveReserves.selector);
        (all[2], all[3]) = (this.redeemReserves.selector, this.remunerate.selector);
        (all[4], all[5]) = (this.setRemuneration.selector, this.suspendOrReinstateBank.selector);
        (all[6], all[7]) = (this.listOrDelist.selector, this.setLimits.selector);
        (all[8], all[9]) = (this.clearExposure.selector, this.passTime.selector);
    }

    function passTime(uint256 seconds_) external {
        VM.warp(block.timestamp + (seconds_ % 8 == 7 ? bound(seconds_, 1, 2 days) : bound(seconds_, 1, 8 hours)));
        GHOSTS.did("passTime");
    }

    /// @dev One in eight times more than the counter of the issued can hold.
    function issueReserves(uint256 where, uint256 whom, uint256 amountMinor) external {
        (World.Country memory country, uint256 index) = _country(where);
        address holder = _institution(index, whom);
        if (whom % 8 == 7) return _issueTooMuch(country, holder, amountMinor);
        amountMinor = bound(amountMinor, 1, RESERVES_MINOR_MAX);
        bytes memory order = abi.encodeCall(IMoney.issue, (holder, amountMinor, "reserves"));
        (bool ok,) = _try(country.centralBank, address(country.money), order);
        bool isEligible = !GHOSTS.isSuspendedIn(holder, index);
        bool isPaused = GHOSTS.isPaused(country.money);
        GHOSTS.expect(ok || isPaused || !isEligible, "L: central-bank money was not issued");
        if (!ok) return;
        GHOSTS.expect(isEligible, "B: a suspended institution was credited");
        GHOSTS.expect(!isPaused, "Q: paused central-bank money was issued");
        GHOSTS.issued(country.money, holder, amountMinor);
        GHOSTS.did("issueReserves");
    }

    function moveReserves(uint256 where, uint256 whom, uint256 amountMinor) external {
        (World.Country memory country, uint256 index) = _country(where);
        address from = _institution(index, whom);
        address to = _institution(index, whom / 3);
        amountMinor = bound(amountMinor, 0, GHOSTS.freeMinor(country.money, from) / 4);
        (bool ok,) = _try(from, address(country.money), abi.encodeCall(IERC20.transfer, (to, amountMinor)));
        bool isEligible = !GHOSTS.isSuspendedIn(from, index) && !GHOSTS.isSuspendedIn(to, index);
        bool isPaused = GHOSTS.isPaused(country.money);
        GHOSTS.expect(ok || isPaused || !isEligible, "L: reserves could not be moved");
        if (!ok) return;
        GHOSTS.expect(isEligible, "B: a suspended institution paid or was paid");
        GHOSTS.expect(!isPaused, "Q: paused central-bank money moved");
        GHOSTS.moved(country.money, from, to, amountMinor);
        GHOSTS.did("moveReserves");
    }

    function redeemReserves(uint256 where, uint256 whom, uint256 amountMinor) external {
        (World.Country memory country, uint256 index) = _country(where);
        address from = _institution(index, whom);
        uint256 freeMinor = GHOSTS.freeMinor(country.money, from);
        amountMinor = whom % 8 == 7 ? freeMinor + 1 : bound(amountMinor, 1, freeMinor / 8 + 1);
        bool isEligible = !GHOSTS.isSuspendedIn(from, index);
        bool isPaused = GHOSTS.isPaused(country.money);
        bytes memory order = abi.encodeCall(IMoney.redeem, (amountMinor, "reserves"));
        (bool ok,) = _try(from, address(country.money), order);
        GHOSTS.expect(
            ok || isPaused || !isEligible || amountMinor > freeMinor, "L: central-bank money was not redeemed"
        );
        if (!ok) return;
        GHOSTS.expect(amountMinor <= freeMinor, "N: frozen central-bank money was redeemed");
        GHOSTS.expect(isEligible, "B: a suspended institution redeemed");
        GHOSTS.expect(!isPaused, "Q: paused central-bank money was redeemed");
        GHOSTS.redeemed(country.money, from, amountMinor);
        GHOSTS.did("redeemReserves");
    }

    /// @dev Everybody up to today; what each is due is worked out here.
    function remunerate(uint256 where) external {
        (World.Country memory country, uint256 index) = _country(where);
        address[] memory holders = GHOSTS.holders(country.money);
        if (where % 4 == 3) _freezeAll(country, holders[where / 4 % holders.length]);
        bytes memory order = abi.encodeCall(ICentralBankMoney.remunerate, (holders));
        (bool ok,) = _try(country.centralBank, address(country.money), order);
        GHOSTS.expect(ok != GHOSTS.isPaused(country.money), "Q: remuneration is not as the pause wants it");
        if (!ok) return;
        int256 rateBps = country.money.remunerationRateBps();
        for (uint256 i = 0; i < holders.length; ++i) {
            if (!GHOSTS.isSuspendedIn(holders[i], index)) _remunerated(country.money, index, holders[i], rateBps);
        }
    }

    function setRemuneration(uint256 where, uint256 rateBps) external {
        (World.Country memory country,) = _country(where);
        int32 bps = int32(uint32(bound(rateBps, 0, 2_000))) - 1_000;
        _do(country.centralBank, address(country.money), abi.encodeCall(ICentralBankMoney.setRemuneration, (bps)));
        GHOSTS.did("setRemuneration");
    }

    /// @dev One institution at a time, and not for long.
    function suspendOrReinstateBank(uint256 where, uint256 whom) external {
        (World.Country memory country, uint256 index) = _country(where);
        address bank = _institution(index, whom);
        bool isSuspended = GHOSTS.isSuspendedIn(bank, index);
        if (_suspendedBank != address(0)) {
            bank = _suspendedBank;
            (isSuspended, index) = (true, GHOSTS.isSuspendedIn(bank, 0) ? 0 : 1);
            country = WORLD.country(index);
        } else if (whom % 8 != 0) {
            return;
        }
        Status status = isSuspended ? Status.Active : Status.Suspended;
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setParticipantStatus, (bank, status, Label.wrap("decision")));
        _do(country.centralBank, address(WORLD.registry()), order);
        _suspendedBank = isSuspended ? address(0) : bank;
        GHOSTS.suspended(bank, index, !isSuspended);
        GHOSTS.did("suspendOrReinstateBank");
    }

    /// @dev By number for life: a new key does not help. One customer at a time, and not for long.
    function listOrDelist(uint256 seed) external {
        (bool isListed, uint256 index) = (_listed != 0, seed % GHOSTS.customerCount());
        if (!isListed && seed % 4 != 0) return;
        if (isListed) index = _listed - 1;
        _listed = isListed ? 0 : index + 1;
        Ghosts.Customer memory known = GHOSTS.customer(index);
        uint256 where = WORLD.bank(known.bank).country;
        World.Country memory country = WORLD.country(where);
        bytes32[] memory identifiers = new bytes32[](1);
        identifiers[0] = WORLD.sanctions().identifierOf(known.number);
        bytes memory order = isListed
            ? abi.encodeCall(ISanctionsRule.delist, (country.currency, identifiers))
            : abi.encodeCall(ISanctionsRule.list, (country.currency, identifiers));
        _do(country.centralBank, address(WORLD.sanctions()), order);
        GHOSTS.sanctioned(where, index, !isListed);
        GHOSTS.did("listOrDelist");
    }

    /// @dev The window's length, buckets and limits, or what a tier may pay or hold.
    function setLimits(uint256 where, uint256 which, uint256 seed) external {
        (World.Country memory country, uint256 index) = _country(where);
        TierLimits memory limits;
        limits.fullMinor = uint64(bound(seed, 1_000_000, 5_000_000));
        (limits.basicMinor, limits.anonymousMinor) = (limits.fullMinor / 8, limits.fullMinor / 100);
        if (which % 3 == 0) return _setWindow(country, index, limits, seed);
        address rule = which % 3 == 1 ? address(WORLD.tierLimits()) : address(WORLD.balanceCap());
        if (which % 3 == 2) {
            limits = TierLimits(limits.anonymousMinor * 4, limits.basicMinor * 4, limits.fullMinor * 4);
        }
        _do(country.centralBank, rule, abi.encodeCall(ITierLimits.setLimits, (country.currency, limits)));
        GHOSTS.did("setLimits");
    }

    function clearExposure(uint256 bank, uint256 counterparty) external {
        (bank, counterparty) = (bank % WORLD.BANKS(), counterparty % WORLD.BANKS());
        World.Bank memory own = WORLD.bank(bank);
        World.Country memory country = WORLD.country(own.country);
        bytes memory order = abi.encodeCall(
            ICounterpartyExposureRule.clear,
            (country.currency, address(own.book), own.account, WORLD.bank(counterparty).account)
        );
        _do(country.centralBank, address(WORLD.exposure()), order);
        GHOSTS.exposureCleared(bank, counterparty);
        GHOSTS.did("clearExposure");
    }

    function _issueTooMuch(World.Country memory country, address holder, uint256 amountMinor) private {
        uint256 roomMinor = type(uint128).max - GHOSTS.issuedMinor(country.money);
        amountMinor = bound(amountMinor, roomMinor + 1, 2 * uint256(type(uint128).max));
        bytes memory order = abi.encodeCall(IMoney.issue, (holder, amountMinor, "too much"));
        (bool ok,) = _try(country.centralBank, address(country.money), order);
        GHOSTS.expect(!ok, "A: more was issued than can be counted");
        GHOSTS.did("issueTooMuch");
    }

    function _setWindow(World.Country memory country, uint256 index, TierLimits memory limits, uint256 seed) private {
        IRollingWindowLimitRule rule = WORLD.window();
        uint256 oldWindowS = rule.limitOf(country.currency).windowS;
        uint8 buckets = uint8(1 + seed % 7);
        uint32 windowS = uint32(buckets * ((0.5 days + seed % WINDOW_S_MAX) / buckets));
        _do(
            country.centralBank,
            address(rule),
            abi.encodeCall(
                IRollingWindowLimitRule.setLimit,
                (
                    country.currency,
                    IRollingWindowLimitRule.WindowLimit(
                        limits.anonymousMinor, limits.basicMinor, limits.fullMinor, windowS, buckets
                    )
                )
            )
        );
        GHOSTS.windowChanged(index, oldWindowS);
        GHOSTS.did("setWindow");
    }

    /// @dev All that the holder has now: a charge finds nothing to take.
    function _freezeAll(World.Country memory country, address holder) private {
        uint256 amountMinor = GHOSTS.heldMinor(country.money, holder);
        bytes memory order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (holder, amountMinor));
        _do(country.supervisor, address(country.money), order);
        GHOSTS.froze(country.money, holder, amountMinor);
    }

    function _remunerated(IMoney money, uint256 country, address holder, int256 rateBps) private {
        uint256 today = block.timestamp / DAY_S;
        uint256 paidUpTo = GHOSTS.paidUpToDay(country, holder);
        if (paidUpTo == today) return;
        GHOSTS.remuneratedUpTo(country, holder, today);
        if (paidUpTo == 0) return;
        // held · rate · days / (10,000 · 360), rounded down.
        uint256 sizeBps = rateBps < 0 ? uint256(-rateBps) : uint256(rateBps);
        uint256 amountMinor = GHOSTS.heldMinor(money, holder) * sizeBps * (today - paidUpTo) / 3_600_000;
        if (rateBps < 0) amountMinor = _min(amountMinor, GHOSTS.freeMinor(money, holder));
        if (rateBps < 0 && amountMinor != 0) GHOSTS.redeemed(money, holder, amountMinor);
        if (rateBps > 0 && amountMinor != 0) GHOSTS.issued(money, holder, amountMinor);
        bool isFree = money.balanceOf(holder) >= GHOSTS.heldMinor(money, holder);
        GHOSTS.expect(isFree, "N: a charge took what is frozen, or more than is due");
        if (amountMinor != 0) GHOSTS.did(rateBps < 0 ? bytes32("charged") : bytes32("remunerated"));
    }

    function _country(uint256 seed) private view returns (World.Country memory country, uint256 index) {
        index = seed % WORLD.COUNTRIES();
        country = WORLD.country(index);
    }
}
