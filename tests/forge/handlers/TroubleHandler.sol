// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Label, Status} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {World} from "../support/World.sol";
import {Handler} from "./Handler.sol";

/// @title What authorities do that a settlement has to bear: a pause, a suspension or a freeze, one at a time, not for long
contract TroubleHandler is Handler {
    enum Trouble {
        None,
        PausedReserves,
        PausedDeposits,
        SuspendedInstitution,
        SuspendedCustomer,
        FrozenReserves,
        FrozenDeposits
    }

    uint256 private constant KINDS = 6;

    Trouble private _trouble;
    uint256 private _seed;

    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](3);
        (all[0], all[1], all[2]) = (this.begin.selector, this.beginAgain.selector, this.end.selector);
    }

    /// @dev Twice as often as it ends.
    function beginAgain(uint256 seed) external {
        begin(seed);
    }

    function begin(uint256 seed) public {
        end();
        if (seed % 4 < 2) return;
        _trouble = Trouble(1 + seed / 4 % KINDS);
        _seed = seed / 32;
        _set(true);
    }

    function end() public {
        if (_trouble == Trouble.None) return;
        _set(false);
        _trouble = Trouble.None;
    }

    function _set(bool isOn) private {
        uint256 where = _seed % WORLD.COUNTRIES();
        World.Country memory country = WORLD.country(where);
        (uint256 index, Ghosts.Customer memory customer) = _customer(_seed);
        World.Bank memory bank = WORLD.bank(customer.bank);
        address ofCustomer = WORLD.country(bank.country).centralBank;
        if (_trouble == Trouble.PausedReserves) _pause(country.money, country.centralBank, isOn);
        else if (_trouble == Trouble.PausedDeposits) _pause(bank.deposit, ofCustomer, isOn);
        else if (_trouble == Trouble.SuspendedInstitution) _suspend(where, _institution(where, _seed / 2), isOn);
        else if (_trouble == Trouble.SuspendedCustomer) _suspendCustomer(ofCustomer, index, customer, isOn);
        else if (_trouble == Trouble.FrozenReserves) _freeze(country.money, country.supervisor, _holder(country), isOn);
        else _freeze(bank.deposit, ofCustomer, customer.wallet, isOn);
    }

    function _pause(IMoney money, address centralBank, bool isOn) private {
        _do(centralBank, address(money), abi.encodeCall(IMoney.setPaused, (isOn, Label.wrap("decision"))));
        GHOSTS.paused(money, isOn);
        GHOSTS.did("paused");
    }

    function _suspend(uint256 country, address institution, bool isOn) private {
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.setParticipantStatus,
            (institution, isOn ? Status.Suspended : Status.Active, Label.wrap("decision"))
        );
        _do(WORLD.country(country).centralBank, address(WORLD.registry()), order);
        GHOSTS.suspended(institution, country, isOn);
        GHOSTS.did("suspendedAnInstitution");
    }

    function _suspendCustomer(address centralBank, uint256 index, Ghosts.Customer memory customer, bool isOn) private {
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.setCustomerStatus,
            (customer.wallet, isOn ? Status.Suspended : Status.Active, Label.wrap("decision"))
        );
        _do(centralBank, address(WORLD.registry()), order);
        customer.isSuspended = isOn;
        GHOSTS.changed(index, customer);
        GHOSTS.did("suspendedACustomer");
    }

    /// @dev Half of it, or all that will ever be there; afterwards nothing.
    function _freeze(IMoney money, address by, address holder, bool isOn) private {
        uint256 amountMinor = _seed / 4 % 2 == 0 ? type(uint256).max : GHOSTS.heldMinor(money, holder) / 2;
        if (!isOn) amountMinor = 0;
        _do(by, address(money), abi.encodeCall(IERC7943Fungible.setFrozenTokens, (holder, amountMinor)));
        GHOSTS.froze(money, holder, amountMinor);
        GHOSTS.did("frozen");
    }

    /// @dev An institution, or a contract that holds money for others.
    function _holder(World.Country memory country) private view returns (address) {
        address[] memory holders = GHOSTS.holders(country.money);
        return holders[_seed / 8 % holders.length];
    }
}
