// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What stands in a list of rules and is none, or fails
contract OddRule {
    enum Oddity {
        None,
        AnswersTwoToCounts,
        AnswersTooMuch,
        FailsToCheck,
        FailsToRecord
    }

    error OddRuleFailed();

    Oddity private immutable ODDITY;

    constructor(Oddity oddity) {
        ODDITY = oddity;
    }

    /// @dev Whatever a rule is asked: `check` answers two words, `counts` and `name` one, `record` none.
    fallback(bytes calldata question) external returns (bytes memory) {
        bytes4 selector = bytes4(question);
        if (selector == bytes4(keccak256("counts()"))) {
            if (ODDITY == Oddity.AnswersTwoToCounts) return abi.encode(2);
            return abi.encode(ODDITY == Oddity.FailsToRecord);
        }
        if (question.length < 68) return abi.encode(bytes32("odd"));
        if (ODDITY == Oddity.FailsToCheck || ODDITY == Oddity.FailsToRecord && _isRecord(selector)) {
            revert OddRuleFailed();
        }
        return ODDITY == Oddity.AnswersTooMuch ? abi.encode(0, 0, 0) : abi.encode(0, 0);
    }

    function _isRecord(bytes4 selector) private pure returns (bool) {
        string memory payment = "(uint8,address,bytes3,uint256,bytes4,bytes32,";
        string memory parties = "(address,uint256,address,bytes2,uint8),(address,uint256,address,bytes2,uint8))";
        return selector == bytes4(keccak256(bytes(string.concat("record(", payment, parties, ")"))));
    }
}
