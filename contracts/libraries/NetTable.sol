// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Net amounts by key, in memory, in the order in which the keys came
/// @dev Open addressing with twice as many places as keys, at least, so that a key is found in a few steps.
library NetTable {
    /// @dev 2^256 divided by the golden ratio: multiplied with it, keys that follow each other land far apart.
    uint256 private constant SPREAD = 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e95;

    /// @param shift How many bits of a spread key are no part of its place.
    /// @param places Place → position of the key there, from 1; zero where there is none.
    /// @param keys The keys, in the order in which they came.
    /// @param nets The net amount of each.
    /// @param count How many keys there are.
    struct Table {
        uint256 shift;
        uint256[] places;
        uint256[] keys;
        int256[] nets;
        uint256 count;
    }

    /// @return table An empty table for up to `capacity` keys.
    function open(uint256 capacity) internal pure returns (Table memory table) {
        uint256 bits = 1;
        while (1 << bits < 2 * capacity) ++bits;
        table.shift = 256 - bits;
        table.places = new uint256[](1 << bits);
        table.keys = new uint256[](capacity);
        table.nets = new int256[](capacity);
    }

    /// @notice Adds `amount` to the net of `key`.
    function add(Table memory table, uint256 key, int256 amount) internal pure {
        uint256[] memory places = table.places;
        uint256[] memory keys = table.keys;
        // A key wraps round on purpose; positions and places stay within their arrays.
        unchecked {
            uint256 place = (key * SPREAD) >> table.shift;
            uint256 position = places[place];
            while (position != 0 && keys[position - 1] != key) {
                place = (place + 1) & (places.length - 1);
                position = places[place];
            }
            if (position == 0) {
                position = ++table.count;
                places[place] = position;
                keys[position - 1] = key;
            }
            table.nets[position - 1] += amount;
        }
    }
}
