// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Lei} from "../interfaces/Types.sol";

/// @title Check digits of a legal entity identifier
library LeiCheck {
    uint256 private constant MODULUS = 97;

    /// @return Whether `lei` is 18 characters 0-9 and A-Z and the two check digits, 02 to 98, that ISO 7064 MOD 97-10
    ///         gives them (ISO 17442-1).
    function isValid(Lei lei) internal pure returns (bool) {
        bytes20 text = Lei.unwrap(lei);
        uint256 remainder;
        for (uint256 i = 0; i < 18; ++i) {
            uint8 c = uint8(text[i]);
            if (c >= 0x30 && c <= 0x39) {
                remainder = (remainder * 10 + (c - 0x30)) % MODULUS;
            } else if (c >= 0x41 && c <= 0x5A) {
                // A letter counts as the two digits 10 … 35.
                remainder = (remainder * 100 + (c - 0x41 + 10)) % MODULUS;
            } else {
                return false;
            }
        }
        // The digits and not the remainder: 00, 01 and 99 would leave the right remainder too.
        uint256 check = 98 - (remainder * 100) % MODULUS;
        return uint8(text[18]) == 0x30 + check / 10 && uint8(text[19]) == 0x30 + check % 10;
    }
}
