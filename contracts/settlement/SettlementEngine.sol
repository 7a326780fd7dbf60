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
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Label, RefusalCode, Status, Uetr} from "../interfaces/Types.sol";

/// @title See {ISettlementEngine}
contract SettlementEngine is ISettlementEngine, EIP712, ReentrancyGuardTransient {
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "PaymentOrder(bytes16 uetr,address payer,address payee,bytes3 payerCurrency,bytes3 payeeCurrency,uint256 amountMinor,uint256 costMinorMax,bytes4 purpose,uint64 expiresAt)"
    );

    IParticipantRegistry private immutable REGISTRY;
    IFxBoard private immutable FX_BOARD;

    mapping(Uetr => bytes32) private _settledOrder;

    /// @dev One settlement while it is checked and carried out.
    struct Route {
        IParticipantRegistry.BankAccount payer;
        IParticipantRegistry.BankAccount payee;
        address maker;
        uint256 costMinor;
    }

    constructor(IParticipantRegistry registry, IFxBoard fxBoard) EIP712("Corridor SettlementEngine", "1") {
        REGISTRY = registry;
        FX_BOARD = fxBoard;
    }

    /// @inheritdoc ISettlementEngine
    function settle(PaymentOrder calldata order, bytes calldata orderSignature)
        external
        nonReentrant
        returns (Outcome outcome)
    {
        if (order.payerCurrency != order.payeeCurrency) revert SettlementQuoteMissing(order.uetr);
        Route memory route = _route(order);
        route.costMinor = order.amountMinor;
        bytes32 orderHash = _authorise(order, orderSignature, route);
        if (_settledOrder[order.uetr] == orderHash) return _exists(order);
        Refusal memory refusal = _firstRefusal(order, route, orderHash);
        if (refusal.code != RefusalCode.None) return _refuse(order, refusal);
        _setSettled(order, route, orderHash);
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
        IFxBoard.FirmQuote calldata quote,
        bytes calldata quoteSignature
    ) external nonReentrant returns (Outcome outcome) {
        Route memory route = _routeThrough(order, quote);
        bytes32 orderHash = _authorise(order, orderSignature, route);
        if (_settledOrder[order.uetr] == orderHash) return _exists(order);
        Refusal memory refusal = _firstRefusalThrough(order, quote, route, orderHash);
        if (refusal.code != RefusalCode.None) return _refuse(order, refusal);
        _setSettled(order, route, orderHash);
        FX_BOARD.fill(quote, quoteSignature, order.amountMinor);
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

    function _authorise(PaymentOrder calldata order, bytes calldata signature, Route memory route)
        private
        view
        returns (bytes32 orderHash)
    {
        if (msg.sender != route.payer.bank) revert SettlementNotPayersBank(msg.sender, order.payer);
        orderHash = hashOrder(order);
        address recovered = ECDSA.recoverCalldata(orderHash, signature);
        if (recovered != order.payer) revert SettlementBadSignature(order.uetr, recovered);
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
        if (IMoney(route.payee.centralBankMoney).balanceOf(quote.maker) < order.amountMinor) {
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
        if (refusal.code == RefusalCode.None) refusal = _payeeRefusal(order, route);
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
        if (route.costMinor > order.costMinorMax) {
            return Refusal(RefusalCode.CostAboveMaximum, Label.wrap("cost-maximum"), order.payer);
        }
        if (IMoney(payer.depositToken).balanceOf(order.payer) < route.costMinor) {
            return Refusal(RefusalCode.PayerInsufficientBalance, Label.wrap("payer-balance"), order.payer);
        }
        // Only a payment within one bank and one currency moves no central-bank money of the payer's bank.
        bool internally = payer.bank == route.payee.bank && order.payerCurrency == order.payeeCurrency;
        if (!internally && IMoney(payer.centralBankMoney).balanceOf(payer.bank) < route.costMinor) {
            return Refusal(RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), payer.bank);
        }
    }

    function _payeeRefusal(PaymentOrder calldata order, Route memory route)
        private
        pure
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
