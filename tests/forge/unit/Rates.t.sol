// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {Bic, Currency, Jurisdiction, Role, Status} from "corridor/interfaces/Types.sol";
import {actor} from "../support/Keys.sol";
import {leiOf} from "../support/Leis.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Reference rates: who says what, what counts, and the median of it
contract RatesTest is UnitTest {
    uint128 private constant RATE_RAY = 4.6e27;
    uint32 private constant AGE_S = 600;
    uint16 private constant DEVIATION_BPS = 100;
    uint256 private constant REPORTERS = 17;

    IReferenceRates private _rates;
    Currency private _base;
    Currency private _quote;
    address[REPORTERS] private _reporters;

    function setUp() external {
        _setUpNetwork();
        _rates = _world.fxBoard();
        (_quote, _base) = (_world.country(0).currency, _world.country(1).currency);
        for (uint256 i = 0; i < REPORTERS; ++i) {
            _reporters[i] = _admitReporter(i);
        }
        _setTerms(3, AGE_S, DEVIATION_BPS);
    }

    function test_setReferenceTerms__notByTheQuotesCentralBank__fails() external {
        bytes memory call_ = _terms(_base, _quote, 3, AGE_S, DEVIATION_BPS);
        _fail(_centralBank(1), address(_rates), call_, IReferenceRates.ReferenceNotCentralBank.selector);
        _fail(_reporters[0], address(_rates), call_, IReferenceRates.ReferenceNotCentralBank.selector);
    }

    function test_setReferenceTerms__ofNoPairOrBeyondTheBounds__fails() external {
        _failTerms(_terms(_quote, _quote, 3, AGE_S, 0), IReferenceRates.ReferencePairInvalid.selector);
        _failTerms(_terms(Currency.wrap("CNY"), _quote, 3, AGE_S, 0), IReferenceRates.ReferencePairInvalid.selector);
        bytes4 invalid = IReferenceRates.ReferenceTermsInvalid.selector;
        _failTerms(_terms(_base, _quote, 17, AGE_S, 0), invalid);
        _failTerms(_terms(_base, _quote, 3, 0, 0), invalid);
        _failTerms(_terms(_base, _quote, 0, AGE_S, 0), invalid);
        _failTerms(_terms(_base, _quote, 0, 0, 1), invalid);
        _failTerms(_terms(_base, _quote, 3, AGE_S, 10_001), invalid);
        _setTerms(16, 1, 10_000);
        IReferenceRates.ReferenceTerms memory terms = _rates.referenceTermsOf(_base, _quote);
        VM.assertEq(terms.reportersMin, 16, "number");
        VM.assertEq(terms.ageSMax, 1, "age");
        VM.assertEq(terms.deviationBpsMax, 10_000, "deviation");
    }

    function test_report__notByAPublisherOrMalformed__fails() external {
        bytes4 notPublisher = IReferenceRates.ReferenceNotPublisher.selector;
        _failReport(_bank(0), RATE_RAY, block.timestamp, notPublisher);
        _failReport(_reporters[0], 0, block.timestamp, IReferenceRates.ReferenceRateOutOfBounds.selector);
        _failReport(_reporters[0], 1 << 128, block.timestamp, IReferenceRates.ReferenceRateOutOfBounds.selector);
        _failReport(_reporters[0], RATE_RAY, block.timestamp + 1, IReferenceRates.ReferenceInFuture.selector);
        _report(0, RATE_RAY);
        _failReport(_reporters[0], RATE_RAY, block.timestamp, IReferenceRates.ReferenceNotNewer.selector);
        _suspend(0, _reporters[1], Status.Suspended);
        _failReport(_reporters[1], RATE_RAY, block.timestamp, notPublisher);
        _setTerms(0, 0, 0);
        _failReport(_reporters[2], RATE_RAY, block.timestamp, IReferenceRates.ReferenceWithoutTerms.selector);
    }

    function test_report__sixteenAndOneMore__takesThePlaceOfOneThatMayNot() external {
        for (uint256 i = 0; i < 16; ++i) {
            _report(i, RATE_RAY);
        }
        _failReport(
            _reporters[16], RATE_RAY, block.timestamp, IReferenceRates.ReferenceTooManyReporters.selector
        );
        _suspend(0, _reporters[5], Status.Suspended);
        VM.expectEmit(address(_rates));
        emit IReferenceRates.ReporterListed(_base, _quote, _reporters[16], _reporters[5]);
        VM.expectEmit(address(_rates));
        emit IReferenceRates.RateReported(_base, _quote, _reporters[16], RATE_RAY, uint64(block.timestamp));
        _report(16, RATE_RAY);
        address[] memory listed = _rates.reportersOf(_base, _quote);
        VM.assertEq(listed.length, 16, "places");
        VM.assertEq(listed[5], _reporters[16], "its place");
        VM.assertEq(_rates.reportOf(_base, _quote, _reporters[5]).observedAt, 0, "its report");
        VM.assertEq(_rates.reportOf(_base, _quote, _reporters[16]).rateRay, RATE_RAY, "the other's report");
    }

    function test_referenceRate__tooFewOrTooOldOrTooFarApart__isNone() external {
        _expectRate(_base, _quote, 0);
        _expectRate(_quote, _base, 0);
        _report(0, RATE_RAY);
        _report(1, RATE_RAY);
        _expectRate(_base, _quote, 0);
        _report(2, RATE_RAY * 2);
        _expectRate(_base, _quote, 0);
        _report(3, RATE_RAY);
        _expectRate(_base, _quote, RATE_RAY);
        _suspend(0, _reporters[0], Status.Suspended);
        _expectRate(_base, _quote, 0);
        _suspend(0, _reporters[0], Status.Active);
        VM.warp(block.timestamp + AGE_S);
        _expectRate(_base, _quote, RATE_RAY);
        VM.warp(block.timestamp + 1);
        _expectRate(_base, _quote, 0);
    }

    function test_referenceRate__oddAndEvenNumbers__isTheMedianRoundedDown() external {
        _report(0, RATE_RAY + 9);
        _report(1, RATE_RAY);
        _report(2, RATE_RAY + 4);
        _expectRate(_base, _quote, RATE_RAY + 4);
        _report(3, RATE_RAY + 7);
        _expectRate(_base, _quote, RATE_RAY + 5);
        (, uint64 observedAt) = _rates.referenceRate(_base, _quote);
        uint64 firstAt = uint64(block.timestamp);
        VM.assertEq(observedAt, firstAt, "one second");
        VM.warp(block.timestamp + 9);
        _report(4, RATE_RAY + 5);
        (, observedAt) = _rates.referenceRate(_base, _quote);
        VM.assertEq(observedAt, firstAt, "the oldest");
    }

    function test_referenceRate__oppositeDirection__isTheInverseUntilItHasTermsOfItsOwn() external {
        for (uint256 i = 0; i < 3; ++i) {
            _report(i, RATE_RAY);
        }
        _expectRate(_quote, _base, 1e54 / uint256(RATE_RAY));
        _pass(_centralBank(1), address(_rates), _terms(_quote, _base, 1, AGE_S, 0));
        _expectRate(_quote, _base, 0);
        _expectRate(_base, _quote, RATE_RAY);
        _expectRate(_base, _base, 0);
    }

    /// @dev However one of five lies, the rate stays between what the four others say.
    function test_referenceRate__anyLieOfOne__staysAmongTheOthers(uint128 lie) external {
        for (uint256 i = 0; i < 4; ++i) {
            _report(i, RATE_RAY + i * 1e24);
        }
        if (lie == 0) return;
        _report(4, lie);
        (uint256 rateRay,) = _rates.referenceRate(_base, _quote);
        VM.assertLe(RATE_RAY, rateRay, "below all");
        VM.assertLe(rateRay, RATE_RAY + 3e24, "above all");
    }

    function _admitReporter(uint256 index) private returns (address reporter) {
        reporter = actor(string(abi.encodePacked("REPORTER ", index)));
        Jurisdiction home = _world.country(0).id;
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit, (reporter, Role.RatePublisher, leiOf(100 + index), Bic.wrap(0), home)
        );
        _pass(_centralBank(0), address(_registry), admission);
        _pass(reporter, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (home)));
    }

    function _setTerms(uint8 reportersMin, uint32 ageSMax, uint16 deviationBpsMax) private {
        _pass(_centralBank(0), address(_rates), _terms(_base, _quote, reportersMin, ageSMax, deviationBpsMax));
    }

    function _report(uint256 index, uint256 rateRay) private {
        _pass(_reporters[index], address(_rates), _reporting(rateRay, block.timestamp));
    }

    function _failReport(address reporter, uint256 rateRay, uint256 observedAt, bytes4 refusal) private {
        _fail(reporter, address(_rates), _reporting(rateRay, observedAt), refusal);
    }

    function _failTerms(bytes memory call_, bytes4 refusal) private {
        _fail(_centralBank(0), address(_rates), call_, refusal);
    }

    function _expectRate(Currency base, Currency quote, uint256 expectedRay) private view {
        (uint256 rateRay, uint64 observedAt) = _rates.referenceRate(base, quote);
        VM.assertEq(rateRay, expectedRay, "rate");
        VM.assertTrue((rateRay == 0) == (observedAt == 0), "no rate is of no second");
    }

    function _reporting(uint256 rateRay, uint256 observedAt) private view returns (bytes memory) {
        return abi.encodeCall(IReferenceRates.report, (_base, _quote, rateRay, uint64(observedAt)));
    }

    function _terms(Currency base, Currency quote, uint8 reportersMin, uint32 ageSMax, uint16 deviationBpsMax)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(
            IReferenceRates.setReferenceTerms, (base, quote, reportersMin, ageSMax, deviationBpsMax)
        );
    }
}
