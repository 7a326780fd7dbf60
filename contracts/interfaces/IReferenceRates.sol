// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency} from "./Types.sol";

/// @title Reference rates between currencies
interface IReferenceRates {
    /// @return rateRay Minor units of `quote` for one minor unit of `base`, times 10^27; zero when there is none.
    /// @return observedAt The UTC second of it.
    function referenceRate(Currency base, Currency quote) external view returns (uint256 rateRay, uint64 observedAt);
}
