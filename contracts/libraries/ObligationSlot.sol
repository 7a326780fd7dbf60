// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {Currency} from "../interfaces/Types.sol";

/// @dev An obligation in one storage slot, from the low bits up: state 8, priority 8, source 16, payer 16, payee 16, cycle
///      24, expiry 40, amount 96, currency 24. Payer, payee and source go by their numbers in the currency; source is
///      zero when it is the payer. All zero is none.
type ObligationSlot is uint256;

using ObligationSlots for ObligationSlot global;

/// @title Reading and writing the fields of an obligation
/// @dev Written out because a batch reads each obligation once: a struct in memory would cost more than the slot does.
library ObligationSlots {
    uint256 private constant PRIORITY = 8;
    uint256 private constant SOURCE = 16;
    uint256 private constant PAYER = 32;
    uint256 private constant PAYEE = 48;
    uint256 private constant CYCLE = 64;
    uint256 private constant EXPIRES_AT = 88;
    uint256 private constant AMOUNT = 128;
    uint256 private constant CURRENCY = 224;

    /// @return An obligation that waits, in no cycle; every field fits.
    function pack(
        Currency currency_,
        uint16 payer_,
        uint16 payee_,
        uint96 amountMinor_,
        uint40 expiresAt_,
        uint8 priority_,
        uint16 source_
    ) internal pure returns (ObligationSlot) {
        return ObligationSlot.wrap(
            uint256(uint24(Currency.unwrap(currency_))) << CURRENCY | uint256(amountMinor_) << AMOUNT
                | uint256(expiresAt_) << EXPIRES_AT | uint256(payee_) << PAYEE | uint256(payer_) << PAYER
                | uint256(source_) << SOURCE | uint256(priority_) << PRIORITY
                | uint256(ILiquidityQueue.ObligationState.Queued)
        );
    }

    function withState(ObligationSlot slot, ILiquidityQueue.ObligationState state_)
        internal
        pure
        returns (ObligationSlot)
    {
        return ObligationSlot.wrap((ObligationSlot.unwrap(slot) & ~uint256(0xff)) | uint256(state_));
    }

    function withPriority(ObligationSlot slot, uint8 priority_) internal pure returns (ObligationSlot) {
        return ObligationSlot.wrap(
            (ObligationSlot.unwrap(slot) & ~(uint256(0xff) << PRIORITY)) | uint256(priority_) << PRIORITY
        );
    }

    /// @dev Once: the obligation was in none.
    function withCycle(ObligationSlot slot, uint24 cycle_) internal pure returns (ObligationSlot) {
        return ObligationSlot.wrap(ObligationSlot.unwrap(slot) | uint256(cycle_) << CYCLE);
    }

    function state(ObligationSlot slot) internal pure returns (ILiquidityQueue.ObligationState) {
        return ILiquidityQueue.ObligationState(uint8(ObligationSlot.unwrap(slot)));
    }

    function priority(ObligationSlot slot) internal pure returns (uint8) {
        return uint8(ObligationSlot.unwrap(slot) >> PRIORITY);
    }

    function source(ObligationSlot slot) internal pure returns (uint16) {
        return uint16(ObligationSlot.unwrap(slot) >> SOURCE);
    }

    function payer(ObligationSlot slot) internal pure returns (uint16) {
        return uint16(ObligationSlot.unwrap(slot) >> PAYER);
    }

    function payee(ObligationSlot slot) internal pure returns (uint16) {
        return uint16(ObligationSlot.unwrap(slot) >> PAYEE);
    }

    function cycle(ObligationSlot slot) internal pure returns (uint24) {
        return uint24(ObligationSlot.unwrap(slot) >> CYCLE);
    }

    function expiresAt(ObligationSlot slot) internal pure returns (uint40) {
        return uint40(ObligationSlot.unwrap(slot) >> EXPIRES_AT);
    }

    function amountMinor(ObligationSlot slot) internal pure returns (uint96) {
        return uint96(ObligationSlot.unwrap(slot) >> AMOUNT);
    }

    function currency(ObligationSlot slot) internal pure returns (Currency) {
        return Currency.wrap(bytes3(uint24(ObligationSlot.unwrap(slot) >> CURRENCY)));
    }
}
