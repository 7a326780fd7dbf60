// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {Role} from "corridor/interfaces/Types.sol";
import {AnyMoney} from "./AnyMoney.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What no call of any function of a money breaks, whoever calls it with whatever arguments
abstract contract AnyCallProofs is AnyMoney {
    /// @dev Both counters and the supply begin at zero.
    /// @dev The supply is issued less redeemed by definition, so that what could break it is redeeming what nobody has.
    function check_A_anyCall_redeemsNoMoreThanWasIssued(address caller) external {
        _anyCall(caller);
        assert(_money.redeemedMinor() <= _money.issuedMinor());
        assert(_money.totalSupply() == _money.issuedMinor() - _money.redeemedMinor());
    }

    /// @dev By the bank and the central bank too. Left out are force, which SeizureProofs look at, the settlement by a
    ///      system contract, which asks for the consent itself, and what carries the holder's own signature, which
    ///      SignatureProofs look at: to a solver any bytes may be it.
    function check_G_anyCallOfAnother_takesNothing(address caller, address holder) external {
        VM.assume(caller != holder);
        VM.assume(_money.allowance(holder, caller) == 0);
        VM.assume(!_registry.isActiveFor(caller, THB, Role.SystemContract));
        _assumeHeld(holder);
        uint256 heldMinor = _money.balanceOf(holder);
        bytes memory data = _anyCallData();
        VM.assume(bytes4(data) != IERC3009.transferWithAuthorization.selector);
        VM.assume(bytes4(data) != IERC3009.receiveWithAuthorization.selector);
        VM.assume(!_isForce(bytes4(data)));
        _assumeHeld(caller);
        _assumeHeld(_holderIn(data));
        _succeed(caller, data);
        address wallet = _registry.currentWallet(holder);
        assert(_money.balanceOf(holder) >= heldMinor || (wallet != address(0) && wallet != holder));
    }

    function check_Q_anyCallWhilePaused_movesNothing(address caller, address holder) external {
        VM.assume(_money.paused());
        (uint256 heldMinor, uint256 supplyMinor) = (_money.balanceOf(holder), _money.totalSupply());
        _succeed(caller, _anyCallData());
        assert(_money.balanceOf(holder) == heldMinor);
        assert(_money.totalSupply() == supplyMinor);
    }
}
