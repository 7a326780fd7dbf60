// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Uetr} from "corridor/interfaces/Types.sol";
import {World} from "../support/World.sol";
import {Customers} from "./Customers.sol";
import {Limits} from "./Limits.sol";

/// @title The handlers' own books: what was permitted, and what was done of it
/// @dev Nothing here is read from the contracts but the settings of the rules.
contract Ghosts is Limits {
    struct LegalOrder {
        IMoney money;
        IMoney.LegalOrder terms;
        uint256 leftMinor;
    }

    LegalOrder[] private _legalOrders;
    mapping(IMoney money => mapping(address owner => mapping(address spender => uint256))) public allowanceMinor;
    mapping(Uetr uetr => bytes32) public settledOrder;
    mapping(bytes32 quoteHash => uint256) public filledMinor;
    mapping(uint256 country => mapping(address holder => uint256)) public paidUpToDay;
    /// @dev What anybody sent to a contract that holds money for others, for nothing.
    mapping(IMoney money => mapping(address escrow => uint256)) public givenMinor;
    uint256 private _uetrs;

    constructor(World world) Customers(world) {}

    function newUetr() external returns (Uetr) {
        return Uetr.wrap(bytes16(uint128(++_uetrs)));
    }

    function approved(IMoney money, address owner, address spender, uint256 amountMinor) external {
        allowanceMinor[money][owner][spender] = amountMinor;
    }

    function given(IMoney money, address from, address escrow, uint256 amountMinor) external {
        givenMinor[money][escrow] += amountMinor;
        moved(money, from, escrow, amountMinor);
    }

    function settled(Uetr uetr, bytes32 orderHash) external {
        expect(settledOrder[uetr] == 0, "C: a UETR settled twice");
        settledOrder[uetr] = orderHash;
    }

    function filled(bytes32 quoteHash, uint256 sellMinor, uint256 sellMinorMax) external {
        filledMinor[quoteHash] += sellMinor;
        expect(filledMinor[quoteHash] <= sellMinorMax, "E: more was filled of a quote than its maker signed");
    }

    function remuneratedUpTo(uint256 country, address holder, uint256 day) external {
        paidUpToDay[country][holder] = day;
    }

    function legalOrderCount() external view returns (uint256) {
        return _legalOrders.length;
    }

    function legalOrder(uint256 index) external view returns (LegalOrder memory) {
        return _legalOrders[index];
    }

    /// @return index Of the last order for the pair, and the number of orders when there is none.
    function lastOrderFor(IMoney money, address account, address receiver) public view returns (uint256 index) {
        for (index = _legalOrders.length; index > 0; --index) {
            LegalOrder storage order = _legalOrders[index - 1];
            bool isOfPair = order.terms.account == account && order.terms.receiver == receiver;
            if (isOfPair && address(order.money) == address(money)) return index - 1;
        }
        return _legalOrders.length;
    }

    /// @return What may be taken now under the order.
    function openMinor(uint256 index) external view returns (uint256) {
        if (index == _legalOrders.length || block.timestamp > _legalOrders[index].terms.expiresAt) return 0;
        return _legalOrders[index].leftMinor;
    }

    function recorded(IMoney money, IMoney.LegalOrder calldata terms) external {
        _legalOrders.push(LegalOrder(money, terms, terms.capMinor));
    }

    function used(uint256 index, uint256 amountMinor) external {
        uint256 leftMinor = _legalOrders[index].leftMinor;
        expect(leftMinor >= amountMinor, "R: more was taken than a legal order allows");
        _legalOrders[index].leftMinor = leftMinor > amountMinor ? leftMinor - amountMinor : 0;
    }
}
