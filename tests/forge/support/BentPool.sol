// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {FxPool} from "corridor/settlement/FxPool.sol";

/// @title A pool whose curve gives everything away for one minor unit
contract BentPool is FxPool {
    constructor(IParticipantRegistry registry, IReferenceRates rates, PoolSpec memory spec_)
        FxPool(registry, rates, spec_)
    {}

    function _priceUp(Sale memory sale, uint256 sellReserve, uint256 buyReserve) internal view override {
        super._priceUp(sale, sellReserve, buyReserve);
        sale.netMinor = 1;
    }
}
