// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";
import {Label, Refusal, RefusalCode, Uetr} from "../interfaces/Types.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {PaymentChecks} from "./PaymentChecks.sol";

/// @title See {ISettlementEngine}
contract SettlementEngine is PaymentChecks, EIP712, ReentrancyGuardTransient {
    Label private constant UETR = Label.wrap("uetr");

    mapping(Uetr => bytes32) private _settledOrder;

    constructor(IParticipantRegistry registry, IFxBoard fxBoard)
        PaymentChecks(registry, fxBoard)
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
        bytes32 orderHash = _authorise(order, orderSignature, stepUpSignature, route);
        bytes32 settled = _settledOrder[order.uetr];
        if (settled == orderHash) return _exists(order);
        if (settled != 0) return _refuseReused(order, route);
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
        bytes32 orderHash = _authorise(order, orderSignature, stepUpSignature, route);
        bytes32 settled = _settledOrder[order.uetr];
        if (settled == orderHash) return _exists(order);
        if (settled != 0) return _refuseReused(order, route);
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
    function preflight(PaymentOrder memory order, IFxBoard.FirmQuote calldata quote)
        external
        view
        returns (Refusal memory refusal)
    {
        bytes32 orderHash = hashOrder(order);
        bytes32 settled = _settledOrder[order.uetr];
        if (settled == orderHash) return refusal;
        bool isAcross = order.payerCurrency != order.payeeCurrency;
        Route memory route = isAcross ? _routeThrough(order, quote) : _route(order);
        if (settled != 0) return Refusal(RefusalCode.UetrReused, UETR, route.payer.bank());
        (refusal.code, refusal.rule, refusal.party) =
            isAcross ? _firstRefusalThrough(order, quote, route) : _firstRefusal(order, route, false);
    }

    /// @inheritdoc ISettlementEngine
    function hashOrder(PaymentOrder memory order) public view returns (bytes32) {
        return _hashTypedDataV4(OrderHash.structHashOf(order));
    }

    /// @inheritdoc ISettlementEngine
    function settledOrder(Uetr uetr) external view returns (bytes32) {
        return _settledOrder[uetr];
    }

    function _authorise(
        PaymentOrder memory order,
        bytes calldata signature,
        bytes calldata stepUpSignature,
        Route memory route
    ) private view returns (bytes32 orderHash) {
        if (msg.sender != route.payer.bank()) revert SettlementNotPayersBank(msg.sender, order.payer);
        orderHash = hashOrder(order);
        address recovered = ECDSA.recoverCalldata(orderHash, signature);
        if (recovered != order.payer) revert SettlementBadSignature(order.uetr, recovered);
        address money = route.payerDesk.depositToken();
        if (money == address(0) || route.costMinor <= route.stepUpAboveMinor) return orderHash;
        IDepositToken.StepUp memory stepUp = IDepositToken(money).stepUpOf(order.payer);
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (recovered,,) = ECDSA.tryRecoverCalldata(orderHash, stepUpSignature);
        if (recovered != stepUp.secondKey) {
            revert SettlementStepUpMissing(order.uetr, stepUp.secondKey, stepUp.aboveMinor);
        }
    }

    function _countPayment(PaymentOrder memory order, Route memory route) private {
        bytes4 selector = IRuleBook.record.selector;
        if (route.payerBookCounts) _record(route.payerBook, _askPayersBook(selector, order, route));
        if (route.payeeBookCounts) _record(route.payeeBook, _askPayeesBook(selector, order, route));
    }

    function _record(address book, bytes memory question) private {
        if (!LowLevelCall.callNoReturn(book, question)) LowLevelCall.bubbleRevert();
    }

    function _exists(PaymentOrder memory order) private returns (Outcome) {
        emit PaymentExists(order.uetr, order.payer);
        return Outcome.Exists;
    }

    function _refuseReused(PaymentOrder memory order, Route memory route) private returns (Outcome) {
        return _refuse(order, RefusalCode.UetrReused, UETR, route.payer.bank());
    }

    function _refuse(PaymentOrder memory order, RefusalCode code, Label rule, address party)
        private
        returns (Outcome)
    {
        emit PaymentRefused(order.uetr, code, rule, party);
        return Outcome.Refused;
    }

    function _setSettled(PaymentOrder memory order, Route memory route, bytes32 orderHash) private {
        _settledOrder[order.uetr] = orderHash;
        emit PaymentSettled(
            order.uetr,
            order.payer,
            order.payee,
            route.payer.bank(),
            route.payee.bank(),
            route.maker,
            order.payerCurrency,
            route.costMinor,
            order.payeeCurrency,
            order.amountMinor,
            order.purpose
        );
    }

    function _debitPayer(PaymentOrder memory order, Route memory route) private {
        IDepositToken(route.payerDesk.depositToken()).settlementDebit(order.payer, route.costMinor, _reference(order));
    }

    function _creditPayee(PaymentOrder memory order, Route memory route) private {
        IDepositToken(route.payeeDesk.depositToken()).settlementCredit(order.payee, order.amountMinor, _reference(order));
    }

    function _reference(PaymentOrder memory order) private pure returns (bytes32) {
        return bytes32(Uetr.unwrap(order.uetr));
    }
}
