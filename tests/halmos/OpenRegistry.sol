// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role, Status} from "corridor/interfaces/Types.sol";

/// @dev A registry that lets everybody hold money but the one who is barred: a registry that refuses more only makes
///      more calls fail, and breaks nothing that holds here. Who acts in which role, and which key replaced which, is
///      read from storage that nothing wrote and that halmos lets be anything.
contract OpenRegistry {
    address private immutable BANK;
    address private immutable CENTRAL_BANK;

    address private _barred;
    mapping(address account => mapping(Role role => bool)) private _isActiveIn;
    mapping(address lost => address wallet) private _currentWallet;

    constructor(address bank, address centralBank) {
        (BANK, CENTRAL_BANK, _barred) = (bank, centralBank, address(0));
    }

    function bar(address account) external {
        _barred = account;
    }

    function jurisdictionOf(Currency) external pure returns (Jurisdiction) {
        return Jurisdiction.wrap("TH");
    }

    function centralBankOf(Jurisdiction) external view returns (address) {
        return CENTRAL_BANK;
    }

    function isActiveFor(address account, Currency, Role role) external view returns (bool) {
        return _isActiveIn[account][role];
    }

    function holdersOf(address, Jurisdiction, address from, address to)
        external
        view
        returns (bool isBankActive, IParticipantRegistry.Holder memory ofFrom, IParticipantRegistry.Holder memory ofTo)
    {
        (isBankActive, ofFrom.isEligible, ofTo.isEligible) = (true, _mayHold(from), _mayHold(to));
    }

    function customerLegOf(address operator, Jurisdiction, address, address wallet)
        external
        view
        returns (bool isSystemContract, bool isHolder)
    {
        (isSystemContract, isHolder) = (_isActiveIn[operator][Role.SystemContract], _mayHold(wallet));
    }

    function wholesaleLegOf(address operator, Jurisdiction, address from, address to)
        external
        view
        returns (bool isSystemContract, bool isSender, bool isReceiver)
    {
        (isSystemContract, isSender, isReceiver) =
            (_isActiveIn[operator][Role.SystemContract], _mayHold(from), _mayHold(to));
    }

    /// @dev A customer, whoever it is asked of: no proof rests on somebody being none.
    function customerOf(address) external view returns (IParticipantRegistry.Customer memory customer) {
        (customer.bank, customer.status) = (BANK, Status.Active);
    }

    function currentWallet(address wallet) external view returns (address) {
        return _currentWallet[wallet];
    }

    function _mayHold(address account) private view returns (bool) {
        address barred = _barred;
        return barred == address(0) || account != barred;
    }
}
