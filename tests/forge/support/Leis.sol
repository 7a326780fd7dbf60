// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Lei} from "corridor/interfaces/Types.sol";

/// @dev The LEI of the n-th participant, 0 to 999: 15 letters A (10), three digits and their two ISO 7064 check digits.
function leiOf(uint256 n) pure returns (Lei) {
    bytes memory text = bytes("AAAAAAAAAAAAAAA00000");
    uint256 remainder = n;
    for (uint256 i = 0; i < 15; ++i) {
        remainder += 10 * 10 ** (3 + 2 * (14 - i));
    }
    uint256 check = 98 - (remainder * 100) % 97;
    text[15] = bytes1(uint8(0x30 + n / 100));
    text[16] = bytes1(uint8(0x30 + n / 10 % 10));
    text[17] = bytes1(uint8(0x30 + n % 10));
    text[18] = bytes1(uint8(0x30 + check / 10));
    text[19] = bytes1(uint8(0x30 + check % 10));
    return Lei.wrap(bytes20(text));
}
