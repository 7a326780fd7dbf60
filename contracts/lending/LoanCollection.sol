// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {Consents, Facts, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanPayments} from "./LoanPayments.sol";

/// @title Collection of what is due by mandate
abstract contract LoanCollection is LoanPayments, ILoanBook {
    uint256 private constant BATCH_MAX = 64;

    /// @inheritdoc ILoanBook
    function collect(bytes32 loanId) external nonReentrant returns (uint64 collectedMinor) {
        KeeperFee memory fee;
        collectedMinor = _collect(loanId, fee);
        _payKeeper(fee);
    }

    /// @inheritdoc ILoanBook
    function collectBatch(bytes32[] calldata loanIds) external nonReentrant returns (uint256 collectedMinor) {
        if (loanIds.length > BATCH_MAX) revert LoanTooMany(loanIds.length, BATCH_MAX);
        KeeperFee memory fee;
        for (uint256 i = 0; i < loanIds.length; ++i) {
            collectedMinor += _collect(loanIds[i], fee);
        }
        _payKeeper(fee);
    }

    /// @dev Fees of one lender that follow each other are added up; those of another are paid before.
    function _collect(bytes32 loanId, KeeperFee memory fee) private returns (uint64 paidMinor) {
        LoanStatus status = _loans[loanId].clock.status;
        if (!_isRunning(status) && status != LoanStatus.Recovering) {
            _refuse(loanId, LoanAct.Collect, LoanRefusal.WrongStatus);
            return 0;
        }
        (Loan storage loan, Work memory work) = _load(loanId);
        if (_dueMinor(work.arrears) == 0 && !_isBehind(work.clock)) {
            _refuse(loanId, LoanAct.Collect, LoanRefusal.NothingDue);
            return 0;
        }
        Route memory route = _advance(loan, work);
        paidMinor = _pullByMandate(loan, work, route);
        _settleStatus(work);
        bool isPaid = paidMinor != 0 && _earnsFee(work);
        _store(loan, work);
        if (paidMinor != 0) _move(work, route, paidMinor);
        if (isPaid) _addFee(fee, work, route);
    }

    function _pullByMandate(Loan storage loan, Work memory work, Route memory route)
        private
        returns (uint64 paidMinor)
    {
        uint64 neededMinor = _dueMinor(work.arrears);
        if (neededMinor == 0) return 0;
        // What is billed or decided only in part waits for the next call.
        if (_isBehind(work.clock) || (!route.isBanks && _isUnjudged(work))) return 0;
        Consents storage consents = loan.consents;
        (uint64 leftMinor, uint40 endsAt) = (consents.leftMinor, consents.endsAt);
        uint64 limitMinor = block.timestamp > endsAt ? 0 : leftMinor;
        paidMinor = _payableMinor(work, route, limitMinor);
        if (paidMinor < neededMinor) _emitShort(work, route, neededMinor);
        if (paidMinor == 0) return 0;
        consents.leftMinor = leftMinor - paidMinor;
        _setPaid(work, route, paidMinor);
    }

    /// @return isEarned Whether the keeper is paid: for the first collection since a due date, and for the last one.
    function _earnsFee(Work memory work) private pure returns (bool isEarned) {
        isEarned = work.clock.feeIndex != work.clock.billed || _dueMinor(work.arrears) == 0;
        work.clock.feeIndex = work.clock.billed;
    }

    function _addFee(KeeperFee memory fee, Work memory work, Route memory route) private {
        Facts memory facts = work.facts;
        if (fee.lender != facts.lender || fee.currency != facts.currency) {
            _payKeeper(fee);
            (fee.lender, fee.currency, fee.amountMinor, fee.collections) = (facts.lender, facts.currency, 0, 0);
            fee.deposit = address(0);
        }
        if (route.bank == facts.lender) (fee.deposit, fee.jurisdiction) = (route.deposit, route.jurisdiction);
        fee.amountMinor += work.arrears.keeperFeeMinor;
        ++fee.collections;
    }
}
