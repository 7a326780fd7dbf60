// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "./IFxBoard.sol";
import {IPayments} from "./IPayments.sol";
import {Currency, Refusal, Uetr} from "./Types.sol";

/// @title Settlement of a customer's payment in one transaction
/// @notice On the payer's signed order, its bank settles: the payer's deposit is debited, central-bank money moves bank
///         to bank (across currencies payment versus payment: through a market maker's firm quote or a pool, or through
///         two of them and a vehicle currency), the payee's deposit is credited. All of it, or none of it with a named
///         reason and the party at fault.
/// @dev Payments that wait for their bank's liquidity are in {IQueuedPayments}, returns in {IPaymentReturns}. A UETR is
///      one payment's or one return's for ever, because all of them are bound here.
interface ISettlementEngine is IPayments {
    /// @notice `by` uses the UETR for what has this digest.
    event UetrBound(Uetr indexed uetr, address indexed by, bytes32 orderHash);

    error SettlementNotSystemContract(address account, Currency payerCurrency, Currency payeeCurrency);
    error SettlementUetrBound(Uetr uetr);

    /// @notice Settles a payment within one currency.
    /// @dev Who: the payer's bank. Emits PaymentSettled, PaymentExists or PaymentRefused. Fails on a wrong signature, a
    ///      missing step-up, an amount of zero, or two currencies.
    /// @param order What the payer signed.
    /// @param orderSignature The payer's EIP-712 signature of the order.
    /// @param stepUpSignature The same digest signed by the payer's second key; empty where its threshold is not
    ///        passed.
    /// @custom:roles bank
    function settle(PaymentOrder calldata order, bytes calldata orderSignature, bytes calldata stepUpSignature)
        external
        returns (Outcome outcome);

    /// @notice Settles a payment across two currencies against a market maker's firm quote, payment versus payment.
    /// @dev Who: the payer's bank. Emits PaymentSettled, PaymentExists or PaymentRefused. Fails on a wrong signature, a
    ///      missing step-up, an amount or rate of zero, or a quote for other currencies.
    /// @param order What the payer signed.
    /// @param orderSignature The payer's EIP-712 signature of the order.
    /// @param stepUpSignature The same digest signed by the payer's second key; empty where its threshold is not
    ///        passed.
    /// @param quote What the market maker signed.
    /// @param quoteSignature The maker's EIP-712 signature of the quote.
    /// @custom:roles bank
    function settleWithQuote(
        PaymentOrder calldata order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote calldata quote,
        bytes calldata quoteSignature
    ) external returns (Outcome outcome);

    /// @notice Settles a payment across two currencies through one or two hops, all legs or none (PvP, PvPvP).
    /// @dev Who: the payer's bank. Emits PaymentSettled and a PaymentHop for each hop, PaymentExists or PaymentRefused.
    ///      Fails as `settleWithQuote`, for more than two hops, and where the hops are no chain from the payer's
    ///      currency to the payee's through at most one other.
    ///
    ///      What each hop costs is worked out backwards from what the payee receives, each rounded up (in favour of who
    ///      sells, never of the taker). Between two hops the first venue pays the second in the vehicle currency; where
    ///      one market maker quotes both, it owes itself, and nothing moves there. Hops are asked from the payee's end
    ///      back, since each one's amount is what the next one costs; while a pool names no price, the payer's side is
    ///      asked with the most that the payer allows.
    /// @param quotes In the order of the payer's money. A quote with a rate of zero is a hop through the pool that is
    ///        its maker, which sets its price itself; maximum, expiry and nonce are not read then. A pool counts where
    ///        both its central banks have admitted it as a system contract.
    /// @param quoteSignatures Each maker's EIP-712 signature of its quote; empty for a pool.
    /// @custom:roles bank
    function settleThrough(
        PaymentOrder calldata order,
        bytes calldata orderSignature,
        bytes calldata stepUpSignature,
        IFxBoard.FirmQuote[] calldata quotes,
        bytes[] calldata quoteSignatures
    ) external returns (Outcome outcome);

    /// @notice Binds a UETR to what the calling contract uses it for, so that it is nothing else's.
    /// @dev Who: a system contract admitted in both currencies. Emits UetrBound. Fails for one that is bound already.
    /// @custom:roles system-contract
    function bindUetr(Uetr uetr, bytes32 orderHash, Currency payerCurrency, Currency payeeCurrency) external;

    /// @notice What would refuse the order now, were its signatures right and its relayer the payer's bank.
    /// @dev Within one currency the quote is not read.
    function preflight(PaymentOrder calldata order, IFxBoard.FirmQuote calldata quote)
        external
        view
        returns (Refusal memory refusal);

    /// @notice The same for `settleThrough`.
    function preflightThrough(PaymentOrder calldata order, IFxBoard.FirmQuote[] calldata quotes)
        external
        view
        returns (Refusal memory refusal);

    /// @return The EIP-712 digest that the payer signs.
    function hashOrder(PaymentOrder calldata order) external view returns (bytes32);

    /// @return The digest of the order that settled under `uetr`, or of the return; or of a queued order, of which
    ///         {IQueuedPayments} says what became; zero while the UETR is free.
    function boundOrder(Uetr uetr) external view returns (bytes32);
}
