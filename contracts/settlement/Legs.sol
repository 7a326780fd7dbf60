// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {ILegs} from "../interfaces/ILegs.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "../interfaces/IRule.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {
    Currency,
    Jurisdiction,
    Label,
    Refusal,
    RefusalCode,
    Role,
    Sides,
    Status,
    Tier,
    Uetr
} from "../interfaces/Types.sol";
import {Precedence} from "../libraries/Precedence.sol";

/// @title Checks legs and moves them, straight or through escrow; see {ILegs}
/// @dev Each side answers to the rule book of its own money: a wallet to that of its deposits, an institution to that of
///      the central-bank money. Amounts move as they are: nothing is ever rounded.
///
///      What may be refused halfway is a task: a call of the contract to itself, which is taken back as a whole. It is
///      tried boldly first, asking nothing but what the moneys do not ask themselves: the rules and the second key. Only
///      when that fails it is tried again with care, which finds the first reason by docs/rejections.md. Care refuses
///      nothing that boldness would let pass, since the moneys refuse all of it too.
abstract contract Legs is ILegs {
    IParticipantRegistry internal immutable REGISTRY;

    /// @param currency What is moved.
    /// @param jurisdiction Where it is issued.
    /// @param money The central-bank money, zero when there is none.
    /// @param book The rule book of it, zero for none.
    struct Venue {
        Currency currency;
        Jurisdiction jurisdiction;
        address money;
        address book;
    }

    /// @param party Who it is, as rules see it; its bank is itself when it is an institution, zero when it has none.
    /// @param isWallet Whether it holds deposits.
    /// @param money What it holds in the currency, zero for nothing.
    /// @param book The rule book of its money, zero for none.
    /// @param status The wallet's standing.
    /// @param bankStatus The bank's or institution's standing.
    struct Side {
        Party party;
        bool isWallet;
        address money;
        address book;
        Status status;
        Status bankStatus;
    }

    /// @dev One leg while it is checked and carried out.
    /// @param payment The leg as rules see it.
    /// @param isBeyondConsent Whether the payer's second key would have to sign, and has not.
    /// @param isCountedOfPayer Whether rules that were asked about the payer, or about both, count payments.
    /// @param isCountedOfPayee The same of rules that were asked about the payee alone.
    struct Movement {
        Uetr uetr;
        Venue venue;
        Side payer;
        Side payee;
        Payment payment;
        bool isBeyondConsent;
        bool isCountedOfPayer;
        bool isCountedOfPayee;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @dev Moves what was checked: from its payer or out of escrow, to its payee or into escrow.
    function _move(Movement memory leg, bool isIn, bool isOut) internal {
        uint256 amountMinor = leg.payment.amountMinor;
        if (isIn && leg.payer.isWallet) {
            IDepositToken(leg.payer.money).settlementDebit(leg.payer.party.account, amountMinor, _reference(leg));
        }
        address from = isIn ? leg.payer.party.bank : address(this);
        address to = isOut ? leg.payee.party.bank : address(this);
        if (from != to) ICentralBankMoney(leg.venue.money).settlementTransfer(from, to, amountMinor);
        if (isOut) _credit(leg, leg.payee);
    }

    /// @dev Gives a leg in escrow back to its payer, or to the key that replaced the payer's; fails with LegRefused.
    function _giveBack(Movement memory leg) internal {
        address account = leg.payer.party.account;
        address wallet = REGISTRY.currentWallet(account);
        if (wallet != account && wallet != address(0)) _readWallet(leg.payer, leg.venue, wallet);
        _requirePayersAccount(leg, true);
        ICentralBankMoney(leg.venue.money)
            .settlementTransfer(address(this), leg.payer.party.bank, leg.payment.amountMinor);
        _credit(leg, leg.payer);
    }

    /// @dev Counts the leg in the rules that were asked and count: of both sides, of the payer's, or of the payee's.
    function _count(Movement memory leg, Sides sides) internal {
        bool isOneBook = leg.payer.book == leg.payee.book;
        if (leg.isCountedOfPayer && sides != Sides.Payee) {
            _setAsked(leg, isOneBook ? sides : Sides.Payer);
            IRuleBook(leg.payer.book).record(leg.payment);
        }
        if (leg.isCountedOfPayee && sides != Sides.Payer) {
            _setAsked(leg, Sides.Payee);
            IRuleBook(leg.payee.book).record(leg.payment);
        }
    }

    /// @return isDone Whether a call of this contract to itself passed.
    /// @return isRefused Whether it failed with LegRefused.
    /// @return refusal What that says.
    function _called(bytes memory order) internal returns (bool isDone, bool isRefused, Refusal memory refusal) {
        bytes memory reason;
        (isDone, reason) = address(this).call(order);
        isRefused = !isDone && bytes4(reason) == LegRefused.selector;
        if (isRefused) refusal = abi.decode(Bytes.slice(reason, 4), (Refusal));
    }

    /// @dev Reads the venue and the two sides of a leg, each where it was not read before.
    function _readLeg(Movement memory leg, Currency currency, address payer, address payee) internal view {
        Venue memory venue = leg.venue;
        if (venue.currency != currency) {
            venue.currency = currency;
            venue.jurisdiction = REGISTRY.jurisdictionOf(currency);
            venue.money = REGISTRY.centralBankMoneyOf(currency);
            if (venue.money != address(0)) venue.book = IMoney(venue.money).ruleBook();
        }
        // Whether this is a system contract shows where the money moves.
        // slither-disable-next-line unused-return
        (, bool isPayerHolder, bool isPayeeHolder) =
            REGISTRY.wholesaleLegOf(address(this), venue.jurisdiction, payer, payee);
        _readSide(leg.payer, venue, payer, isPayerHolder);
        _readSide(leg.payee, venue, payee, isPayeeHolder);
    }

    /// @dev Makes these the venue, the payer and the payee of a leg, and of its payment too.
    function _setSides(Movement memory leg, Venue memory venue, Side memory payer, Side memory payee) internal pure {
        (leg.venue, leg.payer, leg.payee) = (venue, payer, payee);
        Payment memory payment = leg.payment;
        (payment.payer, payment.payee) = (payer.party, payee.party);
    }

    /// @dev Fails with LegRefused where the payer can't pay.
    /// @param isCentral Whether central-bank money moves.
    function _requirePayer(Movement memory leg, bool isCentral) internal view {
        _requirePayersAccount(leg, isCentral);
        _requireConsent(leg);
        Side memory payer = leg.payer;
        (address account, address bank) = (payer.party.account, payer.party.bank);
        uint256 amountMinor = leg.payment.amountMinor;
        if ((payer.isWallet || isCentral) && IMoney(payer.money).availableMinor(account) < amountMinor) {
            if (IMoney(payer.money).balanceOf(account) < amountMinor) {
                _refuse(RefusalCode.PayerInsufficientBalance, "payer-balance", account);
            }
            _refuse(RefusalCode.PayerFrozen, "payer-frozen", account);
        }
        if (!payer.isWallet || !isCentral) return;
        if (IMoney(leg.venue.money).availableMinor(bank) < amountMinor) {
            _refuse(RefusalCode.PayerBankInsufficientLiquidity, "payer-bank-liquidity", bank);
        }
    }

    function _requireConsent(Movement memory leg) internal pure {
        if (leg.isBeyondConsent) _refuse(RefusalCode.CostAboveMaximum, "cost-maximum", leg.payer.party.account);
    }

    /// @dev Fails with LegRefused where the rules refuse either side, or where the payee can't be paid.
    /// @param isPayeeAsked Whether it is about the payee too.
    /// @param isAccountAsked Whether the payee's account is asked, and not only its rules.
    /// @param isCentral Whether central-bank money moves.
    function _requireRules(Movement memory leg, bool isPayeeAsked, bool isAccountAsked, bool isCentral) internal view {
        if (isPayeeAsked && leg.payee.isWallet && !leg.payer.isWallet && !_isBetweenBanks(leg)) {
            revert LegUnbacked(leg.payer.party.account, leg.payee.party.account);
        }
        bool isOneBook = isPayeeAsked && leg.payer.book == leg.payee.book;
        (RefusalCode code, Label rule, address party) = _ask(leg, isOneBook ? Sides.Both : Sides.Payer);
        if (code != RefusalCode.None && Precedence.isPayers(code)) revert LegRefused(code, rule, party);
        if (!isPayeeAsked) return;
        if (isAccountAsked) _requirePayeesAccount(leg, isCentral);
        if (!isOneBook) (code, rule, party) = _ask(leg, Sides.Payee);
        else leg.isCountedOfPayee = false;
        if (code != RefusalCode.None) revert LegRefused(code, rule, party);
    }

    /// @dev Fails with LegRefused where the rules refuse the payee's side.
    function _requirePayeesRules(Movement memory leg) internal view {
        (RefusalCode code, Label rule, address party) = _ask(leg, Sides.Payee);
        if (code != RefusalCode.None) revert LegRefused(code, rule, party);
    }

    /// @dev Fails with LegRefused where the payee has no account that may be credited.
    function _requirePayeesAccount(Movement memory leg, bool isCentral) internal view {
        Side memory payee = leg.payee;
        (address account, address bank) = (payee.party.account, payee.party.bank);
        if (bank == address(0)) _refuse(RefusalCode.PayeeUnknown, "payee-account", account);
        if (payee.isWallet && payee.status != Status.Active) {
            _refuse(RefusalCode.PayeeSuspended, "payee-standing", account);
        }
        if (payee.money == address(0)) _refuse(RefusalCode.PayeeCurrency, "payee-currency", account);
        if (payee.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayeeBankSuspended, "payee-bank-standing", bank);
        }
        if (_isPaused(leg, payee, isCentral)) {
            _refuse(RefusalCode.PayeeMoneyPaused, "payee-money-paused", _centralBankOf(leg));
        }
    }

    function _isBetweenBanks(Movement memory leg) internal pure returns (bool) {
        return leg.payer.party.bank != leg.payee.party.bank;
    }

    function _refuse(RefusalCode code, bytes32 rule, address party) internal pure {
        revert LegRefused(code, Label.wrap(rule), party);
    }

    function _credit(Movement memory leg, Side memory side) private {
        if (!side.isWallet) return;
        IDepositToken(side.money).settlementCredit(side.party.account, leg.payment.amountMinor, _reference(leg));
    }

    /// @dev Whoever is admitted there is an institution, which has an account there unless its role is another.
    /// @param isHolder Whether it is an active institution with an account; else it may be anybody.
    function _readSide(Side memory side, Venue memory venue, address account, bool isHolder) private view {
        Party memory party = side.party;
        if (party.account != address(0)) return;
        (party.account, party.jurisdiction) = (account, venue.jurisdiction);
        Status status = Status.Active;
        if (!isHolder) {
            IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(account, venue.jurisdiction);
            Role role = admission.role;
            if (role == Role.None) return _readWallet(side, venue, account);
            if (role != Role.CommercialBank && role != Role.MarketMaker && role != Role.SystemContract) return;
            status = admission.status;
        }
        (party.bank, party.subject, party.tier) = (account, uint160(account), Tier.Full);
        (side.money, side.book, side.bankStatus) = (venue.money, venue.book, status);
    }

    function _readWallet(Side memory side, Venue memory venue, address wallet) private view {
        IParticipantRegistry.BankAccount memory kept = REGISTRY.accountOf(wallet, venue.currency);
        if (kept.bank == address(0)) return;
        Party memory party = side.party;
        party.account = wallet;
        (party.bank, party.subject, party.tier) = (kept.bank, kept.number, kept.tier);
        (side.isWallet, side.status, side.bankStatus) = (true, kept.walletStatus, kept.bankStatus);
        if (kept.depositToken == address(0)) return;
        (side.money, side.book) = (kept.depositToken, IMoney(kept.depositToken).ruleBook());
    }

    function _requirePayersAccount(Movement memory leg, bool isCentral) private view {
        Side memory payer = leg.payer;
        (address account, address bank) = (payer.party.account, payer.party.bank);
        if (payer.isWallet && payer.status != Status.Active) {
            _refuse(RefusalCode.PayerSuspended, "payer-standing", account);
        }
        if (payer.money == address(0)) _refuse(RefusalCode.PayerCurrency, "payer-currency", account);
        if (payer.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayerBankSuspended, "payer-bank-standing", bank);
        }
        if (_isPaused(leg, payer, isCentral)) {
            _refuse(RefusalCode.PayerMoneyPaused, "payer-money-paused", _centralBankOf(leg));
        }
    }

    function _isPaused(Movement memory leg, Side memory side, bool isCentral) private view returns (bool) {
        return (side.isWallet && IMoney(side.money).paused()) || (isCentral && IMoney(leg.venue.money).paused());
    }

    /// @return code Why the book of these sides refuses; None where there is none.
    /// @return rule The rule that refuses.
    /// @return party The party at fault.
    function _ask(Movement memory leg, Sides sides) private view returns (RefusalCode code, Label rule, address party) {
        bool isOfPayee = sides == Sides.Payee;
        bool isCounted = false;
        address book = isOfPayee ? leg.payee.book : leg.payer.book;
        if (book != address(0)) {
            _setAsked(leg, sides);
            (code, isCounted, rule, party) = IRuleBook(book).examine(leg.payment);
        }
        if (isOfPayee) leg.isCountedOfPayee = isCounted;
        else leg.isCountedOfPayer = isCounted;
    }

    function _centralBankOf(Movement memory leg) private view returns (address) {
        return REGISTRY.centralBankOf(leg.venue.jurisdiction);
    }

    /// @dev Makes it the payment as the book of these sides is asked about it.
    function _setAsked(Movement memory leg, Sides sides) private pure {
        leg.payment.sides = sides;
        leg.payment.money = sides == Sides.Payer ? leg.payer.money : leg.payee.money;
    }

    function _reference(Movement memory leg) private pure returns (bytes32) {
        return bytes32(Uetr.unwrap(leg.uetr));
    }
}
