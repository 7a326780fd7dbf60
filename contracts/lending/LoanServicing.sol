// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILoanServicingPart} from "../interfaces/ILoanParts.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";
import {Clock, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanClock} from "./LoanClock.sol";
import {LoanConsents} from "./LoanConsents.sol";
import {LoanPayments} from "./LoanPayments.sol";
import {LoanStore} from "./LoanStore.sol";

/// @title See {ILoanServicingPart}
contract LoanServicing is LoanPayments, LoanConsents, ILoanServicingPart {
    using SafeCast for uint256;

    constructor(IParticipantRegistry registry, ILoanSchedules schedules, IRateIndex index)
        LoanStore(registry)
        LoanClock(schedules, index)
    {}

    /// @inheritdoc ILoanServicingPart
    function repay(bytes32 loanId, uint64 amountMinor) external onlyDelegated nonReentrant {
        _requirePayment(loanId, amountMinor);
        (Loan storage loan, Work memory work) = _load(loanId);
        LoanStatus status = work.clock.status;
        if (!_isRunning(status) && status != LoanStatus.Defaulted && status != LoanStatus.Recovering) {
            _refuse(loanId, LoanAct.Repay, LoanRefusal.WrongStatus);
            return;
        }
        if (_dueMinor(work.arrears) == 0 && !_isBehind(work.clock)) {
            _refuse(loanId, LoanAct.Repay, LoanRefusal.NothingDue);
            return;
        }
        Route memory route = _advance(loan, work);
        _requireBelowStepUp(loanId, route.deposit, amountMinor);
        // What is billed or decided only in part waits for the next call.
        bool isReady = !_isBehind(work.clock) && (route.isBanks || !_isUnjudged(work));
        _payByHand(loan, work, route, isReady ? amountMinor : 0);
    }

    /// @inheritdoc ILoanServicingPart
    function prepay(bytes32 loanId, uint64 amountMinor) external onlyDelegated nonReentrant {
        _requirePayment(loanId, amountMinor);
        (Loan storage loan, Work memory work, Route memory route, LoanRefusal refusal) = _current(loanId);
        if (refusal == LoanRefusal.None && _dueMinor(work.arrears) != 0) refusal = LoanRefusal.ArrearsOpen;
        if (refusal == LoanRefusal.None && amountMinor >= _unbilledMinor(work.debt)) refusal = LoanRefusal.AboveDebt;
        if (refusal != LoanRefusal.None) {
            _refuse(loanId, LoanAct.Prepay, refusal);
            return;
        }
        _requireBelowStepUp(loanId, route.deposit, amountMinor);
        work.arrears.principalMinor = amountMinor;
        uint64 paidMinor = _payableMinor(work, route, amountMinor);
        if (paidMinor < amountMinor) {
            _emitShort(work, route, amountMinor);
            return;
        }
        _setPrepaid(loan, work, amountMinor);
        _setPaid(work, route, amountMinor);
        emit LoanPrepaid(
            loanId, route.wallet, amountMinor, _unbilledMinor(work.debt), work.rates.instalmentRay
        );
        _settleStatus(work);
        _store(loan, work);
        _move(work, route, amountMinor);
    }

    /// @inheritdoc ILoanServicingPart
    function closeEarly(bytes32 loanId) external onlyDelegated nonReentrant {
        _requireBorrower(loanId);
        (Loan storage loan, Work memory work, Route memory route, LoanRefusal refusal) = _current(loanId);
        if (refusal != LoanRefusal.None) {
            _refuse(loanId, LoanAct.CloseEarly, refusal);
            return;
        }
        (uint64 interestMinor, uint64 principalMinor) = _callIn(loan, work);
        uint64 owedMinor = _dueMinor(work.arrears);
        _requireBelowStepUp(loanId, route.deposit, owedMinor);
        if (_payableMinor(work, route, owedMinor) < owedMinor) {
            _emitShort(work, route, owedMinor);
            return;
        }
        emit LoanAccelerated(loanId, interestMinor, principalMinor);
        loan.accruedRay = 0;
        _payByHand(loan, work, route, owedMinor);
    }

    /// @dev Interest up to today is kept for the next due date, and what the due dates take is computed anew.
    function _setPrepaid(Loan storage loan, Work memory work, uint64 amountMinor) private {
        Clock memory clock = work.clock;
        uint256 today = block.timestamp / LoanCalendar.DAY_S;
        uint256 interestRay = _interestRay(work, today);
        if (interestRay != 0) {
            loan.accruedRay += interestRay;
            clock.hasAccrued = true;
        }
        clock.accruedDay = uint24(today);
        work.debt.unbilledRay -= (amountMinor * MoneyMath.RAY).toUint160();
        work.rates.instalmentRay = _instalmentRay(loan, work);
        loan.rates = work.rates;
    }

    function _requirePayment(bytes32 loanId, uint64 amountMinor) private view {
        _requireBorrower(loanId);
        if (amountMinor == 0) revert LoanAmountZero(loanId);
    }
}
