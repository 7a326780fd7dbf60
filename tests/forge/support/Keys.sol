// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VM} from "./Vm.sol";

/// @dev The private key of whoever is called `name`.
function keyOf(string memory name) pure returns (uint256) {
    return uint256(keccak256(bytes(name)));
}

/// @dev The account of whoever is called `name`, which forge's traces call so too.
function actor(string memory name) returns (address account) {
    account = VM.addr(keyOf(name));
    VM.label(account, name);
}

/// @dev The 65 bytes of a signature with `key`.
function signWith(uint256 key, bytes32 digest) pure returns (bytes memory) {
    (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
    return abi.encodePacked(r, s, v);
}
