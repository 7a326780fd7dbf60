// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {AnyCallProofs} from "./AnyCallProofs.sol";
import {AnyDeposit} from "./AnyDeposit.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What no call of any function of a deposit money breaks
contract DepositProofs is AnyDeposit, AnyCallProofs {
    function check_B_anyCall_creditsNobodyWhoIsBarred(address caller, address holder) external {
        VM.assume(holder != address(0));
        _registry.bar(holder);
        _assumeHeld(holder);
        uint256 heldMinor = _money.balanceOf(holder);
        _anyCall(caller);
        assert(_money.balanceOf(holder) <= heldMinor);
    }

    /// @param keptMinor Anything up to what was held and frozen: the solver has one comparison, and no branch.
    /// @dev By anybody, signed or not. Left out are the two ways of force, and the lost key, whose frozen part moves
    ///      with its holdings: SeizureProofs and HoldingsProofs look at them.
    function check_N_anyCallButForce_leavesWhatIsFrozen(address caller, address holder, uint256 keptMinor) external {
        _assumeHeld(holder);
        uint256 frozenMinor = _money.getFrozenTokens(holder);
        VM.assume(keptMinor <= frozenMinor);
        VM.assume(keptMinor <= _money.balanceOf(holder));
        bytes memory data = _anyCallData();
        VM.assume(!_isForce(bytes4(data)));
        VM.assume(bytes4(data) != IDepositToken.moveHoldings.selector);
        _assumeHeld(caller);
        _assumeHeld(_holderIn(data));
        _succeed(caller, data);
        assert(_money.balanceOf(holder) >= keptMinor);
        VM.assume(bytes4(data) != _money.setFrozenTokens.selector);
        assert(_money.getFrozenTokens(holder) == frozenMinor);
    }

    /// @dev An allowance is the holder's own call, or a permit that used up one of its numbers.
    function check_G_anyCallOfAnother_raisesNoAllowanceWithoutAPermit(address caller, address holder, address spender)
        external
    {
        VM.assume(caller != holder);
        IERC20Permit permits = IERC20Permit(address(_money));
        (uint256 allowedMinor, uint256 used) = (_money.allowance(holder, spender), permits.nonces(holder));
        bytes memory data = _anyCallData();
        _succeed(caller, data);
        VM.assume(_money.allowance(holder, spender) > allowedMinor);
        assert(bytes4(data) == IERC20Permit.permit.selector);
        unchecked {
            assert(permits.nonces(holder) == used + 1);
        }
    }

    /// @dev Signed by its first key or not; the wallet's second key has no say in a plain call.
    function check_S_anyCall_takesNoMoreThanItLetsPass(address caller, address wallet) external {
        IDepositToken.StepUp memory stepUp = IDepositToken(address(_money)).stepUpOf(wallet);
        VM.assume(stepUp.secondKey != address(0));
        uint256 heldMinor = _money.balanceOf(wallet);
        VM.assume(heldMinor > stepUp.aboveMinor);
        _assumeNoPower(caller);
        _assumeHeld(wallet);
        _anyCall(caller);
        unchecked {
            assert(_money.balanceOf(wallet) >= heldMinor - stepUp.aboveMinor);
        }
    }
}
