// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {Currency, Role} from "corridor/interfaces/Types.sol";
import {AnyPool} from "./AnyPool.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What no call to a pool breaks, in whatever state it is
contract PoolProofs is AnyPool {
    function check_AB_fill_neverLowersTheProduct(address caller, bool ofBase, uint256 sellMinor) external {
        (uint256 base, uint256 quote) = _pool.reserves();
        uint256 total = _pool.totalShares();
        _succeed(caller, abi.encodeCall(IFxPool.fill, (ofBase ? BASE : QUOTE, sellMinor)));
        (uint256 laterBase, uint256 laterQuote) = _pool.reserves();
        assert(sellMinor < (ofBase ? base : quote));
        assert(ofBase ? laterBase == base - sellMinor : laterQuote == quote - sellMinor);
        unchecked {
            assert(laterBase * laterQuote >= base * quote); // of 128 bits each
        }
        assert(_pool.totalShares() == total);
        assert(_world.isActiveFor(caller, BASE, Role.SystemContract));
        assert(_world.isActiveFor(caller, QUOTE, Role.SystemContract));
    }

    function check_AB_provideOfAnother_leavesAProvidersShares(address caller, address provider) external {
        VM.assume(caller != provider);
        (uint256 shares, uint256 total) = (_pool.sharesOf(provider), _pool.totalShares());
        uint256 own = _pool.sharesOf(caller);
        _succeed(caller, abi.encodeCall(IFxPool.provide, (uint256(1e6), uint256(1e6), uint256(1))));
        assert(_pool.sharesOf(provider) == shares);
        unchecked {
            uint256 more = _pool.sharesOf(caller) - own;
            assert(_pool.totalShares() - total == (total == 0 ? more + 1_000 : more));
        }
    }

    function check_AB_withdrawOfAnother_leavesAProvidersShares(address caller, address provider, uint256 given)
        external
    {
        VM.assume(caller != provider);
        (uint256 shares, uint256 total) = (_pool.sharesOf(provider), _pool.totalShares());
        _succeed(caller, abi.encodeCall(IFxPool.withdraw, (given, 0, 0)));
        assert(_pool.sharesOf(provider) == shares);
        assert(_pool.totalShares() == total - given);
    }

    function check_AB_withdraw_takesTheCallersOwnShares(address caller, uint256 shares) external {
        uint256 held = _pool.sharesOf(caller);
        (uint256 base, uint256 quote) = _pool.reserves();
        _succeed(caller, abi.encodeCall(IFxPool.withdraw, (shares, 0, 0)));
        (uint256 laterBase, uint256 laterQuote) = _pool.reserves();
        assert(shares != 0 && shares <= held);
        assert(_pool.sharesOf(caller) == held - shares);
        assert(laterBase <= base && laterQuote <= quote);
    }

    function check_AB_writeDown_onlyLowersToWhatIsThere(address caller, Currency currency) external {
        (uint256 base, uint256 quote) = _pool.reserves();
        _succeed(caller, abi.encodeCall(IFxPool.writeDown, (currency)));
        (uint256 laterBase, uint256 laterQuote) = _pool.reserves();
        uint256 held = _world.balanceOf(address(_pool));
        bool ofBase = currency == BASE;
        assert(caller == _world.issuer());
        assert(ofBase ? laterBase == held && laterBase < base : laterBase == base);
        assert(ofBase ? laterQuote == quote : laterQuote == held && laterQuote < quote);
    }
}
