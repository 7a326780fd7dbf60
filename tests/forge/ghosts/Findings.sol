// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the handlers found broken, and how often each act happened
abstract contract Findings {
    string private _finding;
    mapping(bytes32 act => uint256 times) private _times;

    /// @param what Begins with the invariant's letter.
    function expect(bool isSo, string memory what) public {
        if (!isSo && bytes(_finding).length == 0) _finding = what;
    }

    /// @dev `act` was done in full, and not merely tried.
    function did(bytes32 act) external {
        ++_times[act];
    }

    /// @return The first finding, empty for none.
    function finding() external view returns (string memory) {
        return _finding;
    }

    function times(bytes32 act) external view returns (uint256) {
        return _times[act];
    }
}
