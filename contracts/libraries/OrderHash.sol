// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ISettlementEngine} from "../interfaces/ISettlementEngine.sol";

/// @title What a payment order's signature covers
library OrderHash {
    bytes32 private constant TYPEHASH = keccak256(
        "PaymentOrder(bytes16 uetr,address payer,address payee,bytes3 payerCurrency,bytes3 payeeCurrency,uint256 amountMinor,uint256 costMinorMax,bytes4 purpose,bytes32 travelRuleHash,uint64 expiresAt)"
    );

    /// @return structHash As EIP-712 has it: keccak256(abi.encode(TYPEHASH, order)).
    function structHashOf(ISettlementEngine.PaymentOrder memory order) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = TYPEHASH;
        // In memory an order is ten words, each as abi.encode would write it.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mcopy(add(free, 0x20), order, 0x140)
            structHash := keccak256(free, 0x160)
        }
    }
}
