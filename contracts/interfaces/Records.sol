// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Jurisdiction, Role, Status, Tier} from "./Types.sol";

/// @dev What a payment asks the registry, as the registry stores it: one word each, which nobody on the way has to take
///      apart and lay out anew. The fields stand in the order of the structs, the first one in the lowest bits.

/// @dev A customer: bank, status, tier, tierExpiresAt, byCentralBank, number, as in IParticipantRegistry.Customer.
type CustomerRecord is uint256;
/// @dev What an account is in one jurisdiction: role, status, its listed deposit money there.
type DeskRecord is uint256;
/// @dev What is issued in one currency: its listed central-bank money, the jurisdiction that issues it.
type IssueRecord is uint256;

using {bank, walletStatus, tierNow, number} for CustomerRecord global;
using {role, bankStatus, isActiveAs, mayHoldCentralBankMoney, depositToken} for DeskRecord global;
using {centralBankMoney, jurisdiction} for IssueRecord global;

function bank(CustomerRecord record) pure returns (address) {
    return address(uint160(CustomerRecord.unwrap(record)));
}

function walletStatus(CustomerRecord record) pure returns (Status) {
    return Status(uint8(CustomerRecord.unwrap(record) >> 160));
}

/// @return The tier, which counts as Anonymous after its last second.
function tierNow(CustomerRecord record) view returns (Tier) {
    uint256 word = CustomerRecord.unwrap(record);
    return block.timestamp > uint32(word >> 176) ? Tier.Anonymous : Tier(uint8(word >> 168));
}

function number(CustomerRecord record) pure returns (uint40) {
    return uint40(CustomerRecord.unwrap(record) >> 216);
}

function role(DeskRecord record) pure returns (Role) {
    return Role(uint8(DeskRecord.unwrap(record)));
}

function isActiveAs(DeskRecord record, Role role_) pure returns (bool) {
    return uint16(DeskRecord.unwrap(record)) == uint16(role_) | (uint16(Status.Active) << 8);
}

/// @return Whether it is an active bank, market maker or system contract.
function mayHoldCentralBankMoney(DeskRecord record) pure returns (bool) {
    return record.isActiveAs(Role.CommercialBank) || record.isActiveAs(Role.MarketMaker)
        || record.isActiveAs(Role.SystemContract);
}

function bankStatus(DeskRecord record) pure returns (Status) {
    return Status(uint8(DeskRecord.unwrap(record) >> 8));
}

function depositToken(DeskRecord record) pure returns (address) {
    return address(uint160(DeskRecord.unwrap(record) >> 16));
}

function centralBankMoney(IssueRecord record) pure returns (address) {
    return address(uint160(IssueRecord.unwrap(record)));
}

function jurisdiction(IssueRecord record) pure returns (Jurisdiction) {
    return Jurisdiction.wrap(bytes2(uint16(IssueRecord.unwrap(record) >> 160)));
}
