// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency} from "./Types.sol";

/// @title Reference rates: what several licensed reporters say that a currency is worth
/// @notice A pair (base, quote) belongs to the jurisdiction of its quote currency: its central bank sets the terms, and
///         the rate publishers that it admitted report. The two directions of a pair are two pairs; one without terms of
///         its own is answered from the other by inversion.
/// @dev The rate is the median of the fresh reports that lie within the stated deviation of the median of all fresh
///      ones, and there is none where fewer than the stated number remain. The median of an even number is the mean of
///      the two in the middle, rounded down to the ray. Where reporters that lie are fewer than half of the stated
///      number, the rate lies between what honest ones report; where they are fewer than half of the fresh ones, no
///      further outside of it than the stated deviation. Beyond that, nothing is promised.
interface IReferenceRates {
    /// @param reportersMin How many reports must remain; zero where the pair has no terms.
    /// @param ageSMax For how many seconds after its observation a report counts.
    /// @param deviationBpsMax How far from the median of all fresh reports one may lie and count, in basis points of it.
    struct ReferenceTerms {
        uint8 reportersMin;
        uint32 ageSMax;
        uint16 deviationBpsMax;
    }

    /// @param rateRay Minor units of the quote currency for one minor unit of the base currency, times 10^27.
    /// @param observedAt The UTC second in which the reporter observed it; zero where it has no report.
    struct Report {
        uint128 rateRay;
        uint64 observedAt;
    }

    /// @notice The terms of a pair are now these; `reportersMin` zero ends it.
    event ReferenceTermsSet(
        Currency indexed base, Currency indexed quote, uint8 reportersMin, uint32 ageSMax, uint16 deviationBpsMax
    );
    /// @notice `reporter` has a place on the pair's list, that of `replaced` or, where this is zero, a free one.
    event ReporterListed(
        Currency indexed base, Currency indexed quote, address indexed reporter, address replaced
    );
    /// @notice `reporter` observed a rate.
    event RateReported(
        Currency indexed base, Currency indexed quote, address indexed reporter, uint256 rateRay, uint64 observedAt
    );

    error ReferencePairInvalid(Currency base, Currency quote);
    error ReferenceNotCentralBank(address account, Currency quote);
    error ReferenceTermsInvalid(uint8 reportersMin, uint32 ageSMax, uint16 deviationBpsMax);
    error ReferenceNotPublisher(address account, Currency quote);
    error ReferenceWithoutTerms(Currency base, Currency quote);
    error ReferenceRateOutOfBounds(uint256 rateRay);
    error ReferenceNotNewer(address reporter, uint64 observedAt, uint64 previousAt);
    error ReferenceInFuture(uint64 observedAt);
    error ReferenceTooManyReporters(uint256 allowed);

    /// @notice Sets how many reports make the rate of a pair, how old they may be and how far apart.
    /// @dev Who: the central bank of the quote currency. At least one report and at most 16, of at least one second and
    ///      at most 10,000 bp; `reportersMin` zero, with the two others zero, ends the pair. Emits ReferenceTermsSet.
    /// @custom:roles central-bank
    function setReferenceTerms(
        Currency base,
        Currency quote,
        uint8 reportersMin,
        uint32 ageSMax,
        uint16 deviationBpsMax
    ) external;

    /// @notice Reports what one minor unit of `base` is worth in minor units of `quote`, times 10^27.
    /// @dev Who: a rate publisher that is active in the jurisdiction of the quote currency. Emits RateReported, and
    ///      ReporterListed with its first report: 16 have a place on a pair's list, and one that is suspended or revoked
    ///      gives its own up to the next that needs one. Fails for a pair without terms, a rate of zero or of 2^128 ray
    ///      and more, an observation in the future, and one that is not newer than the reporter's last.
    /// @custom:roles rate-publisher
    function report(Currency base, Currency quote, uint256 rateRay, uint64 observedAt) external;

    /// @notice The reference rate of a pair, now.
    /// @dev A pair with terms is answered from its own reports alone; one without, from those of the opposite direction:
    ///      10^54 divided by that rate, rounded down (in favour of whoever values what it is owed, or lends against).
    /// @return rateRay Minor units of `quote` for one minor unit of `base`, times 10^27; zero when there is none now.
    /// @return observedAt The oldest observation among those that made it; zero when there is none now.
    function referenceRate(Currency base, Currency quote) external view returns (uint256 rateRay, uint64 observedAt);

    /// @return terms The terms of the pair, in this direction.
    function referenceTermsOf(Currency base, Currency quote) external view returns (ReferenceTerms memory terms);

    /// @return reporters Who has a place on the pair's list, in the order of the places.
    function reportersOf(Currency base, Currency quote) external view returns (address[] memory reporters);

    /// @return The last report of `reporter` on the pair, whether it counts or not.
    function reportOf(Currency base, Currency quote, address reporter) external view returns (Report memory);
}
