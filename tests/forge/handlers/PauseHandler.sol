// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Label, Purpose} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {signWith} from "../support/Keys.sol";
import {Signing} from "../support/Signing.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title Pauses: whatever moves value is tried and has to fail, whatever does not has to go on
/// @dev Beside what the other handlers try until the pause ends.
contract PauseHandler is Handler {
    /// @dev A paused money with its authorities, two of its holders and its issuer.
    struct Paused {
        IMoney money;
        address centralBank;
        address supervisor;
        address issuer;
        address from;
        address to;
    }

    IMoney private _paused;
    uint256 private _nonces;

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](3);
        (all[0], all[1]) = (this.pauseDeposits.selector, this.pauseReserves.selector);
        all[2] = this.resume.selector;
    }

    function pauseDeposits(uint256 payer, uint256 payee) external {
        if (address(_paused) != address(0)) return resume();
        uint256 index = _payer(payer);
        Ghosts.Customer memory from = GHOSTS.customer(index);
        (, Ghosts.Customer memory to) = _colleague(payee, index);
        World.Bank memory bank = WORLD.bank(from.bank);
        Paused memory paused = _pause(bank.deposit, bank.country, bank.account, from.wallet, to.wallet);
        _tryTransfers(paused, from.key);
        _tryForce(paused);
        _tryPayment(bank, bank, from, to);
        _tryToFollow(paused, index);
        _goOn(paused);
        _tryToKnow(paused, bank.country, from);
        GHOSTS.did("pauseDeposits");
    }

    function pauseReserves(uint256 where, uint256 payer, uint256 payee) external {
        if (address(_paused) != address(0)) return resume();
        uint256 country = where % WORLD.COUNTRIES();
        World.Country memory here = WORLD.country(country);
        World.Bank memory bank = WORLD.bank(country == 0 ? payer % 2 : 2);
        address other = country == 0 ? WORLD.bank(1 - payer % 2).account : WORLD.maker();
        Paused memory paused = _pause(here.money, country, here.centralBank, bank.account, other);
        _tryTransfers(paused, 0);
        _tryForce(paused);
        address[] memory holders = new address[](1);
        holders[0] = paused.from;
        _mustFail(paused, paused.centralBank, abi.encodeCall(ICentralBankMoney.remunerate, (holders)), "remunerate");
        if (country == 0) {
            _tryBetweenBanks(payer, payee);
        }
        _goOn(paused);
        GHOSTS.did("pauseReserves");
    }

    function resume() public {
        if (address(_paused) == address(0)) return;
        _setPaused(_paused, WORLD.country(_countryOf(_paused)).centralBank, false);
        _paused = IMoney(address(0));
    }

    function _pause(IMoney money, uint256 country, address issuer, address from, address to)
        private
        returns (Paused memory paused)
    {
        World.Country memory here = WORLD.country(country);
        paused = Paused(money, here.centralBank, here.supervisor, issuer, from, to);
        _paused = money;
        if (money.canTransfer(from, to, MINOR_MIN)) GHOSTS.did("pausedWhatWouldMove");
        _setPaused(money, here.centralBank, true);
        bool isSaid = money.paused() && !money.canSend(from) && !money.canReceive(to);
        GHOSTS.expect(isSaid && !money.canTransfer(from, to, MINOR_MIN), "Q: a paused money says that it moves");
    }

    function _setPaused(IMoney money, address centralBank, bool isPaused) private {
        _do(centralBank, address(money), abi.encodeCall(IMoney.setPaused, (isPaused, Label.wrap("decision"))));
        GHOSTS.paused(money, isPaused);
    }

    /// @param key The holder's, zero for an institution's, which signs nothing.
    function _tryTransfers(Paused memory paused, uint256 key) private {
        _mustFail(paused, paused.from, abi.encodeCall(IERC20.transfer, (paused.to, MINOR_MIN)), "transfer");
        _mustPass(paused, paused.from, abi.encodeCall(IERC20.approve, (paused.to, MINOR_MIN)), "approve");
        bytes memory order = abi.encodeCall(IERC20.transferFrom, (paused.from, paused.to, MINOR_MIN));
        _mustFail(paused, paused.to, order, "transferFrom");
        _mustPass(paused, paused.from, abi.encodeCall(IERC20.approve, (paused.to, 0)), "approve");
        GHOSTS.approved(paused.money, paused.from, paused.to, 0);
        _mustFail(paused, paused.from, abi.encodeCall(IMoney.redeem, (MINOR_MIN, "paused")), "redeem");
        _mustFail(paused, paused.issuer, abi.encodeCall(IMoney.issue, (paused.to, MINOR_MIN, "paused")), "issue");
        if (key == 0) return;
        order = Signing.authorisation(
            address(paused.money), key, false, paused.from, paused.to, MINOR_MIN, keccak256(abi.encode(++_nonces))
        );
        _mustFail(paused, paused.to, order, "transferWithAuthorization");
    }

    function _tryForce(Paused memory paused) private {
        if (paused.from == paused.to) return;
        uint256 last = GHOSTS.lastOrderFor(paused.money, paused.from, paused.to);
        if (GHOSTS.openMinor(last) == 0) {
            bytes32 id = keccak256(abi.encode("paused", ++_nonces));
            IMoney.LegalOrder memory terms =
                IMoney.LegalOrder(id, paused.from, paused.to, MINOR_MIN, uint64(block.timestamp));
            _mustPass(paused, paused.supervisor, abi.encodeCall(IMoney.recordLegalOrder, (terms)), "recordLegalOrder");
            GHOSTS.recorded(paused.money, terms);
        }
        bytes memory force = abi.encodeCall(IERC7943Fungible.forcedTransfer, (paused.from, paused.to, 1));
        _mustFail(paused, paused.centralBank, force, "forcedTransfer");
        last = GHOSTS.lastOrderFor(paused.money, paused.from, address(0));
        if (GHOSTS.openMinor(last) == 0) return;
        _mustFail(paused, paused.centralBank, abi.encodeCall(IMoney.forcedBurn, (paused.from, 1)), "forcedBurn");
    }

    function _tryBetweenBanks(uint256 payer, uint256 payee) private {
        uint256 index = _payer(payer);
        Ghosts.Customer memory from = GHOSTS.customer(index);
        (, Ghosts.Customer memory to) = _customer(payee);
        if (from.bank == to.bank || from.bank == 2 || to.bank == 2) return;
        _tryPayment(WORLD.bank(from.bank), WORLD.bank(to.bank), from, to);
    }

    function _tryPayment(
        World.Bank memory payerBank,
        World.Bank memory payeeBank,
        Ghosts.Customer memory from,
        Ghosts.Customer memory to
    ) private {
        ISettlementEngine engine = WORLD.engine();
        IPayments.PaymentOrder memory order;
        (order.uetr, order.payer, order.payee) = (GHOSTS.newUetr(), from.wallet, to.wallet);
        order.payerCurrency = WORLD.country(payerBank.country).currency;
        order.payeeCurrency = WORLD.country(payeeBank.country).currency;
        (order.amountMinor, order.costMinorMax) = (MINOR_MIN, MINOR_MIN);
        (order.purpose, order.expiresAt) = (Purpose.wrap("TRAD"), uint64(block.timestamp));
        bytes32 orderHash = engine.hashOrder(order);
        uint256 secondKey = GHOSTS.stepUpOf(from.wallet).secondKey;
        bytes memory stepUp = secondKey == 0 ? bytes("") : signWith(secondKey, orderHash);
        bytes memory call_ = abi.encodeCall(ISettlementEngine.settle, (order, signWith(from.key, orderHash), stepUp));
        VM.record();
        (bool ok, bytes memory answer) = _try(payerBank.account, address(engine), call_);
        if (!ok) return GHOSTS.expect(false, "L: a signed payment reverted");
        IPayments.Outcome outcome = abi.decode(answer, (IPayments.Outcome));
        GHOSTS.expect(outcome == IPayments.Outcome.Refused, "Q: a payment settled in paused money");
        GHOSTS.expect(!_hasWritten(), "H: a refused payment changed something");
    }

    function _tryToFollow(Paused memory paused, uint256 index) private {
        address[] memory lost = GHOSTS.lostKeys(index);
        if (lost.length == 0) return;
        bytes memory order = abi.encodeCall(IDepositToken.moveHoldings, (lost[lost.length - 1]));
        _mustFail(paused, paused.issuer, order, "moveHoldings");
    }

    /// @dev Freezing, offices, rules and reading.
    function _goOn(Paused memory paused) private {
        uint256 frozenMinor = GHOSTS.frozenMinor(paused.money, paused.from);
        bytes memory order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (paused.from, 7));
        _mustPass(paused, paused.supervisor, order, "setFrozenTokens");
        GHOSTS.expect(paused.money.getFrozenTokens(paused.from) == 7, "Q: the pause stopped a freeze");
        order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (paused.from, frozenMinor));
        _mustPass(paused, paused.centralBank, order, "setFrozenTokens");
        order = abi.encodeCall(IMoney.setRuleBook, (paused.money.ruleBook()));
        _mustPass(paused, paused.centralBank, order, "setRuleBook");
        uint256 allowanceMinor = paused.money.issuanceAllowance(paused.issuer);
        order = abi.encodeCall(IMoney.setIssuanceAllowance, (paused.issuer, allowanceMinor));
        _mustPass(paused, paused.centralBank, order, "setIssuanceAllowance");
        order = abi.encodeCall(IParticipantRegistry.offerHandover, (address(0)));
        _do(paused.centralBank, address(WORLD.registry()), order);
        _do(paused.supervisor, address(WORLD.registry()), order);
        bool isRead = paused.money.balanceOf(paused.from) == GHOSTS.heldMinor(paused.money, paused.from);
        GHOSTS.expect(isRead && paused.money.totalSupply() > 0, "Q: the pause stopped reading");
    }

    function _tryToKnow(Paused memory paused, uint256 country, Ghosts.Customer memory known) private {
        if (GHOSTS.isSuspendedIn(paused.issuer, country) || known.tierExpiresAt < block.timestamp) return;
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setCustomerTier, (known.wallet, known.tier, known.tierExpiresAt));
        _do(paused.issuer, address(WORLD.registry()), order);
    }

    function _mustFail(Paused memory paused, address sender, bytes memory order, string memory name) private {
        (bool ok,) = _try(sender, address(paused.money), order);
        GHOSTS.expect(!ok, string.concat("Q: a paused money moved: ", name));
    }

    function _mustPass(Paused memory paused, address sender, bytes memory order, string memory name) private {
        (bool ok,) = _try(sender, address(paused.money), order);
        GHOSTS.expect(ok, string.concat("Q: the pause stopped what moves no value: ", name));
    }

    function _countryOf(IMoney money) private view returns (uint256) {
        return money.currency() == WORLD.country(0).currency ? 0 : 1;
    }
}
