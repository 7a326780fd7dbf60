// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {Currency, Role} from "corridor/interfaces/Types.sol";
import {FxPool} from "corridor/settlement/FxPool.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @dev Registry and both moneys of a pool: who acts in which role and who holds what is read from storage that nothing
///      wrote and that halmos lets be anything. Its transfers do nothing: the pool's books are what is proved.
contract OpenWorld {
    mapping(address account => mapping(Currency currency => mapping(Role role => bool))) private _isActiveIn;
    mapping(address account => uint256) private _heldMinor;
    address private _issuer;

    function settlementTransfer(address, address, uint256) external {}

    function isActiveFor(address account, Currency currency, Role role) external view returns (bool) {
        return _isActiveIn[account][currency][role];
    }

    function centralBankMoneyOf(Currency) external view returns (address) {
        return address(this);
    }

    function availableMinor(address account) external view returns (uint256) {
        return _heldMinor[account];
    }

    function balanceOf(address account) external view returns (uint256) {
        return _heldMinor[account];
    }

    function issuer() external view returns (address) {
        return _issuer;
    }
}

/// @title A pool on the constant product in any state, and one call of it
abstract contract AnyPool {
    Currency internal constant BASE = Currency.wrap("HKD");
    Currency internal constant QUOTE = Currency.wrap("THB");
    uint16 internal constant FEE_BPS = 30;

    OpenWorld internal _world;
    IFxPool internal _pool;

    function setUp() external {
        _world = new OpenWorld();
        IFxPool.PoolSpec memory spec = IFxPool.PoolSpec(BASE, QUOTE, IFxPool.Curve.ConstantProduct, FEE_BPS, 0);
        _pool = new FxPool(IParticipantRegistry(address(_world)), IReferenceRates(address(_world)), spec);
        SVM.enableSymbolicStorage(address(_world));
        SVM.enableSymbolicStorage(address(_pool));
    }

    function _succeed(address caller, bytes memory data) internal {
        VM.prank(caller);
        (bool isDone,) = address(_pool).call(data);
        VM.assume(isDone);
    }
}
