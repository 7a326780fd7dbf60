// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Bic, Jurisdiction, Label, Lei, Role, Status} from "corridor/interfaces/Types.sol";
import {signWith} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title What money refuses, call by call
contract MoneyTest is UnitTest {
    IDepositToken private _baht;
    ICentralBankMoney private _reserves;

    function setUp() external {
        _setUpNetwork();
        _baht = _world.bank(0).deposit;
        _reserves = _world.country(0).money;
    }

    function test_issue__notTheIssuerOrAboveItsAllowance__fails() external {
        address money = address(_baht);
        bytes memory issue = abi.encodeCall(IMoney.issue, (_importer, 100, "reference"));
        _fail(_stranger, money, issue, IMoney.MoneyNotIssuer.selector);
        _fail(_bank(0), money, abi.encodeCall(IMoney.issue, (_importer, 0, "")), IMoney.MoneyAmountZero.selector);
        bytes memory toNobody = abi.encodeCall(IMoney.issue, (address(0), 100, ""));
        _fail(_bank(0), money, toNobody, IERC20Errors.ERC20InvalidReceiver.selector);
        bytes memory elsewhere = abi.encodeCall(IMoney.issue, (_miller, 100, ""));
        _fail(_bank(0), money, elsewhere, IERC7943Fungible.ERC7943CannotReceive.selector);
        _allow(_bank(0), 150);
        _pass(_bank(0), money, issue);
        VM.assertEq(_baht.issuanceAllowance(_bank(0)), 50, "what is left");
        _fail(_bank(0), money, issue, IMoney.MoneyIssuanceAboveAllowance.selector);
        bytes memory allow = abi.encodeCall(IMoney.setIssuanceAllowance, (_stranger, 1));
        _fail(_centralBank(0), money, allow, IMoney.MoneyNotIssuer.selector);
        _fail(_bank(0), money, allow, IMoney.MoneyNotCentralBank.selector);
    }

    function test_issueOfReserves__byWhoHasAnAllowance__isItsLimit() external {
        address money = address(_reserves);
        bytes memory issue = abi.encodeCall(IMoney.issue, (_bank(0), 100, "reference"));
        _fail(_stranger, money, issue, IMoney.MoneyNotIssuer.selector);
        _pass(_centralBank(0), money, abi.encodeCall(IMoney.setIssuanceAllowance, (_stranger, 100)));
        _pass(_stranger, money, issue);
        _fail(_stranger, money, issue, IMoney.MoneyNotIssuer.selector);
        bytes memory tooMuch = abi.encodeCall(IMoney.issue, (_bank(0), type(uint256).max, ""));
        _fail(_centralBank(0), money, tooMuch, SafeCast.SafeCastOverflowedUintDowncast.selector);
        _fail(_bank(0), money, abi.encodeCall(IMoney.redeem, (0, "")), IMoney.MoneyAmountZero.selector);
    }

    function test_transfer__eachSideThatMayNot__fails() external {
        address money = address(_baht);
        bytes memory pay = abi.encodeCall(IERC20.transfer, (_farmer, 1_000));
        _fail(_stranger, money, pay, IERC7943Fungible.ERC7943CannotSend.selector);
        bytes memory out = abi.encodeCall(IERC20.transfer, (_miller, 1_000));
        _fail(_importer, money, out, IERC7943Fungible.ERC7943CannotReceive.selector);
        _pass(_supervisor(0), money, abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, HELD_MINOR - 999)));
        _fail(_importer, money, pay, IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector);
        VM.assertTrue(!_baht.canTransfer(_importer, _farmer, 1_000), "canTransfer beyond what is free");
        bytes memory all = abi.encodeCall(IERC20.transfer, (_farmer, HELD_MINOR + 1));
        _fail(_importer, money, all, IERC20Errors.ERC20InsufficientBalance.selector);
        _pass(_supervisor(0), money, abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, type(uint256).max)));
        VM.assertTrue(!_baht.canSend(_importer) && _baht.canReceive(_importer), "frozen stops sending alone");
        VM.assertEq(_baht.getFrozenTokens(_importer), type(uint256).max, "frozen as a whole");
        _pause(money, 0, true);
        _fail(_importer, money, pay, IMoney.MoneyPaused.selector);
    }

    function test_setFrozenTokens__neitherSupervisorNorCentralBank__fails() external {
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, 1));
        _fail(_bank(0), address(_baht), freeze, IMoney.MoneyNotSupervisor.selector);
        _fail(_supervisor(1), address(_baht), freeze, IMoney.MoneyNotSupervisor.selector);
        _pass(_centralBank(0), address(_baht), freeze);
        VM.assertEq(_baht.getFrozenTokens(_importer), 1, "by the central bank");
    }

    function test_canTransfer__nobodyAtASide__isNo() external view {
        VM.assertTrue(!_baht.canTransfer(address(0), _farmer, 1_000), "from nobody");
        VM.assertTrue(!_baht.canTransfer(_importer, address(0), 1_000), "to nobody");
        VM.assertTrue(!_baht.canTransfer(_importer, _stranger, 1_000), "to a stranger");
        VM.assertTrue(!_baht.canTransfer(_importer, _farmer, 1), "below the smallest payment");
        VM.assertTrue(_baht.canTransfer(_importer, _farmer, 1_000), "between customers");
        VM.assertTrue(!_baht.canSend(address(0)) && !_baht.canReceive(address(0)), "nobody");
        VM.assertTrue(!_baht.canSend(_stranger) && !_baht.canReceive(_stranger), "a stranger");
        VM.assertTrue(_reserves.canTransfer(_bank(0), _bank(1), 1), "reserves have no rules");
    }

    function test_setPaused__notTheCentralBankOrNoChange__fails() external {
        bytes memory pause = abi.encodeCall(IMoney.setPaused, (true, Label.wrap("decision")));
        _fail(_supervisor(0), address(_baht), pause, IMoney.MoneyNotCentralBank.selector);
        _pass(_centralBank(0), address(_baht), pause);
        _fail(_centralBank(0), address(_baht), pause, IMoney.MoneyPauseUnchanged.selector);
    }

    function test_setRuleBook__bookOfAnotherCurrency__fails() external {
        address foreign = address(_world.bank(2).book);
        bytes memory setBook = abi.encodeCall(IMoney.setRuleBook, (foreign));
        _fail(_centralBank(0), address(_baht), setBook, IMoney.MoneyRuleBookForeign.selector);
        _fail(_bank(0), address(_baht), setBook, IMoney.MoneyNotCentralBank.selector);
        _pass(_centralBank(0), address(_baht), abi.encodeCall(IMoney.setRuleBook, (address(0))));
        VM.assertEq(_baht.ruleBook(), address(0), "no book");
        VM.assertTrue(_baht.canTransfer(_importer, _farmer, 1), "no book, no rules");
        _pass(_importer, address(_baht), abi.encodeCall(IERC20.transfer, (_farmer, 1)));
        _issue(0, _farmer, 1);
    }

    function test_legalOrder__eachFieldThatIsWrong__isNotRecorded() external {
        IMoney.LegalOrder memory good = _order("case", _importer, _farmer, 100);
        _failOrder(_order(0, _importer, _farmer, 100), IMoney.MoneyLegalOrderInvalid.selector);
        _failOrder(_order("case", address(0), _farmer, 100), IMoney.MoneyLegalOrderInvalid.selector);
        _failOrder(_order("case", _importer, _importer, 100), IMoney.MoneyLegalOrderInvalid.selector);
        _failOrder(_order("case", _importer, _farmer, 0), IMoney.MoneyLegalOrderInvalid.selector);
        good.expiresAt = uint64(block.timestamp - 1);
        _failOrder(good, IMoney.MoneyLegalOrderInvalid.selector);
        good.expiresAt = uint64(block.timestamp);
        _record(good);
        _failOrder(good, IMoney.MoneyLegalOrderExists.selector);
        good.id = "another";
        _failOrder(good, IMoney.MoneyLegalOrderExists.selector);
        bytes memory record = abi.encodeCall(IMoney.recordLegalOrder, (good));
        _fail(_centralBank(0), address(_baht), record, IMoney.MoneyNotSupervisor.selector);
        bytes memory lift = abi.encodeCall(IMoney.liftLegalOrder, ("never"));
        _fail(_supervisor(0), address(_baht), lift, IMoney.MoneyLegalOrderMissing.selector);
        _fail(_centralBank(0), address(_baht), lift, IMoney.MoneyNotSupervisor.selector);
    }

    function test_legalOrder__supersededOneIsLifted__theNewOneStays() external {
        _record(_order("old", _importer, _farmer, 100));
        VM.warp(block.timestamp + 1 days + 1);
        bytes memory force = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, _farmer, 100));
        _fail(_centralBank(0), address(_baht), force, IMoney.MoneyLegalOrderExpired.selector);
        _record(_order("new", _importer, _farmer, 100));
        _pass(_supervisor(0), address(_baht), abi.encodeCall(IMoney.liftLegalOrder, ("old")));
        _pass(_centralBank(0), address(_baht), force);
        VM.assertEq(_baht.legalOrderOf("new").capMinor, 0, "used up");
        VM.assertEq(_baht.legalOrderOf("old").account, _importer, "stays on record");
    }

    function test_force__withoutItsOrderOrBeyondIt__fails() external {
        address money = address(_baht);
        bytes memory force = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, _farmer, 101));
        _fail(_centralBank(0), money, force, IMoney.MoneyLegalOrderMissing.selector);
        _record(_order("case", _importer, _farmer, 100));
        _fail(_centralBank(0), money, force, IMoney.MoneyLegalOrderAboveCap.selector);
        bytes memory none = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, _farmer, 0));
        _fail(_centralBank(0), money, none, IMoney.MoneyAmountZero.selector);
        _fail(_supervisor(0), money, none, IMoney.MoneyNotCentralBank.selector);
        bytes memory toItself = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, _importer, 1));
        _fail(_centralBank(0), money, toItself, IMoney.MoneyTransferToSelf.selector);
        bytes memory toNobody = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, address(0), 1));
        _fail(_centralBank(0), money, toNobody, IERC20Errors.ERC20InvalidReceiver.selector);
        bytes memory abroad = abi.encodeCall(IERC7943Fungible.forcedTransfer, (_importer, _miller, 1));
        _fail(_centralBank(0), money, abroad, IERC7943Fungible.ERC7943CannotReceive.selector);
        bytes memory burn = abi.encodeCall(IMoney.forcedBurn, (_importer, 1));
        _fail(_centralBank(0), money, burn, IMoney.MoneyLegalOrderMissing.selector);
        _fail(_bank(0), money, burn, IMoney.MoneyNotCentralBank.selector);
    }

    function test_forcedBurn__whollyAndPartlyFrozen__eatsWhatIsFrozenLast() external {
        address money = address(_baht);
        _record(_order("burn", _importer, address(0), HELD_MINOR));
        _pass(_supervisor(0), money, abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, HELD_MINOR - 10)));
        _fail(
            _centralBank(0), money, abi.encodeCall(IMoney.forcedBurn, (_importer, 0)), IMoney.MoneyAmountZero.selector
        );
        _pass(_centralBank(0), money, abi.encodeCall(IMoney.forcedBurn, (_importer, 10)));
        VM.assertEq(_baht.getFrozenTokens(_importer), HELD_MINOR - 10, "the free part first");
        _pass(_centralBank(0), money, abi.encodeCall(IMoney.forcedBurn, (_importer, 5)));
        VM.assertEq(_baht.getFrozenTokens(_importer), HELD_MINOR - 15, "then the frozen part");
        _pass(_supervisor(0), money, abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, type(uint256).max)));
        _pass(_centralBank(0), money, abi.encodeCall(IMoney.forcedBurn, (_importer, 5)));
        VM.assertEq(_baht.getFrozenTokens(_importer), type(uint256).max, "a whole freeze stays");
        VM.assertEq(_baht.redeemedMinor(), 20, "counted");
    }

    function test_supportsInterface__eachOfItsStandards__isYes() external view {
        VM.assertTrue(_baht.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        VM.assertTrue(_baht.supportsInterface(type(IERC20).interfaceId), "ERC-20");
        VM.assertTrue(_baht.supportsInterface(0x3edbb4c4), "the final ERC-7943");
        VM.assertTrue(!_baht.supportsInterface(0xffffffff), "not everything");
        VM.assertEq(_baht.decimals(), 2, "ISO 4217 exponent");
        VM.assertEq(keccak256(bytes(_baht.symbol())), keccak256("DEP"), "symbol");
        bool isTheirs = _baht.issuer() == _bank(0) && _reserves.issuer() == _centralBank(0);
        VM.assertTrue(isTheirs && _baht.currency() == _reserves.currency(), "issuers and currency");
    }

    function test_settlementLegs__callerNoSystemContract__fail() external {
        bytes4 refusal = IMoney.MoneyNotSystemContract.selector;
        bytes memory leg = abi.encodeCall(IDepositToken.settlementCredit, (_importer, 1, "leg"));
        _fail(_bank(0), address(_baht), leg, refusal);
        leg = abi.encodeCall(IDepositToken.settlementDebit, (_importer, 1, "leg"));
        _fail(_bank(0), address(_baht), leg, refusal);
        leg = abi.encodeCall(ICentralBankMoney.settlementTransfer, (_bank(0), _bank(1), 1));
        _fail(_centralBank(0), address(_reserves), leg, refusal);
    }

    function test_settlementLegs__systemContractNamesNobody__fail() external {
        // A contract with code that a central bank trusts: here any will do.
        address system = address(_world);
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit, (system, Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0))
        );
        _pass(_centralBank(0), address(_registry), admission);
        bytes memory leg = abi.encodeCall(ICentralBankMoney.settlementTransfer, (address(0), _bank(1), 1));
        _fail(system, address(_reserves), leg, IERC20Errors.ERC20InvalidSender.selector);
        leg = abi.encodeCall(ICentralBankMoney.settlementTransfer, (_bank(0), address(0), 1));
        _fail(system, address(_reserves), leg, IERC20Errors.ERC20InvalidReceiver.selector);
        leg = abi.encodeCall(IDepositToken.settlementDebit, (address(0), 1, "leg"));
        _fail(system, address(_baht), leg, IERC20Errors.ERC20InvalidSender.selector);
    }

    function test_setRemuneration__outOfBoundsOrNotTheCentralBank__fails() external {
        bytes4 refusal = ICentralBankMoney.MoneyRateOutOfBounds.selector;
        address money = address(_reserves);
        _fail(_centralBank(0), money, abi.encodeCall(ICentralBankMoney.setRemuneration, (5_001)), refusal);
        _fail(_centralBank(0), money, abi.encodeCall(ICentralBankMoney.setRemuneration, (-5_001)), refusal);
        bytes memory rate = abi.encodeCall(ICentralBankMoney.setRemuneration, (-5_000));
        _fail(_bank(0), money, rate, IMoney.MoneyNotCentralBank.selector);
        _pass(_centralBank(0), money, rate);
        VM.assertEq(_reserves.remunerationRateBps(), -5_000, "rate");
    }

    function test_remunerate__manyAndSuspendedHolders__paysWhoMayHold() external {
        address money = address(_reserves);
        bytes memory many = abi.encodeCall(ICentralBankMoney.remunerate, (new address[](101)));
        _fail(_centralBank(0), money, many, ICentralBankMoney.MoneyTooManyHolders.selector);
        address[] memory holders = new address[](3);
        (holders[0], holders[1], holders[2]) = (_bank(0), _bank(1), address(_world.engine()));
        bytes memory pay = abi.encodeCall(ICentralBankMoney.remunerate, (holders));
        _fail(_bank(0), money, pay, IMoney.MoneyNotCentralBank.selector);
        _pass(_centralBank(0), money, pay);
        _pass(_centralBank(0), money, pay);
        _pass(_centralBank(0), money, abi.encodeCall(ICentralBankMoney.setRemuneration, (360)));
        _suspend(0, _bank(1), Status.Suspended);
        VM.warp(block.timestamp + 10 days);
        _pass(_centralBank(0), money, pay);
        // 20,000,000 · 3.6 % · 10 / 360
        VM.assertEq(_reserves.balanceOf(_bank(0)), 10 * HELD_MINOR + 20_000, "paid");
        VM.assertEq(_reserves.balanceOf(_bank(1)), 10 * HELD_MINOR, "suspended");
        VM.assertEq(_reserves.remuneratedUpTo(_bank(0)), block.timestamp / 1 days, "up to today");
        VM.assertEq(_reserves.remuneratedUpTo(address(_world.engine())), 0, "a system contract");
        _pause(money, 0, true);
        _fail(_centralBank(0), money, pay, IMoney.MoneyPaused.selector);
    }

    function test_remunerate__belowZero__chargesNothingThatIsFrozen() external {
        address money = address(_reserves);
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (_bank(0), _bank(1));
        bytes memory charge = abi.encodeCall(ICentralBankMoney.remunerate, (holders));
        _pass(_centralBank(0), money, abi.encodeCall(ICentralBankMoney.setRemuneration, (-360)));
        _pass(_centralBank(0), money, charge);
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_bank(1), 10 * HELD_MINOR - 5_000));
        _pass(_supervisor(0), money, freeze);
        VM.warp(block.timestamp + 10 days);
        _pass(_centralBank(0), money, charge);
        // 20,000,000 · 3.6 % · 10 / 360
        VM.assertEq(_reserves.balanceOf(_bank(0)), 10 * HELD_MINOR - 20_000, "charged");
        VM.assertEq(_reserves.balanceOf(_bank(1)), 10 * HELD_MINOR - 5_000, "charged what is free");
        VM.assertEq(_reserves.redeemedMinor(), 25_000, "taken out of circulation");
        VM.assertEq(_reserves.issuedMinor(), 30 * HELD_MINOR, "nothing issued since the beginning");
        VM.assertEq(_reserves.totalSupply(), 30 * HELD_MINOR - 25_000, "left");
    }

    function _allow(address issuer, uint256 allowanceMinor) private {
        bytes memory allow = abi.encodeCall(IMoney.setIssuanceAllowance, (issuer, allowanceMinor));
        _pass(_centralBank(0), address(_baht), allow);
    }

    function _order(bytes32 id, address account, address receiver, uint256 capMinor)
        private
        view
        returns (IMoney.LegalOrder memory)
    {
        return IMoney.LegalOrder(id, account, receiver, capMinor, uint64(block.timestamp + 1 days));
    }

    function _record(IMoney.LegalOrder memory order) private {
        _pass(_supervisor(0), address(_baht), abi.encodeCall(IMoney.recordLegalOrder, (order)));
    }

    function _failOrder(IMoney.LegalOrder memory order, bytes4 refusal) private {
        _fail(_supervisor(0), address(_baht), abi.encodeCall(IMoney.recordLegalOrder, (order)), refusal);
    }
}
