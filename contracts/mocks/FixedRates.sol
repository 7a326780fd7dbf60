// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency} from "../interfaces/Types.sol";

/// @title Reference rates that are what they are set to
/// @dev For tests only.
contract FixedRates {
    mapping(Currency base => mapping(Currency quote => uint256)) private _rateRay;

    /// @notice From now on this is the rate; zero for none.
    function setRate(Currency base, Currency quote, uint256 rateRay) external {
        _rateRay[base][quote] = rateRay;
    }

    /// @notice As IReferenceRates has it; observed now.
    function referenceRate(Currency base, Currency quote) external view returns (uint256 rateRay, uint64 observedAt) {
        return (_rateRay[base][quote], uint64(block.timestamp));
    }
}
