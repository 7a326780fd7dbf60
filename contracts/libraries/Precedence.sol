// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "../interfaces/Types.sol";

/// @title Which refusal is reported when several hold
/// @dev The one place on chain where the order stands; docs/rejections.md and chain/errors.py list the same.
library Precedence {
    /// @dev The place of None: after all others.
    uint256 internal constant NOWHERE = 0xff;
    /// @dev The last place of the payer's side, that of PayerBankExposure.
    uint256 private constant PAYERS_LAST = 26;
    /// @dev One byte a code, in the order of the codes: its place, from 1.
    bytes private constant PLACES =
        hex"ff01050709080b0e101b1c1e1d292a2b2c2d0a0f1f11201726182719281423152416251a122113220c0d2e2f0203040630";

    /// @return The place of `code`; the lowest is reported.
    function placeOf(RefusalCode code) internal pure returns (uint256) {
        return uint8(PLACES[uint256(code)]);
    }

    /// @return Whether `code` refuses the payer's side.
    function isPayers(RefusalCode code) internal pure returns (bool) {
        return placeOf(code) <= PAYERS_LAST;
    }
}
