// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../interfaces/IRule.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {Currency, Label, Refusal, RefusalCode, Role} from "../interfaces/Types.sol";
import {Precedence} from "../libraries/Precedence.sol";
import {RuleList} from "./RuleList.sol";

/// @title See {IRuleBook}
/// @dev Every transfer pays for what stands here, hence the two economies: the list of rules is the code of a contract
///      of its own, and a payment is copied once for all rules instead of being encoded anew for each. For the latter,
///      every function here that takes a payment takes nothing else, so that its arguments are those of the rules, byte
///      for byte.
contract RuleBook is IRuleBook {
    uint256 private constant RULES_MAX = 12;
    /// @dev Bytes of an encoded payment: 16 words, none of them dynamic.
    uint256 private constant PAYMENT_SIZE = 16 * 32;

    IParticipantRegistry private immutable REGISTRY;
    Currency private immutable CURRENCY;

    /// @dev The RuleList, zero for no rules.
    address private _list;

    /// @param registry Who speaks for the currency.
    /// @param currency_ Whose moneys may ask it.
    constructor(IParticipantRegistry registry, Currency currency_) {
        REGISTRY = registry;
        CURRENCY = currency_;
    }

    /// @inheritdoc IRuleBook
    function setRules(address[] calldata rules_) external {
        if (msg.sender != REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(CURRENCY))) {
            revert RuleBookNotCentralBank(msg.sender, CURRENCY);
        }
        if (rules_.length > RULES_MAX) revert RuleBookTooManyRules(rules_.length, RULES_MAX);
        uint256 counting = 0;
        for (uint256 i = 0; i < rules_.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (rules_[j] == rules_[i]) revert RuleBookRuleTwice(rules_[i]);
            }
            if (_counts(rules_[i])) counting |= 1 << i;
        }
        _list = rules_.length == 0 ? address(0) : address(new RuleList(abi.encode(rules_, counting)));
        emit RulesSet(rules_);
    }

    /// @inheritdoc IRuleBook
    function enforce(Payment calldata payment) external {
        if (!REGISTRY.isMoneyIn(msg.sender, CURRENCY)) revert RuleBookNotItsMoney(msg.sender);
        (address[] memory list, uint256 counting) = _rules();
        (RefusalCode code, Label rule, address party) = _firstRefusal(payment, list);
        if (code != RefusalCode.None) revert RuleBookRefused(code, rule, party);
        _record(list, counting);
    }

    /// @inheritdoc IRuleBook
    function record(Payment calldata) external {
        if (!REGISTRY.isActiveFor(msg.sender, CURRENCY, Role.SystemContract)) {
            revert RuleBookNotSystemContract(msg.sender);
        }
        (address[] memory list, uint256 counting) = _rules();
        _record(list, counting);
    }

    /// @inheritdoc IRuleBook
    function preflight(Payment calldata payment) external view returns (Refusal memory refusal) {
        (address[] memory list,) = _rules();
        (refusal.code, refusal.rule, refusal.party) = _firstRefusal(payment, list);
    }

    /// @inheritdoc IRuleBook
    function examine(Payment calldata payment)
        external
        view
        returns (RefusalCode code, bool counts, Label rule, address party)
    {
        (address[] memory list, uint256 counting) = _rules();
        (code, rule, party) = _firstRefusal(payment, list);
        counts = counting != 0;
    }

    /// @inheritdoc IRuleBook
    function rules() external view returns (address[] memory list) {
        (list,) = _rules();
    }

    /// @inheritdoc IRuleBook
    function currency() external view returns (Currency) {
        return CURRENCY;
    }

    /// @dev Counts the present call's payment.
    function _record(address[] memory list, uint256 counting) private {
        if (counting == 0) return;
        bytes memory order = _callOf(IRule.record.selector);
        for (uint256 i = 0; i < list.length; ++i) {
            if ((counting >> i) & 1 == 0) continue;
            if (!LowLevelCall.callNoReturn(list[i], order)) LowLevelCall.bubbleRevert();
        }
    }

    /// @dev Asks about the present call's payment.
    function _firstRefusal(Payment calldata payment, address[] memory list)
        private
        view
        returns (RefusalCode first, Label rule, address party)
    {
        bytes memory question = _callOf(IRule.check.selector);
        uint256 firstPlace = Precedence.NOWHERE;
        address refusing;
        for (uint256 i = 0; i < list.length; ++i) {
            RefusalCode code = _ask(list[i], question);
            if (code == RefusalCode.None) continue;
            uint256 place = Precedence.placeOf(code);
            if (place < firstPlace) (firstPlace, refusing, first) = (place, list[i], code);
        }
        if (refusing != address(0)) (rule, party) = (IRule(refusing).name(), _partyAtFault(payment, first));
    }

    /// @return Why the rule refuses, the payer's side first, or None.
    function _ask(address rule, bytes memory question) private view returns (RefusalCode) {
        (bool isAnswered, bytes32 ofPayer, bytes32 ofPayee) = LowLevelCall.staticcallReturn64Bytes(rule, question);
        if (!isAnswered) LowLevelCall.bubbleRevert();
        if (LowLevelCall.returnDataSize() != 64) revert RuleBookNotRule(rule);
        return RefusalCode(uint256(ofPayer != 0 ? ofPayer : ofPayee));
    }

    /// @return Whether `rule` counts payments; fails when it does not answer as a rule.
    function _counts(address rule) private view returns (bool) {
        (bool isAnswered, bytes memory answer) = rule.staticcall(abi.encodeCall(IRule.counts, ()));
        if (!isAnswered || answer.length != 32 || uint256(bytes32(answer)) > 1) revert RuleBookNotRule(rule);
        return abi.decode(answer, (bool));
    }

    function _rules() private view returns (address[] memory list, uint256 counting) {
        address written = _list;
        if (written == address(0)) return (list, counting);
        bytes memory code = written.code;
        // abi.encode(rules, counting) has the place of the rules, `counting`, and the rules as memory has them too.
        assembly ("memory-safe") {
            counting := mload(add(code, 0x40))
            list := add(code, 0x60)
        }
    }

    /// @return The call of a rule's function with the present call's payment.
    function _callOf(bytes4 selector) private pure returns (bytes memory) {
        return bytes.concat(selector, msg.data[4:4 + PAYMENT_SIZE]);
    }

    function _partyAtFault(Payment calldata payment, RefusalCode code) private pure returns (address) {
        if (code == RefusalCode.PayerBankExposure) return payment.payer.bank;
        return Precedence.isPayers(code) ? payment.payer.account : payment.payee.account;
    }
}
