// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Tier} from "corridor/interfaces/Types.sol";
import {World} from "../support/World.sol";
import {Purses} from "./Purses.sol";

/// @title Who is whose customer under which key, and who is suspended
abstract contract Customers is Purses {
    /// @param bank Index of its bank.
    /// @param key The private key of `wallet`.
    /// @param newKey The private key that is to replace it, zero for none.
    struct Customer {
        uint256 bank;
        uint40 number;
        address wallet;
        uint256 key;
        bool isSuspended;
        bool byCentralBank;
        Tier tier;
        uint32 tierExpiresAt;
        uint256 newKey;
    }

    /// @param secondKey The private key, zero for none.
    struct StepUp {
        uint256 secondKey;
        uint256 aboveMinor;
    }

    World public immutable WORLD;

    Customer[] private _customers;
    /// @dev Of every key that ever was one, the present ones included.
    mapping(address wallet => uint256) public keyOfWallet;
    /// @dev From 1, for present keys alone.
    mapping(address wallet => uint256) private _placeOf;
    mapping(IMoney money => uint256) private _placeOfBank;
    mapping(uint256 customer => address[]) private _lostKeys;
    mapping(address wallet => StepUp) private _stepUpOf;
    /// @dev In the jurisdiction of that country.
    mapping(address account => mapping(uint256 country => bool)) public isSuspendedIn;

    constructor(World world) {
        WORLD = world;
        for (uint256 i = 0; i < world.BANKS(); ++i) {
            _placeOfBank[world.bank(i).deposit] = i + 1;
        }
    }

    function customerCount() external view returns (uint256) {
        return _customers.length;
    }

    function customer(uint256 index) public view returns (Customer memory) {
        return _customers[index];
    }

    function lostKeys(uint256 index) external view returns (address[] memory) {
        return _lostKeys[index];
    }

    function joined(Customer calldata given) external {
        _customers.push(given);
        _placeOf[given.wallet] = _customers.length;
        keyOfWallet[given.wallet] = given.key;
        know(WORLD.bank(given.bank).deposit, given.wallet);
    }

    function changed(uint256 index, Customer calldata given) external {
        _customers[index] = given;
    }

    /// @dev The key changes; number, tier and suspension stay, the step-up was the old key's own.
    function replaced(uint256 index, address wallet) external {
        Customer storage found = _customers[index];
        _lostKeys[index].push(found.wallet);
        (_placeOf[found.wallet], _placeOf[wallet]) = (0, index + 1);
        (found.wallet, found.key, found.newKey) = (wallet, found.newKey, 0);
        keyOfWallet[wallet] = found.key;
        know(WORLD.bank(found.bank).deposit, wallet);
    }

    function steppedUp(address wallet, uint256 secondKey, uint256 aboveMinor) external {
        _stepUpOf[wallet] = StepUp(secondKey, aboveMinor);
    }

    function stepUpOf(address wallet) external view returns (StepUp memory) {
        return _stepUpOf[wallet];
    }

    function suspended(address account, uint256 country, bool isSuspended) external {
        isSuspendedIn[account][country] = isSuspended;
    }

    /// @return Whether `index` may pay and be paid: an active customer of an active bank.
    function isInGoodStanding(uint256 index) public view returns (bool) {
        Customer storage found = _customers[index];
        World.Bank memory bank = WORLD.bank(found.bank);
        return !found.isSuspended && !isSuspendedIn[bank.account][bank.country];
    }

    /// @return Whether `account` may be credited with `money`.
    function mayHold(IMoney money, address account) external view returns (bool) {
        uint256 place = _placeOf[account];
        uint256 bank = _placeOfBank[money];
        if (bank != 0) return place != 0 && _customers[place - 1].bank == bank - 1 && isInGoodStanding(place - 1);
        uint256 country = address(money) == address(WORLD.country(0).money) ? 0 : 1;
        return _mayHoldReserves(account, country) && !isSuspendedIn[account][country];
    }

    function tierOf(uint256 index) public view returns (Tier) {
        Customer storage found = _customers[index];
        return block.timestamp > found.tierExpiresAt ? Tier.Anonymous : found.tier;
    }

    /// @return Whether a payment of `amountMinor` needs the second key too.
    function needsSecondKey(address wallet, uint256 amountMinor) external view returns (bool) {
        StepUp storage stepUp = _stepUpOf[wallet];
        return stepUp.secondKey != 0 && amountMinor > stepUp.aboveMinor;
    }

    function _mayHoldReserves(address account, uint256 country) private view returns (bool) {
        for (uint256 i = 0; i < WORLD.BANKS(); ++i) {
            World.Bank memory bank = WORLD.bank(i);
            if (bank.account == account) return bank.country == country;
        }
        return account == WORLD.maker();
    }
}
