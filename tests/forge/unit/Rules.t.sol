// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAmountLimitRule} from "corridor/interfaces/IAmountLimitRule.sol";
import {ICorridorRule} from "corridor/interfaces/ICorridorRule.sol";
import {ICounterpartyExposureRule} from "corridor/interfaces/ICounterpartyExposureRule.sol";
import {IOperatingHoursRule} from "corridor/interfaces/IOperatingHoursRule.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {IRule, Party, Payment, TierLimits} from "corridor/interfaces/IRule.sol";
import {ISanctionsRule} from "corridor/interfaces/ISanctionsRule.sol";
import {ITierLimits} from "corridor/interfaces/ITierLimits.sol";
import {ITravelRule} from "corridor/interfaces/ITravelRule.sol";
import {Currency, Jurisdiction, Label, Purpose, RefusalCode, Sides, Tier} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Each rule alone, asked by this test as by a rule book
contract RulesTest is UnitTest, Deployer {
    /// @dev The first second of a day.
    uint256 private constant DAY_S = 20_000 days;

    Currency private _currency;
    Jurisdiction private _home;

    function setUp() external {
        _setUpNetwork();
        (_currency, _home) = (_world.country(0).currency, _world.country(0).id);
    }

    function test_tierLimits__settings__areTheirCentralBanks() external {
        address rule = address(_world.tierLimits());
        TierLimits memory limits = TierLimits(1, 2, type(uint64).max);
        bytes memory set = abi.encodeCall(ITierLimits.setLimits, (_currency, limits));
        _fail(_centralBank(1), rule, set, IRule.RuleNotCentralBank.selector);
        _pass(_centralBank(0), rule, set);
        VM.assertEq(_world.tierLimits().limitsOf(_currency).basicMinor, 2, "set");
        VM.assertEq(_world.tierLimits().limitsOf(Currency.wrap("XXX")).anonymousMinor, type(uint64).max, "not set");
        Payment memory payment = _payment(Sides.Both, 2);
        (payment.payer.tier, payment.payee.tier) = (Tier.Anonymous, Tier.Basic);
        _expect(rule, payment, RefusalCode.PayerTierLimit, RefusalCode.None);
        payment.payee.tier = Tier.Anonymous;
        _expect(rule, payment, RefusalCode.PayerTierLimit, RefusalCode.PayeeTierLimit);
        (payment.payer.tier, payment.payee.tier, payment.amountMinor) = (Tier.Full, Tier.Full, type(uint256).max);
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment.currency = Currency.wrap("XXX");
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        _expectNotCounting(rule, payment, "kyc-tier");
    }

    function test_amountLimit__settingsAndEdges__areAsStated() external {
        address rule = address(_world.amountLimit());
        bytes4 invalid = IRule.RuleSettingInvalid.selector;
        _fail(_centralBank(0), rule, _limits(0, 0), invalid);
        _fail(_centralBank(0), rule, _limits(2, 1), invalid);
        _fail(_bank(0), rule, _limits(1, 1), IRule.RuleNotCentralBank.selector);
        _expect(rule, _payment(Sides.Both, 99), RefusalCode.PayerAmountLimit, RefusalCode.PayeeAmountLimit);
        _expect(rule, _payment(Sides.Payer, 4_000_001), RefusalCode.PayerAmountLimit, RefusalCode.None);
        _expect(rule, _payment(Sides.Payee, 4_000_001), RefusalCode.None, RefusalCode.PayeeAmountLimit);
        _pass(_centralBank(0), rule, _limits(0, type(uint128).max));
        VM.assertEq(_world.amountLimit().limitsOf(_currency).minMinor, 0, "no minimum");
        VM.assertEq(_world.amountLimit().limitsOf(_currency).maxMinor, type(uint128).max, "no maximum");
        _expect(rule, _payment(Sides.Both, type(uint256).max), RefusalCode.None, RefusalCode.None);
        Payment memory unset = _payment(Sides.Both, 0);
        unset.currency = Currency.wrap("XXX");
        _expect(rule, unset, RefusalCode.None, RefusalCode.None);
        _expectNotCounting(rule, unset, "amount-limit");
    }

    function test_balanceCap__unsetOwnAndPayersSide__refusesNothing() external {
        address rule = address(_world.balanceCap());
        Payment memory payment = _payment(Sides.Payee, 20_000_001);
        _expect(rule, payment, RefusalCode.None, RefusalCode.PayeeBalanceCap);
        payment.payer.account = payment.payee.account;
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment = _payment(Sides.Payer, 20_000_001);
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment = _payment(Sides.Both, type(uint256).max);
        _expect(rule, payment, RefusalCode.None, RefusalCode.PayeeBalanceCap);
        payment.currency = Currency.wrap("XXX");
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        _expectNotCounting(rule, payment, "balance-cap");
    }

    function test_sanctions__listAndDelist__onceEach() external {
        ISanctionsRule rule = _world.sanctions();
        bytes32[] memory identifiers = new bytes32[](1);
        identifiers[0] = rule.identifierOf(1);
        bytes memory list = abi.encodeCall(ISanctionsRule.list, (_currency, identifiers));
        bytes memory delist = abi.encodeCall(ISanctionsRule.delist, (_currency, identifiers));
        _fail(_bank(0), address(rule), list, IRule.RuleNotCentralBank.selector);
        _fail(_centralBank(0), address(rule), delist, ISanctionsRule.SanctionsUnchanged.selector);
        _pass(_centralBank(0), address(rule), list);
        VM.assertTrue(rule.isListed(_currency, identifiers[0]), "listed");
        _fail(_centralBank(0), address(rule), list, ISanctionsRule.SanctionsUnchanged.selector);
        Payment memory payment = _payment(Sides.Both, 1_000);
        _expect(address(rule), payment, RefusalCode.PayerSanctioned, RefusalCode.None);
        payment.payee.subject = 1;
        _expect(address(rule), payment, RefusalCode.PayerSanctioned, RefusalCode.PayeeSanctioned);
        payment.sides = Sides.Payee;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.PayeeSanctioned);
        _pass(_centralBank(0), address(rule), delist);
        bytes memory many = abi.encodeCall(ISanctionsRule.list, (_currency, new bytes32[](101)));
        _fail(_centralBank(0), address(rule), many, ISanctionsRule.SanctionsTooMany.selector);
        _expectNotCounting(address(rule), payment, "sanctions");
    }

    function test_window__settingsThatAreWrong__fail() external {
        address rule = address(_world.window());
        bytes4 invalid = IRule.RuleSettingInvalid.selector;
        _fail(_centralBank(0), rule, _window(0, 7 days, 0), invalid);
        _fail(_centralBank(0), rule, _window(0, 8 days, 8), invalid);
        _fail(_centralBank(0), rule, _window(0, 0, 7), invalid);
        _fail(_centralBank(0), rule, _window(0, 15, 7), invalid);
        _fail(_bank(0), rule, _window(0, 7 days, 7), IRule.RuleNotCentralBank.selector);
        _expectCounting(rule, "rolling-window-limit");
    }

    function test_window__severalBuckets_thenAnotherWindow__forgetsOnlyWhatIsSpent() external {
        IRollingWindowLimitRule rule = _world.window();
        _pass(_centralBank(0), address(rule), _window(650, 2 days, 2));
        VM.assertEq(rule.limitOf(_currency).basicMinor, 650, "limit");
        VM.assertEq(rule.limitOf(_currency).windowS, 2 days, "window");
        Payment memory payment = _payment(Sides.Payer, 0);
        for (uint256 day = 0; day < 3; ++day) {
            VM.warp(DAY_S + day * 1 days);
            payment.amountMinor = 100 * (day + 1);
            rule.record(payment);
        }
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), 600, "today's and two days before it");
        payment.amountMinor = 50;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        payment.amountMinor = 51;
        _expect(address(rule), payment, RefusalCode.PayerWindowLimit, RefusalCode.None);
        VM.warp(DAY_S + 3 days);
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), 500, "the first day's is spent");
        _pass(_centralBank(0), address(rule), _window(650, 6 days, 2));
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), 600, "counted together under another window");
        VM.warp(DAY_S + 30 days);
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), 0, "and spent together");
    }

    function test_window__everyNumberOfBuckets__countsNewestAndThatManyBefore() external {
        IRollingWindowLimitRule rule = _world.window();
        for (uint8 buckets = 1; buckets <= 7; ++buckets) {
            _pass(_centralBank(0), address(rule), _window(1_000, buckets * 1 days, buckets));
            Payment memory payment = _payment(Sides.Payer, 100);
            payment.payer.subject = 1_000 + buckets;
            VM.warp((block.timestamp / 1 days + 1) * 1 days);
            rule.record(payment);
            VM.warp(block.timestamp + uint256(buckets) * 1 days + 1 days - 1);
            VM.assertEq(rule.usedMinor(address(this), _currency, payment.payer.subject), 100, "still counted");
            VM.warp(block.timestamp + 1);
            VM.assertEq(rule.usedMinor(address(this), _currency, payment.payer.subject), 0, "no more");
        }
    }

    function test_window__limitsTiersAndOverflow__refuse() external {
        IRollingWindowLimitRule rule = _world.window();
        Payment memory payment = _payment(Sides.Payer, 400_001);
        payment.payer.tier = Tier.Basic;
        _expect(address(rule), payment, RefusalCode.PayerWindowLimit, RefusalCode.None);
        (payment.payer.tier, payment.amountMinor) = (Tier.Anonymous, 60_001);
        _expect(address(rule), payment, RefusalCode.PayerWindowLimit, RefusalCode.None);
        payment.payer.tier = Tier.Full;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        payment.sides = Sides.Payee;
        rule.record(payment);
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), 0, "the payee's side counts nothing");
        (payment.sides, payment.amountMinor) = (Sides.Payer, type(uint64).max);
        rule.record(payment);
        rule.record(payment);
        VM.assertEq(rule.usedMinor(address(this), _currency, 1), type(uint64).max, "stays at its maximum");
        payment.amountMinor = 0;
        _expect(address(rule), payment, RefusalCode.PayerWindowLimit, RefusalCode.None);
        _pass(_centralBank(0), address(rule), _window(type(uint64).max, 7 days, 7));
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        payment.currency = Currency.wrap("XXX");
        rule.record(payment);
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        VM.assertEq(rule.usedMinor(address(this), payment.currency, 1), 0, "not set");
    }

    function test_exposure__limitsOfAPairAndTheDefault__hold() external {
        ICounterpartyExposureRule rule = _world.exposure();
        (address payer, address payee) = (_bank(0), _bank(1));
        Payment memory payment = _payment(Sides.Payer, 1_000);
        payment.payee.bank = payee;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        _setExposure(abi.encodeCall(ICounterpartyExposureRule.setLimit, (_currency, payer, payee, 1_500)));
        rule.record(payment);
        _expect(address(rule), payment, RefusalCode.PayerBankExposure, RefusalCode.None);
        payment.sides = Sides.Payee;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        rule.record(payment);
        VM.assertEq(rule.positionMinor(_currency, address(this), payee, payer), -1_000, "of the payee's side");
        payment.sides = Sides.Payer;
        _setExposure(abi.encodeCall(ICounterpartyExposureRule.setLimit, (_currency, payer, payee, 500)));
        (payment.amountMinor) = 0;
        _expect(address(rule), payment, RefusalCode.PayerBankExposure, RefusalCode.None);
        _setExposure(abi.encodeCall(ICounterpartyExposureRule.setDefaultLimit, (_currency, type(uint128).max)));
        _setExposure(abi.encodeCall(ICounterpartyExposureRule.liftLimit, (_currency, payer, payee)));
        payment.amountMinor = type(uint128).max;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        _setExposure(
            abi.encodeCall(ICounterpartyExposureRule.clear, (_currency, address(this), payer, payee))
        );
        VM.assertEq(rule.positionMinor(_currency, address(this), payer, payee), 0, "cleared");
        bytes memory lift = abi.encodeCall(ICounterpartyExposureRule.liftLimit, (_currency, payer, payee));
        _fail(_centralBank(0), address(rule), lift, ICounterpartyExposureRule.ExposureLimitMissing.selector);
        _fail(_bank(0), address(rule), lift, IRule.RuleNotCentralBank.selector);
        payment.currency = Currency.wrap("XXX");
        VM.assertEq(rule.limitOf(payment.currency, payer, payee), type(uint128).max, "not set");
        _expectCounting(address(rule), "counterparty-exposure");
    }

    function test_corridor__closedAndRestricted__refuses() external {
        address rule = _deploy("Corridor", abi.encode(_registry));
        Payment memory payment = _payment(Sides.Both, 1_000);
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        _pass(_centralBank(0), rule, abi.encodeCall(ICorridorRule.setCorridor, (_currency, _home, _home, false)));
        _expect(rule, payment, RefusalCode.PayerCorridorClosed, RefusalCode.PayeeCorridorClosed);
        VM.assertTrue(!ICorridorRule(rule).isOpen(_currency, _home, _home), "closed");
        payment.sides = Sides.Payee;
        _expect(rule, payment, RefusalCode.None, RefusalCode.PayeeCorridorClosed);
        payment.sides = Sides.Payer;
        _expect(rule, payment, RefusalCode.PayerCorridorClosed, RefusalCode.None);
        _pass(_centralBank(0), rule, abi.encodeCall(ICorridorRule.setCorridor, (_currency, _home, _home, true)));
        ICorridorRule.PurposePolicy memory policy = ICorridorRule.PurposePolicy(true, 999);
        _pass(_centralBank(0), rule, abi.encodeCall(ICorridorRule.setPurposePolicy, (_currency, policy)));
        VM.assertEq(ICorridorRule(rule).purposePolicyOf(_currency).plainMinorMax, 999, "policy");
        payment = _payment(Sides.Both, 1_000);
        _expect(rule, payment, RefusalCode.PayerPurposeNotAllowed, RefusalCode.PayeePurposeNotAllowed);
        payment.amountMinor = 999;
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment.purpose = Purpose.wrap("TRAD");
        _expect(rule, payment, RefusalCode.PayerPurposeNotAllowed, RefusalCode.PayeePurposeNotAllowed);
        _pass(_centralBank(0), rule, _purposes(_listOf(payment.purpose), true));
        VM.assertTrue(ICorridorRule(rule).isAllowed(_currency, _home, _home, payment.purpose), "allowed");
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment = _payment(Sides.Payee, 1_000);
        payment.payer.account = payment.payee.bank;
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        bytes memory many = _purposes(new Purpose[](101), true);
        _fail(_centralBank(0), rule, many, ICorridorRule.CorridorTooManyPurposes.selector);
        _fail(_centralBank(0), rule, _purposes(new Purpose[](1), true), IRule.RuleSettingInvalid.selector);
        _fail(_bank(0), rule, _purposes(new Purpose[](1), true), IRule.RuleNotCentralBank.selector);
        _expectNotCounting(rule, payment, "corridor");
    }

    function test_travelRule__fromItsThresholdOn__needsTheHash() external {
        address rule = _deploy("TravelRule", abi.encode(_registry));
        Payment memory payment = _payment(Sides.Both, 1_000);
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        VM.assertEq(ITravelRule(rule).thresholdOf(_currency), type(uint128).max, "not set");
        bytes memory set = abi.encodeCall(ITravelRule.setThreshold, (_currency, 1_000));
        _fail(_bank(0), rule, set, IRule.RuleNotCentralBank.selector);
        _pass(_centralBank(0), rule, set);
        _expect(rule, payment, RefusalCode.PayerTravelRuleMissing, RefusalCode.PayeeTravelRuleMissing);
        payment.sides = Sides.Payer;
        _expect(rule, payment, RefusalCode.PayerTravelRuleMissing, RefusalCode.None);
        payment.sides = Sides.Payee;
        _expect(rule, payment, RefusalCode.None, RefusalCode.PayeeTravelRuleMissing);
        payment.payer.account = payment.payee.bank;
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        payment = _payment(Sides.Both, 999);
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        (payment.amountMinor, payment.travelRuleHash) = (1_000, "hash");
        _expect(rule, payment, RefusalCode.None, RefusalCode.None);
        _expectNotCounting(rule, payment, "travel-rule");
    }

    function test_operatingHours__settingsThatAreWrong__fail() external {
        address rule = _deploy("OperatingHours", abi.encode(_registry));
        bytes4 invalid = IRule.RuleSettingInvalid.selector;
        _fail(_centralBank(0), rule, _times(0, 1 days + 1, 0, 1), invalid);
        _fail(_centralBank(0), rule, _times(9, 9, 0, 1), invalid);
        _fail(_centralBank(0), rule, _times(0, 1, -12 hours - 1, 1), invalid);
        _fail(_centralBank(0), rule, _times(0, 1, 14 hours + 1, 1), invalid);
        _fail(_centralBank(0), rule, _times(0, 1, 0, 0x80), invalid);
        _fail(_bank(0), rule, _times(0, 1, 0, 1), IRule.RuleNotCentralBank.selector);
        bytes memory many = abi.encodeCall(IOperatingHoursRule.setClosedDays, (_currency, new uint32[](101), true));
        _fail(_centralBank(0), rule, many, IOperatingHoursRule.HoursTooManyDays.selector);
    }

    function test_operatingHours__weekdaysHoursAndHolidays__close() external {
        IOperatingHoursRule rule = IOperatingHoursRule(_deploy("OperatingHours", abi.encode(_registry)));
        Payment memory payment = _payment(Sides.Both, 1_000);
        // Monday, 15 August 2022, 00:00 UTC: 07:00 in Bangkok.
        uint256 monday = 1_660_521_600;
        VM.warp(monday);
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        _pass(_centralBank(0), address(rule), _times(8 hours, 17 hours, 7 hours, 0x1f));
        VM.assertEq(rule.timesOf(_currency).opensS, 8 hours, "times");
        _expect(address(rule), payment, RefusalCode.PayerHoursClosed, RefusalCode.PayeeHoursClosed);
        payment.sides = Sides.Payer;
        _expect(address(rule), payment, RefusalCode.PayerHoursClosed, RefusalCode.None);
        payment.sides = Sides.Payee;
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.PayeeHoursClosed);
        VM.warp(monday + 1 hours);
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.None);
        VM.assertTrue(!rule.isOpenAt(_currency, monday + 10 hours), "17:00 is closed");
        VM.assertTrue(!rule.isOpenAt(_currency, monday + 5 days + 3 hours), "Saturday");
        uint32[] memory holidays = new uint32[](1);
        holidays[0] = uint32(monday / 1 days);
        bytes memory closing = abi.encodeCall(IOperatingHoursRule.setClosedDays, (_currency, holidays, true));
        _pass(_centralBank(0), address(rule), closing);
        VM.assertTrue(rule.isClosedDay(_currency, holidays[0]), "holiday");
        _expect(address(rule), payment, RefusalCode.None, RefusalCode.PayeeHoursClosed);
        _expectNotCounting(address(rule), payment, "operating-hours");
    }

    function _payment(Sides sides, uint256 amountMinor) private view returns (Payment memory) {
        return Payment({
            sides: sides,
            money: address(_deposit(0)),
            currency: _currency,
            amountMinor: amountMinor,
            purpose: Purpose.wrap(0),
            travelRuleHash: 0,
            payer: Party(_importer, 1, _bank(0), _home, Tier.Full),
            payee: Party(_farmer, 2, _bank(0), _home, Tier.Full)
        });
    }

    function _expect(address rule, Payment memory payment, RefusalCode payers, RefusalCode payees) private view {
        (RefusalCode ofPayer, RefusalCode ofPayee) = IRule(rule).check(payment);
        VM.assertEq(uint256(ofPayer), uint256(payers), "of the payer");
        VM.assertEq(uint256(ofPayee), uint256(payees), "of the payee");
    }

    function _expectNotCounting(address rule, Payment memory payment, bytes32 name) private {
        VM.assertEq(Label.unwrap(IRule(rule).name()), name, "name");
        VM.assertTrue(!IRule(rule).counts(), "counts nothing");
        bytes memory record = abi.encodeCall(IRule.record, (payment));
        _fail(_stranger, rule, record, IRule.RuleCountsNothing.selector);
    }

    function _expectCounting(address rule, bytes32 name) private pure {
        VM.assertEq(Label.unwrap(IRule(rule).name()), name, "name");
        VM.assertTrue(IRule(rule).counts(), "it counts");
    }

    function _setExposure(bytes memory order) private {
        _pass(_centralBank(0), address(_world.exposure()), order);
    }

    function _limits(uint128 minMinor, uint128 maxMinor) private view returns (bytes memory) {
        IAmountLimitRule.AmountLimits memory limits = IAmountLimitRule.AmountLimits(minMinor, maxMinor);
        return abi.encodeCall(IAmountLimitRule.setLimits, (_currency, limits));
    }

    function _window(uint64 limitMinor, uint32 windowS, uint8 buckets) private view returns (bytes memory) {
        IRollingWindowLimitRule.WindowLimit memory limit =
            IRollingWindowLimitRule.WindowLimit(limitMinor, limitMinor, limitMinor, windowS, buckets);
        return abi.encodeCall(IRollingWindowLimitRule.setLimit, (_currency, limit));
    }

    function _times(uint32 opensS, uint32 closesS, int32 utcOffsetS, uint8 weekdays)
        private
        view
        returns (bytes memory)
    {
        IOperatingHoursRule.OperatingTimes memory times =
            IOperatingHoursRule.OperatingTimes(opensS, closesS, utcOffsetS, weekdays);
        return abi.encodeCall(IOperatingHoursRule.setTimes, (_currency, times));
    }

    function _purposes(Purpose[] memory purposes, bool isAllowed) private view returns (bytes memory) {
        return abi.encodeCall(ICorridorRule.setPurposes, (_currency, _home, _home, purposes, isAllowed));
    }

    function _listOf(Purpose purpose) private pure returns (Purpose[] memory purposes) {
        purposes = new Purpose[](1);
        purposes[0] = purpose;
    }
}
