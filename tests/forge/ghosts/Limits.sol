// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAmountLimitRule} from "corridor/interfaces/IAmountLimitRule.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {TierLimits} from "corridor/interfaces/IRule.sol";
import {Currency, Tier} from "corridor/interfaces/Types.sol";
import {World} from "../support/World.sol";
import {Customers} from "./Customers.sol";

/// @title What every customer sent when, and what each limit says of it
abstract contract Limits is Customers {
    struct Sent {
        uint256 atS;
        uint256 amountMinor;
    }

    /// @dev By number for life, whatever the key.
    mapping(uint256 bank => mapping(uint256 customer => Sent[])) private _sent;
    /// @dev When a window grew, what was sent before the old one is forgotten.
    mapping(uint256 country => uint256 timestampS) private _knownSince;
    mapping(uint256 country => uint256 timestampS) private _windowChangedAt;
    /// @dev In the bank's own book.
    mapping(uint256 bank => mapping(uint256 counterparty => int256)) private _positionMinor;
    mapping(uint256 country => mapping(uint256 customer => bool)) public isSanctioned;

    function sanctioned(uint256 country, uint256 customer, bool isListed) external {
        isSanctioned[country][customer] = isListed;
    }

    function windowChanged(uint256 country, uint256 oldWindowS) external {
        uint256 since = block.timestamp - oldWindowS;
        if (since > _knownSince[country]) _knownSince[country] = since;
        _windowChangedAt[country] = block.timestamp;
    }

    function exposureCleared(uint256 bank, uint256 counterparty) external {
        _positionMinor[bank][counterparty] = 0;
    }

    /// @dev The payer's side of a payment that went through, before its balance is changed here.
    function sent(uint256 payer, uint256 amountMinor, uint256 payeeBank) external {
        Customer memory from = customer(payer);
        World.Bank memory bank = WORLD.bank(from.bank);
        expect(isInGoodStanding(payer), "B: a payer in no good standing paid");
        expect(!isPaused[bank.deposit], "Q: paused deposits were paid with");
        expect(amountMinor <= freeMinor(bank.deposit, from.wallet), "N: frozen deposits were paid with");
        counted(payer, amountMinor, payeeBank);
    }

    /// @dev What limits say of it; out of escrow the payer has nothing else to answer for.
    function counted(uint256 payer, uint256 amountMinor, uint256 payeeBank) public {
        Customer memory from = customer(payer);
        World.Bank memory bank = WORLD.bank(from.bank);
        _expectSide(bank.country, payer, amountMinor);
        _expectWindow(from.bank, bank.country, payer, amountMinor);
        if (payeeBank == from.bank) return;
        _positionMinor[from.bank][payeeBank] += int256(amountMinor);
        Currency currency = WORLD.country(bank.country).currency;
        uint256 limitMinor = WORLD.exposure().limitOf(currency, bank.account, WORLD.bank(payeeBank).account);
        bool isWithin = _positionMinor[from.bank][payeeBank] <= int256(limitMinor);
        expect(isWithin, "P: a bank's position exceeds its limit");
    }

    /// @dev The payee's side, before its balance is changed here.
    /// @param payerBank Its own for an issue.
    function received(uint256 payee, uint256 amountMinor, uint256 payerBank, bool isOwn) external {
        Customer memory to = customer(payee);
        World.Bank memory bank = WORLD.bank(to.bank);
        expect(isInGoodStanding(payee), "B: a payee in no good standing was paid");
        expect(!isPaused[bank.deposit], "Q: paused deposits were paid");
        _expectSide(bank.country, payee, amountMinor);
        TierLimits memory caps = WORLD.balanceCap().limitsOf(WORLD.country(bank.country).currency);
        bool isWithin = isOwn || heldMinor[bank.deposit][to.wallet] + amountMinor <= _ofTier(caps, tierOf(payee));
        expect(isWithin, "P: a payment took its payee above its cap");
        if (payerBank == to.bank) return;
        _positionMinor[to.bank][payerBank] -= int256(amountMinor);
    }

    /// @dev Of two banks, once all that settled together is counted.
    function expectPositions(uint256 bank, uint256 counterparty) external {
        if (bank == counterparty) return;
        _expectPosition(bank, counterparty);
        _expectPosition(counterparty, bank);
    }

    /// @dev A refusal for the window's sake, which may come at most one bucket's time too early.
    function refusedByWindow(uint256 payer, uint256 amountMinor) external {
        uint256 bank = customer(payer).bank;
        uint256 country = WORLD.bank(bank).country;
        IRollingWindowLimitRule.WindowLimit memory limit = WORLD.window().limitOf(WORLD.country(country).currency);
        // After a change it may be stricter for a window, the longest of which is five days.
        if (block.timestamp < _windowChangedAt[country] + 10 days) return;
        uint256 totalMinor = _sentSince(bank, payer, block.timestamp - limit.windowS - limit.windowS / limit.buckets);
        expect(totalMinor + amountMinor > _ofWindow(limit, tierOf(payer)), "O: a window's limit came too early");
    }

    function _expectSide(uint256 country, uint256 index, uint256 amountMinor) private {
        Currency currency = WORLD.country(country).currency;
        expect(!isSanctioned[country][index], "P: who is sanctioned paid or was paid");
        TierLimits memory limits = WORLD.tierLimits().limitsOf(currency);
        expect(amountMinor <= _ofTier(limits, tierOf(index)), "P: a payment exceeds what a tier allows");
        IAmountLimitRule.AmountLimits memory amounts = WORLD.amountLimit().limitsOf(currency);
        bool isWithin = amounts.minMinor <= amountMinor && amountMinor <= amounts.maxMinor;
        expect(isWithin, "P: a payment is outside the limits of its amount");
    }

    function _expectWindow(uint256 bank, uint256 country, uint256 payer, uint256 amountMinor) private {
        _sent[bank][payer].push(Sent(block.timestamp, amountMinor));
        IRollingWindowLimitRule.WindowLimit memory limit = WORLD.window().limitOf(WORLD.country(country).currency);
        uint256 since = block.timestamp - limit.windowS;
        if (_knownSince[country] > since) since = _knownSince[country];
        bool isWithin = _sentSince(bank, payer, since) <= _ofWindow(limit, tierOf(payer));
        expect(isWithin, "O: more was sent in a window than its limit");
    }

    function _expectPosition(uint256 bank, uint256 counterparty) private {
        World.Bank memory own = WORLD.bank(bank);
        address other = WORLD.bank(counterparty).account;
        Currency currency = WORLD.country(own.country).currency;
        int256 stated = WORLD.exposure().positionMinor(currency, address(own.book), own.account, other);
        expect(stated == _positionMinor[bank][counterparty], "P: a position is not what was paid");
    }

    /// @dev Newest first, so that it ends with the first that is too old.
    function _sentSince(uint256 bank, uint256 payer, uint256 since) private view returns (uint256 totalMinor) {
        Sent[] storage all = _sent[bank][payer];
        for (uint256 i = all.length; i > 0 && all[i - 1].atS > since; --i) {
            totalMinor += all[i - 1].amountMinor;
        }
    }

    function _ofWindow(IRollingWindowLimitRule.WindowLimit memory limit, Tier tier) private pure returns (uint256) {
        return _ofTier(TierLimits(limit.anonymousMinor, limit.basicMinor, limit.fullMinor), tier);
    }

    function _ofTier(TierLimits memory limits, Tier tier) private pure returns (uint256) {
        if (tier == Tier.Full) return limits.fullMinor;
        return tier == Tier.Basic ? limits.basicMinor : limits.anonymousMinor;
    }
}
