// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label} from "./Types.sol";

/// @title What the parties of a loan agree
/// @notice Amounts are minor units of the loan's currency, days are counted from 1970-01-01 UTC, rates are a year.
/// @dev Due date n lies n periods after the drawdown, each counted from the drawdown itself, so that a short month moves
///      no later date; a day that a month does not have is its last. A due date on a weekend or a holiday stands: the
///      ledger settles every day.
interface ILoanTerms {
    /// @dev Bullet: interest each period, principal with the last. Linear: equal principal. Annuity: equal payments.
    ///      NegativeAmortising: a payment agreed, which may be less than the interest; what it leaves is added to the
    ///      principal. Append only.
    enum Shape {
        Bullet,
        Linear,
        Annuity,
        NegativeAmortising
    }

    /// @dev What a period is made of. Append only.
    enum PeriodUnit {
        Days,
        Months
    }

    /// @dev How days become years: actual days by 360 or by 365, or months of 30 days by 360 (ISDA 2006 Definitions
    ///      4.16 (e), (d), (g)). Append only.
    enum DayCount {
        Actual360,
        Actual365Fixed,
        ThirtyE360
    }

    /// @param shape How the principal is repaid.
    /// @param paymentMinor The payment of NegativeAmortising, at least one minor unit; zero for every other shape.
    /// @param instalments How many due dates there are.
    /// @param periodUnit What a period is made of.
    /// @param periodLength How many days or months a period has.
    /// @param endOfMonth Whether a drawdown on the last day of a month puts every due date on the last day of its own;
    ///        for months only.
    /// @param dayCount How days become years.
    /// @param rateIndex The index of a floating rate in the loan's currency, see IRateIndex; zero for a fixed rate.
    /// @param rateBps The fixed rate, or what a floating one adds to its index, in basis points.
    /// @param floorBps The least that a floating rate becomes; zero for a fixed rate.
    /// @param capBps The most that a floating rate becomes; zero for a fixed rate.
    /// @param rateAgeDaysMax How many days before its reset an index may have been effective for the last time; zero
    ///        for a fixed rate.
    struct Schedule {
        Shape shape;
        uint64 paymentMinor;
        uint16 instalments;
        PeriodUnit periodUnit;
        uint16 periodLength;
        bool endOfMonth;
        DayCount dayCount;
        Label rateIndex;
        int32 rateBps;
        uint32 floorBps;
        uint32 capBps;
        uint16 rateAgeDaysMax;
    }

    /// @param lender The bank that lends; the agent of a syndicate.
    /// @param borrower The wallet that signs and is collected from; a customer of any bank.
    /// @param currency The currency of the loan.
    /// @param principalMinor What is lent.
    /// @param schedule When what is due.
    /// @param graceS Seconds after a due second in which a payment still counts as on time; shorter than any period.
    /// @param lateFeeMinor What each due date missed beyond its grace costs, once.
    /// @param defaultAfterS Seconds after the due second of the oldest arrears from which default may be declared.
    /// @param keeperFeeMinor What the lender pays whoever collects, see ILoanBook.
    /// @param signedUntil The last UTC second in which the loan may be drawn down.
    /// @param syndicateHash keccak256(abi.encode(Share[])) of a syndicate; zero for one lender.
    /// @param salt Tells apart two loans that are otherwise equal.
    struct LoanTerms {
        address lender;
        address borrower;
        Currency currency;
        uint64 principalMinor;
        Schedule schedule;
        uint32 graceS;
        uint64 lateFeeMinor;
        uint32 defaultAfterS;
        uint64 keeperFeeMinor;
        uint64 signedUntil;
        bytes32 syndicateHash;
        bytes32 salt;
    }

    /// @param lender A bank of the syndicate; the first is the agent.
    /// @param weight Its share is its weight by the sum of all.
    struct Share {
        address lender;
        uint32 weight;
    }
}
