// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRiskFlagRule} from "corridor/interfaces/IRiskFlagRule.sol";
import {IRiskRegistry} from "corridor/interfaces/IRiskRegistry.sol";
import {IRule, Payment} from "corridor/interfaces/IRule.sol";
import {Bic, Jurisdiction, Label, Lei, RefusalCode, Role, Sides, Status} from "corridor/interfaces/Types.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Deployer} from "../support/Deployer.sol";
import {actor} from "../support/Keys.sol";
import {leiOf} from "../support/Leis.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Flags on a subject, their appeals, and the rule that asks for them
contract RisksTest is UnitTest, Deployer {
    /// @dev The optimiser takes a block's time for constant, which it is but for `warp`.
    uint64 private constant NOW = 1_700_000_000;

    IRiskRegistry private _risks;
    IRule private _rule;
    uint40 private _subject;
    bytes32 private _identifier;

    function setUp() external {
        _setUpNetwork();
        _risks = IRiskRegistry(_deploy("RiskRegistry", abi.encode(_registry, keccak256("salt"))));
        _rule = IRule(_deploy("RiskFlag", abi.encode(_risks)));
        _subject = _registry.customerOf(_importer).number;
        _identifier = _risks.identifierOf(_subject);
    }

    function test_flag__byNobodyOrPast__fails() external {
        bytes4 none = IRiskRegistry.RiskNotInstitution.selector;
        _fail(_stranger, address(_risks), _flag(type(uint64).max), none);
        _fail(_world.maker(), address(_risks), _flag(type(uint64).max), none);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_risks), _flag(type(uint64).max), none);
        bytes memory past = _flag(uint64(block.timestamp - 1));
        _fail(_bank(1), address(_risks), past, IRiskRegistry.RiskExpiryPast.selector);
    }

    function test_flag__raisedRenewedExpiredLifted__countsWhileItLasts() external {
        VM.warp(NOW);
        _expectRefusals(RefusalCode.None, RefusalCode.None);
        _pass(_bank(1), address(_risks), _flag(NOW));
        _pass(_centralBank(0), address(_risks), _flag(NOW));
        _expectRefusals(RefusalCode.PayerFlagged, RefusalCode.PayeeFlagged);
        VM.warp(NOW + 1);
        _expectRefusals(RefusalCode.None, RefusalCode.None);
        _pass(_bank(1), address(_risks), _flag(NOW + 1));
        VM.assertEq(_risks.flagsOf(_identifier).length, 2, "renewed in its place");
        VM.assertTrue(_risks.isFlagged(_identifier), "again");
        bytes memory lift = abi.encodeCall(IRiskRegistry.lift, (_identifier));
        _pass(_bank(1), address(_risks), lift);
        _fail(_bank(1), address(_risks), lift, IRiskRegistry.RiskFlagMissing.selector);
        VM.assertTrue(!_risks.isFlagged(_identifier), "lifted");
    }

    function test_rule__eachSideAlone__isAskedAlone() external {
        _pass(_bank(1), address(_risks), _flag(type(uint64).max));
        Payment memory payment;
        (payment.payer.subject, payment.payee.subject, payment.sides) = (_subject, _subject, Sides.Payer);
        (RefusalCode ofPayer, RefusalCode ofPayee) = _rule.check(payment);
        VM.assertTrue(ofPayer == RefusalCode.PayerFlagged && ofPayee == RefusalCode.None, "the payer's");
        payment.sides = Sides.Payee;
        (ofPayer, ofPayee) = _rule.check(payment);
        VM.assertTrue(ofPayer == RefusalCode.None && ofPayee == RefusalCode.PayeeFlagged, "the payee's");
        VM.assertTrue(!_rule.counts(), "counts nothing");
        VM.assertEq(IRiskFlagRule(address(_rule)).riskRegistry(), address(_risks), "asks");
        bytes memory record = abi.encodeCall(IRule.record, (payment));
        _fail(_stranger, address(_rule), record, IRule.RuleCountsNothing.selector);
        VM.assertEq(bytes32(Label.unwrap(_rule.name())), "risk-flag", "name");
    }

    function test_appeal__byAnotherOrTwice__fails() external {
        _pass(_bank(1), address(_risks), _flag(type(uint64).max));
        bytes memory appeal = abi.encodeCall(IRiskRegistry.appeal, (_subject, _bank(1)));
        _fail(_bank(1), address(_risks), appeal, IRiskRegistry.RiskNotSubjectsBank.selector);
        bytes memory beyond = abi.encodeCall(IRiskRegistry.appeal, (uint256(type(uint40).max) + 1, _bank(1)));
        _fail(_bank(0), address(_risks), beyond, IRiskRegistry.RiskNotSubjectsBank.selector);
        bytes memory none = abi.encodeCall(IRiskRegistry.appeal, (_subject, _bank(2)));
        _fail(_bank(0), address(_risks), none, IRiskRegistry.RiskFlagMissing.selector);
        _pass(_bank(0), address(_risks), appeal);
        _fail(_bank(0), address(_risks), appeal, IRiskRegistry.RiskAppealTwice.selector);
    }

    function test_decide__upheldOrRejected__bySomebodyElseThanTheFlagger() external {
        _pass(_supervisor(0), address(_risks), _flag(type(uint64).max));
        _pass(_bank(1), address(_risks), _flag(type(uint64).max));
        bytes memory uphold = abi.encodeCall(IRiskRegistry.decide, (_identifier, _bank(1), true));
        _fail(_supervisor(1), address(_risks), uphold, IRiskRegistry.RiskNotSupervisor.selector);
        _fail(_supervisor(0), address(_risks), uphold, IRiskRegistry.RiskAppealNotOpen.selector);
        _pass(_bank(0), address(_risks), abi.encodeCall(IRiskRegistry.appeal, (_subject, _bank(1))));
        _pass(_supervisor(0), address(_risks), uphold);
        bytes memory own = abi.encodeCall(IRiskRegistry.decide, (_identifier, _supervisor(0), false));
        _fail(_supervisor(0), address(_risks), own, IRiskRegistry.RiskNotSupervisor.selector);
        VM.assertTrue(_risks.isFlagged(_identifier), "the other flag counts");
        _pass(_supervisor(0), address(_risks), abi.encodeCall(IRiskRegistry.lift, (_identifier)));
        VM.assertTrue(!_risks.isFlagged(_identifier), "the upheld appeal's does not");
        _pass(_bank(1), address(_risks), _flag(type(uint64).max));
        _pass(_bank(0), address(_risks), abi.encodeCall(IRiskRegistry.appeal, (_subject, _bank(1))));
        bytes memory reject = abi.encodeCall(IRiskRegistry.decide, (_identifier, _bank(1), false));
        _pass(_supervisor(0), address(_risks), reject);
        VM.assertTrue(_risks.isFlagged(_identifier), "a rejected one's does");
    }

    function test_flag__ninth__takesTheRoomOfASpentOneOrFails() external {
        for (uint256 i = 10; i < 18; ++i) {
            uint64 expiresAt = i == 13 ? uint64(block.timestamp) : type(uint64).max;
            _pass(_institution(i), address(_risks), _flag(expiresAt));
        }
        VM.assertEq(_risks.flagsOf(_identifier).length, 8, "full");
        _fail(_bank(1), address(_risks), _flag(type(uint64).max), IRiskRegistry.RiskTooManyFlags.selector);
        VM.warp(block.timestamp + 1);
        _pass(_bank(1), address(_risks), _flag(type(uint64).max));
        VM.assertEq(_risks.flagsOf(_identifier).length, 8, "in the place of the spent one");
    }

    /// @dev Any supervisor will do.
    function _institution(uint256 n) private returns (address account) {
        account = actor(string(abi.encodePacked("SUPERVISOR", n)));
        Jurisdiction home = _world.country(0).id;
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit, (account, Role.Supervisor, leiOf(n), Bic.wrap(0), home)
        );
        _pass(_centralBank(0), address(_registry), admission);
        _pass(account, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (home)));
    }

    function _flag(uint64 expiresAt) private view returns (bytes memory) {
        return abi.encodeCall(IRiskRegistry.flag, (_identifier, Label.wrap("suspicion"), expiresAt));
    }

    function _expectRefusals(RefusalCode payers, RefusalCode payees) private view {
        Payment memory payment;
        (payment.payer.subject, payment.payee.subject) = (_subject, _subject);
        (RefusalCode ofPayer, RefusalCode ofPayee) = _rule.check(payment);
        _expectCode(ofPayer, payers);
        _expectCode(ofPayee, payees);
    }
}
