// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "corridor/interfaces/IRule.sol";
import {ITravelRule} from "corridor/interfaces/ITravelRule.sol";
import {Currency, Status, Uetr} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Travel-rule records: sent by a bank to a bank, and acknowledged against a deadline
contract TravelRecordsTest is UnitTest, Deployer {
    Uetr private constant UETR = Uetr.wrap("uetr");
    bytes32 private constant COMMITMENT = "commitment";
    bytes32 private constant SEALED = "sealed";

    ITravelRule private _rule;
    Currency private _currency;

    function setUp() external {
        _setUpNetwork();
        _currency = _world.country(0).currency;
        _rule = ITravelRule(_deploy("TravelRule", abi.encode(_registry)));
    }

    function test_period__isItsCentralBanks_andHoldsForWhatIsSentFromThenOn() external {
        bytes memory set = abi.encodeCall(ITravelRule.setAcknowledgementPeriod, (_currency, 60));
        _failWith(
            _centralBank(1),
            address(_rule),
            set,
            abi.encodeWithSelector(IRule.RuleNotCentralBank.selector, _centralBank(1), _currency)
        );
        VM.assertEq(_rule.acknowledgementPeriodOf(_currency), 0, "not set");
        _pass(_bank(0), address(_rule), _sending(_bank(1), SEALED));
        _pass(_centralBank(0), address(_rule), set);
        VM.assertEq(_rule.acknowledgementPeriodOf(_currency), 60, "set");
        VM.assertEq(_rule.recordOf(_bank(0), UETR).dueAt, 0, "sent before");
        _pass(_bank(1), address(_rule), _sending(_bank(0), SEALED));
        VM.assertEq(_rule.recordOf(_bank(1), UETR).dueAt, block.timestamp + 60, "sent from then on");
    }

    function test_send__whoIsNoBankOrToWhom__fails() external {
        address rule = address(_rule);
        _failWith(
            _stranger,
            rule,
            _sending(_bank(1), SEALED),
            abi.encodeWithSelector(ITravelRule.TravelRuleNotBank.selector, _stranger)
        );
        _fail(_world.maker(), rule, _sending(_bank(1), SEALED), ITravelRule.TravelRuleNotBank.selector);
        _fail(_bank(0), rule, _sending(_bank(0), SEALED), ITravelRule.TravelRuleReceiverIsSender.selector);
        _failWith(
            _bank(0),
            rule,
            _sending(_bank(2), SEALED),
            abi.encodeWithSelector(ITravelRule.TravelRuleReceiverUnknown.selector, _bank(2), _currency)
        );
        _fail(_bank(0), rule, _sending(_world.maker(), SEALED), ITravelRule.TravelRuleReceiverUnknown.selector);
        _suspend(0, _bank(1), Status.Suspended);
        _fail(_bank(1), rule, _sending(_bank(0), SEALED), ITravelRule.TravelRuleNotBank.selector);
        _pass(_bank(0), rule, _sending(_bank(1), SEALED));
    }

    function test_send__hashMissingOrSentBefore__fails() external {
        address rule = address(_rule);
        _failWith(
            _bank(0),
            rule,
            _sending(_bank(1), 0),
            abi.encodeWithSelector(ITravelRule.TravelRuleHashMissing.selector, COMMITMENT, 0)
        );
        bytes memory bare = abi.encodeCall(ITravelRule.sendRecord, (UETR, _bank(1), _currency, 0, SEALED));
        _fail(_bank(0), rule, bare, ITravelRule.TravelRuleHashMissing.selector);
        _pass(_bank(0), rule, _sending(_bank(1), SEALED));
        _failWith(
            _bank(0),
            rule,
            _sending(_bank(1), "altered"),
            abi.encodeWithSelector(ITravelRule.TravelRuleRecordExists.selector, _bank(0), UETR)
        );
        VM.assertEq(_rule.recordOf(_bank(0), UETR).ciphertextHash, SEALED, "as it was sent");
        VM.assertEq(_rule.recordOf(_bank(1), UETR).receiver, address(0), "of another sender");
    }

    function test_acknowledge__byAnotherOrOfAnother__fails() external {
        address rule = address(_rule);
        bytes memory acknowledging = _acknowledging(SEALED);
        _fail(_bank(1), rule, acknowledging, ITravelRule.TravelRuleRecordUnknown.selector);
        _pass(_bank(0), rule, _sending(_bank(1), SEALED));
        _failWith(
            _bank(0),
            rule,
            acknowledging,
            abi.encodeWithSelector(ITravelRule.TravelRuleNotReceiver.selector, _bank(0), _bank(1))
        );
        _failWith(
            _bank(1),
            rule,
            _acknowledging("altered"),
            abi.encodeWithSelector(ITravelRule.TravelRuleCiphertextDiffers.selector, SEALED, bytes32("altered"))
        );
        _pass(_bank(1), rule, acknowledging);
        _failWith(
            _bank(1),
            rule,
            acknowledging,
            abi.encodeWithSelector(
                ITravelRule.TravelRuleAlreadyAcknowledged.selector, _bank(0), UETR, block.timestamp
            )
        );
    }

    function testFuzz_acknowledge__anyPeriodAndSecond__isLateAfterTheDeadlineAlone(uint32 periodS, uint32 afterS)
        external
    {
        _pass(
            _centralBank(0), address(_rule), abi.encodeCall(ITravelRule.setAcknowledgementPeriod, (_currency, periodS))
        );
        uint256 sentAt = block.timestamp;
        _pass(_bank(0), address(_rule), _sending(_bank(1), SEALED));
        VM.warp(sentAt + afterS);
        _suspend(0, _bank(1), Status.Suspended);
        VM.expectEmit(address(_rule));
        emit ITravelRule.TravelRuleRecordAcknowledged(
            UETR, _bank(0), _bank(1), SEALED, periodS != 0 && afterS > periodS
        );
        _pass(_bank(1), address(_rule), _acknowledging(SEALED));
        ITravelRule.SentRecord memory sent = _rule.recordOf(_bank(0), UETR);
        VM.assertEq(sent.acknowledgedAt, sentAt + afterS, "acknowledged");
        VM.assertEq(sent.dueAt, periodS == 0 ? 0 : sentAt + periodS, "due");
    }

    function _sending(address receiver, bytes32 ciphertextHash) private view returns (bytes memory) {
        return abi.encodeCall(ITravelRule.sendRecord, (UETR, receiver, _currency, COMMITMENT, ciphertextHash));
    }

    function _acknowledging(bytes32 ciphertextHash) private view returns (bytes memory) {
        return abi.encodeCall(ITravelRule.acknowledgeRecord, (_bank(0), UETR, ciphertextHash));
    }
}
