// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {Currency, Label, Refusal, RefusalCode} from "../interfaces/Types.sol";
import {NetTable} from "../libraries/NetTable.sol";
import {Obligations} from "./Obligations.sol";

/// @title How {ILiquidityQueue} settles the net debits of members, whatever they come from
/// @dev A net debit is positive where a member has to pay. They are members' numbers → minor units.
abstract contract NetSettlement is Obligations {
    function _pauseRefusal(Currency currency, address money) internal view returns (Refusal memory refusal) {
        if (IMoney(money).paused()) {
            refusal = _refusal(
                RefusalCode.PayerMoneyPaused, Label.wrap("payer-money-paused"), _centralBankOf(currency)
            );
        }
    }

    /// @param ofPayees Whether those are asked who get something, or those who pay or neither pay nor get anything.
    /// @return refusal Whose standing forbids it.
    function _standingRefusal(
        Currency currency,
        Book storage book,
        NetTable.Table memory debits,
        bool ofPayees
    ) internal view returns (Refusal memory refusal) {
        for (uint256 i = 0; i < debits.count; ++i) {
            if (debits.nets[i] < 0 != ofPayees) continue;
            address member = book.memberAt[debits.keys[i]];
            if (_isActive(currency, member)) continue;
            return ofPayees
                ? _refusal(RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), member)
                : _refusal(RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), member);
        }
    }

    /// @return refusal Who could not pay its net debit out of what it can spend.
    function _moneyRefusal(Book storage book, address money, NetTable.Table memory debits)
        internal
        view
        returns (Refusal memory refusal)
    {
        for (uint256 i = 0; i < debits.count; ++i) {
            if (debits.nets[i] <= 0) continue;
            address member = book.memberAt[debits.keys[i]];
            uint256 debitMinor = uint256(debits.nets[i]);
            if (IMoney(money).availableMinor(member) >= debitMinor) continue;
            return IMoney(money).balanceOf(member) < debitMinor
                ? _refusal(RefusalCode.PayerBankInsufficientLiquidity, Label.wrap("payer-bank-liquidity"), member)
                : _refusal(RefusalCode.PayerFrozen, Label.wrap("payer-frozen"), member);
        }
    }

    /// @return netMinor What moves: the sum of the net debits, which is that of the net credits.
    function _netMinor(NetTable.Table memory debits) internal pure returns (uint256 netMinor) {
        int256 sumMinor = 0;
        for (uint256 i = 0; i < debits.count; ++i) {
            sumMinor += debits.nets[i];
            if (debits.nets[i] > 0) netMinor += uint256(debits.nets[i]);
        }
        // Never false: what one side pays the other gets.
        assert(sumMinor == 0);
    }

    /// @dev Who pays pays first, into the queue, which holds nothing before and nothing afterwards.
    function _moveNets(Book storage book, address money, NetTable.Table memory debits) internal {
        for (uint256 i = 0; i < debits.count; ++i) {
            if (debits.nets[i] <= 0) continue;
            ICentralBankMoney(money)
                .settlementTransfer(book.memberAt[debits.keys[i]], address(this), uint256(debits.nets[i]));
        }
        for (uint256 i = 0; i < debits.count; ++i) {
            if (debits.nets[i] >= 0) continue;
            ICentralBankMoney(money)
                .settlementTransfer(address(this), book.memberAt[debits.keys[i]], uint256(-debits.nets[i]));
        }
    }
}
