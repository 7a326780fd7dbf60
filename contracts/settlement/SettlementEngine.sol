// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "../interfaces/IRule.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Currency, Label, Refusal, RefusalCode, Sides, Status, Uetr} from "../interfaces/Types.sol";
import {Precedence} from "../libraries/Precedence.sol";

/// @title See {ISettlementEngine}
contract SettlementEngine is ISettlementEngine, EIP712, ReentrancyGuardTransient {
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "PaymentOrder(bytes16 uetr,address payer,address payee,bytes3 payerCurrency,bytes3 payeeCurrency,uint256 amountMinor,uint256 costMinorMax,bytes4 purpose,bytes32 travelRuleHash,uint64 expiresAt)"
    );

    IParticipantRegistry private immutable REGISTRY;
    IFxBoard private immutable FX_BOARD;

    mapping(Uetr => bytes32) private _settledOrder;

    /// @dev One settlement while it is checked and carried out; a book is zero where its money has none.
    struct Route {
        IParticipantRegistry.BankAccount payer;
        IParticipantRegistry.BankAccount payee;
        address maker;
        uint256 costMinor;
        address payerBook;
        address payeeBook;
    }

    constructor(IParticipantRegistry registry, IFxBoard fxBoard) EIP712("Corridor SettlementEngine", "1") {
        REGISTRY = registry;
        FX_BOARD = fxBoard;
    }

    /// @inheritdoc ISettlementEngine
    function settle(PaymentOrder calldata order, bytes calldata orderSignature, bytes calldata stepUpSignature)
        external
        nonReentrant
        returns (Outcome outcome)
    {
        if (order.payerCurrency != order.payeeCurrency) revert SettlementQuoteMissing(order.uetr);
        Route memory route = _route(order);
        route.costMinor = order.amountMinor;
        bytes32 orderHash = _authorise(order, orderSignature, stepUpSignature, route);
        if (_settledOrder[order.uetr] == orderHash) return _exists(order);
        Refusal memory refusal = _firstRefusal(order, route, orderHash);
        if (refusal.code != RefusalCode.None) return _refuse(order, refusal);
        _setSettled(order, route, orderHash);
        _countPayment(order, route);
        _debitPayer(order, route);
        if (route.payer.bank != route.payee.bank) {
            ICentralBankMoney(route.payer.centralBankMoney)
                .settlementTransfer(route.payer.bank, route.payee.bank, order.amountMinor);
        }
        _creditPayee(order, route);
        return Outcome.Settled;
    }

    /// @inheritdoc ISettlementEngine
    function settleWithQuote(
        PaymentOrder calldata order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote calldata quote,
        bytes calldata quoteSignature
    ) external nonReentrant returns (Outcome outcome) {
        Route memory route = _routeThrough(order, quote);
        bytes32 orderHash = _authorise(order, orderSignature, stepUpSignature, route);
        if (_settledOrder[order.uetr] == orderHash) return _exists(order);
        Refusal memory refusal = _firstRefusalThrough(order, quote, route, orderHash);
        if (refusal.code != RefusalCode.None) return _refuse(order, refusal);
        _setSettled(order, route, orderHash);
        _countPayment(order, route);
        route.costMinor = FX_BOARD.fill(quote, quoteSignature, order.amountMinor);
        _debitPayer(order, route);
        ICentralBankMoney(route.payer.centralBankMoney)
            .settlementTransfer(route.payer.bank, route.maker, route.costMinor);
        ICentralBankMoney(route.payee.centralBankMoney)
            .settlementTransfer(route.maker, route.payee.bank, order.amountMinor);
        _creditPayee(order, route);
        return Outcome.Settled;
    }

    /// @inheritdoc ISettlementEngine
    function preflight(PaymentOrder calldata order, IFxBoard.FirmQuote calldata quote)
        external
        view
        returns (Refusal memory refusal)
    {
        bytes32 orderHash = hashOrder(order);
        if (_settledOrder[order.uetr] == orderHash) return refusal;
        if (order.payerCurrency != order.payeeCurrency) {
            return _firstRefusalThrough(order, quote, _routeThrough(order, quote), orderHash);
        }
        Route memory route = _route(order);
        route.costMinor = order.amountMinor;
        return _firstRefusal(order, route, orderHash);
    }

    /// @inheritdoc ISettlementEngine
    function hashOrder(PaymentOrder calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /// @inheritdoc ISettlementEngine
    function settledOrder(Uetr uetr) external view returns (bytes32) {
        return _settledOrder[uetr];
    }

    function _route(PaymentOrder calldata order) private view returns (Route memory route) {
        if (order.amountMinor == 0) revert SettlementAmountZero(order.uetr);
        route.payer = REGISTRY.accountOf(order.payer, order.payerCurrency);
        route.payee = REGISTRY.accountOf(order.payee, order.payeeCurrency);
        route.payerBook = _bookOf(route.payer.depositToken);
        route.payeeBook = _bookOf(route.payee.depositToken);
    }

    function _routeThrough(PaymentOrder calldata order, IFxBoard.FirmQuote calldata quote)
        private
        view
        returns (Route memory route)
    {
        if (
            quote.sellCurrency != order.payeeCurrency || quote.buyCurrency != order.payerCurrency
                || order.payerCurrency == order.payeeCurrency
        ) revert SettlementQuoteMismatch(order.uetr, quote.sellCurrency, quote.buyCurrency);
        route = _route(order);
        route.maker = quote.maker;
        route.costMinor = FX_BOARD.costOf(quote, order.amountMinor);
        if (route.costMinor == 0) revert SettlementAmountZero(order.uetr);
    }

    function _bookOf(address depositToken) private view returns (address) {
        return depositToken == address(0) ? address(0) : IMoney(depositToken).ruleBook();
    }

    function _authorise(
        PaymentOrder calldata order,
        bytes calldata signature,
        bytes calldata stepUpSignature,
        Route memory route
    ) private view returns (bytes32 orderHash) {
        if (msg.sender != route.payer.bank) revert SettlementNotPayersBank(msg.sender, order.payer);
        orderHash = hashOrder(order);
        address recovered = ECDSA.recoverCalldata(orderHash, signature);
        if (recovered != order.payer) revert SettlementBadSignature(order.uetr, recovered);
        if (route.payer.depositToken == address(0)) return orderHash;
        IDepositToken.StepUp memory stepUp = IDepositToken(route.payer.depositToken).stepUpOf(order.payer);
        if (stepUp.secondKey == address(0) || route.costMinor <= stepUp.aboveMinor) return orderHash;
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (recovered,,) = ECDSA.tryRecoverCalldata(orderHash, stepUpSignature);
        if (recovered != stepUp.secondKey) {
            revert SettlementStepUpMissing(order.uetr, stepUp.secondKey, stepUp.aboveMinor);
        }
    }

    function _firstRefusalThrough(
        PaymentOrder calldata order,
        IFxBoard.FirmQuote calldata quote,
        Route memory route,
        bytes32 orderHash
    ) private view returns (Refusal memory refusal) {
        refusal = _firstRefusal(order, route, orderHash);
        if (refusal.code != RefusalCode.None) return refusal;
        RefusalCode code = FX_BOARD.check(quote, order.amountMinor);
        if (code != RefusalCode.None) return Refusal(code, Label.wrap("quote"), quote.maker);
        if (IMoney(route.payee.centralBankMoney).availableMinor(quote.maker) < order.amountMinor) {
            return Refusal(RefusalCode.MakerInsufficientLiquidity, Label.wrap("maker-liquidity"), quote.maker);
        }
    }

    /// @dev The payer's side first, then the payee's; docs/rejections.md lists the same order.
    function _firstRefusal(PaymentOrder calldata order, Route memory route, bytes32 orderHash)
        private
        view
        returns (Refusal memory refusal)
    {
        bytes32 settled = _settledOrder[order.uetr];
        if (settled != 0 && settled != orderHash) {
            return Refusal(RefusalCode.UetrReused, Label.wrap("uetr"), route.payer.bank);
        }
        refusal = _payerRefusal(order, route);
        if (refusal.code != RefusalCode.None) return refusal;
        Refusal memory ofPayerBook;
        if (route.payerBook != address(0)) {
            ofPayerBook = IRuleBook(route.payerBook).preflight(_payerPayment(order, route));
            if (ofPayerBook.code != RefusalCode.None && Precedence.isPayers(ofPayerBook.code)) return ofPayerBook;
        }
        refusal = _payeeRefusal(order, route);
        if (refusal.code != RefusalCode.None) return refusal;
        if (_isWithinOneMoney(route)) return ofPayerBook;
        if (route.payeeBook != address(0)) return IRuleBook(route.payeeBook).preflight(_payeePayment(order, route));
    }

    function _payerRefusal(PaymentOrder calldata order, Route memory route)
        private
        view
        returns (Refusal memory refusal)
    {
        IParticipantRegistry.BankAccount memory payer = route.payer;
        if (block.timestamp > order.expiresAt) {
            return Refusal(RefusalCode.OrderExpired, Label.wrap("order-expiry"), order.payer);
        }
        if (payer.walletStatus != Status.Active) {
            return Refusal(RefusalCode.PayerSuspended, Label.wrap("payer-standing"), order.payer);
        }
        if (payer.depositToken == address(0)) {
            return Refusal(RefusalCode.PayerCurrency, Label.wrap("payer-currency"), order.payer);
        }
        if (payer.bankStatus != Status.Active) {
            return Refusal(RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), payer.bank);
        }
        // Only a payment within one money moves no central-bank money of the payer's bank.
        bool internally = _isWithinOneMoney(route);
        if (_isPaused(payer, internally)) {
            return Refusal(RefusalCode.PayerMoneyPaused, Label.wrap("payer-money-paused"), _centralBankOf(payer));
        }
        if (route.costMinor > order.costMinorMax) {
            return Refusal(RefusalCode.CostAboveMaximum, Label.wrap("cost-maximum"), order.payer);
        }
        if (IMoney(payer.depositToken).availableMinor(order.payer) < route.costMinor) {
            return IMoney(payer.depositToken).balanceOf(order.payer) < route.costMinor
                ? Refusal(RefusalCode.PayerInsufficientBalance, Label.wrap("payer-balance"), order.payer)
                : Refusal(RefusalCode.PayerFrozen, Label.wrap("payer-frozen"), order.payer);
        }
        if (!internally && IMoney(payer.centralBankMoney).availableMinor(payer.bank) < route.costMinor) {
            return Refusal(RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), payer.bank);
        }
    }

    function _payeeRefusal(PaymentOrder calldata order, Route memory route)
        private
        view
        returns (Refusal memory refusal)
    {
        IParticipantRegistry.BankAccount memory payee = route.payee;
        if (payee.bank == address(0)) return Refusal(RefusalCode.PayeeUnknown, Label.wrap("payee-account"), order.payee);
        if (payee.walletStatus != Status.Active) {
            return Refusal(RefusalCode.PayeeSuspended, Label.wrap("payee-standing"), order.payee);
        }
        if (payee.depositToken == address(0)) {
            return Refusal(RefusalCode.PayeeCurrency, Label.wrap("payee-currency"), order.payee);
        }
        if (payee.bankStatus != Status.Active) {
            return Refusal(RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), payee.bank);
        }
        if (_isPaused(payee, _isWithinOneMoney(route))) {
            return Refusal(RefusalCode.PayeeMoneyPaused, Label.wrap("payee-money-paused"), _centralBankOf(payee));
        }
    }

    /// @param internally Whether the payment moves deposits alone.
    function _isPaused(IParticipantRegistry.BankAccount memory account, bool internally) private view returns (bool) {
        return IMoney(account.depositToken).paused() || (!internally && IMoney(account.centralBankMoney).paused());
    }

    function _centralBankOf(IParticipantRegistry.BankAccount memory account) private view returns (address) {
        return REGISTRY.centralBankOf(account.jurisdiction);
    }

    function _isWithinOneMoney(Route memory route) private pure returns (bool) {
        return route.payer.depositToken == route.payee.depositToken;
    }

    /// @dev What the payer's book is asked; within one money, which has one book, about both sides.
    function _payerPayment(PaymentOrder calldata order, Route memory route) private pure returns (Payment memory) {
        Sides sides = _isWithinOneMoney(route) ? Sides.Both : Sides.Payer;
        return _payment(order, route, sides, route.payer.depositToken, order.payerCurrency, route.costMinor);
    }

    function _payeePayment(PaymentOrder calldata order, Route memory route) private pure returns (Payment memory) {
        return _payment(
            order, route, Sides.Payee, route.payee.depositToken, order.payeeCurrency, order.amountMinor
        );
    }

    function _payment(
        PaymentOrder calldata order,
        Route memory route,
        Sides sides,
        address money,
        Currency currency,
        uint256 amountMinor
    ) private pure returns (Payment memory) {
        return Payment({
            sides: sides,
            money: money,
            currency: currency,
            amountMinor: amountMinor,
            purpose: order.purpose,
            travelRuleHash: order.travelRuleHash,
            payer: _party(order.payer, route.payer),
            payee: _party(order.payee, route.payee)
        });
    }

    function _party(address wallet, IParticipantRegistry.BankAccount memory account)
        private
        pure
        returns (Party memory)
    {
        return Party(wallet, account.number, account.bank, account.jurisdiction, account.tier);
    }

    function _countPayment(PaymentOrder calldata order, Route memory route) private {
        if (route.payerBook != address(0)) IRuleBook(route.payerBook).record(_payerPayment(order, route));
        if (route.payeeBook != address(0) && !_isWithinOneMoney(route)) {
            IRuleBook(route.payeeBook).record(_payeePayment(order, route));
        }
    }

    function _exists(PaymentOrder calldata order) private returns (Outcome) {
        emit PaymentExists(order.uetr, order.payer);
        return Outcome.Exists;
    }

    function _refuse(PaymentOrder calldata order, Refusal memory refusal) private returns (Outcome) {
        emit PaymentRefused(order.uetr, refusal.code, refusal.rule, refusal.party);
        return Outcome.Refused;
    }

    function _setSettled(PaymentOrder calldata order, Route memory route, bytes32 orderHash) private {
        _settledOrder[order.uetr] = orderHash;
        emit PaymentSettled(
            order.uetr,
            order.payer,
            order.payee,
            route.payer.bank,
            route.payee.bank,
            route.maker,
            order.payerCurrency,
            route.costMinor,
            order.payeeCurrency,
            order.amountMinor,
            order.purpose
        );
    }

    function _debitPayer(PaymentOrder calldata order, Route memory route) private {
        IDepositToken(route.payer.depositToken).settlementDebit(order.payer, route.costMinor, _reference(order));
    }

    function _creditPayee(PaymentOrder calldata order, Route memory route) private {
        IDepositToken(route.payee.depositToken).settlementCredit(order.payee, order.amountMinor, _reference(order));
    }

    function _reference(PaymentOrder calldata order) private pure returns (bytes32) {
        return bytes32(Uetr.unwrap(order.uetr));
    }
}
