// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanWorkoutPart} from "../interfaces/ILoanParts.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {LoanHash} from "../libraries/LoanHash.sol";
import {Arrears, Clock, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanClock} from "./LoanClock.sol";
import {LoanPayments} from "./LoanPayments.sol";
import {LoanStore} from "./LoanStore.sol";

/// @title See {ILoanWorkoutPart}
contract LoanWorkout is LoanPayments, ILoanWorkoutPart {
    constructor(IParticipantRegistry registry, ILoanSchedules schedules, IRateIndex index)
        LoanStore(registry)
        LoanClock(schedules, index)
    {}

    /// @inheritdoc ILoanWorkoutPart
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

    /// @inheritdoc ILoanWorkoutPart
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

    /// @inheritdoc ILoanWorkoutPart
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

    /// @inheritdoc ILoanWorkoutPart
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
}
