// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bic} from "../interfaces/Types.sol";

/// @title Form of a business identifier code
library BicCheck {
    uint256 private constant WITHOUT_BRANCH = 8;
    uint256 private constant WITH_BRANCH = 11;

    /// @return Whether `bic` is four characters 0-9 and A-Z for the party, two letters for the country and two
    ///         characters for the place, and then three for the branch, or none (ISO 9362). It has no check digit.
    function isValid(Bic bic) internal pure returns (bool) {
        bytes11 text = Bic.unwrap(bic);
        // Nothing at all stands behind the eighth character of a code without a branch.
        uint256 length = bytes3(text << (8 * WITHOUT_BRANCH)) == 0 ? WITHOUT_BRANCH : WITH_BRANCH;
        for (uint256 i = 0; i < length; ++i) {
            uint8 c = uint8(text[i]);
            bool isLetter = c >= 0x41 && c <= 0x5A;
            bool isDigit = c >= 0x30 && c <= 0x39;
            bool isCountry = i == 4 || i == 5;
            if (!isLetter && (isCountry || !isDigit)) return false;
        }
        return true;
    }
}
