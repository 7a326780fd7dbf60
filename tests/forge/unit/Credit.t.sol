// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IIntradayCredit} from "corridor/interfaces/IIntradayCredit.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Bic, Currency, Jurisdiction, Lei, Role} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Intraday credit: what it counts, what it gives, and what it refuses
contract CreditTest is UnitTest, Deployer {
    Currency private constant THB = Currency.wrap("THB");
    Currency private constant HKD = Currency.wrap("HKD");
    uint64 private constant NOW = 1_700_000_000;

    IIntradayCredit private _credit;
    address private _a;
    uint256 private _rateRay;

    /// @dev This test as whoever publishes rates.
    function referenceRate(Currency, Currency) external view returns (uint256 rateRay, uint64 observedAt) {
        return (_rateRay, uint64(block.timestamp));
    }

    /// @dev The first bank is admitted abroad too.
    function setUp() external {
        VM.warp(NOW);
        _setUpNetwork();
        _a = _bank(0);
        _credit = IIntradayCredit(_deploy("IntradayCredit", abi.encode(_registry, this)));
        for (uint256 i = 0; i < 2; ++i) {
            _pass(_centralBank(i), address(_registry), _admission(address(_credit), Role.SystemContract, Lei.wrap(0)));
        }
        Lei lei = _registry.participantOf(_a).lei;
        _pass(_centralBank(1), address(_registry), _admission(_a, Role.CommercialBank, lei));
        _pass(_a, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (Jurisdiction.wrap("HK"))));
        _issueReserves(1, _a, 1_000);
        bytes memory allowance = abi.encodeCall(IMoney.setIssuanceAllowance, (address(_credit), type(uint256).max));
        _pass(_centralBank(0), address(_money(0)), allowance);
    }

    function test_draw__againstSecuritiesAndPledges__neverAboveThem() external {
        _record(100);
        _take(1_000);
        _rateRay = 4.6e27;
        _act(_a, abi.encodeCall(IIntradayCredit.pledge, (THB, HKD, 100)));
        VM.assertEq(_credit.collateralOf(_a, THB), 100 + 414, "at the rate, less a tenth");
        VM.assertEq(_credit.haircutOf(THB, HKD), 1_000, "haircut");
        uint256 before = _money(0).balanceOf(_a);
        _act(_a, _draw(514));
        VM.assertEq(_money(0).balanceOf(_a), before + 514, "issued");
        _fail(_a, address(_credit), _draw(1), IIntradayCredit.CreditAboveCollateral.selector);
        _fail(_a, address(_credit), _release(1), IIntradayCredit.CreditAboveCollateral.selector);
        _act(_a, _repay(514));
        VM.assertEq(_money(0).balanceOf(_a), before, "destroyed");
        _fail(_a, address(_credit), _release(101), IIntradayCredit.CreditAbovePledge.selector);
        _act(_a, _release(100));
        VM.assertEq(_money(1).balanceOf(_a), 1_000, "given back");
        VM.assertEq(_credit.pledgedOf(_a, THB, HKD), 0, "nothing pledged");
        VM.assertEq(_credit.recordedOf(_a, THB), 100, "securities");
    }

    function test_credit__openOverNight__isNamedAndRepaidFirst() external {
        _record(100);
        bytes memory mark = abi.encodeCall(IIntradayCredit.markOverdue, (_a, THB));
        _fail(_stranger, address(_credit), mark, IIntradayCredit.CreditNotOverdue.selector);
        _act(_a, _draw(10));
        _fail(_stranger, address(_credit), mark, IIntradayCredit.CreditNotOverdue.selector);
        VM.warp(NOW + 1 days);
        uint32 since = uint32(NOW / 1 days);
        VM.expectEmit(address(_credit));
        emit IIntradayCredit.CreditOverdue(_a, THB, 10, since);
        _act(_stranger, mark);
        _fail(_a, address(_credit), _draw(1), IIntradayCredit.CreditStillOverdue.selector);
        _fail(_a, address(_credit), _repay(11), IIntradayCredit.CreditAboveDebt.selector);
        _act(_a, _repay(4));
        (uint256 owedMinor, uint32 sinceDay) = _credit.creditOf(_a, THB);
        VM.assertEq(owedMinor, 6, "the rest");
        VM.assertEq(uint256(sinceDay), since, "of the same day");
        _act(_a, _repay(6));
        (owedMinor, sinceDay) = _credit.creditOf(_a, THB);
        VM.assertEq(owedMinor + sinceDay, 0, "nothing");
        _act(_a, _draw(1));
    }

    function test_everything__malformedOrByNobody__fails() external {
        address credit = address(_credit);
        bytes4 zero = IIntradayCredit.CreditAmountZero.selector;
        _fail(_a, credit, _draw(0), zero);
        _fail(_a, credit, _repay(0), zero);
        _fail(_a, credit, _release(0), zero);
        _fail(_a, credit, abi.encodeCall(IIntradayCredit.pledge, (THB, HKD, 0)), zero);
        bytes memory pledge = abi.encodeCall(IIntradayCredit.pledge, (THB, HKD, 1));
        _fail(_a, credit, pledge, IIntradayCredit.CreditCollateralNotTaken.selector);
        _fail(_stranger, credit, pledge, IIntradayCredit.CreditNotBank.selector);
        _fail(_world.maker(), credit, _draw(1), IIntradayCredit.CreditNotBank.selector);
        bytes memory haircut = abi.encodeCall(IIntradayCredit.setHaircut, (THB, HKD, 10_001));
        _fail(_a, credit, haircut, IIntradayCredit.CreditNotCentralBank.selector);
        _fail(_centralBank(0), credit, haircut, IIntradayCredit.CreditHaircutInvalid.selector);
        haircut = abi.encodeCall(IIntradayCredit.setHaircut, (THB, THB, 0));
        _fail(_centralBank(0), credit, haircut, IIntradayCredit.CreditCollateralIsCredit.selector);
        haircut = abi.encodeCall(IIntradayCredit.setHaircut, (THB, Currency.wrap("XTS"), 0));
        _fail(_centralBank(0), credit, haircut, IIntradayCredit.CreditCurrencyUnknown.selector);
        bytes memory record = abi.encodeCall(IIntradayCredit.recordCollateral, (_a, THB, 1));
        _fail(_centralBank(1), credit, record, IIntradayCredit.CreditNotCentralBank.selector);
    }

    /// @dev Sixteen further currencies, none of which anybody has to be the central bank of but this test.
    function test_setHaircut__seventeenthCollateral__fails() external {
        IIntradayCredit credit = IIntradayCredit(_deploy("IntradayCredit", abi.encode(this, this)));
        for (uint16 i = 0; i < 16; ++i) {
            credit.setHaircut(THB, Currency.wrap(bytes3(uint24(i + 1))), 0);
        }
        credit.setHaircut(THB, Currency.wrap(bytes3(uint24(16))), 5);
        VM.expectRevert(abi.encodeWithSelector(IIntradayCredit.CreditTooManyCollaterals.selector, THB, 16));
        credit.setHaircut(THB, HKD, 0);
    }

    /// @dev This test as a registry in which it is every central bank.
    function jurisdictionOf(Currency) external pure returns (Jurisdiction) {
        return Jurisdiction.wrap("ZZ");
    }

    function centralBankOf(Jurisdiction) external view returns (address) {
        return address(this);
    }

    function centralBankMoneyOf(Currency) external view returns (address) {
        return address(this);
    }

    function _act(address sender, bytes memory call_) private {
        _pass(sender, address(_credit), call_);
    }

    function _record(uint256 valueMinor) private {
        _act(_centralBank(0), abi.encodeCall(IIntradayCredit.recordCollateral, (_a, THB, valueMinor)));
    }

    function _take(uint256 haircutBps) private {
        _act(_centralBank(0), abi.encodeCall(IIntradayCredit.setHaircut, (THB, HKD, haircutBps)));
    }

    function _admission(address account, Role role, Lei lei) private pure returns (bytes memory) {
        Jurisdiction home = Jurisdiction.wrap(role == Role.SystemContract ? bytes2(0) : bytes2("TH"));
        return abi.encodeCall(IParticipantRegistry.admit, (account, role, lei, Bic.wrap(0), home));
    }

    function _draw(uint256 amountMinor) private pure returns (bytes memory) {
        return abi.encodeCall(IIntradayCredit.draw, (THB, amountMinor));
    }

    function _repay(uint256 amountMinor) private pure returns (bytes memory) {
        return abi.encodeCall(IIntradayCredit.repay, (THB, amountMinor));
    }

    function _release(uint256 amountMinor) private pure returns (bytes memory) {
        return abi.encodeCall(IIntradayCredit.release, (THB, HKD, amountMinor));
    }
}
