// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LoanMoney} from "./LoanMoney.sol";
import {Clock, Debt, Loan, Work} from "../libraries/LoanWords.sol";

/// @title How a loan is brought up to now, and how much of what is due goes through
abstract contract LoanPayments is LoanMoney {
    /// @dev Bills and judges what time has brought.
    /// @return route How what is due would go to the lenders.
    function _advance(Loan storage loan, Work memory work) internal returns (Route memory route) {
        _billDue(loan, work);
        uint256 neededMinor = _dueMinor(work.arrears);
        route = _routeOf(work, neededMinor);
        if (!route.isBanks) _judge(work);
        // Who had enough is not late for what its bank or its lender kept unpaid, this time or later.
        else if (neededMinor <= route.spendableMinor) work.clock.excused = work.clock.billed;
    }

    /// @dev The borrower pays by itself: `limitMinor` at most, all that is due where it has that.
    /// @return paidMinor What it paid; zero where it is short, and then the record says so.
    function _payByHand(Loan storage loan, Work memory work, Route memory route, uint64 limitMinor)
        internal
        returns (uint64 paidMinor)
    {
        uint64 neededMinor = _dueMinor(work.arrears);
        paidMinor = _payableMinor(work, route, limitMinor);
        if (paidMinor < Math.min(neededMinor, limitMinor)) _emitShort(work, route, neededMinor);
        if (paidMinor != 0) _setPaid(work, route, paidMinor);
        _settleStatus(work);
        _store(loan, work);
        if (paidMinor != 0) _move(work, route, paidMinor);
    }

    /// @return payableMinor What goes through of what is due, at most `limitMinor`; the route says why it is less.
    function _payableMinor(Work memory work, Route memory route, uint64 limitMinor)
        internal
        view
        returns (uint64 payableMinor)
    {
        if (route.isBlocked) return 0;
        uint64 neededMinor = _dueMinor(work.arrears);
        payableMinor = uint64(Math.min(Math.min(neededMinor, limitMinor), route.spendableMinor));
        if (payableMinor != 0) _askReserves(work, route, payableMinor);
        if (route.isBlocked) return 0;
        route.party = route.wallet;
        if (neededMinor > route.spendableMinor) {
            bool isFrozen = route.heldMinor >= neededMinor;
            route.reason = isFrozen ? ShortReason.BorrowerFrozen : ShortReason.InsufficientBalance;
        } else {
            route.reason = ShortReason.MandateEnded;
        }
    }

    function _emitShort(Work memory work, Route memory route, uint64 neededMinor) internal {
        emit CollectionShort(
            work.id, work.clock.billed, route.reason, route.party, neededMinor, route.spendableMinor
        );
    }

    /// @dev A running loan with all that time has brought, kept; WrongStatus of another one, BehindClock where one call does
    ///      not bring it up to now.
    function _current(bytes32 loanId)
        internal
        returns (Loan storage loan, Work memory work, Route memory route, LoanRefusal refusal)
    {
        (loan, work) = _load(loanId);
        if (!_isRunning(work.clock.status)) return (loan, work, route, LoanRefusal.WrongStatus);
        route = _advance(loan, work);
        _settleStatus(work);
        _store(loan, work);
        // The last due date may have taken nothing at all: then it is closed by now.
        if (!_isRunning(work.clock.status)) refusal = LoanRefusal.WrongStatus;
        else if (_isBehind(work.clock) || (!route.isBanks && _isUnjudged(work))) refusal = LoanRefusal.BehindClock;
    }

    /// @dev Everything is due from now on.
    function _callIn(Loan storage loan, Work memory work)
        internal
        view
        returns (uint64 interestMinor, uint64 principalMinor)
    {
        (interestMinor, principalMinor) = (_accruedMinor(loan, work), _unbilledMinor(work.debt));
        work.arrears.interestMinor += interestMinor;
        work.arrears.principalMinor += principalMinor;
        work.debt = Debt(0, 0);
        Clock memory clock = work.clock;
        (clock.nextDueAt, clock.judged, clock.hasAccrued) = (0, clock.billed, false);
    }
}
