// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {IHashTimeLock} from "corridor/interfaces/IHashTimeLock.sol";
import {ILiquidityQueue} from "corridor/interfaces/ILiquidityQueue.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {Bic, Currency, Jurisdiction, Lei, Role} from "corridor/interfaces/Types.sol";
import {Deployer} from "./Deployer.sol";
import {actor, keyOf} from "./Keys.sol";
import {leiOf} from "./Leis.sol";
import {VM} from "./Vm.sol";
import {World} from "./World.sol";

/// @title What a world settles through beside payments: instructions, hash locks, a queue and a pool on either curve
/// @dev The pools' base currency is the second country's, and the first country's central bank has their rate reported.
contract Settlements is Deployer {
    uint256 public constant POOLS = 2;
    uint256 public constant REPORTERS = 4;
    uint16 public constant AMPLIFICATION = 100;
    uint32 public constant RATE_AGE_S = 3 days;
    uint16 private constant FEE_BPS = 30;

    World public immutable WORLD;
    IAtomicSettlement public immutable ATOMIC;
    IHashTimeLock public immutable LOCKS;
    ILiquidityQueue public immutable QUEUE;
    IReferenceRates public immutable RATES;

    IFxPool[POOLS] private _pools;
    address[REPORTERS] private _reporters;
    /// @dev The private keys of banks and market makers.
    mapping(address institution => uint256) public keyOfInstitution;

    constructor(World world) {
        WORLD = world;
        bytes memory argument = abi.encode(world.registry());
        ATOMIC = IAtomicSettlement(_deploy("AtomicSettlement", argument));
        LOCKS = IHashTimeLock(_deploy("HashTimeLock", argument));
        QUEUE = ILiquidityQueue(_deploy("LiquidityQueue", argument));
        RATES = IReferenceRates(address(world.fxBoard()));
        _pools[0] = _openPool(world, IFxPool.Curve.ConstantProduct, 0);
        _pools[1] = _openPool(world, IFxPool.Curve.Concentrated, AMPLIFICATION);
        for (uint256 i = 0; i < world.COUNTRIES(); ++i) {
            for (uint256 j = 0; j < 3 + POOLS; ++j) {
                _admit(world, i, contracts()[j], Role.SystemContract, Lei.wrap(0));
            }
        }
        for (uint256 i = 0; i < REPORTERS; ++i) {
            _reporters[i] = actor(string(abi.encodePacked("REPORTER ", i)));
            _admit(world, 0, _reporters[i], Role.RatePublisher, leiOf(100 + i));
            _accept(world, _reporters[i]);
        }
        World.Country memory quoting = world.country(0);
        Currency base = world.country(1).currency;
        VM.prank(quoting.centralBank);
        RATES.setReferenceTerms(base, quoting.currency, 2, RATE_AGE_S, 200);
        _know("BANGKOK_BANK");
        _know("CHIANGMAI_BANK");
        _know("HONGKONG_BANK");
        _know("MAKER");
    }

    function pool(uint256 index) external view returns (IFxPool) {
        return _pools[index];
    }

    function reporter(uint256 index) external view returns (address) {
        return _reporters[index];
    }

    /// @return all Every contract that may hold central-bank money for others: instructions, locks, queue, pools.
    function contracts() public view returns (address[] memory all) {
        all = new address[](3 + POOLS);
        (all[0], all[1], all[2]) = (address(ATOMIC), address(LOCKS), address(QUEUE));
        (all[3], all[4]) = (address(_pools[0]), address(_pools[1]));
    }

    function _know(string memory name) private {
        keyOfInstitution[actor(name)] = keyOf(name);
    }

    function _openPool(World world, IFxPool.Curve curve, uint16 amplification) private returns (IFxPool) {
        IFxPool.PoolSpec memory spec = IFxPool.PoolSpec(
            world.country(1).currency, world.country(0).currency, curve, FEE_BPS, amplification
        );
        return IFxPool(_deploy("FxPool", abi.encode(world.registry(), RATES, spec)));
    }

    function _accept(World world, address account) private {
        (IParticipantRegistry registry, Jurisdiction home) = (world.registry(), world.country(0).id);
        VM.prank(account);
        registry.acceptAdmission(home);
    }

    function _admit(World world, uint256 country, address account, Role role, Lei lei) private {
        World.Country memory here = world.country(country);
        Jurisdiction home = role == Role.SystemContract ? Jurisdiction.wrap(0) : here.id;
        IParticipantRegistry registry = world.registry();
        VM.prank(here.centralBank);
        registry.admit(account, role, lei, Bic.wrap(0), home);
    }
}
