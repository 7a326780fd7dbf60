// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {Label, RefusalCode, Uetr} from "../interfaces/Types.sol";
import {PaymentChecks} from "./PaymentChecks.sol";

/// @title The steps that every way of settling {IPayments} has in common
abstract contract PaymentSteps is PaymentChecks, EIP712, ReentrancyGuardTransient {
    Label internal constant UETR = Label.wrap("uetr");

    /// @param orderHash What is signed: the order's digest, or that of what contains it.
    function _authorise(
        PaymentOrder memory order,
        bytes32 orderHash,
        bytes calldata signature,
        bytes calldata stepUpSignature,
        Route memory route
    ) internal view {
        if (msg.sender != route.payer.bank()) revert SettlementNotPayersBank(msg.sender, order.payer);
        address recovered = ECDSA.recoverCalldata(orderHash, signature);
        if (recovered != order.payer) revert SettlementBadSignature(order.uetr, recovered);
        address money = route.payerDesk.depositToken();
        if (money == address(0) || route.costMinor <= route.stepUpAboveMinor) return;
        IDepositToken.StepUp memory stepUp = IDepositToken(money).stepUpOf(order.payer);
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (recovered,,) = ECDSA.tryRecoverCalldata(orderHash, stepUpSignature);
        if (recovered != stepUp.secondKey) {
            revert SettlementStepUpMissing(order.uetr, stepUp.secondKey, stepUp.aboveMinor);
        }
    }

    function _countPayment(PaymentOrder memory order, Route memory route) internal {
        bytes4 selector = IRuleBook.record.selector;
        if (route.payerBookCounts) _record(route.payerBook, _askPayersBook(selector, order, route));
        if (route.payeeBookCounts) _record(route.payeeBook, _askPayeesBook(selector, order, route));
    }

    function _record(address book, bytes memory question) private {
        if (!LowLevelCall.callNoReturn(book, question)) LowLevelCall.bubbleRevert();
    }

    function _exists(PaymentOrder memory order) internal returns (Outcome) {
        emit PaymentExists(order.uetr, order.payer);
        return Outcome.Exists;
    }

    function _refuseReused(PaymentOrder memory order, Route memory route) internal returns (Outcome) {
        return _refuse(order, RefusalCode.UetrReused, UETR, route.payer.bank());
    }

    function _refuse(PaymentOrder memory order, RefusalCode code, Label rule, address party)
        internal
        returns (Outcome)
    {
        emit PaymentRefused(order.uetr, code, rule, party);
        return Outcome.Refused;
    }

    function _emitSettled(PaymentOrder memory order, Route memory route) internal {
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

    function _debitPayer(PaymentOrder memory order, Route memory route) internal {
        IDepositToken(route.payerDesk.depositToken()).settlementDebit(order.payer, route.costMinor, _reference(order));
    }

    function _creditPayee(PaymentOrder memory order, Route memory route) internal {
        IDepositToken(route.payeeDesk.depositToken()).settlementCredit(order.payee, order.amountMinor, _reference(order));
    }

    function _reference(PaymentOrder memory order) internal pure returns (bytes32) {
        return bytes32(Uetr.unwrap(order.uetr));
    }
}
