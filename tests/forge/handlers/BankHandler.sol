// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "corridor/interfaces/IRule.sol";
import {Label, Purpose, RefusalCode, Sides, Status, Tier} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {signWith} from "../support/Keys.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title What banks do for their customers, payments and loans apart
contract BankHandler is Handler {
    uint256 private constant CUSTOMERS_MAX = 9;
    uint256 private constant REPLACEMENTS_MAX = 3;

    uint256 private _keys;

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](8);
        (all[0], all[1], all[2]) = (this.openAccount.selector, this.issue.selector, this.issueAgain.selector);
        (all[3], all[4]) = (this.setTier.selector, this.suspendOrReinstate.selector);
        (all[5], all[6]) = (this.openReplacement.selector, this.completeReplacement.selector);
        all[7] = this.moveHoldings.selector;
    }

    function openAccount(uint256 bank) external {
        uint256 count = GHOSTS.customerCount();
        if (count == CUSTOMERS_MAX) return;
        bank %= WORLD.BANKS();
        Ghosts.Customer memory given;
        (given.bank, given.number, given.key) = (bank, uint40(count + 1), _newKey());
        (given.wallet, given.tier, given.tierExpiresAt) = (VM.addr(given.key), Tier.Full, type(uint32).max);
        bytes32 digest = WORLD.registry().hashCustomerConsent(given.wallet, WORLD.bank(bank).account, "commitment");
        bytes memory registration = abi.encodeCall(
            IParticipantRegistry.registerCustomer,
            (given.wallet, "commitment", given.tier, given.tierExpiresAt, signWith(given.key, digest))
        );
        if (!_register(bank, registration, "K: a suspended bank opened an account")) return;
        GHOSTS.joined(given);
        GHOSTS.did("openAccount");
    }

    function issue(uint256 payee, uint256 amountMinor) public {
        (uint256 index, Ghosts.Customer memory to) = _customer(payee);
        World.Bank memory bank = WORLD.bank(to.bank);
        amountMinor = _upTo(amountMinor, _roomOfPayee(index));
        bool foreseen = bank.deposit.canReceive(to.wallet) && _isPayeeAccepted(index, to, amountMinor);
        bytes memory order = abi.encodeCall(IMoney.issue, (to.wallet, amountMinor, "issue"));
        (bool ok,) = _try(bank.account, address(bank.deposit), order);
        if (!ok) return GHOSTS.expect(!foreseen, "L: an issue failed that preflight lets pass");
        GHOSTS.received(index, amountMinor, to.bank, false);
        GHOSTS.issued(bank.deposit, to.wallet, amountMinor);
        GHOSTS.expect(foreseen, "L: an issue passed that preflight would refuse");
        GHOSTS.did("issue");
    }

    /// @dev Without money there is nothing else to do, hence twice.
    function issueAgain(uint256 payee, uint256 amountMinor) external {
        issue(payee, amountMinor);
    }

    /// @dev One in four times for a few days only: then it is Anonymous.
    function setTier(uint256 seed, uint256 tier, uint256 lastsS) external {
        (uint256 index, Ghosts.Customer memory known) = _customer(seed);
        known.tier = tier % 4 == 0 ? Tier(tier / 4 % 3) : Tier.Full;
        known.tierExpiresAt =
            lastsS % 4 == 0 ? uint32(block.timestamp + bound(lastsS, 1, 5 days)) : type(uint32).max;
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setCustomerTier, (known.wallet, known.tier, known.tierExpiresAt));
        if (!_register(known.bank, order, "K: a suspended bank set a tier")) return;
        GHOSTS.changed(index, known);
        GHOSTS.did("setTier");
    }

    /// @dev By the bank, or by the central bank of its home: the bank can't lift that. One customer at a time, and not
    ///      for long.
    function suspendOrReinstate(uint256 seed, uint256 by) external {
        (uint256 index, Ghosts.Customer memory known) = _suspendedOr(seed);
        if (!known.isSuspended && seed % 4 != 0) return;
        World.Bank memory bank = WORLD.bank(known.bank);
        Status status = known.isSuspended ? Status.Active : Status.Suspended;
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setCustomerStatus, (known.wallet, status, Label.wrap("decision")));
        if (by % 2 == 0) {
            _do(WORLD.country(bank.country).centralBank, address(WORLD.registry()), order);
        } else if (known.byCentralBank) {
            (bool ok,) = _try(bank.account, address(WORLD.registry()), order);
            return GHOSTS.expect(!ok, "K: a bank lifted what a central bank imposed");
        } else if (!_register(known.bank, order, "K: a suspended bank decided on a customer")) {
            return;
        }
        known.isSuspended = !known.isSuspended;
        known.byCentralBank = known.isSuspended && by % 2 == 0;
        GHOSTS.changed(index, known);
        GHOSTS.did("suspendOrReinstate");
    }

    function openReplacement(uint256 seed) external {
        (uint256 index, Ghosts.Customer memory known) = _customer(seed);
        if (known.newKey != 0 || GHOSTS.lostKeys(index).length == REPLACEMENTS_MAX) return;
        known.newKey = _newKey();
        address wallet = VM.addr(known.newKey);
        bytes32 digest = WORLD.registry().hashCustomerConsent(wallet, WORLD.bank(known.bank).account, "commitment");
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (known.wallet, wallet, "case", signWith(known.newKey, digest))
        );
        if (!_register(known.bank, order, "K: a suspended bank opened a replacement")) return;
        GHOSTS.changed(index, known);
        GHOSTS.did("openReplacement");
    }

    /// @dev The waiting time passes, and what the lost key held follows.
    function completeReplacement(uint256 seed) external {
        (uint256 index, Ghosts.Customer memory known) = _openedFrom(seed);
        if (known.newKey == 0) return;
        IParticipantRegistry registry = WORLD.registry();
        uint64 readyAt = registry.keyReplacementOf(known.wallet).readyAt;
        bytes memory order = abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (known.wallet));
        if (block.timestamp < readyAt) {
            (bool ok,) = _try(WORLD.bank(known.bank).account, address(registry), order);
            GHOSTS.expect(!ok, "G: a key was replaced before its time");
            VM.warp(readyAt);
        }
        if (!_register(known.bank, order, "K: a suspended bank replaced a key")) return;
        GHOSTS.replaced(index, VM.addr(known.newKey));
        _moveHoldings(index, known.wallet);
        GHOSTS.did("completeReplacement");
    }

    /// @dev What was frozen, paused or suspended when the key was replaced, or came to the lost key since.
    function moveHoldings(uint256 seed) external {
        (uint256 index,) = _customer(seed);
        address[] memory lost = GHOSTS.lostKeys(index);
        if (lost.length != 0) _moveHoldings(index, lost[seed % lost.length]);
    }

    function _moveHoldings(uint256 index, address lost) private {
        Ghosts.Customer memory known = GHOSTS.customer(index);
        IDepositToken deposit = _depositOf(known);
        bool isMovable = GHOSTS.isInGoodStanding(index) && !GHOSTS.isPaused(deposit);
        (bool ok,) = _try(
            WORLD.bank(known.bank).account, address(deposit), abi.encodeCall(IDepositToken.moveHoldings, (lost))
        );
        GHOSTS.expect(ok || !isMovable, "L: holdings did not follow their owner");
        GHOSTS.expect(!ok || !GHOSTS.isPaused(deposit), "Q: paused deposits followed a key");
        GHOSTS.expect(!ok || GHOSTS.isInGoodStanding(index), "B: deposits followed to a key in no good standing");
        if (!ok) return;
        GHOSTS.followed(deposit, lost, known.wallet);
        bool isWithIt = deposit.getFrozenTokens(known.wallet) == GHOSTS.frozenMinor(deposit, known.wallet);
        GHOSTS.expect(isWithIt && deposit.getFrozenTokens(lost) == 0, "T: what is frozen stayed with a lost key");
        GHOSTS.did("moveHoldings");
    }

    /// @return ok Whether the bank, which is not suspended at home then, got it done.
    function _register(uint256 bank, bytes memory order, string memory trespass) private returns (bool ok) {
        World.Bank memory own = WORLD.bank(bank);
        if (!GHOSTS.isSuspendedIn(own.account, own.country)) {
            _do(own.account, address(WORLD.registry()), order);
            return true;
        }
        (bool done,) = _try(own.account, address(WORLD.registry()), order);
        GHOSTS.expect(!done, trespass);
    }

    function _isPayeeAccepted(uint256 index, Ghosts.Customer memory to, uint256 amountMinor)
        private
        view
        returns (bool)
    {
        World.Bank memory bank = WORLD.bank(to.bank);
        World.Country memory country = WORLD.country(bank.country);
        Payment memory payment = Payment({
            sides: Sides.Payee,
            money: address(bank.deposit),
            currency: country.currency,
            amountMinor: amountMinor,
            purpose: Purpose.wrap(0),
            travelRuleHash: 0,
            payer: Party(bank.account, uint160(bank.account), bank.account, country.id, Tier.Full),
            payee: Party(to.wallet, to.number, bank.account, country.id, GHOSTS.tierOf(index))
        });
        return bank.book.preflight(payment).code == RefusalCode.None;
    }

    /// @return index Of the suspended customer, or of any when there is none.
    /// @return found The customer.
    function _suspendedOr(uint256 seed) private view returns (uint256 index, Ghosts.Customer memory found) {
        uint256 count = GHOSTS.customerCount();
        for (index = 0; index < count; ++index) {
            found = GHOSTS.customer(index);
            if (found.isSuspended) return (index, found);
        }
        return _customer(seed);
    }

    /// @return index Of a customer with an open replacement where there is one.
    /// @return found The customer.
    function _openedFrom(uint256 seed) private view returns (uint256 index, Ghosts.Customer memory found) {
        uint256 count = GHOSTS.customerCount();
        for (uint256 i = 0; i < count; ++i) {
            index = (seed % count + i) % count;
            found = GHOSTS.customer(index);
            if (found.newKey != 0) return (index, found);
        }
    }

    function _newKey() private returns (uint256) {
        return uint256(keccak256(abi.encode("customer", ++_keys)));
    }
}
