// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {VM} from "./Vm.sol";

/// @title The calls that carry a holder's signature: EIP-2612 and EIP-3009
library Signing {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    /// @return A call of `permit` that is good in this second, signed with `key`.
    function permit(address money, uint256 key, address owner, address spender, uint256 amountMinor)
        internal
        view
        returns (bytes memory)
    {
        uint256 nonce = IERC20Permit(money).nonces(owner);
        bytes memory terms = abi.encode(PERMIT_TYPEHASH, owner, spender, amountMinor, nonce, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = _sign(money, key, keccak256(terms));
        return abi.encodeCall(IERC20Permit.permit, (owner, spender, amountMinor, block.timestamp, v, r, s));
    }

    /// @param isReceived Whether only the payee may relay it.
    /// @return A call that is good in this second, signed with `key`.
    function authorisation(
        address money,
        uint256 key,
        bool isReceived,
        address from,
        address to,
        uint256 amountMinor,
        bytes32 nonce
    ) internal view returns (bytes memory) {
        bytes memory terms = abi.encode(from, to, amountMinor, block.timestamp - 1, block.timestamp + 1, nonce);
        bytes32 typehash = isReceived ? RECEIVE_TYPEHASH : TRANSFER_TYPEHASH;
        (uint8 v, bytes32 r, bytes32 s) = _sign(money, key, keccak256(bytes.concat(typehash, terms)));
        bytes4 selector = isReceived
            ? IERC3009.receiveWithAuthorization.selector
            : IERC3009.transferWithAuthorization.selector;
        return bytes.concat(selector, terms, abi.encode(v, r, s));
    }

    function _sign(address money, uint256 key, bytes32 structHash)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 domain = IERC20Permit(money).DOMAIN_SEPARATOR();
        return VM.sign(key, MessageHashUtils.toTypedDataHash(domain, structHash));
    }
}
