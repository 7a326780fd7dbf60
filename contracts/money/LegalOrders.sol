// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "../interfaces/IMoney.sol";
import {Label} from "../interfaces/Types.sol";

/// @title The legal orders of one money: recorded first, used by the seizure that they allow
abstract contract LegalOrders {
    mapping(bytes32 orderId => IMoney.LegalOrder) private _orders;
    mapping(address account => mapping(address receiver => bytes32 orderId)) private _openOrder;

    function _recordLegalOrder(IMoney.LegalOrder calldata order) internal {
        if (order.id == 0) revert IMoney.MoneyLegalOrderInvalid(order.id, Label.wrap("id"));
        if (order.account == address(0)) revert IMoney.MoneyLegalOrderInvalid(order.id, Label.wrap("account"));
        if (order.account == order.receiver) revert IMoney.MoneyLegalOrderInvalid(order.id, Label.wrap("receiver"));
        if (order.capMinor == 0) revert IMoney.MoneyLegalOrderInvalid(order.id, Label.wrap("capMinor"));
        if (order.expiresAt < block.timestamp) revert IMoney.MoneyLegalOrderInvalid(order.id, Label.wrap("expiresAt"));
        if (_orders[order.id].account != address(0)) revert IMoney.MoneyLegalOrderExists(order.id);
        bytes32 open = _openOrder[order.account][order.receiver];
        if (open != 0 && _orders[open].expiresAt >= block.timestamp) revert IMoney.MoneyLegalOrderExists(open);
        _orders[order.id] = order;
        _openOrder[order.account][order.receiver] = order.id;
        emit IMoney.LegalOrderRecorded(
            order.id, order.account, order.receiver, msg.sender, order.capMinor, order.expiresAt
        );
    }

    function _liftLegalOrder(bytes32 orderId) internal {
        IMoney.LegalOrder storage order = _orders[orderId];
        if (order.capMinor == 0) revert IMoney.MoneyLegalOrderMissing(order.account, order.receiver);
        _close(order);
        emit IMoney.LegalOrderLifted(orderId, msg.sender);
    }

    function _useLegalOrder(address account, address receiver, uint256 amountMinor) internal {
        IMoney.LegalOrder storage order = _orders[_openOrderFor(account, receiver)];
        if (block.timestamp > order.expiresAt) revert IMoney.MoneyLegalOrderExpired(order.id, order.expiresAt);
        uint256 capMinor = order.capMinor;
        if (amountMinor > capMinor) revert IMoney.MoneyLegalOrderAboveCap(order.id, capMinor, amountMinor);
        uint256 leftMinor = capMinor - amountMinor;
        if (leftMinor == 0) _close(order);
        else order.capMinor = leftMinor;
        emit IMoney.LegalOrderExecuted(order.id, account, amountMinor, leftMinor);
    }

    function _openOrderFor(address account, address receiver) internal view returns (bytes32 orderId) {
        orderId = _openOrder[account][receiver];
        if (orderId == 0) revert IMoney.MoneyLegalOrderMissing(account, receiver);
    }

    function _legalOrder(bytes32 orderId) internal view returns (IMoney.LegalOrder memory) {
        return _orders[orderId];
    }

    /// @dev The order stays on record with nothing left, so that its id is never used again.
    function _close(IMoney.LegalOrder storage order) private {
        order.capMinor = 0;
        // An order that ran out may have a successor, which stays open.
        if (_openOrder[order.account][order.receiver] == order.id) delete _openOrder[order.account][order.receiver];
    }
}
