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
    Purpose,
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
abstract contract Legs is ILegs {
    IParticipantRegistry internal immutable REGISTRY;

    /// @param currency What is moved.
    /// @param jurisdiction Where it is issued.
    /// @param money The central-bank money, zero when there is none.
    /// @param book The rule book of it, zero for none.
    /// @param isPaused Whether it stands still.
    struct Venue {
        Currency currency;
        Jurisdiction jurisdiction;
        address money;
        address book;
        bool isPaused;
    }

    /// @param party Who it is, as rules see it; its bank is itself when it is an institution, zero when it has none.
    /// @param isWallet Whether it holds deposits.
    /// @param money What it holds in the currency, zero for nothing.
    /// @param book The rule book of its money, zero for none.
    /// @param isPaused Whether its deposits stand still.
    /// @param status The wallet's standing.
    /// @param bankStatus The bank's or institution's standing.
    struct Side {
        Party party;
        bool isWallet;
        address money;
        address book;
        bool isPaused;
        Status status;
        Status bankStatus;
    }

    /// @dev One leg while it is checked and carried out.
    /// @param payment The leg as rules see it.
    /// @param isBeyondConsent Whether the payer's second key would have to sign, and has not.
    struct Movement {
        Uetr uetr;
        Venue venue;
        Side payer;
        Side payee;
        Payment payment;
        bool isBeyondConsent;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @dev Moves a leg, or fails with LegRefused for the first reason by docs/rejections.md.
    /// @param isIn Whether it moves from its payer; else out of escrow, and the payer has no more to answer for than its
    ///        rules.
    /// @param isOut Whether it moves to its payee; else into escrow.
    /// @param isPayeeAsked Whether the payee's side is asked, as it has to be before it is paid.
    function _move(Movement memory leg, bool isIn, bool isOut, bool isPayeeAsked) internal {
        bool isCentral = !isIn || !isOut || _isBetweenBanks(leg);
        if (isIn) _requirePayer(leg, isCentral);
        _requirePayee(leg, isCentral, isPayeeAsked);
        uint256 amountMinor = leg.payment.amountMinor;
        if (isOut) _count(leg);
        _emitMoved(leg, isOut);
        if (isIn && leg.payer.isWallet) {
            IDepositToken(leg.payer.money).settlementDebit(leg.payer.party.account, amountMinor, _reference(leg));
        }
        if (isCentral) {
            ICentralBankMoney(leg.venue.money)
                .settlementTransfer(
                    isIn ? leg.payer.party.bank : address(this),
                    isOut ? leg.payee.party.bank : address(this),
                    amountMinor
                );
        }
        if (isOut) _credit(leg, leg.payee);
    }

    /// @dev Gives a leg in escrow back to its payer, or to the key that replaced the payer's; fails with LegRefused.
    function _giveBack(Movement memory leg) internal {
        address account = leg.payer.party.account;
        address wallet = REGISTRY.currentWallet(account);
        if (wallet != account && wallet != address(0)) _readSide(leg.payer, leg.venue, wallet);
        _requirePayersAccount(leg, true);
        Party memory payer = leg.payer.party;
        uint256 amountMinor = leg.payment.amountMinor;
        emit LegReturned(leg.uetr, payer.account, payer.bank, leg.venue.currency, amountMinor);
        ICentralBankMoney(leg.venue.money).settlementTransfer(address(this), payer.bank, amountMinor);
        _credit(leg, leg.payer);
    }

    /// @dev Reads what concerns every leg in `currency`.
    function _readVenue(Venue memory venue, Currency currency) internal view {
        venue.currency = currency;
        venue.jurisdiction = REGISTRY.jurisdictionOf(currency);
        address money = REGISTRY.centralBankMoneyOf(currency);
        if (money == address(0)) return;
        venue.money = money;
        venue.book = IMoney(money).ruleBook();
        venue.isPaused = IMoney(money).paused();
    }

    /// @dev Reads `account` in the currency of `venue`. Whoever is admitted there is an institution, which has an account
    ///      there when it is a bank or a market maker.
    function _readSide(Side memory side, Venue memory venue, address account) internal view {
        Party memory party = side.party;
        (party.account, party.jurisdiction) = (account, venue.jurisdiction);
        IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(account, venue.jurisdiction);
        if (admission.role == Role.None) return _readWallet(side, venue, account);
        if (admission.role != Role.CommercialBank && admission.role != Role.MarketMaker) return;
        (party.bank, party.subject, party.tier) = (account, uint160(account), Tier.Full);
        (side.money, side.book, side.bankStatus) = (venue.money, venue.book, admission.status);
    }

    /// @dev Makes the payer, the payee and the venue of a leg those of its payment too.
    function _setSides(Movement memory leg, Venue memory venue, Side memory payer, Side memory payee) internal pure {
        (leg.venue, leg.payer, leg.payee) = (venue, payer, payee);
        Payment memory payment = leg.payment;
        (payment.currency, payment.payer, payment.payee) = (venue.currency, payer.party, payee.party);
    }

    /// @return isRefusal Whether what a call failed with is LegRefused.
    /// @return refusal What it says.
    function _refusalIn(bytes memory reason) internal pure returns (bool isRefusal, Refusal memory refusal) {
        if (bytes4(reason) != LegRefused.selector) return (false, refusal);
        return (true, abi.decode(Bytes.slice(reason, 4), (Refusal)));
    }

    function _refuse(RefusalCode code, Label rule, address party) internal pure {
        revert LegRefused(code, rule, party);
    }

    function _readWallet(Side memory side, Venue memory venue, address wallet) private view {
        IParticipantRegistry.BankAccount memory kept = REGISTRY.accountOf(wallet, venue.currency);
        if (kept.bank == address(0)) return;
        Party memory party = side.party;
        (party.bank, party.subject, party.tier) = (kept.bank, kept.number, kept.tier);
        (side.isWallet, side.status, side.bankStatus) = (true, kept.walletStatus, kept.bankStatus);
        address money = kept.depositToken;
        if (money == address(0)) return;
        side.money = money;
        side.book = IMoney(money).ruleBook();
        side.isPaused = IMoney(money).paused();
    }

    function _requirePayer(Movement memory leg, bool isCentral) private view {
        _requirePayersAccount(leg, isCentral);
        Side memory payer = leg.payer;
        (address account, uint256 amountMinor) = (payer.party.account, leg.payment.amountMinor);
        if (leg.isBeyondConsent) _refuse(RefusalCode.CostAboveMaximum, Label.wrap("cost-maximum"), account);
        if ((payer.isWallet || isCentral) && IMoney(payer.money).availableMinor(account) < amountMinor) {
            if (IMoney(payer.money).balanceOf(account) < amountMinor) {
                _refuse(RefusalCode.PayerInsufficientBalance, Label.wrap("payer-balance"), account);
            }
            _refuse(RefusalCode.PayerFrozen, Label.wrap("payer-frozen"), account);
        }
        if (!payer.isWallet || !isCentral) return;
        if (IMoney(leg.venue.money).availableMinor(payer.party.bank) < amountMinor) {
            _refuse(RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), payer.party.bank);
        }
    }

    /// @param isCentral Whether central-bank money moves.
    function _requirePayersAccount(Movement memory leg, bool isCentral) private view {
        Side memory payer = leg.payer;
        (address account, address bank) = (payer.party.account, payer.party.bank);
        if (payer.isWallet && payer.status != Status.Active) {
            _refuse(RefusalCode.PayerSuspended, Label.wrap("payer-standing"), account);
        }
        if (payer.money == address(0)) _refuse(RefusalCode.PayerCurrency, Label.wrap("payer-currency"), account);
        if (payer.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), bank);
        }
        if (payer.isPaused || (isCentral && leg.venue.isPaused)) {
            _refuse(RefusalCode.PayerMoneyPaused, Label.wrap("payer-money-paused"), _centralBankOf(leg));
        }
    }

    /// @dev The rules of the payer's side, and where the payee is asked its standing and the rules of its side.
    function _requirePayee(Movement memory leg, bool isCentral, bool isPayeeAsked) private view {
        if (!isPayeeAsked) return _requireNone(_ask(leg, Sides.Payer));
        if (leg.payee.isWallet && !leg.payer.isWallet && !_isBetweenBanks(leg)) {
            revert LegUnbacked(leg.payer.party.account, leg.payee.party.account);
        }
        bool isOneBook = leg.payer.book == leg.payee.book;
        Refusal memory refusal = _ask(leg, isOneBook ? Sides.Both : Sides.Payer);
        // The place of None is after all others.
        if (Precedence.isPayers(refusal.code)) _requireNone(refusal);
        _requirePayeesAccount(leg, isCentral);
        _requireNone(isOneBook ? refusal : _ask(leg, Sides.Payee));
    }

    function _requirePayeesAccount(Movement memory leg, bool isCentral) private view {
        Side memory payee = leg.payee;
        (address account, address bank) = (payee.party.account, payee.party.bank);
        if (bank == address(0)) _refuse(RefusalCode.PayeeUnknown, Label.wrap("payee-account"), account);
        if (payee.isWallet && payee.status != Status.Active) {
            _refuse(RefusalCode.PayeeSuspended, Label.wrap("payee-standing"), account);
        }
        if (payee.money == address(0)) _refuse(RefusalCode.PayeeCurrency, Label.wrap("payee-currency"), account);
        if (payee.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), bank);
        }
        if (payee.isPaused || (isCentral && leg.venue.isPaused)) {
            _refuse(RefusalCode.PayeeMoneyPaused, Label.wrap("payee-money-paused"), _centralBankOf(leg));
        }
    }

    /// @return What the book of these sides says; nothing where there is none.
    function _ask(Movement memory leg, Sides sides) private view returns (Refusal memory) {
        address book = sides == Sides.Payee ? leg.payee.book : leg.payer.book;
        if (book == address(0)) return Refusal(RefusalCode.None, Label.wrap(0), address(0));
        _setAsked(leg, sides);
        return IRuleBook(book).preflight(leg.payment);
    }

    /// @dev Counts the leg in the rules that count.
    function _count(Movement memory leg) private {
        (address ofPayer, address ofPayee) = (leg.payer.book, leg.payee.book);
        bool isOneBook = ofPayer == ofPayee;
        if (ofPayer != address(0)) {
            _setAsked(leg, isOneBook ? Sides.Both : Sides.Payer);
            IRuleBook(ofPayer).record(leg.payment);
        }
        if (!isOneBook && ofPayee != address(0)) {
            _setAsked(leg, Sides.Payee);
            IRuleBook(ofPayee).record(leg.payment);
        }
    }

    function _credit(Movement memory leg, Side memory side) private {
        if (!side.isWallet) return;
        IDepositToken(side.money).settlementCredit(side.party.account, leg.payment.amountMinor, _reference(leg));
    }

    function _emitMoved(Movement memory leg, bool isOut) private {
        (Party memory payer, Party memory payee) = (leg.payer.party, leg.payee.party);
        (Currency currency, uint256 amountMinor) = (leg.venue.currency, leg.payment.amountMinor);
        if (!isOut) {
            emit LegReserved(leg.uetr, payer.account, payer.bank, currency, amountMinor);
            return;
        }
        emit LegSettled(
            leg.uetr,
            payer.account,
            payee.account,
            payer.bank,
            payee.bank,
            currency,
            amountMinor,
            leg.payment.purpose
        );
    }

    function _centralBankOf(Movement memory leg) private view returns (address) {
        return REGISTRY.centralBankOf(leg.venue.jurisdiction);
    }

    function _requireNone(Refusal memory refusal) private pure {
        if (refusal.code != RefusalCode.None) _refuse(refusal.code, refusal.rule, refusal.party);
    }

    function _isBetweenBanks(Movement memory leg) private pure returns (bool) {
        return leg.payer.party.bank != leg.payee.party.bank;
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
