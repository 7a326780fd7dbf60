// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {Settlements} from "../support/Settlements.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title What the handlers of what settles beside payments share: legs, and what becomes of money by them
abstract contract LegHandler is Handler {
    /// @param isWallet Whether customers pay each other; else institutions, in central-bank money.
    /// @param country Whose money it is.
    /// @param payer Index of the customer.
    /// @param payee Index of the customer.
    /// @param from The key that pays, as it was when the leg was written.
    struct Draft {
        bool isWallet;
        uint256 country;
        uint256 payer;
        uint256 payee;
        address from;
        address to;
        uint256 amountMinor;
    }

    Settlements internal immutable SETTLEMENTS;

    constructor(Ghosts ghosts, Settlements settlements) Handler(ghosts) {
        SETTLEMENTS = settlements;
    }

    /// @return What contradicts the handler's own books, beginning with the letter; empty for nothing.
    function audit() external view virtual returns (string memory);

    function _drawLeg(uint256 seed, uint256 amountMinor) internal view returns (Draft memory draft) {
        draft.isWallet = seed % 2 == 0;
        draft.country = seed / 2 % 4 == 0 ? 1 : 0;
        seed /= 8;
        if (!draft.isWallet) {
            draft.amountMinor = bound(amountMinor, 1, 3_000_000);
            draft.from = _institution(draft.country, seed);
            draft.to = _institution(draft.country, seed + 1 + (draft.country == 0 ? seed / 3 % 2 : 0));
            return draft;
        }
        draft.amountMinor = bound(amountMinor, MINOR_MIN, amountMinor % 8 == 7 ? 3_500_000 : 60_000);
        draft.payer = _customerOf(draft.country, seed, type(uint256).max);
        draft.payee = _customerOf(draft.country, seed / 8, draft.payer);
        (draft.from, draft.to) = (GHOSTS.customer(draft.payer).wallet, GHOSTS.customer(draft.payee).wallet);
    }

    /// @dev Seldom, and then to the second before `limitS`, that second, or the one after.
    function _approach(uint256 limitS, uint256 seed) internal {
        if (seed % 16 != 0) return;
        limitS = limitS - 1 + seed / 16 % 3;
        if (limitS > block.timestamp) VM.warp(limitS);
    }

    function _keyOf(address account) internal view returns (uint256) {
        uint256 key = SETTLEMENTS.keyOfInstitution(account);
        return key == 0 ? GHOSTS.keyOfWallet(account) : key;
    }

    /// @dev From the payer into escrow.
    function _paidIn(Draft memory draft, address escrow) internal {
        World.Bank memory bank = _bankOf(draft, true);
        if (draft.isWallet) {
            GHOSTS.expect(GHOSTS.isInGoodStanding(draft.payer), "B: a payer in no good standing paid");
            GHOSTS.expect(!GHOSTS.isPaused(bank.deposit), "Q: paused deposits were paid with");
            bool isFree = draft.amountMinor <= GHOSTS.freeMinor(bank.deposit, draft.from);
            GHOSTS.expect(isFree, "N: frozen deposits were paid with");
            GHOSTS.redeemed(bank.deposit, draft.from, draft.amountMinor);
        }
        _moved(draft.country, bank.account, escrow, draft.amountMinor);
    }

    /// @dev What counts against the payer counts.
    function _counted(Draft memory draft) internal {
        if (!draft.isWallet) return;
        GHOSTS.counted(draft.payer, draft.amountMinor, GHOSTS.customer(draft.payee).bank);
    }

    /// @dev Out of escrow to the payee.
    function _paidOut(Draft memory draft, address escrow) internal {
        World.Bank memory bank = _bankOf(draft, false);
        if (draft.isWallet) {
            GHOSTS.received(draft.payee, draft.amountMinor, GHOSTS.customer(draft.payer).bank, false);
            GHOSTS.issued(bank.deposit, draft.to, draft.amountMinor);
        }
        _moved(draft.country, escrow, bank.account, draft.amountMinor);
    }

    /// @dev Out of escrow to the payer's key of today.
    function _paidBack(Draft memory draft, address escrow) internal {
        World.Bank memory bank = _bankOf(draft, true);
        if (draft.isWallet) {
            GHOSTS.expect(GHOSTS.isInGoodStanding(draft.payer), "B: a payer in no good standing was paid back");
            GHOSTS.issued(bank.deposit, GHOSTS.customer(draft.payer).wallet, draft.amountMinor);
        }
        _moved(draft.country, escrow, bank.account, draft.amountMinor);
    }

    /// @dev From the payer to the payee at once.
    function _paid(Draft memory draft) internal {
        (World.Bank memory payerBank, World.Bank memory payeeBank) = (_bankOf(draft, true), _bankOf(draft, false));
        if (draft.isWallet) {
            (uint256 own, uint256 other) = (GHOSTS.customer(draft.payer).bank, GHOSTS.customer(draft.payee).bank);
            GHOSTS.sent(draft.payer, draft.amountMinor, other);
            GHOSTS.received(draft.payee, draft.amountMinor, own, false);
            GHOSTS.redeemed(payerBank.deposit, draft.from, draft.amountMinor);
            GHOSTS.issued(payeeBank.deposit, draft.to, draft.amountMinor);
            if (own == other) return;
        }
        _moved(draft.country, payerBank.account, payeeBank.account, draft.amountMinor);
    }

    /// @dev Central-bank money moved.
    function _moved(uint256 country, address from, address to, uint256 amountMinor) internal {
        IMoney money = WORLD.country(country).money;
        bool isEligible = !GHOSTS.isSuspendedIn(from, country) && !GHOSTS.isSuspendedIn(to, country);
        GHOSTS.expect(isEligible, "B: a suspended institution paid or was paid");
        GHOSTS.expect(!GHOSTS.isPaused(money), "Q: paused central-bank money was settled in");
        GHOSTS.expect(amountMinor <= GHOSTS.freeMinor(money, from), "N: frozen central-bank money was settled with");
        GHOSTS.moved(money, from, to, amountMinor);
    }

    /// @dev Both sides of a leg have what they should, once all that moved together is counted.
    function _expectCounted(Draft memory draft, string memory what) internal {
        GHOSTS.expect(_isAsCounted(draft), what);
        if (!draft.isWallet) return;
        GHOSTS.expectPositions(GHOSTS.customer(draft.payer).bank, GHOSTS.customer(draft.payee).bank);
    }

    /// @return Whether `holder` holds what it should.
    function _isHeld(IMoney money, address holder) internal view returns (bool) {
        return money.balanceOf(holder) == GHOSTS.heldMinor(money, holder);
    }

    /// @return bank Of that side; of an institution itself, without deposits.
    function _bankOf(Draft memory draft, bool isPayer) internal view returns (World.Bank memory bank) {
        if (draft.isWallet) return WORLD.bank(GHOSTS.customer(isPayer ? draft.payer : draft.payee).bank);
        return World.Bank(isPayer ? draft.from : draft.to, 0, draft.country, IDepositToken(address(0)), bank.book);
    }

    function _isAsCounted(Draft memory draft) private view returns (bool) {
        (World.Bank memory payerBank, World.Bank memory payeeBank) = (_bankOf(draft, true), _bankOf(draft, false));
        IMoney money = WORLD.country(draft.country).money;
        if (!_isHeld(money, payerBank.account) || !_isHeld(money, payeeBank.account)) return false;
        if (!draft.isWallet) return true;
        address present = GHOSTS.customer(draft.payer).wallet;
        return _isHeld(payerBank.deposit, draft.from) && _isHeld(payerBank.deposit, present)
            && _isHeld(payeeBank.deposit, draft.to);
    }

    /// @return index Of a customer in that country, and not `other`.
    function _customerOf(uint256 country, uint256 seed, uint256 other) private view returns (uint256 index) {
        uint256 count = GHOSTS.customerCount();
        for (uint256 i = 0; i < count; ++i) {
            index = (seed % count + i) % count;
            if (index != other && WORLD.bank(GHOSTS.customer(index).bank).country == country) return index;
        }
    }
}
