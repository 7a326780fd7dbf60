// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Party, Payment} from "corridor/interfaces/IRule.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {Label, Refusal, RefusalCode, Sides, Tier} from "corridor/interfaces/Types.sol";
import {OddRule} from "../support/OddRule.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Who may set and ask a list of rules, and what is no rule
contract RuleBookTest is UnitTest {
    IRuleBook private _book;

    function setUp() external {
        _setUpNetwork();
        _book = _world.bank(0).book;
    }

    function test_setRules__whatIsNoListOfRules__fails() external {
        address[] memory rules = _book.rules();
        VM.assertEq(rules.length, 6, "rules of the network");
        VM.assertTrue(_book.currency() == _world.country(0).currency, "currency");
        bytes memory set = abi.encodeCall(IRuleBook.setRules, (rules));
        _fail(_bank(0), address(_book), set, IRuleBook.RuleBookNotCentralBank.selector);
        _fail(_centralBank(1), address(_book), set, IRuleBook.RuleBookNotCentralBank.selector);
        _failRules(new address[](13), IRuleBook.RuleBookTooManyRules.selector);
        rules[1] = rules[0];
        _failRules(rules, IRuleBook.RuleBookRuleTwice.selector);
        bytes4 none = IRuleBook.RuleBookNotRule.selector;
        _failRules(_listOf(_stranger), none);
        _failRules(_listOf(address(_registry)), none);
        _failRules(_listOf(_odd(OddRule.Oddity.AnswersTwoToCounts)), none);
    }

    function test_setRules__noneAtAll__letsEverythingPass() external {
        _setRules(new address[](0));
        VM.assertEq(_book.rules().length, 0, "none");
        _transfer();
    }

    function test_transfer__ruleThatFailsOrAnswersOddly__failsToo() external {
        bytes memory pay = abi.encodeCall(IERC20.transfer, (_farmer, 1_000));
        _setRules(_listOf(_odd(OddRule.Oddity.None)));
        _transfer();
        _setRules(_listOf(_odd(OddRule.Oddity.AnswersTooMuch)));
        _fail(_importer, address(_deposit(0)), pay, IRuleBook.RuleBookNotRule.selector);
        _setRules(_listOf(_odd(OddRule.Oddity.FailsToCheck)));
        _fail(_importer, address(_deposit(0)), pay, OddRule.OddRuleFailed.selector);
        _setRules(_listOf(_odd(OddRule.Oddity.FailsToRecord)));
        _fail(_importer, address(_deposit(0)), pay, OddRule.OddRuleFailed.selector);
    }

    function test_transfer__refused__namesCodeRuleAndParty() external {
        bytes memory pay = abi.encodeCall(IERC20.transfer, (_farmer, 99));
        bytes memory refusal = abi.encodeWithSelector(
            IRuleBook.RuleBookRefused.selector, RefusalCode.PayerAmountLimit, bytes32("amount-limit"), _importer
        );
        _failWith(_importer, address(_deposit(0)), pay, refusal);
    }

    function test_preflight__eachKindOfRefusal__namesThePartyAtFault() external view {
        Payment memory payment;
        (payment.currency, payment.money) = (_world.country(0).currency, address(_deposit(0)));
        payment.payer = Party(_importer, 1, _bank(0), _world.country(0).id, Tier.Full);
        payment.payee = Party(_miller, 2, _bank(1), _world.country(0).id, Tier.Full);
        (payment.sides, payment.amountMinor) = (Sides.Payer, 2_000_001);
        _expectRefusal(payment, RefusalCode.PayerBankExposure, "counterparty-exposure", _bank(0));
        payment.amountMinor = 99;
        _expectRefusal(payment, RefusalCode.PayerAmountLimit, "amount-limit", _importer);
        payment.sides = Sides.Payee;
        _expectRefusal(payment, RefusalCode.PayeeAmountLimit, "amount-limit", _miller);
        payment.amountMinor = 100;
        _expectRefusal(payment, RefusalCode.None, 0, address(0));
    }

    function test_enforceAndRecord__byAnybodyElse__fail() external {
        Payment memory payment;
        payment.currency = _world.country(0).currency;
        bytes memory enforce = abi.encodeCall(IRuleBook.enforce, (payment));
        _fail(_centralBank(0), address(_book), enforce, IRuleBook.RuleBookNotItsMoney.selector);
        bytes memory record = abi.encodeCall(IRuleBook.record, (payment));
        _fail(address(_deposit(0)), address(_book), record, IRuleBook.RuleBookNotSystemContract.selector);
        _pass(address(_world.engine()), address(_book), record);
    }

    function _expectRefusal(Payment memory payment, RefusalCode code, bytes32 rule, address party) private view {
        Refusal memory refusal = _book.preflight(payment);
        _expectCode(refusal.code, code);
        VM.assertEq(Label.unwrap(refusal.rule), rule, "rule");
        VM.assertEq(refusal.party, party, "party at fault");
    }

    function _transfer() private {
        _pass(_importer, address(_deposit(0)), abi.encodeCall(IERC20.transfer, (_farmer, 1_000)));
    }

    function _setRules(address[] memory rules) private {
        _pass(_centralBank(0), address(_book), abi.encodeCall(IRuleBook.setRules, (rules)));
    }

    function _failRules(address[] memory rules, bytes4 refusal) private {
        _fail(_centralBank(0), address(_book), abi.encodeCall(IRuleBook.setRules, (rules)), refusal);
    }

    function _odd(OddRule.Oddity oddity) private returns (address) {
        return address(new OddRule(oddity));
    }

    function _listOf(address rule) private pure returns (address[] memory rules) {
        rules = new address[](1);
        rules[0] = rule;
    }
}
