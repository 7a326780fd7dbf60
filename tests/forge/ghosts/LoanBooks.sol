// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {Vm} from "../support/Vm.sol";
import {Findings} from "./Findings.sol";

/// @title Books of loans whose periods are days, worked out from the terms and from what LoanBook says happened
/// @dev The arithmetic is written out here once more: interest, bills and payments of the four shapes at a fixed rate.
contract LoanBooks {
    /// @param lentMinor What was lent, and what became principal since.
    /// @param dueMinor Fees, interest and principal that are billed and not paid: below zero while a log is read.
    /// @param repaidMinor Principal that was repaid.
    /// @param late The last due date that was charged a fee.
    /// @param paidMinor All that was ever paid.
    struct Book {
        bytes32 id;
        ILoanTerms.LoanTerms terms;
        ILoanRecords.LoanStatus status;
        uint256 startAt;
        uint256 accruedDay;
        uint256 outstandingRay;
        uint256 accruedRay;
        uint256 interestRay;
        uint256 instalmentRay;
        uint256 interestMinor;
        uint256 lentMinor;
        uint256 principalMinor;
        uint256 repaidMinor;
        uint256 writtenOffMinor;
        uint256 paidMinor;
        uint256 billed;
        uint256 late;
        int256[3] dueMinor;
    }

    uint256 private constant RAY = 1e27;
    uint256 private constant DAY_S = 86_400;
    uint256 private constant YEAR_PPM_DAYS = 360 * 1e6;

    Findings private immutable FINDINGS;

    Book[] private _books;

    constructor(Findings findings) {
        FINDINGS = findings;
    }

    function opened(bytes32 id, ILoanTerms.LoanTerms calldata terms) external {
        Book storage found = _books.push();
        (found.id, found.terms, found.lentMinor) = (id, terms, terms.principalMinor);
        _begin(found, terms.principalMinor);
    }

    function count() external view returns (uint256) {
        return _books.length;
    }

    function book(uint256 place) external view returns (Book memory) {
        return _books[place];
    }

    /// @return Whether nothing can happen to it any more.
    function isOver(uint256 place) external view returns (bool) {
        ILoanRecords.LoanStatus status = _books[place].status;
        return status == ILoanRecords.LoanStatus.Closed || status == ILoanRecords.LoanStatus.WrittenOff;
    }

    /// @return paidMinor What the borrower paid, as the logs of one call say.
    function read(uint256 place, Vm.Log[] calldata logs) external returns (uint256 paidMinor) {
        Book storage found = _books[place];
        uint256 beforeMinor = found.paidMinor;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics.length > 1 && logs[i].topics[1] == found.id) _read(found, logs[i]);
        }
        return found.paidMinor - beforeMinor;
    }

    /// @dev BA, BB and what else holds of a loan between any two calls.
    function compare(uint256 place, ILoanRecords.LoanState calldata state) external {
        Book storage found = _books[place];
        FINDINGS.expect(state.status == found.status, "BF: a loan is in a state that it was not led to");
        uint256 owedMinor = found.lentMinor - found.repaidMinor - found.writtenOffMinor;
        FINDINGS.expect(
            uint256(state.principalMinor) + state.unbilledMinor == owedMinor, "BA: lent less repaid is not outstanding"
        );
        bool isDue = int256(uint256(state.feeMinor)) == found.dueMinor[0]
            && int256(uint256(state.interestMinor)) == found.dueMinor[1]
            && int256(uint256(state.principalMinor)) == found.dueMinor[2];
        FINDINGS.expect(isDue, "BA: what is due is not what was billed and not paid");
    }

    function _read(Book storage found, Vm.Log calldata entry) private {
        (bytes32 kind, bytes memory data) = (entry.topics[0], entry.data);
        if (kind == ILoanRecords.LoanStatusChanged.selector) {
            _lead(found, ILoanRecords.LoanStatus(_word(data, 0)), ILoanRecords.LoanStatus(_word(data, 1)));
        } else if (kind == ILoanRecords.InstalmentBilled.selector) {
            _bill(found, data);
        } else if (kind == ILoanRecords.InstalmentLate.selector) {
            _late(found, data);
        } else if (kind == ILoanRecords.LoanPaid.selector) {
            _pay(found, data);
        } else if (kind == ILoanRecords.LoanPrepaid.selector) {
            _prepay(found, _word(data, 0));
        } else if (kind == ILoanRecords.LoanAccelerated.selector) {
            _callIn(found, _word(data, 0), _word(data, 1));
        } else if (kind == ILoanRecords.LoanRestructured.selector) {
            _restructure(found, data);
        } else if (kind == ILoanRecords.LoanWrittenOff.selector) {
            found.writtenOffMinor += _word(data, 2);
            for (uint256 i = 0; i < 3; ++i) {
                found.dueMinor[i] -= int256(_word(data, i));
            }
        }
    }

    /// @dev BF: the table of docs/loans.md.
    function _lead(Book storage found, ILoanRecords.LoanStatus from, ILoanRecords.LoanStatus to) private {
        FINDINGS.expect(from == found.status, "BF: a loan leaves a state in which it is not");
        bool isEdge;
        if (from == ILoanRecords.LoanStatus.Active) {
            isEdge = to == ILoanRecords.LoanStatus.Late || to == ILoanRecords.LoanStatus.Closed;
        } else if (from == ILoanRecords.LoanStatus.Late) {
            isEdge = to == ILoanRecords.LoanStatus.Active || to == ILoanRecords.LoanStatus.Closed
                || to == ILoanRecords.LoanStatus.Defaulted;
        } else if (from == ILoanRecords.LoanStatus.Defaulted) {
            isEdge = to == ILoanRecords.LoanStatus.Active || to == ILoanRecords.LoanStatus.Recovering;
        } else if (from == ILoanRecords.LoanStatus.Recovering) {
            isEdge = to == ILoanRecords.LoanStatus.Closed || to == ILoanRecords.LoanStatus.WrittenOff;
        }
        FINDINGS.expect(isEdge, "BF: a loan took an edge that is not in the table");
        bool isZero = found.dueMinor[0] == 0 && found.dueMinor[1] == 0 && found.dueMinor[2] == 0;
        bool isRepaid = isZero && found.repaidMinor == found.lentMinor;
        FINDINGS.expect(isRepaid || to != ILoanRecords.LoanStatus.Closed, "I: a loan closed with something owed");
        found.status = to;
    }

    /// @dev BB, I and M: when interest may run, that principal sums up, and what the terms give.
    function _bill(Book storage found, bytes memory data) private {
        uint256 dueDay = found.startAt / DAY_S + ++found.billed;
        FINDINGS.expect(_isRunning(found.status), "BB: a loan was billed that does not run");
        bool isOnDate = _word(data, 0) == found.billed && _word(data, 1) == found.startAt + found.billed * DAY_S;
        FINDINGS.expect(isOnDate && block.timestamp >= _word(data, 1), "BB: a bill on another day than was signed");
        (uint256 interestMinor, uint256 principalMinor) = (_word(data, 2), _word(data, 3));
        found.lentMinor += _word(data, 4);
        found.principalMinor += principalMinor;
        FINDINGS.expect(
            found.lentMinor == found.principalMinor + _word(data, 5), "I: principal billed and unbilled is not what was lent"
        );
        _accrue(found, dueDay);
        _expectWhileLent(found, interestMinor);
        uint256 beforeRay = found.outstandingRay;
        uint256 interestRay = found.accruedRay;
        uint256 expectedMinor = _billAccrued(found);
        found.outstandingRay = found.billed == found.terms.schedule.instalments ? 0 : _left(found, beforeRay, interestRay);
        bool isAgreed = interestMinor == expectedMinor
            && _round(beforeRay) + _word(data, 4) == _round(found.outstandingRay) + principalMinor
            && (principalMinor == 0 || _word(data, 4) == 0);
        FINDINGS.expect(isAgreed, "M: an instalment is not what the terms give");
        found.dueMinor[1] += int256(interestMinor) - int256(_word(data, 4));
        found.dueMinor[2] += int256(principalMinor);
    }

    /// @dev BB: of any debt that there was, which would be true with flat interest too, up to the day that interest is
    ///      counted to.
    function _expectWhileLent(Book storage found, uint256 interestMinor) private {
        uint256 daysLent = found.accruedDay - found.startAt / DAY_S;
        uint256 mostRay = found.lentMinor * RAY * _ratePpm(found) * daysLent / YEAR_PPM_DAYS;
        FINDINGS.expect(
            (found.interestMinor + interestMinor) * RAY <= mostRay + RAY,
            "BB: more interest than since the drawdown there can be"
        );
    }

    /// @dev J: one fee for each due date, after its grace.
    function _late(Book storage found, bytes memory data) private {
        (uint256 index, uint256 dueAt) = (_word(data, 0), _word(data, 1));
        FINDINGS.expect(index > found.late && index <= found.billed, "J: a due date was charged twice");
        bool isLate = dueAt == found.startAt + index * DAY_S && block.timestamp > dueAt + found.terms.graceS;
        FINDINGS.expect(isLate && _word(data, 2) == found.terms.lateFeeMinor, "J: a fee before the end of grace");
        found.late = index;
        found.dueMinor[0] += int256(_word(data, 2));
    }

    /// @dev BD: in the order fees, interest, principal.
    function _pay(Book storage found, bytes memory data) private {
        for (uint256 i = 0; i < 3; ++i) {
            found.dueMinor[i] -= int256(_word(data, i));
            found.paidMinor += _word(data, i);
            bool isInOrder = i == 2 || found.dueMinor[i] == 0 || _word(data, i + 1) == 0;
            FINDINGS.expect(isInOrder && (i == 2 || found.dueMinor[i] >= 0), "BD: paid out of order or more than is due");
        }
        found.repaidMinor += _word(data, 2);
    }

    function _prepay(Book storage found, uint256 amountMinor) private {
        _accrue(found, block.timestamp / DAY_S);
        found.outstandingRay -= amountMinor * RAY;
        found.principalMinor += amountMinor;
        found.dueMinor[2] += int256(amountMinor);
        found.instalmentRay = _instalmentRay(found);
    }

    function _callIn(Book storage found, uint256 interestMinor, uint256 principalMinor) private {
        _accrue(found, block.timestamp / DAY_S);
        _expectWhileLent(found, interestMinor);
        bool isAgreed = interestMinor == _billAccrued(found) && principalMinor == _round(found.outstandingRay);
        FINDINGS.expect(isAgreed, "M: what is called in is not what the terms give");
        found.outstandingRay = 0;
        found.principalMinor += principalMinor;
        found.dueMinor[1] += int256(interestMinor);
        found.dueMinor[2] += int256(principalMinor);
    }

    function _restructure(Book storage found, bytes memory data) private {
        _accrue(found, block.timestamp / DAY_S);
        uint256 last = data.length / 32;
        uint256 foundMinor = _word(data, last - 3);
        uint256 capitalisedMinor = uint256(found.dueMinor[0] + found.dueMinor[1]);
        if (foundMinor > capitalisedMinor) _expectWhileLent(found, foundMinor - capitalisedMinor);
        capitalisedMinor += _billAccrued(found);
        uint256 debtMinor = capitalisedMinor + uint256(found.dueMinor[2]) + _round(found.outstandingRay);
        bool isAgreed = foundMinor == capitalisedMinor && _word(data, last - 2) == debtMinor;
        FINDINGS.expect(isAgreed, "M: the new principal is not what was owed");
        found.lentMinor += capitalisedMinor;
        found.principalMinor = found.lentMinor - debtMinor;
        delete found.dueMinor;
        found.terms.schedule = _scheduleOf(data);
        _begin(found, debtMinor);
    }

    function _begin(Book storage found, uint256 principalMinor) private {
        found.status = ILoanRecords.LoanStatus.Active;
        (found.startAt, found.accruedDay) = (block.timestamp, block.timestamp / DAY_S);
        (found.outstandingRay, found.accruedRay, found.interestRay) = (principalMinor * RAY, 0, 0);
        (found.interestMinor, found.billed, found.late) = (0, 0, 0);
        found.instalmentRay = _instalmentRay(found);
    }

    function _accrue(Book storage found, uint256 toDay) private {
        uint256 daysCounted = toDay - found.accruedDay;
        found.accruedRay += found.outstandingRay * _ratePpm(found) * daysCounted / YEAR_PPM_DAYS;
        found.accruedDay = toDay;
    }

    /// @return minor All interest so far, rounded, less what was billed.
    function _billAccrued(Book storage found) private returns (uint256 minor) {
        found.interestRay += found.accruedRay;
        found.accruedRay = 0;
        minor = _round(found.interestRay) - found.interestMinor;
        found.interestMinor += minor;
    }

    /// @return The annuity of equal periods is V · G / T, see docs/loans.md.
    function _instalmentRay(Book storage found) private view returns (uint256) {
        ILoanTerms.Shape shape = found.terms.schedule.shape;
        uint256 remaining = found.terms.schedule.instalments - found.billed;
        if (shape == ILoanTerms.Shape.Bullet) return 0;
        if (shape == ILoanTerms.Shape.Linear) return found.outstandingRay / remaining;
        if (shape == ILoanTerms.Shape.NegativeAmortising) return found.terms.schedule.paymentMinor * RAY;
        uint256 daysToNext = found.startAt / DAY_S + found.billed + 1 - found.accruedDay;
        uint256 valueRay = found.outstandingRay + found.accruedRay
            + found.outstandingRay * _ratePpm(found) * daysToNext / YEAR_PPM_DAYS;
        uint256 factorRay = RAY + RAY * _ratePpm(found) / YEAR_PPM_DAYS;
        (uint256 growthRay, uint256 totalRay) = (RAY, RAY);
        for (uint256 i = 1; i < remaining; ++i) {
            growthRay = growthRay * factorRay / RAY;
            totalRay = totalRay * factorRay / RAY + RAY;
        }
        return valueRay * growthRay / totalRay;
    }

    function _left(Book storage found, uint256 beforeRay, uint256 interestRay) private view returns (uint256) {
        ILoanTerms.Shape shape = found.terms.schedule.shape;
        uint256 takenRay = found.instalmentRay;
        if (shape == ILoanTerms.Shape.NegativeAmortising) beforeRay += interestRay;
        if (shape == ILoanTerms.Shape.Annuity) takenRay = takenRay > interestRay ? takenRay - interestRay : 0;
        return beforeRay > takenRay ? beforeRay - takenRay : 0;
    }

    function _ratePpm(Book storage found) private view returns (uint256) {
        return uint256(int256(found.terms.schedule.rateBps)) * 100;
    }

    function _isRunning(ILoanRecords.LoanStatus status) private pure returns (bool) {
        return status == ILoanRecords.LoanStatus.Active || status == ILoanRecords.LoanStatus.Late;
    }

    function _round(uint256 ray) private pure returns (uint256) {
        return (ray + RAY / 2) / RAY;
    }

    /// @return schedule The second operand of LoanRestructured, whose words stand one after the other.
    function _scheduleOf(bytes memory data) private pure returns (ILoanTerms.Schedule memory schedule) {
        (, schedule) = abi.decode(data, (uint32, ILoanTerms.Schedule));
    }

    function _word(bytes memory data, uint256 index) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(data, add(0x20, mul(index, 0x20))))
        }
    }
}
