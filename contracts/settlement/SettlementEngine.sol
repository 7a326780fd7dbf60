// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Currency, Label, Refusal, RefusalCode, Role, Uetr} from "../interfaces/Types.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {PaymentChecks} from "./PaymentChecks.sol";
import {PaymentHops} from "./PaymentHops.sol";

/// @title See {ISettlementEngine}
contract SettlementEngine is PaymentHops, ISettlementEngine {
    mapping(Uetr => bytes32) private _orderUnder;

    constructor(IParticipantRegistry registry, IFxBoard fxBoard)
        PaymentChecks(registry)
        PaymentHops(fxBoard)
        EIP712("Corridor SettlementEngine", "1")
    {}

    /// @inheritdoc ISettlementEngine
    function settle(PaymentOrder memory order, bytes calldata orderSignature, bytes calldata stepUpSignature)
        external
        nonReentrant
        returns (Outcome outcome)
    {
        if (order.payerCurrency != order.payeeCurrency) revert SettlementQuoteMissing(order.uetr);
        Route memory route = _route(order);
        bytes32 orderHash = hashOrder(order);
        _authorise(order, orderHash, orderSignature, stepUpSignature, route);
        bytes32 bound = _orderUnder[order.uetr];
        if (bound == orderHash) return _exists(order);
        if (bound != 0) return _refuseReused(order, route);
        (RefusalCode code, Label rule, address party) = _firstRefusal(order, route, false);
        if (code != RefusalCode.None) return _refuse(order, code, rule, party);
        _setSettled(order, route, orderHash);
        _countPayment(order, route);
        _debitPayer(order, route);
        if (!_isWithinOneMoney(route)) {
            ICentralBankMoney(route.payerIssue.centralBankMoney())
                .settlementTransfer(route.payer.bank(), route.payee.bank(), order.amountMinor);
        }
        _creditPayee(order, route);
        return Outcome.Settled;
    }

    /// @inheritdoc ISettlementEngine
    function settleWithQuote(
        PaymentOrder memory order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote calldata quote,
        bytes calldata quoteSignature
    ) external nonReentrant returns (Outcome outcome) {
        Route memory route = _routeThrough(order, quote);
        bytes32 orderHash = hashOrder(order);
        _authorise(order, orderHash, orderSignature, stepUpSignature, route);
        bytes32 bound = _orderUnder[order.uetr];
        if (bound == orderHash) return _exists(order);
        if (bound != 0) return _refuseReused(order, route);
        (RefusalCode code, Label rule, address party) = _firstRefusalThrough(order, quote, route);
        if (code != RefusalCode.None) return _refuse(order, code, rule, party);
        _setSettled(order, route, orderHash);
        _countPayment(order, route);
        route.costMinor = FX_BOARD.fill(quote, quoteSignature, order.amountMinor);
        _debitPayer(order, route);
        ICentralBankMoney(route.payerIssue.centralBankMoney())
            .settlementTransfer(route.payer.bank(), route.maker, route.costMinor);
        ICentralBankMoney(route.payeeIssue.centralBankMoney())
            .settlementTransfer(route.maker, route.payee.bank(), order.amountMinor);
        _creditPayee(order, route);
        return Outcome.Settled;
    }

    /// @inheritdoc ISettlementEngine
    function settleThrough(
        PaymentOrder memory order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote[] calldata quotes,
        bytes[] calldata quoteSignatures
    ) external nonReentrant returns (Outcome outcome) {
        (Route memory route, Hop[] memory hops) = _routeAlong(order, quotes);
        bytes32 orderHash = hashOrder(order);
        _authorise(order, orderHash, orderSignature, stepUpSignature, route);
        bytes32 bound = _orderUnder[order.uetr];
        if (bound == orderHash) return _exists(order);
        if (bound != 0) return _refuseReused(order, route);
        (RefusalCode code, Label rule, address party) = _firstRefusalAlong(order, quotes, route, hops);
        if (code != RefusalCode.None) return _refuse(order, code, rule, party);
        _setSettled(order, route, orderHash);
        _countPayment(order, route);
        _debitPayer(order, route);
        _moveAlong(order, quotes, quoteSignatures, route, hops);
        _creditPayee(order, route);
        return Outcome.Settled;
    }

    /// @inheritdoc ISettlementEngine
    function bindUetr(Uetr uetr, bytes32 orderHash, Currency payerCurrency, Currency payeeCurrency) external {
        if (
            !REGISTRY.isActiveFor(msg.sender, payerCurrency, Role.SystemContract)
                || !REGISTRY.isActiveFor(msg.sender, payeeCurrency, Role.SystemContract)
        ) {
            revert SettlementNotSystemContract(msg.sender, payerCurrency, payeeCurrency);
        }
        if (_orderUnder[uetr] != 0) revert SettlementUetrBound(uetr);
        _orderUnder[uetr] = orderHash;
        emit UetrBound(uetr, msg.sender, orderHash);
    }

    /// @inheritdoc ISettlementEngine
    function preflight(PaymentOrder memory order, IFxBoard.FirmQuote calldata quote)
        external
        view
        returns (Refusal memory refusal)
    {
        bytes32 bound = _orderUnder[order.uetr];
        if (bound == hashOrder(order)) return refusal;
        bool isAcross = order.payerCurrency != order.payeeCurrency;
        Route memory route = isAcross ? _routeThrough(order, quote) : _route(order);
        if (bound != 0) return Refusal(RefusalCode.UetrReused, UETR, route.payer.bank());
        (refusal.code, refusal.rule, refusal.party) =
            isAcross ? _firstRefusalThrough(order, quote, route) : _firstRefusal(order, route, false);
    }

    /// @inheritdoc ISettlementEngine
    function preflightThrough(PaymentOrder memory order, IFxBoard.FirmQuote[] calldata quotes)
        external
        view
        returns (Refusal memory refusal)
    {
        bytes32 bound = _orderUnder[order.uetr];
        if (bound == hashOrder(order)) return refusal;
        (Route memory route, Hop[] memory hops) = _routeAlong(order, quotes);
        if (bound != 0) return Refusal(RefusalCode.UetrReused, UETR, route.payer.bank());
        (refusal.code, refusal.rule, refusal.party) = _firstRefusalAlong(order, quotes, route, hops);
    }

    /// @inheritdoc ISettlementEngine
    function boundOrder(Uetr uetr) external view returns (bytes32) {
        return _orderUnder[uetr];
    }

    /// @inheritdoc ISettlementEngine
    function hashOrder(PaymentOrder memory order) public view returns (bytes32) {
        return _hashTypedDataV4(OrderHash.structHashOf(order));
    }

    function _setSettled(PaymentOrder memory order, Route memory route, bytes32 orderHash) private {
        _orderUnder[order.uetr] = orderHash;
        _emitSettled(order, route);
    }
}
