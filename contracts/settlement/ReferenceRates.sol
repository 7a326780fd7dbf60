// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "../interfaces/IReferenceRates.sol";
import {Currency, Jurisdiction, Role} from "../interfaces/Types.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";
import {ReportedRates} from "../libraries/ReportedRates.sol";

/// @title See {IReferenceRates}
abstract contract ReferenceRates is IReferenceRates {
    uint256 private constant REPORTERS_MAX = 16;
    uint256 private constant DEVIATION_BPS_MAX = 10_000;
    uint256 private constant ONE = MoneyMath.RAY * MoneyMath.RAY;

    IParticipantRegistry internal immutable REGISTRY;

    mapping(Currency base => mapping(Currency quote => Pair)) private _pairOf;

    /// @dev `reporters` has REPORTERS_MAX places at most.
    struct Pair {
        ReferenceTerms terms;
        address[] reporters;
        mapping(address reporter => Report) reportOf;
    }

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @inheritdoc IReferenceRates
    function setReferenceTerms(
        Currency base,
        Currency quote,
        uint8 reportersMin,
        uint32 ageSMax,
        uint16 deviationBpsMax
    ) external {
        _requireCentralBankOf(quote);
        if (base == quote || REGISTRY.jurisdictionOf(base) == Jurisdiction.wrap(0)) {
            revert ReferencePairInvalid(base, quote);
        }
        bool isEnd = reportersMin == 0;
        if (
            isEnd != (ageSMax == 0) || (isEnd && deviationBpsMax != 0) || reportersMin > REPORTERS_MAX
                || deviationBpsMax > DEVIATION_BPS_MAX
        ) revert ReferenceTermsInvalid(reportersMin, ageSMax, deviationBpsMax);
        _pairOf[base][quote].terms = ReferenceTerms(reportersMin, ageSMax, deviationBpsMax);
        emit ReferenceTermsSet(base, quote, reportersMin, ageSMax, deviationBpsMax);
    }

    /// @inheritdoc IReferenceRates
    function report(Currency base, Currency quote, uint256 rateRay, uint64 observedAt) external {
        if (!_isPublisher(msg.sender, quote)) revert ReferenceNotPublisher(msg.sender, quote);
        Pair storage pair = _pairOf[base][quote];
        if (pair.terms.reportersMin == 0) revert ReferenceWithoutTerms(base, quote);
        if (rateRay == 0 || rateRay > type(uint128).max) revert ReferenceRateOutOfBounds(rateRay);
        if (observedAt > block.timestamp) revert ReferenceInFuture(observedAt);
        uint64 previousAt = pair.reportOf[msg.sender].observedAt;
        if (observedAt <= previousAt) revert ReferenceNotNewer(msg.sender, observedAt, previousAt);
        if (previousAt == 0) _list(pair, base, quote);
        pair.reportOf[msg.sender] = Report(uint128(rateRay), observedAt);
        emit RateReported(base, quote, msg.sender, rateRay, observedAt);
    }

    /// @inheritdoc IReferenceRates
    function referenceRate(Currency base, Currency quote) external view returns (uint256 rateRay, uint64 observedAt) {
        Pair storage pair = _pairOf[base][quote];
        if (pair.terms.reportersMin != 0) return _rateOf(pair, quote);
        pair = _pairOf[quote][base];
        if (pair.terms.reportersMin == 0) return (0, 0);
        (rateRay, observedAt) = _rateOf(pair, base);
        if (rateRay != 0) rateRay = ONE / rateRay;
    }

    /// @inheritdoc IReferenceRates
    function referenceTermsOf(Currency base, Currency quote) external view returns (ReferenceTerms memory) {
        return _pairOf[base][quote].terms;
    }

    /// @inheritdoc IReferenceRates
    function reportersOf(Currency base, Currency quote) external view returns (address[] memory) {
        return _pairOf[base][quote].reporters;
    }

    /// @inheritdoc IReferenceRates
    function reportOf(Currency base, Currency quote, address reporter) external view returns (Report memory) {
        return _pairOf[base][quote].reportOf[reporter];
    }

    /// @dev A free place, or that of the first who may not report any more.
    function _list(Pair storage pair, Currency base, Currency quote) private {
        uint256 count = pair.reporters.length;
        if (count < REPORTERS_MAX) {
            pair.reporters.push(msg.sender);
            emit ReporterListed(base, quote, msg.sender, address(0));
            return;
        }
        for (uint256 i = 0; i < count; ++i) {
            address listed = pair.reporters[i];
            if (_isPublisher(listed, quote)) continue;
            pair.reporters[i] = msg.sender;
            delete pair.reportOf[listed];
            emit ReporterListed(base, quote, msg.sender, listed);
            return;
        }
        revert ReferenceTooManyReporters(REPORTERS_MAX);
    }

    function _rateOf(Pair storage pair, Currency quote) private view returns (uint256 rateRay, uint64 observedAt) {
        ReferenceTerms memory terms = pair.terms;
        (uint256[] memory rates, uint64[] memory observed) = _fresh(pair, quote, terms.ageSMax);
        if (rates.length < terms.reportersMin) return (0, 0);
        ReportedRates.sort(rates, observed);
        (uint256 first, uint256 count) = ReportedRates.within(rates, terms.deviationBpsMax);
        if (count < terms.reportersMin) return (0, 0);
        rateRay = ReportedRates.medianDown(rates, first, count);
        observedAt = observed[first];
        for (uint256 i = first + 1; i < first + count; ++i) {
            observedAt = uint64(Math.min(observedAt, observed[i]));
        }
    }

    /// @return rates What whoever may report has reported, no longer than `ageSMax` seconds ago.
    /// @return observed When each was observed.
    function _fresh(Pair storage pair, Currency quote, uint256 ageSMax)
        private
        view
        returns (uint256[] memory rates, uint64[] memory observed)
    {
        uint256 listed = pair.reporters.length;
        (rates, observed) = (new uint256[](listed), new uint64[](listed));
        uint256 count;
        for (uint256 i = 0; i < listed; ++i) {
            address reporter = pair.reporters[i];
            Report memory last = pair.reportOf[reporter];
            if (last.observedAt + ageSMax < block.timestamp || !_isPublisher(reporter, quote)) continue;
            (rates[count], observed[count]) = (last.rateRay, last.observedAt);
            ++count;
        }
        assembly ("memory-safe") {
            mstore(rates, count)
            mstore(observed, count)
        }
    }

    function _isPublisher(address account, Currency quote) private view returns (bool) {
        return REGISTRY.isActiveFor(account, quote, Role.RatePublisher);
    }

    function _requireCentralBankOf(Currency quote) private view {
        address centralBank = REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(quote));
        if (msg.sender != centralBank) revert ReferenceNotCentralBank(msg.sender, quote);
    }
}
