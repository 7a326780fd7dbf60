// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IPaymentReturns} from "corridor/interfaces/IPaymentReturns.sol";
import {IQueuedPayments} from "corridor/interfaces/IQueuedPayments.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Reason, Refusal, RefusalCode, Uetr} from "corridor/interfaces/Types.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {PaymentsTest} from "../support/PaymentsTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Returns and recalls: what goes back, once, and who asks and answers
contract PaymentReturnsTest is PaymentsTest {
    Reason private constant REASON = Reason.wrap("AC04");
    Reason private constant DUPLICATE = Reason.wrap("DUPL");
    Reason private constant DECLINED = Reason.wrap("CUST");

    function setUp() external {
        _setUpPayments();
    }

    function test_return__betweenBanks__movesAllBackOnce() external {
        IPayments.PaymentOrder memory original = _paid();
        IPaymentReturns.ReturnOrder memory order = _back(original);
        _expectCode(_foreseen(order, original).code, RefusalCode.None);
        VM.expectEmit(address(_returns));
        emit IPaymentReturns.PaymentReturned(order.payment.uetr, original.uetr, REASON, THB, AMOUNT_MINOR);
        _return(order, original, IPayments.Outcome.Settled);
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR, "the payer");
        VM.assertEq(_deposit(1).balanceOf(_miller), HELD_MINOR, "the payee");
        VM.assertEq(_held(_a), 10 * HELD_MINOR, "the payer's bank");
        VM.assertEq(bytes32(Uetr.unwrap(_returns.returnOf(original.uetr))), bytes32(Uetr.unwrap(order.payment.uetr)), "link");
        _return(order, original, IPayments.Outcome.Exists);
        _expectCode(_foreseen(order, original).code, RefusalCode.None);
        _expectRefusedReturn(_back(original), original, RefusalCode.AlreadyReturned);
    }

    function test_return__withinOneBank__movesNoCentralBankMoney() external {
        IPayments.PaymentOrder memory original = _order(_farmer, THB);
        _pay(original);
        _pass(_a, address(_money(0)), abi.encodeCall(IMoney.redeem, (10 * HELD_MINOR, "all")));
        IPaymentReturns.ReturnOrder memory order = _back(original);
        bytes memory call_ = _returning(order, original, "FARMER", _noQuotes);
        _expectOutcome(_pass(_a, address(_returns), call_), IPayments.Outcome.Settled);
    }

    function test_return__abroad__goesBackThroughAHop() external {
        IPayments.PaymentOrder memory original = _abroad();
        _through(original, _one(_direct()), IPayments.Outcome.Settled);
        IPaymentReturns.ReturnOrder memory order = _back(original);
        order.payment.amountMinor = 40_000;
        IFxBoard.FirmQuote[] memory quotes =
            _one(IFxBoard.FirmQuote(_m, THB, HKD, 0.25e27, HELD_MINOR, uint64(block.timestamp), 9));
        _expectCode(_returns.preflightReturn(order, original, quotes).code, RefusalCode.None);
        bytes memory call_ = _returning(order, original, "EXPORTER", quotes);
        _expectOutcome(_pass(_bank(2), address(_returns), call_), IPayments.Outcome.Settled);
        VM.assertEq(_deposit(2).balanceOf(_exporter), HELD_MINOR, "10,000 HKD for 40,000 THB");
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR - 6_000, "the payer");
        order = _back(original);
        bytes memory direct = _returning(order, original, "EXPORTER", _noQuotes);
        _fail(_bank(2), address(_returns), direct, IPayments.SettlementQuoteMissing.selector);
    }

    function test_return__eachCause__isRefused() external {
        IPayments.PaymentOrder memory original = _atHome();
        _expectRefusedReturn(_back(original), original, RefusalCode.OriginalUnknown);
        _pay(original);
        IPaymentReturns.ReturnOrder memory order = _back(original);
        order.payment.amountMinor += 1;
        _expectRefusedReturn(order, original, RefusalCode.ReturnAboveOriginal);
        order = _back(original);
        order.payment.uetr = original.uetr;
        _expectRefusedReturn(order, original, RefusalCode.UetrReused);
        order = _back(original);
        order.payment.costMinorMax = 1;
        _expectRefusedReturn(order, original, RefusalCode.CostAboveMaximum);
    }

    function test_return__ofAReturn__isUnknown() external {
        IPayments.PaymentOrder memory original = _paid();
        IPaymentReturns.ReturnOrder memory order = _back(original);
        _return(order, original, IPayments.Outcome.Settled);
        IPaymentReturns.ReturnOrder memory again = _back(order.payment);
        _expectCode(_foreseen(again, order.payment).code, RefusalCode.OriginalUnknown);
        bytes memory call_ = _returning(again, order.payment, "IMPORTER", _noQuotes);
        _expectOutcome(_pass(_a, address(_returns), call_), IPayments.Outcome.Refused);
    }

    function test_return__ofAQueuedPayment__onlyOnceCredited() external {
        IPayments.PaymentOrder memory original = _atHome();
        bytes memory call_ = abi.encodeCall(IQueuedPayments.queuePayment, (original, _signed(original), "", 0));
        _expectOutcome(_pass(_a, address(_queued), call_), IPayments.Outcome.Queued);
        _expectRefusedReturn(_back(original), original, RefusalCode.OriginalUnknown);
        _settle(original.uetr);
        _pass(_stranger, address(_queued), abi.encodeCall(IQueuedPayments.creditQueued, (original)));
        _return(_back(original), original, IPayments.Outcome.Settled);
    }

    function test_return__malformed__fails() external {
        IPayments.PaymentOrder memory original = _paid();
        bytes4 mismatch = IPaymentReturns.ReturnNotReverse.selector;
        IPaymentReturns.ReturnOrder memory order = _back(original);
        order.originalUetr = _newUetr();
        _failReturn(order, original, mismatch);
        order = _back(original);
        order.payment.payee = _farmer;
        _failReturn(order, original, mismatch);
        order = _back(original);
        order.payment.payer = _importer;
        bytes memory byPayer = _returning(order, original, "IMPORTER", _noQuotes);
        _fail(_a, address(_returns), byPayer, mismatch);
        order = _back(original);
        order.reason = Reason.wrap(0);
        _failReturn(order, original, IPaymentReturns.ReturnReasonMissing.selector);
        order = _back(original);
        (order.payment.payerCurrency, order.payment.payeeCurrency) = (HKD, HKD);
        _failReturn(order, original, mismatch);
        order = _back(original);
        bytes memory call_ = _returning(order, original, "MILLER", _noQuotes);
        _fail(_a, address(_returns), call_, IPayments.SettlementNotPayersBank.selector);
    }

    function test_return__payeesCurrencyAlone__fails() external {
        IPayments.PaymentOrder memory original = _abroad();
        _through(original, _one(_direct()), IPayments.Outcome.Settled);
        IPaymentReturns.ReturnOrder memory order = _back(original);
        order.payment.payeeCurrency = HKD;
        bytes memory call_ = _returning(order, original, "EXPORTER", _noQuotes);
        _fail(_bank(2), address(_returns), call_, IPaymentReturns.ReturnNotReverse.selector);
    }

    function test_recall__requestedAndRejected__isOnRecordOnce() external {
        IPayments.PaymentOrder memory original = _paid();
        bytes memory request = abi.encodeCall(IPaymentReturns.requestRecall, (original, DUPLICATE));
        bytes memory rejection = abi.encodeCall(IPaymentReturns.rejectRecall, (original, DECLINED));
        _fail(_b, address(_returns), request, IPaymentReturns.RecallNotPayersBank.selector);
        _fail(_a, address(_returns), rejection, IPaymentReturns.RecallNotPayeesBank.selector);
        _fail(_b, address(_returns), rejection, IPaymentReturns.RecallNotOpen.selector);
        VM.expectEmit(address(_returns));
        emit IPaymentReturns.RecallRequested(original.uetr, _a, _b, DUPLICATE);
        _expectRecall(request, IPaymentReturns.RecallOutcome.Requested);
        _expectRecall(request, IPaymentReturns.RecallOutcome.Exists);
        VM.expectEmit(address(_returns));
        emit IPaymentReturns.RecallRejected(original.uetr, _b, DECLINED);
        _pass(_b, address(_returns), rejection);
        VM.assertEq(uint256(_returns.recallOf(original.uetr)), uint256(IPaymentReturns.RecallState.Rejected), "state");
        _fail(_b, address(_returns), rejection, IPaymentReturns.RecallNotOpen.selector);
        bytes memory nameless = abi.encodeCall(IPaymentReturns.requestRecall, (original, Reason.wrap(0)));
        _fail(_a, address(_returns), nameless, IPaymentReturns.ReturnReasonMissing.selector);
        nameless = abi.encodeCall(IPaymentReturns.rejectRecall, (original, Reason.wrap(0)));
        _fail(_b, address(_returns), nameless, IPaymentReturns.ReturnReasonMissing.selector);
    }

    function test_recall__anotherOrderUnderTheUetr__isNotAnswered() external {
        IPayments.PaymentOrder memory original = _paid();
        _expectRecall(
            abi.encodeCall(IPaymentReturns.requestRecall, (original, DUPLICATE)), IPaymentReturns.RecallOutcome.Requested
        );
        original.payee = _farmer;
        bytes memory rejection = abi.encodeCall(IPaymentReturns.rejectRecall, (original, DECLINED));
        _fail(_a, address(_returns), rejection, IPaymentReturns.RecallNotOpen.selector);
    }

    function test_recall__unknownOrReturned__isRefused() external {
        IPayments.PaymentOrder memory unknown = _atHome();
        bytes memory request = abi.encodeCall(IPaymentReturns.requestRecall, (unknown, DUPLICATE));
        _expectRecall(request, IPaymentReturns.RecallOutcome.Refused);
        IPayments.PaymentOrder memory original = _paid();
        _return(_back(original), original, IPayments.Outcome.Settled);
        request = abi.encodeCall(IPaymentReturns.requestRecall, (original, DUPLICATE));
        _expectRecall(request, IPaymentReturns.RecallOutcome.Refused);
    }

    function test_return__whileRecalled__closesTheRecall() external {
        IPayments.PaymentOrder memory original = _paid();
        _expectRecall(
            abi.encodeCall(IPaymentReturns.requestRecall, (original, DUPLICATE)), IPaymentReturns.RecallOutcome.Requested
        );
        _return(_back(original), original, IPayments.Outcome.Settled);
        VM.assertEq(uint256(_returns.recallOf(original.uetr)), uint256(IPaymentReturns.RecallState.Accepted), "state");
    }

    function _paid() private returns (IPayments.PaymentOrder memory original) {
        original = _atHome();
        _pay(original);
    }

    function _back(IPayments.PaymentOrder memory original)
        private
        returns (IPaymentReturns.ReturnOrder memory order)
    {
        order.payment = IPayments.PaymentOrder({
            uetr: _newUetr(),
            payer: original.payee,
            payee: original.payer,
            payerCurrency: original.payeeCurrency,
            payeeCurrency: original.payerCurrency,
            amountMinor: original.amountMinor,
            costMinorMax: original.amountMinor + 1,
            purpose: original.purpose,
            travelRuleHash: 0,
            expiresAt: LAST
        });
        (order.originalUetr, order.reason) = (original.uetr, REASON);
    }

    function _returning(
        IPaymentReturns.ReturnOrder memory order,
        IPayments.PaymentOrder memory original,
        string memory signer,
        IFxBoard.FirmQuote[] memory quotes
    ) private view returns (bytes memory) {
        bytes memory signature = signWith(keyOf(signer), _returns.hashReturn(order));
        bytes[] memory signatures = _signatures(quotes);
        return abi.encodeCall(IPaymentReturns.returnPayment, (order, original, signature, "", quotes, signatures));
    }

    function _return(
        IPaymentReturns.ReturnOrder memory order,
        IPayments.PaymentOrder memory original,
        IPayments.Outcome expected
    ) private {
        bytes memory call_ = _returning(order, original, "MILLER", _noQuotes);
        _expectOutcome(_pass(_b, address(_returns), call_), expected);
    }

    function _failReturn(
        IPaymentReturns.ReturnOrder memory order,
        IPayments.PaymentOrder memory original,
        bytes4 refusal
    ) private {
        bytes memory call_ = _returning(order, original, "MILLER", _noQuotes);
        _fail(_b, address(_returns), call_, refusal);
    }

    function _foreseen(IPaymentReturns.ReturnOrder memory order, IPayments.PaymentOrder memory original)
        private
        view
        returns (Refusal memory)
    {
        return _returns.preflightReturn(order, original, _noQuotes);
    }

    function _expectRefusedReturn(
        IPaymentReturns.ReturnOrder memory order,
        IPayments.PaymentOrder memory original,
        RefusalCode code
    ) private {
        _expectCode(_foreseen(order, original).code, code);
        _return(order, original, IPayments.Outcome.Refused);
        VM.assertTrue(
            Uetr.unwrap(_returns.returnOf(original.uetr)) != Uetr.unwrap(order.payment.uetr), "linked although refused"
        );
    }

    function _expectRecall(bytes memory request, IPaymentReturns.RecallOutcome expected) private {
        bytes memory answer = _pass(_a, address(_returns), request);
        VM.assertEq(uint256(abi.decode(answer, (IPaymentReturns.RecallOutcome))), uint256(expected), "outcome");
    }
}
