// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "corridor/interfaces/IRule.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Tier} from "corridor/interfaces/Types.sol";
import {ContractWallet} from "corridor/mocks/ContractWallet.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {Deployer} from "../support/Deployer.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {Signing} from "../support/Signing.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";
import {Trespasses} from "./Trespasses.sol";

/// @title Whoever has no right to it: a stranger, foreign institutions, customers of other banks, a contract that
///        re-enters; and the victim's own bank and authorities without its consent
contract AttackerHandler is Handler, Deployer {
    uint256 private constant FORGERIES = 14;

    /// @dev Nobody's customer; its owner is the attacker.
    ContractWallet private immutable CONTRACT;
    address private immutable ATTACKER = actor("ATTACKER");

    constructor(Ghosts ghosts) Handler(ghosts) {
        CONTRACT = ContractWallet(_deploy("ContractWallet", abi.encode(ATTACKER)));
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](4);
        (all[0], all[1]) = (this.trespass.selector, this.forge.selector);
        (all[2], all[3]) = (this.reenter.selector, this.useUpALimit.selector);
    }

    /// @dev All that only an authority may do, by one who is none.
    function trespass(uint256 who, uint256 whom, uint256 amountMinor) external {
        Trespasses.Aim memory aim = _aim(who, whom, amountMinor);
        for (uint256 which = whom % 3; which < Trespasses.COUNT; which += 3) {
            (address target, bytes memory order) = Trespasses.pick(aim, which);
            _mustChangeNothing(aim.attacker, target, order);
        }
        GHOSTS.did("trespass");
    }

    /// @dev All that needs the customer's consent, or another institution's, without it.
    function forge(uint256 whom, uint256 amountMinor) external {
        (, Ghosts.Customer memory victim) = _customer(whom);
        World.Bank memory bank = WORLD.bank(victim.bank);
        amountMinor = 1 + amountMinor % 1_000;
        for (uint256 which = 0; which < FORGERIES; ++which) {
            (address sender, address target, bytes memory order) = _forgery(victim, bank, amountMinor, which);
            (bool ok,) = _try(sender, target, order);
            GHOSTS.expect(!ok, "G: what needs a consent passed without");
        }
        GHOSTS.did("forge");
    }

    /// @dev Asked for its signature, the contract calls back with what would be a trespass, or its owner's own act.
    function reenter(uint256 who, uint256 whom, uint256 which) external {
        Trespasses.Aim memory aim = _aim(who, whom, which);
        aim.attacker = address(CONTRACT);
        (address target, bytes memory order) = Trespasses.pick(aim, which % Trespasses.COUNT);
        CONTRACT.prepare(ContractWallet.Trouble.Reenter, target, order);
        bytes memory registration = abi.encodeCall(
            IParticipantRegistry.registerCustomer, (address(CONTRACT), "commitment", Tier.Full, type(uint32).max, "")
        );
        _mustChangeNothing(aim.bank.account, address(WORLD.registry()), registration);
        bytes memory replacement = abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (aim.victim, address(CONTRACT), "case", "")
        );
        _mustChangeNothing(aim.bank.account, address(WORLD.registry()), replacement);
        _mustChangeNothing(ATTACKER, address(CONTRACT), abi.encodeCall(ContractWallet.execute, (target, order)));
        GHOSTS.did("reenter");
    }

    /// @dev Anybody may tell a rule of a payment; it counts for the caller alone.
    function useUpALimit(uint256 whom, uint256 amountMinor) external {
        (, Ghosts.Customer memory victim) = _customer(whom);
        World.Bank memory bank = WORLD.bank(victim.bank);
        Payment memory payment;
        (payment.money, payment.currency) = (address(bank.deposit), WORLD.country(bank.country).currency);
        (payment.payer.account, payment.payer.subject) = (victim.wallet, victim.number);
        (payment.payer.bank, payment.payee.bank) = (bank.account, WORLD.bank((victim.bank + 1) % WORLD.BANKS()).account);
        payment.amountMinor = amountMinor % 1e18;
        address book = address(bank.book);
        uint256 usedMinor = WORLD.window().usedMinor(book, payment.currency, victim.number);
        (address payer, address payee) = (payment.payer.bank, payment.payee.bank);
        int256 positionMinor = WORLD.exposure().positionMinor(payment.currency, book, payer, payee);
        _do(ATTACKER, address(WORLD.window()), abi.encodeCall(IRule.record, (payment)));
        _do(ATTACKER, address(WORLD.exposure()), abi.encodeCall(IRule.record, (payment)));
        bool isSame = usedMinor == WORLD.window().usedMinor(book, payment.currency, victim.number)
            && positionMinor == WORLD.exposure().positionMinor(payment.currency, book, payer, payee);
        GHOSTS.expect(isSame, "K: a stranger used up a limit");
        GHOSTS.did("useUpALimit");
    }

    function _forgery(Ghosts.Customer memory victim, World.Bank memory bank, uint256 amountMinor, uint256 which)
        private
        view
        returns (address sender, address target, bytes memory order)
    {
        World.Country memory country = WORLD.country(bank.country);
        (sender, target) = (bank.account, address(bank.deposit));
        if (which == 0) return (sender, address(WORLD.engine()), _order(victim, bank, amountMinor, 0));
        if (which == 1) return (sender, address(WORLD.engine()), _order(victim, bank, amountMinor, victim.key));
        if (which == 2) return (sender, address(WORLD.loanBook()), _loan(victim, amountMinor));
        if (which == 3) order = abi.encodeCall(IDepositToken.settlementDebit, (victim.wallet, amountMinor, "mine"));
        if (which == 4) order = abi.encodeCall(IERC20.transferFrom, (victim.wallet, ATTACKER, amountMinor));
        if (which == 5) order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (victim.wallet, amountMinor));
        if (which == 6) order = abi.encodeCall(IDepositToken.moveHoldings, (victim.wallet));
        if (which == 7) order = Signing.permit(target, keyOf("ATTACKER"), victim.wallet, ATTACKER, amountMinor);
        if (which == 8) {
            (uint256 key, address to) = (keyOf("ATTACKER"), bank.account);
            order = Signing.authorisation(target, key, false, victim.wallet, to, amountMinor, "nonce");
        }
        if (which == 9) {
            IMoney.LegalOrder memory terms = IMoney.LegalOrder("bank", victim.wallet, address(0), 1, type(uint64).max);
            order = abi.encodeCall(IMoney.recordLegalOrder, (terms));
        }
        if (order.length != 0) return (sender, target, order);
        // One institution alone seizes nothing: the orders of supervisors name nobody like this.
        if (which == 10) {
            order = abi.encodeCall(IERC7943Fungible.forcedTransfer, (victim.wallet, ATTACKER, amountMinor));
            return (country.centralBank, target, order);
        }
        if (which == 11) {
            IMoney.LegalOrder memory terms = IMoney.LegalOrder("alone", victim.wallet, address(0), 1, type(uint64).max);
            return (country.centralBank, target, abi.encodeCall(IMoney.recordLegalOrder, (terms)));
        }
        if (which == 12) {
            return (country.supervisor, target, abi.encodeCall(IMoney.forcedBurn, (victim.wallet, amountMinor)));
        }
        order = abi.encodeCall(IDepositToken.settlementDebit, (victim.wallet, amountMinor, "mine"));
        return (country.centralBank, target, order);
    }

    /// @param key Zero for a signature that is another's, the victim's for one of another amount.
    function _order(Ghosts.Customer memory victim, World.Bank memory bank, uint256 amountMinor, uint256 key)
        private
        view
        returns (bytes memory)
    {
        IPayments.PaymentOrder memory order;
        (order.payer, order.payee) = (victim.wallet, victim.wallet);
        (order.payerCurrency, order.amountMinor) = (WORLD.country(bank.country).currency, amountMinor);
        (order.payeeCurrency, order.costMinorMax) = (order.payerCurrency, amountMinor);
        order.expiresAt = type(uint64).max;
        bytes32 orderHash = WORLD.engine().hashOrder(order);
        if (key != 0) (order.amountMinor, order.costMinorMax) = (amountMinor + 1, amountMinor + 1);
        bytes memory signature = signWith(key == 0 ? keyOf("ATTACKER") : key, orderHash);
        return abi.encodeCall(ISettlementEngine.settle, (order, signature, signature));
    }

    /// @dev All of it in order but for the borrower's signatures.
    function _loan(Ghosts.Customer memory victim, uint256 amountMinor)
        private
        view
        returns (bytes memory)
    {
        LoanPapers.Deal memory deal = LoanPapers.signed(
            WORLD, LoanPapers.terms(WORLD, victim.bank, victim.wallet, uint64(amountMinor)), keyOf("ATTACKER")
        );
        return LoanPapers.drawing(deal);
    }

    function _mustChangeNothing(address sender, address target, bytes memory order) private {
        VM.record();
        (bool ok,) = _try(sender, target, order);
        if (ok) GHOSTS.expect(!_hasWritten(), "K: who has no right to it changed something");
    }

    function _aim(uint256 who, uint256 whom, uint256 amountMinor) private view returns (Trespasses.Aim memory aim) {
        (, Ghosts.Customer memory victim) = _customer(whom);
        aim.world = WORLD;
        aim.bank = WORLD.bank(victim.bank);
        aim.country = WORLD.country(aim.bank.country);
        (aim.victim, aim.attacker) = (victim.wallet, _attacker(who, victim.bank));
        aim.amountMinor = 1 + amountMinor % 1_000_000;
    }

    /// @return Somebody of another country, another bank, or nobody at all.
    function _attacker(uint256 seed, uint256 bank) private view returns (address) {
        World.Country memory abroad = WORLD.country(1 - WORLD.bank(bank).country);
        if (seed % 7 == 0) return ATTACKER;
        if (seed % 7 == 1) return abroad.centralBank;
        if (seed % 7 == 2) return abroad.supervisor;
        if (seed % 7 == 3) return WORLD.bank(bank == 2 ? 0 : 2).account;
        if (seed % 7 == 4) return WORLD.maker();
        if (seed % 7 == 5) return address(CONTRACT);
        (, Ghosts.Customer memory other) = _customer(seed / 7);
        return other.bank == bank ? ATTACKER : other.wallet;
    }
}
