// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {RefusalCode} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {signWith} from "../support/Keys.sol";
import {Signing} from "../support/Signing.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title What customers do with their own deposits
contract WalletHandler is Handler {
    /// @dev A plain transfer within a bank.
    struct Plain {
        IDepositToken deposit;
        uint256 payer;
        uint256 payee;
        address from;
        address to;
        uint256 amountMinor;
        bool can;
    }

    /// @dev See {_upTo}.
    uint256 private constant ALL_THERE_IS_ROOM_FOR = 6;

    uint256 private _nonces;

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](7);
        (all[0], all[1], all[2]) = (this.transfer.selector, this.pull.selector, this.authorise.selector);
        (all[3], all[4], all[5]) = (this.redeem.selector, this.setStepUp.selector, this.transferAgain.selector);
        all[6] = this.spendTwiceInAWindow.selector;
    }

    function transfer(uint256 payer, uint256 payee, uint256 amountMinor) public {
        Plain memory plain = _plain(payer, payee, amountMinor);
        bytes memory order = abi.encodeCall(IERC20.transfer, (plain.to, plain.amountMinor));
        (bool ok, bytes memory answer) = _try(plain.from, address(plain.deposit), order);
        _concluded(plain, ok, plain.can, answer);
        if (ok) GHOSTS.did("transfer");
    }

    /// @dev The commonest act, hence twice.
    function transferAgain(uint256 payer, uint256 payee, uint256 amountMinor) external {
        transfer(payer, payee, amountMinor);
    }

    /// @dev All that the limits leave, and the same again just before a window is over: whatever bucket either is in.
    function spendTwiceInAWindow(uint256 payer, uint256 payee, uint256 seed) external {
        World.Bank memory bank = WORLD.bank(GHOSTS.customer(_payer(payer)).bank);
        IRollingWindowLimitRule.WindowLimit memory limit =
            WORLD.window().limitOf(WORLD.country(bank.country).currency);
        transfer(payer, payee, ALL_THERE_IS_ROOM_FOR);
        VM.warp(block.timestamp + limit.windowS - 1 - seed % (limit.windowS / limit.buckets));
        transfer(payer, payee, ALL_THERE_IS_ROOM_FOR);
        GHOSTS.did("spendTwiceInAWindow");
    }

    /// @dev Somebody with an allowance pays, one in four times with none that suffices.
    function pull(uint256 payer, uint256 payee, uint256 amountMinor) external {
        Plain memory plain = _plain(payer, payee, amountMinor);
        (, Ghosts.Customer memory spender) = _customer(payee / 7);
        uint256 allowedMinor = GHOSTS.allowanceMinor(plain.deposit, plain.from, spender.wallet);
        if (allowedMinor < plain.amountMinor && payee % 4 != 0) {
            allowedMinor = plain.amountMinor;
            if (payer % 2 == 0) _approve(plain, spender.wallet);
            else _permit(plain, spender.wallet);
        }
        bytes memory order = abi.encodeCall(IERC20.transferFrom, (plain.from, plain.to, plain.amountMinor));
        (bool ok, bytes memory answer) = _try(spender.wallet, address(plain.deposit), order);
        bool isAllowed = allowedMinor >= plain.amountMinor;
        GHOSTS.expect(isAllowed || !ok, "G: a spender took more than was allowed");
        _concluded(plain, ok, plain.can && isAllowed, answer);
        if (!ok) return;
        GHOSTS.approved(plain.deposit, plain.from, spender.wallet, allowedMinor - plain.amountMinor);
        GHOSTS.did("pull");
    }

    /// @dev Signed by the payer, relayed by its payee, and only once.
    function authorise(uint256 payer, uint256 payee, uint256 amountMinor) external {
        Plain memory plain = _plain(payer, payee, amountMinor);
        uint256 key = GHOSTS.keyOfWallet(plain.from);
        bytes memory relayed = Signing.authorisation(
            address(plain.deposit), key, payer % 2 == 0, plain.from, plain.to, plain.amountMinor, bytes32(++_nonces)
        );
        (bool ok, bytes memory answer) = _try(plain.to, address(plain.deposit), relayed);
        _concluded(plain, ok, plain.can, answer);
        if (!ok) return;
        (ok,) = _try(plain.to, address(plain.deposit), relayed);
        GHOSTS.expect(!ok, "G: an authorisation was used twice");
        GHOSTS.did("authorise");
    }

    function redeem(uint256 holder, uint256 amountMinor) external {
        (uint256 index, Ghosts.Customer memory from) = _customer(holder);
        IDepositToken deposit = _depositOf(from);
        uint256 freeMinor = GHOSTS.freeMinor(deposit, from.wallet);
        if (freeMinor == 0) return;
        // A sixteenth at most, so that there is something to pay with.
        amountMinor = holder % 8 == 7 ? freeMinor + 1 : bound(amountMinor, 1, freeMinor / 16 + 1);
        bool isFree = amountMinor <= freeMinor;
        bool isSigned = !GHOSTS.needsSecondKey(from.wallet, amountMinor);
        bool isMovable = GHOSTS.isInGoodStanding(index) && !GHOSTS.isPaused(deposit);
        (bool ok,) = _try(from.wallet, address(deposit), abi.encodeCall(IMoney.redeem, (amountMinor, "redemption")));
        GHOSTS.expect(ok || !(isFree && isSigned && isMovable), "L: a redemption failed that nothing forbids");
        if (!ok) return;
        GHOSTS.expect(isFree, "N: frozen deposits were redeemed");
        GHOSTS.expect(isSigned, "S: a redemption passed without the second key");
        GHOSTS.expect(GHOSTS.isInGoodStanding(index), "B: a holder in no good standing redeemed");
        GHOSTS.expect(!GHOSTS.isPaused(deposit), "Q: paused deposits were redeemed");
        GHOSTS.redeemed(deposit, from.wallet, amountMinor);
        GHOSTS.did("redeem");
    }

    /// @dev One in three takes the lock off again.
    function setStepUp(uint256 holder, uint256 aboveMinor) external {
        (, Ghosts.Customer memory from) = _customer(holder);
        IDepositToken deposit = _depositOf(from);
        bool isLifted = aboveMinor % 3 == 0;
        uint256 secondKey = isLifted ? 0 : uint256(keccak256(abi.encode(from.wallet, ++_nonces)));
        aboveMinor = isLifted ? 0 : bound(aboveMinor, 0, 5_000_000);
        IDepositToken.StepUp memory stepUp = IDepositToken.StepUp(isLifted ? address(0) : VM.addr(secondKey), aboveMinor);
        uint256 presentKey = GHOSTS.stepUpOf(from.wallet).secondKey;
        bytes32 digest = deposit.hashStepUpChange(from.wallet, stepUp);
        if (presentKey != 0) {
            (bool ok,) = _try(from.wallet, address(deposit), abi.encodeCall(deposit.setStepUp, (stepUp, "")));
            GHOSTS.expect(!ok, "S: a step-up changed without the second key");
            bytes memory own = abi.encodeCall(deposit.setStepUp, (stepUp, signWith(from.key, digest)));
            (ok,) = _try(from.wallet, address(deposit), own);
            GHOSTS.expect(!ok, "S: a step-up changed by the first key alone");
        }
        bytes memory signature = presentKey == 0 ? bytes("") : signWith(presentKey, digest);
        _do(from.wallet, address(deposit), abi.encodeCall(deposit.setStepUp, (stepUp, signature)));
        GHOSTS.steppedUp(from.wallet, secondKey, aboveMinor);
        GHOSTS.did("setStepUp");
    }

    function _plain(uint256 payer, uint256 payee, uint256 amountMinor) private view returns (Plain memory plain) {
        plain.payer = _payer(payer);
        Ghosts.Customer memory from = GHOSTS.customer(plain.payer);
        Ghosts.Customer memory to;
        (plain.payee, to) = payee % 16 == 0 ? (plain.payer, from) : _colleague(payee / 3, plain.payer);
        (plain.deposit, plain.from, plain.to) = (_depositOf(from), from.wallet, to.wallet);
        uint256 roomMinor = _roomOfPayer(plain.payer);
        Ghosts.StepUp memory stepUp = GHOSTS.stepUpOf(from.wallet);
        if (stepUp.secondKey != 0 && payer % 4 != 0) roomMinor = _min(roomMinor, stepUp.aboveMinor);
        plain.amountMinor = _sendable(amountMinor, plain.payer, _min(roomMinor, _roomOfPayee(plain.payee)));
        plain.can = plain.deposit.canTransfer(plain.from, plain.to, plain.amountMinor);
    }

    function _concluded(Plain memory plain, bool ok, bool foreseen, bytes memory answer) private {
        if (!ok) {
            GHOSTS.expect(!foreseen, "L: a transfer failed that canTransfer lets pass");
            return _refused(plain, answer);
        }
        bool isSigned = !GHOSTS.needsSecondKey(plain.from, plain.amountMinor);
        GHOSTS.expect(isSigned, "S: a transfer passed without the second key");
        uint256 bank = GHOSTS.customer(plain.payer).bank;
        GHOSTS.sent(plain.payer, plain.amountMinor, bank);
        GHOSTS.received(plain.payee, plain.amountMinor, bank, plain.payer == plain.payee);
        GHOSTS.moved(plain.deposit, plain.from, plain.to, plain.amountMinor);
        GHOSTS.expect(foreseen, "L: a transfer passed that canTransfer would not let pass");
    }

    function _refused(Plain memory plain, bytes memory answer) private {
        if (bytes4(answer) != IRuleBook.RuleBookRefused.selector) return;
        RefusalCode code;
        assembly ("memory-safe") {
            code := mload(add(answer, 0x24))
        }
        if (code == RefusalCode.PayerWindowLimit) GHOSTS.refusedByWindow(plain.payer, plain.amountMinor);
        GHOSTS.did(bytes32(uint256(code)));
    }

    function _approve(Plain memory plain, address spender) private {
        _do(plain.from, address(plain.deposit), abi.encodeCall(IERC20.approve, (spender, plain.amountMinor)));
        GHOSTS.approved(plain.deposit, plain.from, spender, plain.amountMinor);
    }

    function _permit(Plain memory plain, address spender) private {
        (address money, uint256 key) = (address(plain.deposit), GHOSTS.keyOfWallet(plain.from));
        _do(spender, money, Signing.permit(money, key, plain.from, spender, plain.amountMinor));
        GHOSTS.approved(plain.deposit, plain.from, spender, plain.amountMinor);
    }
}
