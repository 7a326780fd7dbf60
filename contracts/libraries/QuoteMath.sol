// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {MoneyMath} from "./MoneyMath.sol";

/// @title What a firm quote comes to
library QuoteMath {
    /// @return buyMinor The maker's price of `sellMinor`, rounded up in its favour.
    function costOf(IFxBoard.FirmQuote calldata quote, uint256 sellMinor) internal pure returns (uint256 buyMinor) {
        if (quote.rateRay == 0) revert IFxBoard.FxBoardRateZero(quote.maker);
        return MoneyMath.mulRayUp(sellMinor, quote.rateRay);
    }
}
