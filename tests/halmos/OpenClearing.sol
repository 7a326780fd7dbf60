// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Jurisdiction, Role} from "corridor/interfaces/Types.sol";

/// @dev The registry and the money of a proof about the queue, in one contract. The registry knows one central bank and
///      lets those act whom nobody suspended. The money moves whatever it is told to, below zero too: what is proved is
///      that the queue asks before, and not that the money would stop it.
contract OpenClearing {
    address private immutable CENTRAL_BANK;

    mapping(address account => bool) public isOut;
    mapping(address holder => int256) public heldMinor;
    mapping(address holder => uint256) public frozenMinor;

    constructor(address centralBank) {
        CENTRAL_BANK = centralBank;
    }

    function setStanding(address account, bool isOut_) external {
        isOut[account] = isOut_;
    }

    function setHoldings(address holder, uint256 held, uint256 frozen) external {
        (heldMinor[holder], frozenMinor[holder]) = (int256(held), frozen);
    }

    function settlementTransfer(address from, address to, uint256 amountMinor) external {
        unchecked {
            heldMinor[from] -= int256(amountMinor);
            heldMinor[to] += int256(amountMinor);
        }
    }

    function balanceOf(address holder) public view returns (uint256) {
        return uint256(heldMinor[holder]);
    }

    function availableMinor(address holder) external view returns (uint256) {
        uint256 held = balanceOf(holder);
        return held > frozenMinor[holder] ? held - frozenMinor[holder] : 0;
    }

    function paused() external pure returns (bool) {
        return false;
    }

    function ruleBook() external pure returns (address) {
        return address(0);
    }

    function centralBankMoneyOf(Currency) external view returns (address) {
        return address(this);
    }

    function jurisdictionOf(Currency) external pure returns (Jurisdiction) {
        return Jurisdiction.wrap("TH");
    }

    function centralBankOf(Jurisdiction) external view returns (address) {
        return CENTRAL_BANK;
    }

    function isActiveFor(address account, Currency, Role role) external view returns (bool) {
        return role == Role.CommercialBank && account != CENTRAL_BANK && !isOut[account];
    }
}
