// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "./IFxBoard.sol";
import {IPayments} from "./IPayments.sol";
import {Currency, Label, Reason, Refusal, RefusalCode, Uetr} from "./Types.sol";

/// @title Returns of settled payments (pacs.004), and recalls that ask for them (camt.056)
/// @notice A return is a payment of its own, under its own UETR, from the payee of the original to its payer, linked to
///         it: at most one for each original, and never more than the payee received. It is final; what came back is
///         not returned again. A recall asks the payee's bank for a return. It moves nothing: the bank rejects it
///         (camt.029), or the payee returns, which closes it.
/// @dev The settlement engine keeps the digest of each settled order alone, so the original comes with each call and
///      must be the very same. Both customers are meant as they are now: where a key was replaced, the new one signs and
///      the new one is paid. Who may do what, when:
///
///      | what | who | when |
///      |---|---|---|
///      | return | the payee's bank with the payee's signature | once the original settled, once |
///      | recall | the payer's bank, in any standing | once the original settled, until it is returned; once |
///      | reject | the payee's bank, in any standing | while a recall is open |
///
///      A payee may return after a rejection, and without any recall. Nobody takes a recall back, and none expires.
interface IPaymentReturns is IPayments {
    /// @param payment The payment back, as any payer's order: payer is the payee of the original, payee its payer, and
    ///        the currencies are exchanged; costMinorMax is the most that the returning payee gives up.
    /// @param originalUetr The payment that is returned.
    /// @param reason ISO 20022 external return reason code.
    struct ReturnOrder {
        PaymentOrder payment;
        Uetr originalUetr;
        Reason reason;
    }

    /// @dev Where a recall is. Rejected and Accepted are final. Append only.
    enum RecallState {
        None,
        Requested,
        Rejected,
        Accepted
    }

    /// @dev What became of a request. Append only.
    enum RecallOutcome {
        None,
        Requested,
        Exists,
        Refused
    }

    /// @notice The original is returned, by the payment that PaymentSettled records beside this.
    /// @param returnedMinor What the payee of the original gave up, in minor units of the currency it had received.
    event PaymentReturned(
        Uetr indexed uetr, Uetr indexed originalUetr, Reason reason, Currency currency, uint256 returnedMinor
    );
    /// @notice The payer's bank asks for the original back.
    event RecallRequested(
        Uetr indexed originalUetr, address indexed payerBank, address indexed payeeBank, Reason reason
    );
    /// @notice The original was recalled before; nothing changed.
    event RecallExists(Uetr indexed originalUetr, address indexed payerBank);
    /// @notice The recall was refused; nothing changed.
    event RecallRefused(Uetr indexed originalUetr, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice The payee's bank gives nothing back, for this reason.
    event RecallRejected(Uetr indexed originalUetr, address indexed payeeBank, Reason reason);
    /// @notice The payee gave back what was asked for.
    event RecallAccepted(Uetr indexed originalUetr, Uetr indexed uetr);

    error ReturnNotReverse(Uetr uetr, Uetr originalUetr);
    error ReturnReasonMissing(Uetr originalUetr);
    error RecallNotPayersBank(address account, address payer);
    error RecallNotPayeesBank(address account, address payee);
    error RecallNotOpen(Uetr originalUetr, RecallState state);

    /// @notice Returns a settled payment: money moves back as any payment does, and by the same rules.
    /// @dev Who: the returning payee's bank. Emits PaymentSettled and PaymentReturned, with hops PaymentHop for each and
    ///      RecallAccepted where a recall was open; PaymentExists; or PaymentRefused, also with OriginalUnknown,
    ///      AlreadyReturned and ReturnAboveOriginal. Fails as `ISettlementEngine.settle` or `settleThrough`, where it is
    ///      not the reverse of the original, and without a reason.
    /// @param order What the returning payee signed (EIP-712).
    /// @param original The order that settled.
    /// @param stepUpSignature The same digest signed by its second key; empty where its threshold is not passed.
    /// @param quotes The hops back, as for `settleThrough`; none within one currency.
    /// @custom:roles bank
    function returnPayment(
        ReturnOrder calldata order,
        PaymentOrder calldata original,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote[] calldata quotes,
        bytes[] calldata quoteSignatures
    ) external returns (Outcome outcome);

    /// @notice Asks the payee's bank for a settled payment back.
    /// @dev Who: the bank of the original's payer. Emits RecallRequested, RecallExists, or RecallRefused with
    ///      OriginalUnknown or AlreadyReturned. Fails without a reason.
    /// @param reason ISO 20022 external cancellation reason code.
    /// @custom:roles bank
    function requestRecall(PaymentOrder calldata original, Reason reason) external returns (RecallOutcome outcome);

    /// @notice Answers a recall: nothing comes back.
    /// @dev Who: the bank of the original's payee. Emits RecallRejected. Fails where no recall is open, and without a
    ///      reason.
    /// @param reason ISO 20022 external payment cancellation rejection code.
    /// @custom:roles bank
    function rejectRecall(PaymentOrder calldata original, Reason reason) external;

    /// @notice What would refuse the return now, were its signatures right and its relayer the returning payee's bank.
    function preflightReturn(
        ReturnOrder calldata order,
        PaymentOrder calldata original,
        IFxBoard.FirmQuote[] calldata quotes
    ) external view returns (Refusal memory refusal);

    /// @return The EIP-712 digest that the returning payee signs.
    function hashReturn(ReturnOrder calldata order) external view returns (bytes32);

    /// @return The UETR of the return of a payment, zero while it has none.
    function returnOf(Uetr originalUetr) external view returns (Uetr);

    /// @return Where the recall of a payment is.
    function recallOf(Uetr originalUetr) external view returns (RecallState);
}
