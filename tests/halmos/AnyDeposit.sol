// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {DepositToken} from "corridor/money/DepositToken.sol";
import {AnyMoney} from "./AnyMoney.sol";

/// @title A deposit money in any state
abstract contract AnyDeposit is AnyMoney {
    function _deploy(IParticipantRegistry registry) internal override returns (IMoney) {
        return new DepositToken(registry, BANK, THB, 2, "", "");
    }

    function _contractName() internal pure override returns (string memory) {
        return "DepositToken";
    }
}
