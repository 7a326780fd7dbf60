// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev ISO 3166-1 alpha-2 code, upper case ASCII.
type Jurisdiction is bytes2;
/// @dev ISO 4217 alphabetic code, upper case ASCII.
type Currency is bytes3;
/// @dev ISO 20022 external purpose code, upper case ASCII.
type Purpose is bytes4;
/// @dev A reason in an ISO 20022 external code set of four characters, upper case ASCII.
type Reason is bytes4;
/// @dev ISO 9362 business identifier code: 8 characters, zero-filled, or 11, upper case alphanumerics.
type Bic is bytes11;
/// @dev ISO 17442 legal entity identifier, 20 upper case alphanumerics with their two check digits.
type Lei is bytes20;
/// @dev Unique end-to-end transaction reference: an RFC 4122 version 4 UUID.
type Uetr is bytes16;
/// @dev A name in up to 32 ASCII characters: of a rule, a reason, a field.
type Label is bytes32;

using {sameJurisdiction as ==, otherJurisdiction as !=} for Jurisdiction global;
using {sameCurrency as ==, otherCurrency as !=} for Currency global;
using {sameLei as ==, otherLei as !=} for Lei global;

function sameJurisdiction(Jurisdiction a, Jurisdiction b) pure returns (bool) {
    return Jurisdiction.unwrap(a) == Jurisdiction.unwrap(b);
}

function otherJurisdiction(Jurisdiction a, Jurisdiction b) pure returns (bool) {
    return Jurisdiction.unwrap(a) != Jurisdiction.unwrap(b);
}

function sameCurrency(Currency a, Currency b) pure returns (bool) {
    return Currency.unwrap(a) == Currency.unwrap(b);
}

function otherCurrency(Currency a, Currency b) pure returns (bool) {
    return Currency.unwrap(a) != Currency.unwrap(b);
}

function sameLei(Lei a, Lei b) pure returns (bool) {
    return Lei.unwrap(a) == Lei.unwrap(b);
}

function otherLei(Lei a, Lei b) pure returns (bool) {
    return Lei.unwrap(a) != Lei.unwrap(b);
}

/// @dev What a participant may do in one jurisdiction. Append only.
enum Role {
    None,
    CentralBank,
    CommercialBank,
    MarketMaker,
    Keeper,
    SystemContract,
    WalletProvider,
    Guarantor,
    Insurer,
    Merchant,
    RatePublisher,
    Supervisor,
    ValidatorOperator
}

/// @dev Standing of a participant in one jurisdiction, or of a customer at its bank: Pending → Active ⇄ Suspended →
///      Revoked. Append only; Revoked is final.
enum Status {
    None,
    Active,
    Suspended,
    Revoked,
    Pending
}

/// @dev How well a bank knows a customer. Append only; a higher one is better known.
enum Tier {
    Anonymous,
    Basic,
    Full
}

/// @dev Which sides of a payment a rule book answers for.
enum Sides {
    Both,
    Payer,
    Payee
}

/// @dev Why a payment was refused. Append only: a code never changes its meaning. The order in which they are
///      asked is not the order of the codes; it stands in docs/rejections.md.
enum RefusalCode {
    None,
    UetrReused,
    OrderExpired,
    PayerSuspended,
    PayerBankSuspended,
    PayerCurrency,
    CostAboveMaximum,
    PayerInsufficientBalance,
    PayerBankInsufficientLiquidity,
    PayeeUnknown,
    PayeeSuspended,
    PayeeBankSuspended,
    PayeeCurrency,
    MakerNotAdmitted,
    QuoteCancelled,
    QuoteExpired,
    QuoteExhausted,
    MakerInsufficientLiquidity,
    PayerMoneyPaused,
    PayerFrozen,
    PayeeMoneyPaused,
    PayerSanctioned,
    PayeeSanctioned,
    PayerTierLimit,
    PayeeTierLimit,
    PayerAmountLimit,
    PayeeAmountLimit,
    PayerWindowLimit,
    PayeeBalanceCap,
    PayerCorridorClosed,
    PayeeCorridorClosed,
    PayerPurposeNotAllowed,
    PayeePurposeNotAllowed,
    PayerTravelRuleMissing,
    PayeeTravelRuleMissing,
    PayerBankExposure,
    PayerFlagged,
    PayeeFlagged,
    PayerHoursClosed,
    PayeeHoursClosed,
    PayerBilateralLimit,
    PayerMultilateralLimit,
    PoolRateMissing,
    PoolInsufficientLiquidity,
    OriginalUnknown,
    AlreadyReturned,
    ReturnAboveOriginal,
    ObligationNotQueued,
    VehicleMoneyPaused
}

/// @param code Why, or None.
/// @param rule The rule that refuses.
/// @param party The party at fault.
struct Refusal {
    RefusalCode code;
    Label rule;
    address party;
}
