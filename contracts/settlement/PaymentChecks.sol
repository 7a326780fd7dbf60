// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {CustomerRecord, DeskRecord, IssueRecord} from "../interfaces/Records.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {IPayments} from "../interfaces/IPayments.sol";
import {Currency, Label, RefusalCode, Sides, Status} from "../interfaces/Types.sol";
import {Precedence} from "../libraries/Precedence.sol";

/// @title What is asked of {IPayments} before it moves anything
/// @dev Each contract is asked once: the registry for both sides, a money for all that stands there, a rule book for
///      every side that is its own. docs/adr/010-what-a-payment-reads.md has what each question costs. Reasons travel
///      as three values and not as a struct, which every function on the way would lay out in memory anew.
abstract contract PaymentChecks is IPayments {
    IParticipantRegistry internal immutable REGISTRY;

    /// @dev One settlement while it is checked and carried out: what the registry has of both sides, what their deposit
    ///      moneys say, which is all zero for a side without one, and whether the rule books count, which is known once
    ///      they were asked. Where the payer's bank queues what it owes, it needs no money now.
    struct Route {
        CustomerRecord payer;
        DeskRecord payerDesk;
        IssueRecord payerIssue;
        CustomerRecord payee;
        DeskRecord payeeDesk;
        IssueRecord payeeIssue;
        address maker;
        uint256 costMinor;
        uint256 spendableMinor;
        uint256 heldMinor;
        uint256 stepUpAboveMinor;
        address payerBook;
        address payeeBook;
        bool isPayersMoneyPaused;
        bool isPayeesMoneyPaused;
        bool payerBookCounts;
        bool payeeBookCounts;
        bool isQueued;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    function _route(PaymentOrder memory order) internal view returns (Route memory route) {
        if (order.amountMinor == 0) revert SettlementAmountZero(order.uetr);
        (route.payer, route.payerDesk, route.payerIssue, route.payee, route.payeeDesk, route.payeeIssue) =
            REGISTRY.settlementRoute(order.payer, order.payerCurrency, order.payee, order.payeeCurrency);
        route.costMinor = order.amountMinor;
        (address given, address taken) = (route.payerDesk.depositToken(), route.payeeDesk.depositToken());
        if (given != address(0)) {
            (
                route.spendableMinor,
                route.heldMinor,
                route.stepUpAboveMinor,
                route.payerBook,
                route.isPayersMoneyPaused
            ) = IMoney(given).spendableOf(order.payer);
        }
        if (taken == given) {
            (route.payeeBook, route.isPayeesMoneyPaused) = (route.payerBook, route.isPayersMoneyPaused);
        } else if (taken != address(0)) {
            // A payee needs nothing to spend.
            // slither-disable-next-line unused-return
            (,,, route.payeeBook, route.isPayeesMoneyPaused) = IMoney(taken).spendableOf(order.payee);
        }
    }

    /// @dev The payer's side first, then the payee's; docs/rejections.md lists the same order.
    /// @param isIssuePaused Whether the central-bank money of the payee's currency is, where it is not the payer's.
    function _firstRefusal(PaymentOrder memory order, Route memory route, bool isIssuePaused)
        internal
        view
        returns (RefusalCode code, Label rule, address party)
    {
        (code, rule, party) = _payerRefusal(order, route);
        if (code != RefusalCode.None) return (code, rule, party);
        if (route.payerBook != address(0)) {
            (code, route.payerBookCounts, rule, party) =
                _examine(route.payerBook, _askPayersBook(IRuleBook.examine.selector, order, route));
            if (code != RefusalCode.None && Precedence.isPayers(code)) return (code, rule, party);
        }
        (RefusalCode ofPayee, Label why, address payee) = _payeeRefusal(order, route, isIssuePaused);
        if (ofPayee != RefusalCode.None) return (ofPayee, why, payee);
        if (route.payeeBook == route.payerBook) return (code, rule, party);
        // Who banks elsewhere is not the payer's book's to refuse.
        (code, rule, party) = (RefusalCode.None, Label.wrap(0), address(0));
        if (route.payeeBook != address(0)) {
            (code, route.payeeBookCounts, rule, party) =
                _examine(route.payeeBook, _askPayeesBook(IRuleBook.examine.selector, order, route));
        }
    }

    function _isWithinOneMoney(Route memory route) internal pure returns (bool) {
        return route.payerDesk.depositToken() == route.payeeDesk.depositToken();
    }

    /// @return The call of the payer's book: about both sides where it is the payee's too.
    function _askPayersBook(bytes4 selector, PaymentOrder memory order, Route memory route)
        internal
        view
        returns (bytes memory)
    {
        (Sides sides, DeskRecord desk) =
            route.payerBook == route.payeeBook ? (Sides.Both, route.payeeDesk) : (Sides.Payer, route.payerDesk);
        return _ask(selector, order, route, sides, desk.depositToken(), order.payerCurrency, route.costMinor);
    }

    /// @return The call of the payee's book, which is another one.
    function _askPayeesBook(bytes4 selector, PaymentOrder memory order, Route memory route)
        internal
        view
        returns (bytes memory)
    {
        address money = route.payeeDesk.depositToken();
        return _ask(selector, order, route, Sides.Payee, money, order.payeeCurrency, order.amountMinor);
    }

    function _payerRefusal(PaymentOrder memory order, Route memory route)
        private
        view
        returns (RefusalCode code, Label rule, address party)
    {
        address bank = route.payer.bank();
        if (block.timestamp > order.expiresAt) return (RefusalCode.OrderExpired, Label.wrap("order-expiry"), order.payer);
        if (route.payer.walletStatus() != Status.Active) return (RefusalCode.PayerSuspended, Label.wrap("payer-standing"), order.payer);
        if (route.payerDesk.depositToken() == address(0)) {
            return (RefusalCode.PayerCurrency, Label.wrap("payer-currency"), order.payer);
        }
        if (route.payerDesk.bankStatus() != Status.Active) {
            return (RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), bank);
        }
        // A payment within one money moves no central-bank money of the payer's bank.
        (uint256 bankMinor, bool isPaused) =
            _isWithinOneMoney(route) ? (route.costMinor, false) : _spendable(route.payerIssue, bank);
        if (isPaused || route.isPayersMoneyPaused) {
            return (RefusalCode.PayerMoneyPaused, Label.wrap("payer-money-paused"), _centralBankOf(route.payerIssue));
        }
        if (route.costMinor > order.costMinorMax) return (RefusalCode.CostAboveMaximum, Label.wrap("cost-maximum"), order.payer);
        if (route.costMinor > route.heldMinor) {
            return (RefusalCode.PayerInsufficientBalance, Label.wrap("payer-balance"), order.payer);
        }
        if (route.costMinor > route.spendableMinor) return (RefusalCode.PayerFrozen, Label.wrap("payer-frozen"), order.payer);
        if (route.costMinor > bankMinor && !route.isQueued) {
            return (RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), bank);
        }
    }

    function _payeeRefusal(PaymentOrder memory order, Route memory route, bool isIssuePaused)
        private
        view
        returns (RefusalCode code, Label rule, address party)
    {
        address bank = route.payee.bank();
        if (bank == address(0)) return (RefusalCode.PayeeUnknown, Label.wrap("payee-account"), order.payee);
        if (route.payee.walletStatus() != Status.Active) return (RefusalCode.PayeeSuspended, Label.wrap("payee-standing"), order.payee);
        if (route.payeeDesk.depositToken() == address(0)) {
            return (RefusalCode.PayeeCurrency, Label.wrap("payee-currency"), order.payee);
        }
        if (route.payeeDesk.bankStatus() != Status.Active) {
            return (RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), bank);
        }
        if (isIssuePaused || route.isPayeesMoneyPaused) {
            return (RefusalCode.PayeeMoneyPaused, Label.wrap("payee-money-paused"), _centralBankOf(route.payeeIssue));
        }
    }

    /// @return minor What `account` can spend of the central-bank money.
    /// @return isPaused Whether that is paused.
    function _spendable(IssueRecord issue, address account) internal view returns (uint256 minor, bool isPaused) {
        // Central-bank money has no second keys, and its book is not this payment's.
        // slither-disable-next-line unused-return
        (minor,,,, isPaused) = IMoney(issue.centralBankMoney()).spendableOf(account);
    }

    function _centralBankOf(IssueRecord issue) private view returns (address) {
        return REGISTRY.centralBankOf(issue.jurisdiction());
    }

    function _examine(address book, bytes memory question)
        private
        view
        returns (RefusalCode code, bool counts, Label rule, address party)
    {
        (bool isAnswered, bytes32 code_, bytes32 counts_) = LowLevelCall.staticcallReturn64Bytes(book, question);
        if (!isAnswered) LowLevelCall.bubbleRevert();
        // Only a refusal has more to say.
        if (code_ == 0) return (RefusalCode.None, counts_ != 0, rule, party);
        return abi.decode(LowLevelCall.returnData(), (RefusalCode, bool, Label, address));
    }

    /// @dev A Payment has no part of dynamic length, so that it is encoded as its words are: from where they stand, not
    ///      from three structs that would first be laid out in memory for it.
    function _ask(
        bytes4 selector,
        PaymentOrder memory order,
        Route memory route,
        Sides sides,
        address money,
        Currency currency,
        uint256 amountMinor
    ) private view returns (bytes memory) {
        // In two parts: the stack has no room for so many words at once without an optimiser.
        return bytes.concat(
            abi.encodeWithSelector(
                selector, sides, money, currency, amountMinor, order.purpose, order.travelRuleHash
            ),
            abi.encode(
                order.payer,
                route.payer.number(),
                route.payer.bank(),
                route.payerIssue.jurisdiction(),
                route.payer.tierNow(),
                order.payee,
                route.payee.number(),
                route.payee.bank(),
                route.payeeIssue.jurisdiction(),
                route.payee.tierNow()
            )
        );
    }
}
