// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label, Purpose, RefusalCode, Uetr} from "./Types.sol";

/// @title What every contract says that carries out customers' payments
interface IPayments {
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
        Refused,
        Queued,
        Refunded
    }

    /// @notice The payment is final.
    /// @param payee The wallet that was credited: of a queued payment, the key that had replaced the payee's by then.
    /// @param maker Who took the payer's currency between the banks, zero within one currency; where it went through
    ///        more, PaymentHop says which.
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
    /// @notice On its way from currency to currency the payment went through `venue`.
    /// @param index The hop's place, from zero at the payer's end.
    /// @param venue The market maker or pool.
    /// @param sellCurrency What it gave, to the next hop or the payee's bank.
    /// @param buyCurrency What it took, from the payer's bank or the hop before.
    event PaymentHop(
        Uetr indexed uetr,
        uint256 index,
        address indexed venue,
        Currency sellCurrency,
        uint256 sellMinor,
        Currency buyCurrency,
        uint256 buyMinor
    );
    /// @notice The same order was taken before, whatever became of it; nothing changed.
    event PaymentExists(Uetr indexed uetr, address indexed payer);
    /// @notice The payment was refused; nothing else changed, and the order may be tried again.
    event PaymentRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);

    error SettlementNotPayersBank(address account, address payer);
    error SettlementBadSignature(Uetr uetr, address recovered);
    error SettlementStepUpMissing(Uetr uetr, address secondKey, uint256 aboveMinor);
    error SettlementAmountZero(Uetr uetr);
    error SettlementQuoteMissing(Uetr uetr);
    error SettlementQuoteMismatch(Uetr uetr, Currency sellCurrency, Currency buyCurrency);
    error SettlementHopsInvalid(Uetr uetr, uint256 given);
}
