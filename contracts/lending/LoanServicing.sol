// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILoanServicingPart} from "../interfaces/ILoanParts.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {LoanHash} from "../libraries/LoanHash.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";
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

    /// @inheritdoc ILoanServicingPart
    function declareDefault(bytes32 loanId) external onlyDelegated nonReentrant {
        _requireLender(loanId);
        (Loan storage loan, Work memory work) = _load(loanId);
        if (_isRunning(work.clock.status)) {
            _advance(loan, work);
            _settleStatus(work);
        }
        LoanRefusal refusal = LoanRefusal.None;
        Clock memory clock = work.clock;
        if (clock.status != LoanStatus.Late) refusal = LoanRefusal.WrongStatus;
        else if (block.timestamp <= uint256(clock.overdueSince) + work.rates.defaultAfterS) {
            refusal = LoanRefusal.TooSoon;
        }
        if (refusal == LoanRefusal.None) _setStatus(work, LoanStatus.Defaulted);
        _store(loan, work);
        if (refusal != LoanRefusal.None) _refuse(loanId, LoanAct.DeclareDefault, refusal);
    }

    /// @inheritdoc ILoanServicingPart
    function recover(bytes32 loanId) external onlyDelegated nonReentrant {
        _requireLender(loanId);
        (Loan storage loan, Work memory work) = _load(loanId);
        if (work.clock.status != LoanStatus.Defaulted) {
            _refuse(loanId, LoanAct.Recover, LoanRefusal.WrongStatus);
            return;
        }
        (uint64 interestMinor, uint64 principalMinor) = _callIn(loan, work);
        emit LoanAccelerated(loanId, interestMinor, principalMinor);
        _setStatus(work, LoanStatus.Recovering);
        _settleStatus(work);
        loan.accruedRay = 0;
        _store(loan, work);
    }

    /// @inheritdoc ILoanServicingPart
    function writeOff(bytes32 loanId) external onlyDelegated nonReentrant {
        _requireLender(loanId);
        (Loan storage loan, Work memory work) = _load(loanId);
        if (work.clock.status != LoanStatus.Recovering) {
            _refuse(loanId, LoanAct.WriteOff, LoanRefusal.WrongStatus);
            return;
        }
        Arrears memory arrears = work.arrears;
        emit LoanWrittenOff(loanId, arrears.feeMinor, arrears.interestMinor, arrears.principalMinor);
        (arrears.feeMinor, arrears.interestMinor, arrears.principalMinor) = (0, 0, 0);
        work.clock.overdueSince = 0;
        _setStatus(work, LoanStatus.WrittenOff);
        _store(loan, work);
    }

    /// @inheritdoc ILoanServicingPart
    function restructure(
        LoanRestructuring calldata restructuring,
        bytes calldata lenderSignature,
        bytes calldata borrowerSignature
    ) external onlyDelegated nonReentrant {
        bytes32 loanId = restructuring.loanId;
        (Loan storage loan, Work memory work) = _load(loanId);
        address wallet = REGISTRY.currentWallet(work.course.borrower);
        if (msg.sender != work.facts.lender && msg.sender != wallet) revert LoanNotParty(msg.sender);
        if (!_isActiveBank(work.facts.lender, work.facts.currency)) revert LoanLenderNotActive(work.facts.lender);
        bytes32 digest = _hashTypedDataV4(LoanHash.structHashOf(restructuring));
        _requireSigned(work.facts.lender, digest, lenderSignature);
        _requireSigned(wallet, digest, borrowerSignature);
        LoanRefusal refusal = LoanRefusal.None;
        if (work.clock.status != LoanStatus.Defaulted) (loan, work,, refusal) = _current(loanId);
        if (refusal == LoanRefusal.None) refusal = _restructure(loan, work, restructuring);
        if (refusal != LoanRefusal.None) _refuse(loanId, LoanAct.Restructure, refusal);
    }

    /// @dev A running loan with all that time has brought, kept; WrongStatus of another one, BehindClock where one call does
    ///      not bring it up to now.
    function _current(bytes32 loanId)
        private
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
        private
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

    function _restructure(Loan storage loan, Work memory work, LoanRestructuring calldata restructuring)
        private
        returns (LoanRefusal)
    {
        if (restructuring.number != loan.consents.restructurings) return LoanRefusal.Used;
        if (block.timestamp > restructuring.signedUntil) return LoanRefusal.Expired;
        uint256 today = block.timestamp / LoanCalendar.DAY_S;
        (uint24 ratePpm, bool isKnown) = _rateOn(work.facts.currency, restructuring.schedule, today);
        if (!isKnown) return LoanRefusal.RateMissing;
        _callIn(loan, work);
        Arrears memory arrears = work.arrears;
        uint64 debtMinor = _dueMinor(arrears);
        if (debtMinor > restructuring.debtMinorMax) return LoanRefusal.AboveDebt;
        SCHEDULES.requireValidSchedule(restructuring.schedule, debtMinor, work.facts.graceS);
        uint64 capitalisedMinor = arrears.feeMinor + arrears.interestMinor;
        (arrears.feeMinor, arrears.interestMinor, arrears.principalMinor) = (0, 0, 0);
        ++loan.consents.restructurings;
        _setStatus(work, LoanStatus.Active);
        emit LoanRestructured(
            work.id, restructuring.number, restructuring.schedule, capitalisedMinor, debtMinor, ratePpm
        );
        _begin(loan, work, restructuring.schedule, debtMinor, ratePpm);
        return LoanRefusal.None;
    }

    function _requirePayment(bytes32 loanId, uint64 amountMinor) private view {
        _requireBorrower(loanId);
        if (amountMinor == 0) revert LoanAmountZero(loanId);
    }
}
