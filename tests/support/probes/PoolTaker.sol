// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IFxPool} from "../interfaces/IFxPool.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency} from "../interfaces/Types.sol";

/// @title A system contract that trades with a pool for whoever calls it, in one transaction
contract PoolTaker {
    IParticipantRegistry private immutable REGISTRY;

    constructor(IParticipantRegistry registry) {
        REGISTRY = registry;
    }

    /// @dev The caller pays and receives. Fails above `buyMinorMax`.
    function take(IFxPool pool, Currency sellCurrency, uint256 sellMinor, uint256 buyMinorMax) external {
        uint256 buyMinor = pool.fill(sellCurrency, sellMinor);
        if (buyMinor > buyMinorMax) revert("more than the taker allows");
        IFxPool.PoolSpec memory spec = pool.spec();
        Currency buyCurrency = sellCurrency == spec.base ? spec.quote : spec.base;
        _money(buyCurrency).settlementTransfer(msg.sender, address(pool), buyMinor);
        _money(sellCurrency).settlementTransfer(address(pool), msg.sender, sellMinor);
    }

    function _money(Currency currency) private view returns (ICentralBankMoney) {
        return ICentralBankMoney(REGISTRY.centralBankMoneyOf(currency));
    }
}
