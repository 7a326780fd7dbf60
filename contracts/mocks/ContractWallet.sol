// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A wallet that is a contract: its owner's key signs for it (ERC-1271) and acts through it
/// @dev Test only. Told to, it makes trouble for whoever asks or calls it.
contract ContractWallet {
    /// @dev None: an honest wallet. Refuse: no signature is good. Revert: whatever calls it fails. EatGas: it burns all
    ///      the gas that it is given. Reenter: it makes its prepared call first. Flood: it answers with a megabyte.
    enum Trouble {
        None,
        Refuse,
        Revert,
        EatGas,
        Reenter,
        Flood
    }

    address private immutable OWNER;

    Trouble private _trouble;
    address private _target;
    bytes private _data;

    constructor(address owner) {
        OWNER = owner;
    }

    fallback() external {
        _makeTrouble();
    }

    function prepare(Trouble trouble, address target, bytes calldata data) external {
        _trouble = trouble;
        _target = target;
        _data = data;
    }

    function execute(address target, bytes calldata data) external {
        if (msg.sender != OWNER) revert();
        _call(target, data);
    }

    /// @dev No view, so that it can try what whoever asks has to forbid.
    function isValidSignature(bytes32 digest, bytes calldata signature) external returns (bytes4) {
        if (_trouble == Trouble.Refuse) return 0xffffffff;
        _makeTrouble();
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return recovered == OWNER ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function _makeTrouble() private {
        if (_trouble == Trouble.Revert) revert();
        if (_trouble == Trouble.Reenter) _call(_target, _data);
        if (_trouble == Trouble.EatGas) {
            // INVALID burns all the gas that came with the call.
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (_trouble == Trouble.Flood) {
            assembly ("memory-safe") {
                return(0, 0x100000)
            }
        }
    }

    /// @dev With the failure's own words where it fails.
    function _call(address target, bytes memory data) private {
        (bool ok, bytes memory answer) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}
