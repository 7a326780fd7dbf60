// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "./IFxBoard.sol";
import {Currency, Label, Purpose, Refusal, RefusalCode, Uetr} from "./Types.sol";

/// @title Settlement of a customer's payment in one transaction
/// @notice On the payer's signed order, its bank settles: the payer's deposit is debited, central-bank money moves bank
///         to bank (across currencies through a market maker's firm quote, payment versus payment), the payee's deposit
///         is credited. All of it, or none of it with a named reason and the party at fault.
interface ISettlementEngine {
    /// @param uetr The payment's reference for life.
    /// @param payer The wallet that pays and signs.
    /// @param payee The wallet that is paid.
    /// @param payerCurrency What the payer is debited in.
    /// @param payeeCurrency What the payee is credited in.
    /// @param amountMinor What the payee receives, in minor units of payeeCurrency.
    /// @param costMinorMax The most the payer is debited, in minor units of payerCurrency.
    /// @param purpose ISO 20022 external purpose code.
    /// @param travelRuleHash keccak256(salt ‖ canonical JSON of the travel-rule record), kept off chain; zero without
    ///        one.
    /// @param expiresAt The last UTC second in which the order may settle.
    struct PaymentOrder {
        Uetr uetr;
        address payer;
        address payee;
        Currency payerCurrency;
        Currency payeeCurrency;
        uint256 amountMinor;
        uint256 costMinorMax;
        Purpose purpose;
        bytes32 travelRuleHash;
        uint64 expiresAt;
    }

    /// @dev What became of an order. Append only.
    enum Outcome {
        None,
        Settled,
        Exists,
        Refused
    }

    /// @notice The payment is final.
    /// @param maker The market maker between the currencies, zero within one currency.
    event PaymentSettled(
        Uetr indexed uetr,
        address indexed payer,
        address indexed payee,
        address payerBank,
        address payeeBank,
        address maker,
        Currency payerCurrency,
        uint256 costMinor,
        Currency payeeCurrency,
        uint256 amountMinor,
        Purpose purpose
    );
    /// @notice The same order was settled before; nothing changed.
    event PaymentExists(Uetr indexed uetr, address indexed payer);
    /// @notice The payment was refused; nothing else changed, and the order may be tried again.
    event PaymentRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);

    error SettlementNotPayersBank(address account, address payer);
    error SettlementBadSignature(Uetr uetr, address recovered);
    error SettlementStepUpMissing(Uetr uetr, address secondKey, uint256 aboveMinor);
    error SettlementAmountZero(Uetr uetr);
    error SettlementQuoteMissing(Uetr uetr);
    error SettlementQuoteMismatch(Uetr uetr, Currency sellCurrency, Currency buyCurrency);

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

    /// @notice What would refuse the order now, were its signatures right and its relayer the payer's bank.
    /// @dev Within one currency the quote is not read.
    function preflight(PaymentOrder calldata order, IFxBoard.FirmQuote calldata quote)
        external
        view
        returns (Refusal memory refusal);

    /// @return The EIP-712 digest that the payer signs.
    function hashOrder(PaymentOrder calldata order) external view returns (bytes32);

    /// @return The digest of the order that settled under `uetr`, zero when none did.
    function settledOrder(Uetr uetr) external view returns (bytes32);
}
