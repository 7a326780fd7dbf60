// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {AnyDeposit} from "./AnyDeposit.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What goes through by a signature is what the holder signed, once and in time
/// @dev The digests are computed here from the standards' own type strings. The solver takes `ecrecover` for some
///      function: the proof rests on what it is asked.
contract SignatureProofs is AnyDeposit {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant TRANSFER = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    // Half the order of secp256k1: a signature with more is the same one mirrored.
    uint256 private constant S_MAX = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 deadline;
    }

    struct Authorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function check_G_permit_isSignedByTheOwnerForOnce(address caller, Permit calldata it, Signature calldata by)
        external
    {
        IERC20Permit permits = IERC20Permit(address(_money));
        uint256 nonce = permits.nonces(it.owner);
        bytes32 signed = keccak256(abi.encode(PERMIT, it.owner, it.spender, it.value, nonce, it.deadline));
        _succeed(
            caller,
            abi.encodeCall(IERC20Permit.permit, (it.owner, it.spender, it.value, it.deadline, by.v, by.r, by.s))
        );
        _assertSigned(it.owner, signed, by);
        assert(block.timestamp <= it.deadline);
        assert(_money.allowance(it.owner, it.spender) == it.value);
        unchecked {
            assert(permits.nonces(it.owner) == nonce + 1);
        }
    }

    function check_G_transferWithAuthorization_isSignedByThePayerForOnce(
        address caller,
        Authorization calldata it,
        Signature calldata by
    ) external {
        _authorized(caller, IERC3009.transferWithAuthorization.selector, it, by);
        _assertSigned(it.from, keccak256(abi.encode(TRANSFER, it)), by);
    }

    function check_G_receiveWithAuthorization_isSignedByThePayerForItsCaller(
        address caller,
        Authorization calldata it,
        Signature calldata by
    ) external {
        _authorized(caller, IERC3009.receiveWithAuthorization.selector, it, by);
        _assertSigned(it.from, keccak256(abi.encode(RECEIVE, it)), by);
        assert(caller == it.to);
    }

    function check_S_stepUpChange_isSignedByTheSecondKey(
        address wallet,
        IDepositToken.StepUp calldata change,
        Signature calldata by
    ) external {
        IDepositToken deposit = IDepositToken(address(_money));
        address secondKey = deposit.stepUpOf(wallet).secondKey;
        VM.assume(secondKey != address(0));
        bytes32 digest = deposit.hashStepUpChange(wallet, change);
        _succeed(wallet, abi.encodeCall(IDepositToken.setStepUp, (change, abi.encodePacked(by.r, by.s, by.v))));
        assert(ecrecover(digest, by.v, by.r, by.s) == secondKey);
        assert(deposit.hashStepUpChange(wallet, change) != digest);
        assert(deposit.stepUpOf(wallet).secondKey == change.secondKey);
    }

    /// @dev The payment took place, in its time, and its number is used up.
    function _authorized(address caller, bytes4 selector, Authorization calldata it, Signature calldata by) private {
        IERC3009 authorizations = IERC3009(address(_money));
        _assumeHeld(it.from);
        uint256 heldMinor = _money.balanceOf(it.from);
        VM.assume(it.validAfter < 1 << 47); // beyond, OpenZeppelin counts in blocks
        bool isUsed = authorizations.authorizationState(it.from, it.nonce);
        _succeed(caller, abi.encodePacked(selector, abi.encode(it, by)));
        assert(!isUsed);
        assert(authorizations.authorizationState(it.from, it.nonce));
        assert(it.validAfter < block.timestamp);
        assert(block.timestamp < it.validBefore);
        assert(_money.balanceOf(it.from) == (it.from == it.to ? heldMinor : heldMinor - it.value));
    }

    function _assertSigned(address signer, bytes32 signed, Signature calldata by) private view {
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256(""), keccak256("1"), block.chainid, address(_money)));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, signed));
        assert(signer != address(0));
        assert(ecrecover(digest, by.v, by.r, by.s) == signer);
        assert(uint256(by.s) <= S_MAX);
    }
}
