// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "../interfaces/Types.sol";

/// @title Which refusal is reported when several hold
/// @dev The one place on chain where the order stands; docs/rejections.md and chain/errors.py list the same.
library Precedence {
    /// @dev The place of None: after all others.
    uint256 internal constant NOWHERE = 0xff;
    /// @dev The last place of the payer's side, that of PayerBankExposure.
    uint256 private constant PAYERS_LAST = 23;
    /// @dev One byte a code, in the order of the codes: its place, from 1.
    bytes private constant PLACES =
        hex"ff0102040605080b0d18191b1a262728292a070c1c0e1d142315241625112012211322170f1e101f090a2b2cffffff03";

    /// @return The place of `code`; the lowest is reported.
    function placeOf(RefusalCode code) internal pure returns (uint256) {
        return uint8(PLACES[uint256(code)]);
    }

    /// @return Whether `code` refuses the payer's side.
    function isPayers(RefusalCode code) internal pure returns (bool) {
        return placeOf(code) <= PAYERS_LAST;
    }
}
