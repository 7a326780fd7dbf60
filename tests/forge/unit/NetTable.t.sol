// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {NetTable} from "corridor/libraries/NetTable.sol";
import {VM} from "../support/Vm.sol";

/// @title Nets by key: keys that land in the same place are kept apart, however full the table is
contract NetTableTest {
    using NetTable for NetTable.Table;

    uint256 private constant CAPACITY = 64;

    function test_add__asManyKeysAsItTakes__netsEachByItself(uint256 seed) external pure {
        NetTable.Table memory table = NetTable.open(CAPACITY);
        for (uint256 round = 1; round <= 2; ++round) {
            for (uint256 i = 0; i < CAPACITY; ++i) {
                table.add(_key(seed, i), int256(round * i) - 20);
            }
        }
        VM.assertEq(table.count, CAPACITY, "one entry a key");
        for (uint256 i = 0; i < CAPACITY; ++i) {
            VM.assertEq(table.keys[i], _key(seed, i), "not in the order in which they came");
            VM.assertTrue(table.nets[i] == int256(3 * i) - 40, "another net");
        }
    }

    function _key(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }
}
