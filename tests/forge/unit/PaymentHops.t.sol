// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Currency, Jurisdiction, Label, Lei, RefusalCode, Role, Status, Uetr} from "corridor/interfaces/Types.sol";
import {actor} from "../support/Keys.sol";
import {leiOf} from "../support/Leis.sol";
import {PaymentsTest} from "../support/PaymentsTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Payments through one hop and two: every leg, and each cause of a refusal alone
contract PaymentHopsTest is PaymentsTest {
    uint64 private _observedAt;

    function setUp() external {
        _setUpPayments();
        _openVehicle();
        _observedAt = uint64(block.timestamp);
    }

    /// @dev This test as whoever states the reference rate, while it has one.
    function referenceRate(Currency, Currency) external view returns (uint256, uint64) {
        return _observedAt == 0 ? (0, 0) : (4.6e27, _observedAt);
    }

    function test_settleThrough__twoMakers__movesThreeMoneys() external {
        IPayments.PaymentOrder memory order = _abroad();
        _expectCode(_engine.preflightThrough(order, _twoMakers()).code, RefusalCode.None);
        VM.expectEmit(address(_engine));
        emit IPayments.PaymentHop(order.uetr, 0, _m, USD, VEHICLE_MINOR, THB, COST_MINOR);
        _through(order, _twoMakers(), IPayments.Outcome.Settled);
        VM.assertEq(_money(0).balanceOf(_m), 10 * HELD_MINOR + COST_MINOR, "the first maker's baht");
        VM.assertEq(_dollar.balanceOf(_m), HELD_MINOR - VEHICLE_MINOR, "its dollars");
        VM.assertEq(_dollar.balanceOf(_second), VEHICLE_MINOR, "the second maker's dollars");
        VM.assertEq(_money(1).balanceOf(_second), HELD_MINOR - AMOUNT_MINOR, "what it delivers");
        VM.assertEq(_money(1).balanceOf(_bank(2)), 10 * HELD_MINOR + AMOUNT_MINOR, "the payee's bank");
        VM.assertEq(_deposit(2).balanceOf(_exporter), HELD_MINOR + AMOUNT_MINOR, "the payee");
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR - COST_MINOR, "the payer");
    }

    function test_settleThrough__oneMakerOfBoth__owesTheVehicleToItself() external {
        _pass(_m, address(_dollar), abi.encodeCall(IMoney.redeem, (HELD_MINOR, "all")));
        _pausedDollar(true);
        IFxBoard.FirmQuote[] memory quotes = _both(_firstHop(_m), _secondHop(_m));
        _through(_abroad(), quotes, IPayments.Outcome.Settled);
        VM.assertEq(_dollar.balanceOf(_m), 0, "no dollar moved");
        VM.assertEq(_money(1).balanceOf(_m), 10 * HELD_MINOR - AMOUNT_MINOR, "what it delivers");
    }

    function test_settleThrough__againOrUnderTheUetr__existsOrIsRefused() external {
        IPayments.PaymentOrder memory order = _abroad();
        _through(order, _twoMakers(), IPayments.Outcome.Settled);
        _expectCode(_engine.preflightThrough(order, _twoMakers()).code, RefusalCode.None);
        _through(order, _twoMakers(), IPayments.Outcome.Exists);
        order.costMinorMax += 1;
        _expectCode(_engine.preflightThrough(order, _twoMakers()).code, RefusalCode.UetrReused);
        _through(order, _twoMakers(), IPayments.Outcome.Refused);
    }

    function test_settleThrough__noChain__fails() external {
        _failThrough(_noQuotes, IPayments.SettlementHopsInvalid.selector);
        _failThrough(new IFxBoard.FirmQuote[](3), IPayments.SettlementHopsInvalid.selector);
        bytes4 mismatch = IPayments.SettlementQuoteMismatch.selector;
        _failThrough(_one(_firstHop(_m)), mismatch);
        _failThrough(_one(_secondHop(_m)), mismatch);
        _failThrough(_both(_secondHop(_m), _firstHop(_m)), mismatch);
        _failThrough(_both(_direct(), _secondHop(_m)), mismatch);
        IFxBoard.FirmQuote memory back = _firstHop(_m);
        (back.sellCurrency, back.buyCurrency) = (THB, USD);
        _failThrough(_both(_firstHop(_m), back), mismatch);
        IPayments.PaymentOrder memory order = _abroad();
        IFxBoard.FirmQuote[] memory quotes = _twoMakers();
        bytes memory unsigned =
            abi.encodeCall(ISettlementEngine.settleThrough, (order, _signed(order), "", quotes, _noSignatures));
        _fail(_bank(0), address(_engine), unsigned, IPayments.SettlementHopsInvalid.selector);
    }

    function test_settleThrough__priceOfNothing__fails() external {
        IPayments.PaymentOrder memory order = _abroad();
        order.amountMinor = 0;
        _fail(_bank(0), address(_engine), _paying(order, _twoMakers()), IPayments.SettlementAmountZero.selector);
    }

    function test_settleThrough__eachCauseOfAHop__isRefusedByItsVenue() external {
        IFxBoard.FirmQuote[] memory quotes = _twoMakers();
        quotes[1].expiresAt = uint64(block.timestamp - 1);
        _expectRefusedThrough(quotes, RefusalCode.QuoteExpired, _second);
        quotes = _twoMakers();
        quotes[0].sellMinorMax = VEHICLE_MINOR - 1;
        _expectRefusedThrough(quotes, RefusalCode.QuoteExhausted, _m);
        _pausedDollar(true);
        _expectRefusedThrough(_twoMakers(), RefusalCode.VehicleMoneyPaused, _fed);
        _pausedDollar(false);
        _pass(_m, address(_dollar), abi.encodeCall(IMoney.redeem, (HELD_MINOR - VEHICLE_MINOR + 1, "most")));
        _expectRefusedThrough(_twoMakers(), RefusalCode.MakerInsufficientLiquidity, _m);
        _pass(_second, address(_money(1)), abi.encodeCall(IMoney.redeem, (HELD_MINOR, "all")));
        _expectRefusedThrough(_twoMakers(), RefusalCode.MakerInsufficientLiquidity, _second);
    }

    function test_settleThrough__payersAndPayeesSide__areAskedBefore() external {
        IFxBoard.FirmQuote[] memory quotes = _twoMakers();
        quotes[0].rateRay += 1e24;
        _expectRefusedThrough(quotes, RefusalCode.CostAboveMaximum, _importer);
        _pause(address(_money(1)), 1, true);
        _expectRefusedThrough(_twoMakers(), RefusalCode.PayeeMoneyPaused, _centralBank(1));
        _pause(address(_money(1)), 1, false);
        IPayments.PaymentOrder memory order = _abroad();
        order.payee = _miller;
        _expectCode(_engine.preflightThrough(order, _twoMakers()).code, RefusalCode.PayeeCurrency);
    }

    function test_settleThrough__vehicleThatNobodyIssues__isRefused() external {
        IFxBoard.FirmQuote memory first = _firstHop(_m);
        IFxBoard.FirmQuote memory second = _secondHop(_second);
        (first.sellCurrency, second.buyCurrency) = (Currency.wrap("KRW"), Currency.wrap("KRW"));
        _openKorea();
        _expectRefusedThrough(_both(first, second), RefusalCode.MakerInsufficientLiquidity, _m);
    }

    function test_settleThrough__pool__paysWhatItAsks() external {
        IFxPool pool = _openPool(IFxPool.Curve.ConstantProduct, 0);
        uint256 cost = pool.costOf(HKD, AMOUNT_MINOR);
        IPayments.PaymentOrder memory order = _abroad();
        order.costMinorMax = cost;
        _through(order, _one(_throughPool(address(pool))), IPayments.Outcome.Settled);
        (uint256 base, uint256 quote) = pool.reserves();
        VM.assertEq(_money(1).balanceOf(address(pool)), base, "base");
        VM.assertEq(_money(0).balanceOf(address(pool)), quote, "quote");
        VM.assertEq(_deposit(0).balanceOf(_importer), HELD_MINOR - cost, "the payer");
    }

    function test_settleThrough__poolThatNamesNoPrice__isRefusedByThePool() external {
        IFxPool pool = _openPool(IFxPool.Curve.Concentrated, 100);
        IFxBoard.FirmQuote[] memory quotes = _one(_throughPool(address(pool)));
        _observedAt = 0;
        _expectRefusedThrough(quotes, RefusalCode.PoolRateMissing, address(pool));
        _observedAt = uint64(block.timestamp);
        IPayments.PaymentOrder memory order = _abroad();
        (order.amountMinor, order.costMinorMax) = (1_000_000, 1_000);
        _expectCode(_engine.preflightThrough(order, quotes).code, RefusalCode.PoolInsufficientLiquidity);
        for (uint256 country = 0; country < 2; ++country) {
            _suspend(country, address(pool), Status.Suspended);
            _expectRefusedThrough(quotes, RefusalCode.MakerNotAdmitted, address(pool));
            _suspend(country, address(pool), Status.Active);
        }
        // Behind a hop without a price nobody knows what the hop before it costs.
        IFxBoard.FirmQuote memory behind = _throughPool(_stranger);
        behind.buyCurrency = USD;
        _expectRefusedThrough(_both(_firstHop(_m), behind), RefusalCode.MakerNotAdmitted, _stranger);
    }

    function test_settleThrough__poolOfAnotherPair__fails() external {
        IFxPool pool = _openPool(IFxPool.Curve.ConstantProduct, 0);
        _admit(_fed, address(pool), Role.SystemContract, Lei.wrap(0), "", "");
        IFxBoard.FirmQuote memory second = _throughPool(address(pool));
        second.buyCurrency = USD;
        _failThrough(_both(_firstHop(_m), second), IPayments.SettlementQuoteMismatch.selector);
        IFxBoard.FirmQuote memory first = _throughPool(address(pool));
        first.sellCurrency = USD;
        _failThrough(_both(first, _secondHop(_second)), IPayments.SettlementQuoteMismatch.selector);
    }

    function test_bindUetr__systemContractsAlone__onceForEver() external {
        Uetr uetr = _newUetr();
        bytes memory binding = abi.encodeCall(ISettlementEngine.bindUetr, (uetr, "order", THB, HKD));
        bytes4 nobody = ISettlementEngine.SettlementNotSystemContract.selector;
        _fail(_bank(0), address(_engine), binding, nobody);
        bytes memory abroad = abi.encodeCall(ISettlementEngine.bindUetr, (uetr, "order", THB, USD));
        _fail(address(_queued), address(_engine), abroad, nobody);
        abroad = abi.encodeCall(ISettlementEngine.bindUetr, (uetr, "order", USD, THB));
        _fail(address(_queued), address(_engine), abroad, nobody);
        VM.expectEmit(address(_engine));
        emit ISettlementEngine.UetrBound(uetr, address(_queued), "order");
        _pass(address(_queued), address(_engine), binding);
        VM.assertEq(_engine.boundOrder(uetr), "order", "bound");
        _fail(address(_queued), address(_engine), binding, ISettlementEngine.SettlementUetrBound.selector);
    }

    /// @dev A jurisdiction whose central bank has listed no money, with both makers.
    function _openKorea() private {
        address bank = actor("BANK_OF_KOREA");
        IParticipantRegistry.JurisdictionSpec memory spec = IParticipantRegistry.JurisdictionSpec(
            Jurisdiction.wrap("KR"), Currency.wrap("KRW"), bank, leiOf(42)
        );
        bytes memory opening = abi.encodeCall(IParticipantRegistry.openJurisdiction, (spec));
        _pass(_centralBank(0), address(_registry), opening);
        _pass(_centralBank(1), address(_registry), opening);
        _pass(_fed, address(_registry), opening);
        _admit(bank, _m, Role.MarketMaker, leiOf(2), "TH", "KR");
        _admit(bank, _second, Role.MarketMaker, leiOf(41), "HK", "KR");
    }

    function _failThrough(IFxBoard.FirmQuote[] memory quotes, bytes4 refusal) private {
        _fail(_bank(0), address(_engine), _paying(_abroad(), quotes), refusal);
    }

    function _pausedDollar(bool isPaused) private {
        VM.prank(_fed);
        _dollar.setPaused(isPaused, Label.wrap("decision"));
    }

    /// @dev A pool of both currencies with liquidity of the maker's.
    function _openPool(IFxPool.Curve curve, uint16 amplification) private returns (IFxPool pool) {
        IFxPool.PoolSpec memory spec = IFxPool.PoolSpec(HKD, THB, curve, 30, amplification);
        pool = IFxPool(_deploy("FxPool", abi.encode(_registry, this, spec)));
        _admit(_centralBank(0), address(pool), Role.SystemContract, Lei.wrap(0), "", "");
        _admit(_centralBank(1), address(pool), Role.SystemContract, Lei.wrap(0), "", "");
        _pass(_m, address(pool), abi.encodeCall(IFxPool.provide, (1_000_000, 4_600_000, 1)));
    }
}
