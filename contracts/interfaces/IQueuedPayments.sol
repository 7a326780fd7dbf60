// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "./ILiquidityQueue.sol";
import {IPayments} from "./IPayments.sol";
import {Currency, Refusal, Uetr} from "./Types.sol";

/// @title Customers' payments that wait for their bank's liquidity
/// @notice A bank that is short of central-bank money queues a customer's payment: the payer is debited, and what the
///         bank owes the payee's bank waits in the liquidity queue under the same UETR. The payee is credited once that
///         settled, or the payer gets its money back once that can't settle any more: exactly one of them, once.
/// @dev Who ends a queued payment: up to its last second the payer's bank with the payer's signature, and a central bank
///      that abandons the cycle that it is part of; afterwards it has expired, and nobody settles it. The order is the
///      one that {ISettlementEngine} settles at once: signed for the engine, and bound there under its UETR.
interface IQueuedPayments is IPayments {
    /// @dev What becomes of a queued payment: Credited and Refunded exclude each other and are final. Append only.
    enum QueuedState {
        None,
        Queued,
        Credited,
        Refunded
    }

    /// @notice The payer is debited, and its bank's obligation waits in the liquidity queue.
    event PaymentQueued(
        Uetr indexed uetr,
        address indexed payer,
        address indexed payee,
        address payerBank,
        address payeeBank,
        Currency currency,
        uint256 amountMinor,
        uint8 priority
    );
    /// @notice The obligation of a queued payment will not settle, because the payer and its bank called it off.
    event PaymentCancelled(Uetr indexed uetr, address indexed payer);
    /// @notice A queued payment will not settle: `payer`, or the key that replaced it, has its money back.
    event PaymentRefunded(
        Uetr indexed uetr, address indexed payer, address indexed payerBank, Currency currency, uint256 amountMinor
    );

    error SettlementNothingToQueue(Uetr uetr);
    error SettlementNotQueued(Uetr uetr, QueuedState state);
    error SettlementObligationIs(Uetr uetr, ILiquidityQueue.ObligationState state);

    /// @notice Queues a payment between two banks of one currency: the payer is debited now, its bank owes from now on.
    /// @dev Who: the payer's bank. Emits PaymentQueued, PaymentExists or PaymentRefused; PaymentRefused too for what the
    ///      liquidity queue refuses, which is asked last. Fails as `settle`, within one bank, and where
    ///      ILiquidityQueue.queueFor fails. The rules are asked and count now, and only now. The obligation expires with
    ///      the order.
    /// @param priority Higher is more urgent; the bank may change it, hold and release the obligation in the queue.
    /// @custom:roles bank
    function queuePayment(
        PaymentOrder calldata order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        uint8 priority
    ) external returns (Outcome outcome);

    /// @notice Credits the payee of a queued payment whose obligation settled, or the key that replaced the payee's.
    /// @dev Who: anyone. Emits PaymentSettled; or PaymentRefused while the payee can't be credited (it or its bank is
    ///      suspended, it left that bank, its money is paused): then the payment waits, without limit of time, and the
    ///      money is with the payee's bank. Fails for what is not queued or not settled in the queue.
    /// @custom:roles anyone
    function creditQueued(PaymentOrder calldata order) external returns (Outcome outcome);

    /// @notice Gives the payer of a queued payment, or the key that replaced it, its money back once the obligation is
    ///         cancelled or expired.
    /// @dev Who: anyone. Emits PaymentRefunded; or PaymentRefused while the payer can't be credited, as for
    ///      `creditQueued`. Fails for what is not queued or not at an end in the queue. The UETR stays used up, and what
    ///      the rules counted stays counted.
    /// @custom:roles anyone
    function refundQueued(PaymentOrder calldata order) external returns (Outcome outcome);

    /// @notice Calls a queued payment off while its obligation waits; `refundQueued` then gives the money back.
    /// @dev Who: the payer's bank that owes it, with the payer's signature: neither can without the other. Emits
    ///      PaymentCancelled. Fails for what is not queued or does not wait in the queue any more, and within a cycle.
    /// @param cancelSignature The EIP-712 signature of PaymentCancellation(orderHash) by the payer, or by the key
    ///        that replaced its own.
    /// @custom:roles bank
    function cancelQueued(PaymentOrder calldata order, bytes calldata cancelSignature) external;

    /// @notice What would refuse to queue the order now, were its signatures right and its relayer the payer's
    ///         bank.
    function preflightQueued(PaymentOrder calldata order) external view returns (Refusal memory refusal);

    /// @return Where the queued payment under `uetr` is; None where none was queued.
    function queuedStateOf(Uetr uetr) external view returns (QueuedState);
}
