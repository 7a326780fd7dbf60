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

    /// @param account The wallet or institution.
    /// @param bank Who holds central-bank money for it: itself when it is an institution, zero when nobody does.
    /// @param isWallet Whether it holds deposits.
    /// @param deposit The deposit money, zero where its bank keeps none in the currency.
    /// @param book The rule book of its money, zero for none.
    /// @param isPaused Whether its deposits stand still.
    /// @param status The wallet's standing.
    /// @param bankStatus The bank's or institution's standing.
    /// @param subject Who it is, whatever its key.
    /// @param tier How well it is known.
    struct Side {
        address account;
        address bank;
        bool isWallet;
        address deposit;
        address book;
        bool isPaused;
        Status status;
        Status bankStatus;
        uint256 subject;
        Tier tier;
    }

    /// @dev One leg while it is checked and carried out.
    /// @param isBeyondConsent Whether the payer's second key would have to sign, and has not.
    struct Movement {
        Uetr uetr;
        Venue venue;
        Side payer;
        Side payee;
        uint256 amountMinor;
        Purpose purpose;
        bytes32 travelRuleHash;
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
        if (isPayeeAsked) _requirePayee(leg, isCentral);
        else _requireNone(_ask(leg, Sides.Payer));
        if (isOut) _count(leg);
        _emitMoved(leg, isOut);
        if (isIn && leg.payer.isWallet) {
            IDepositToken(leg.payer.deposit).settlementDebit(leg.payer.account, leg.amountMinor, _reference(leg));
        }
        if (isCentral) _transfer(leg, isIn ? leg.payer.bank : address(this), isOut ? leg.payee.bank : address(this));
        if (isOut) _credit(leg, leg.payee);
    }

    /// @dev Gives a leg in escrow back to its payer, or to the key that replaced the payer's; fails with LegRefused.
    function _giveBack(Movement memory leg) internal {
        address wallet = REGISTRY.currentWallet(leg.payer.account);
        if (wallet != leg.payer.account && wallet != address(0)) leg.payer = _sideOf(leg.venue, wallet);
        _requirePayersAccount(leg, true);
        emit LegReturned(leg.uetr, leg.payer.account, leg.payer.bank, leg.venue.currency, leg.amountMinor);
        _transfer(leg, address(this), leg.payer.bank);
        _credit(leg, leg.payer);
    }

    /// @return venue What concerns every leg in `currency`.
    function _venueOf(Currency currency) internal view returns (Venue memory venue) {
        venue.currency = currency;
        venue.jurisdiction = REGISTRY.jurisdictionOf(currency);
        venue.money = REGISTRY.centralBankMoneyOf(currency);
        if (venue.money == address(0)) return venue;
        venue.book = IMoney(venue.money).ruleBook();
        venue.isPaused = IMoney(venue.money).paused();
    }

    /// @return side `account` in the currency of `venue`. Whoever is admitted there is an institution.
    function _sideOf(Venue memory venue, address account) internal view returns (Side memory side) {
        IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(account, venue.jurisdiction);
        if (admission.role == Role.None) return _walletSide(venue, account);
        side.account = account;
        if (admission.role != Role.CommercialBank && admission.role != Role.MarketMaker) return side;
        side.bank = account;
        side.book = venue.book;
        side.status = Status.Active;
        side.bankStatus = admission.status;
        side.subject = uint160(account);
        side.tier = Tier.Full;
    }

    /// @dev The rules of the payer's side, the payee's standing, the rules of its side.
    function _requirePayee(Movement memory leg, bool isCentral) private view {
        if (leg.payee.isWallet && !leg.payer.isWallet && !_isBetweenBanks(leg)) {
            revert LegUnbacked(leg.payer.account, leg.payee.account);
        }
        bool isOneMoney = _isWithinOneMoney(leg);
        Refusal memory refusal = _ask(leg, isOneMoney ? Sides.Both : Sides.Payer);
        // The place of None is after all others.
        if (Precedence.isPayers(refusal.code)) _requireNone(refusal);
        _requirePayeesAccount(leg, isCentral);
        if (!isOneMoney) refusal = _ask(leg, Sides.Payee);
        _requireNone(refusal);
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

    function _isBetweenBanks(Movement memory leg) private pure returns (bool) {
        return leg.payer.bank != leg.payee.bank;
    }

    function _walletSide(Venue memory venue, address account) private view returns (Side memory side) {
        IParticipantRegistry.BankAccount memory kept = REGISTRY.accountOf(account, venue.currency);
        side.account = account;
        if (kept.bank == address(0)) return side;
        side.isWallet = true;
        side.bank = kept.bank;
        side.deposit = kept.depositToken;
        side.status = kept.walletStatus;
        side.bankStatus = kept.bankStatus;
        side.subject = kept.number;
        side.tier = kept.tier;
        if (side.deposit == address(0)) return side;
        side.book = IMoney(side.deposit).ruleBook();
        side.isPaused = IMoney(side.deposit).paused();
    }

    function _requirePayer(Movement memory leg, bool isCentral) private view {
        _requirePayersAccount(leg, isCentral);
        if (leg.isBeyondConsent) {
            _refuse(RefusalCode.CostAboveMaximum, Label.wrap("cost-maximum"), leg.payer.account);
        }
        _requireFunds(leg, isCentral);
    }

    /// @param isCentral Whether central-bank money moves.
    function _requirePayersAccount(Movement memory leg, bool isCentral) private view {
        Side memory payer = leg.payer;
        if (payer.isWallet && payer.status != Status.Active) {
            _refuse(RefusalCode.PayerSuspended, Label.wrap("payer-standing"), payer.account);
        }
        if (_hasNoAccount(payer)) _refuse(RefusalCode.PayerCurrency, Label.wrap("payer-currency"), payer.account);
        if (payer.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), payer.bank);
        }
        if (payer.isPaused || (isCentral && leg.venue.isPaused)) {
            _refuse(RefusalCode.PayerMoneyPaused, Label.wrap("payer-money-paused"), _centralBankOf(leg));
        }
    }

    function _requireFunds(Movement memory leg, bool isCentral) private view {
        Side memory payer = leg.payer;
        (uint256 amountMinor, address own) = (leg.amountMinor, _moneyOf(leg, payer));
        if ((payer.isWallet || isCentral) && IMoney(own).availableMinor(payer.account) < amountMinor) {
            if (IMoney(own).balanceOf(payer.account) < amountMinor) {
                _refuse(RefusalCode.PayerInsufficientBalance, Label.wrap("payer-balance"), payer.account);
            }
            _refuse(RefusalCode.PayerFrozen, Label.wrap("payer-frozen"), payer.account);
        }
        if (payer.isWallet && isCentral && IMoney(leg.venue.money).availableMinor(payer.bank) < amountMinor) {
            _refuse(RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), payer.bank);
        }
    }

    function _requirePayeesAccount(Movement memory leg, bool isCentral) private view {
        Side memory payee = leg.payee;
        if (payee.bank == address(0)) _refuse(RefusalCode.PayeeUnknown, Label.wrap("payee-account"), payee.account);
        if (payee.isWallet && payee.status != Status.Active) {
            _refuse(RefusalCode.PayeeSuspended, Label.wrap("payee-standing"), payee.account);
        }
        if (_hasNoAccount(payee)) _refuse(RefusalCode.PayeeCurrency, Label.wrap("payee-currency"), payee.account);
        if (payee.bankStatus != Status.Active) {
            _refuse(RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), payee.bank);
        }
        if (payee.isPaused || (isCentral && leg.venue.isPaused)) {
            _refuse(RefusalCode.PayeeMoneyPaused, Label.wrap("payee-money-paused"), _centralBankOf(leg));
        }
    }

    function _ask(Movement memory leg, Sides sides) private view returns (Refusal memory refusal) {
        address book = sides == Sides.Payee ? leg.payee.book : leg.payer.book;
        if (book != address(0)) return IRuleBook(book).preflight(_payment(leg, sides));
    }

    function _centralBankOf(Movement memory leg) private view returns (address) {
        return REGISTRY.centralBankOf(leg.venue.jurisdiction);
    }

    /// @dev Counts the leg in the rules that count.
    function _count(Movement memory leg) private {
        bool isOneMoney = _isWithinOneMoney(leg);
        if (leg.payer.book != address(0)) {
            IRuleBook(leg.payer.book).record(_payment(leg, isOneMoney ? Sides.Both : Sides.Payer));
        }
        if (!isOneMoney && leg.payee.book != address(0)) {
            IRuleBook(leg.payee.book).record(_payment(leg, Sides.Payee));
        }
    }

    function _credit(Movement memory leg, Side memory side) private {
        if (!side.isWallet) return;
        IDepositToken(side.deposit).settlementCredit(side.account, leg.amountMinor, _reference(leg));
    }

    function _transfer(Movement memory leg, address from, address to) private {
        ICentralBankMoney(leg.venue.money).settlementTransfer(from, to, leg.amountMinor);
    }

    function _emitMoved(Movement memory leg, bool isOut) private {
        if (!isOut) {
            emit LegReserved(leg.uetr, leg.payer.account, leg.payer.bank, leg.venue.currency, leg.amountMinor);
            return;
        }
        emit LegSettled(
            leg.uetr,
            leg.payer.account,
            leg.payee.account,
            leg.payer.bank,
            leg.payee.bank,
            leg.venue.currency,
            leg.amountMinor,
            leg.purpose
        );
    }

    function _requireNone(Refusal memory refusal) private pure {
        if (refusal.code != RefusalCode.None) _refuse(refusal.code, refusal.rule, refusal.party);
    }

    function _hasNoAccount(Side memory side) private pure returns (bool) {
        return side.bank == address(0) || (side.isWallet && side.deposit == address(0));
    }

    function _isWithinOneMoney(Movement memory leg) private pure returns (bool) {
        return _moneyOf(leg, leg.payer) == _moneyOf(leg, leg.payee);
    }

    function _moneyOf(Movement memory leg, Side memory side) private pure returns (address) {
        return side.isWallet ? side.deposit : leg.venue.money;
    }

    function _payment(Movement memory leg, Sides sides) private pure returns (Payment memory) {
        return Payment({
            sides: sides,
            money: _moneyOf(leg, sides == Sides.Payee ? leg.payee : leg.payer),
            currency: leg.venue.currency,
            amountMinor: leg.amountMinor,
            purpose: leg.purpose,
            travelRuleHash: leg.travelRuleHash,
            payer: _party(leg, leg.payer),
            payee: _party(leg, leg.payee)
        });
    }

    function _party(Movement memory leg, Side memory side) private pure returns (Party memory) {
        return Party(side.account, side.subject, side.bank, leg.venue.jurisdiction, side.tier);
    }

    function _reference(Movement memory leg) private pure returns (bytes32) {
        return bytes32(Uetr.unwrap(leg.uetr));
    }
}
