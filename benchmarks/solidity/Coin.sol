// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Coin
/// @notice OpenZeppelin's ERC-20 as it is, for comparison with other chains; some holders have a supply to begin with.
contract Coin is ERC20 {
    constructor(address[] memory holders, uint256 each) ERC20("Coin", "COIN") {
        for (uint256 i = 0; i < holders.length; ++i) {
            _mint(holders[i], each);
        }
    }
}
