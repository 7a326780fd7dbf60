// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VM} from "./Vm.sol";

/// @title Deploys the contracts under test: the committed bytecode, that a network runs
/// @dev CORRIDOR_ARTIFACTS names another folder of artifacts, of a mutant; "compiled" takes what forge compiled itself,
///      which only measuring coverage needs, and the committed bytecode of what is not measured then.
abstract contract Deployer {
    function _deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory creation = bytes.concat(_creationCode(name), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
            if iszero(deployed) {
                let data := mload(0x40)
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
        VM.label(deployed, name);
    }

    function _creationCode(string memory name) private view returns (bytes memory) {
        string memory folder = VM.envOr("CORRIDOR_ARTIFACTS", "contracts/artifacts");
        if (keccak256(bytes(folder)) == keccak256("compiled")) {
            try VM.getCode(string.concat(name, ".sol:", name)) returns (bytes memory compiled) {
                return compiled;
            } catch {
                folder = "contracts/artifacts";
            }
        }
        return VM.parseJsonBytes(VM.readFile(string.concat(folder, "/", name, ".json")), ".bytecode");
    }
}
