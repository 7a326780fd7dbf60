// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Label, Role, Status} from "../interfaces/Types.sol";
import {InterestMath} from "../libraries/InterestMath.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";

/// @title See {ILoanBook}
contract LoanBook is ILoanBook, EIP712, ReentrancyGuardTransient {
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "LoanTerms(address lender,address borrower,bytes3 currency,uint256 principalMinor,uint32 annualRateBps,uint16 dayCountBasis,uint8 shape,uint16 instalments,uint16 periodDays,uint32 graceS,uint256 lateFeeMinor,uint32 defaultAfterS,uint64 signedUntil,bytes32 salt)"
    );
    uint256 private constant DAY_S = 86_400;
    /// @dev 50 years. At 100 % a year debt grows by less than e^51 < 1.5 · 10^22 in them, so that every product of
    ///      InterestMath stays below 2^256. finance/schedules/instalments.py has the same range.
    uint256 private constant TENOR_DAYS_MAX = 18_300;
    uint256 private constant PERIOD_DAYS_MAX = 366;
    uint256 private constant RATE_BPS_MAX = 10_000;
    uint256 private constant INSTALMENTS_MAX = 600;
    uint256 private constant PRINCIPAL_MINOR_MAX = 1e15;

    IParticipantRegistry private immutable REGISTRY;

    // slither-disable-next-line uninitialized-state
    mapping(bytes32 loanId => Loan) private _loans;

    /// @dev Cumulative figures cover every instalment paid so far. What is billed is their rounding. `late` and
    ///      `excused` are the last instalment that was charged a late fee, and that only the lender's suspension or a
    ///      pause kept unpaid.
    struct Loan {
        LoanTerms terms;
        address depositToken;
        LoanStatus status;
        uint16 paid;
        uint16 late;
        uint16 excused;
        uint64 fundedAt;
        uint256 periodRateRay;
        uint256 instalmentRay;
        uint256 interestRay;
        uint256 principalRay;
        uint256 feesPaidMinor;
    }

    /// @dev One instalment with the cumulative figures that hold once it is paid.
    struct Bill {
        InstalmentDue due;
        uint256 interestRay;
        uint256 principalRay;
    }

    /// @dev What stands against a collection but the balance. wallet: the borrower's key now, which may have replaced
    ///      the one that signed; ofLender: nothing of the lender's deposits moves, which is not the borrower's
    ///      lateness.
    struct Hindrance {
        address wallet;
        bool ofLender;
        bool ofBorrower;
        ShortReason reason;
    }

    constructor(IParticipantRegistry registry) EIP712("Corridor LoanBook", "1") {
        REGISTRY = registry;
    }

    /// @inheritdoc ILoanBook
    function fund(LoanTerms calldata terms, bytes calldata borrowerSignature)
        external
        nonReentrant
        returns (bytes32 loanId)
    {
        if (msg.sender != terms.lender) revert LoanNotLender(msg.sender, terms.lender);
        loanId = hashTerms(terms);
        address recovered = ECDSA.recoverCalldata(loanId, borrowerSignature);
        if (recovered != terms.borrower) revert LoanBadSignature(loanId, recovered);
        Loan storage loan = _loans[loanId];
        if (loan.status != LoanStatus.None) revert LoanExists(loanId);
        if (block.timestamp > terms.signedUntil) revert LoanOfferExpired(loanId, terms.signedUntil);
        _requireValid(terms);
        address depositToken = _requireParties(terms);
        _open(loan, terms, depositToken);
        emit LoanFunded(loanId, terms.lender, terms.borrower, terms, uint64(block.timestamp));
        IDepositToken(depositToken).settlementCredit(terms.borrower, terms.principalMinor, loanId);
    }

    /// @inheritdoc ILoanBook
    function collect(bytes32 loanId) external nonReentrant returns (uint256 collectedMinor) {
        Loan storage loan = _requireOpen(loanId);
        Bill memory bill = _nextBill(loan);
        if (block.timestamp < bill.due.dueAt) revert LoanNotDue(loanId, bill.due.dueAt);
        Hindrance memory hindrance = _hindranceOf(loan);
        bool late = block.timestamp > uint256(bill.due.dueAt) + loan.terms.graceS && loan.excused < bill.due.index;
        if (late && !hindrance.ofLender && loan.late < bill.due.index) _chargeLateFee(loanId, loan, bill.due);
        collectedMinor = bill.due.feeMinor + bill.due.interestMinor + bill.due.principalMinor;
        if (_isShort(loanId, loan, bill.due.index, collectedMinor, hindrance)) return 0;
        _setPaid(loanId, loan, bill, !late);
        if (collectedMinor > 0) {
            IDepositToken(loan.depositToken).settlementDebit(hindrance.wallet, collectedMinor, loanId);
        }
    }

    /// @inheritdoc ILoanBook
    function declareDefault(bytes32 loanId) external {
        Loan storage loan = _requireOpen(loanId);
        if (msg.sender != loan.terms.lender) revert LoanNotLender(msg.sender, loan.terms.lender);
        if (!_isLenderActive(loan)) revert LoanLenderNotActive(msg.sender);
        uint64 defaultsAt = _dueAt(loan, loan.paid + 1) + loan.terms.defaultAfterS;
        if (block.timestamp <= defaultsAt) revert LoanNotInDefault(loanId, defaultsAt);
        loan.status = LoanStatus.Defaulted;
        emit LoanDefaulted(loanId, _outstandingMinor(loan));
    }

    /// @inheritdoc ILoanBook
    function hashTerms(LoanTerms calldata terms) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TERMS_TYPEHASH, terms)));
    }

    /// @inheritdoc ILoanBook
    function termsOf(bytes32 loanId) external view returns (LoanTerms memory) {
        return _loans[loanId].terms;
    }

    /// @inheritdoc ILoanBook
    function stateOf(bytes32 loanId) external view returns (LoanState memory) {
        Loan storage loan = _loans[loanId];
        return LoanState({
            status: loan.status,
            instalmentsPaid: loan.paid,
            fundedAt: loan.fundedAt,
            outstandingMinor: _outstandingMinor(loan),
            interestPaidMinor: MoneyMath.fromRayHalfUp(loan.interestRay),
            feesPaidMinor: loan.feesPaidMinor
        });
    }

    /// @inheritdoc ILoanBook
    function nextInstalment(bytes32 loanId) external view returns (InstalmentDue memory due) {
        Loan storage loan = _loans[loanId];
        if (_isOpen(loan)) due = _nextBill(loan).due;
    }

    function _requireValid(LoanTerms calldata terms) private pure {
        if (terms.principalMinor == 0 || terms.principalMinor > PRINCIPAL_MINOR_MAX) {
            revert LoanTermsInvalid(Label.wrap("principalMinor"));
        }
        if (terms.annualRateBps > RATE_BPS_MAX) revert LoanTermsInvalid(Label.wrap("annualRateBps"));
        if (terms.dayCountBasis != 360 && terms.dayCountBasis != 365) revert LoanTermsInvalid(Label.wrap("dayCountBasis"));
        if (terms.instalments == 0 || terms.instalments > INSTALMENTS_MAX) revert LoanTermsInvalid(Label.wrap("instalments"));
        if (terms.periodDays == 0 || terms.periodDays > PERIOD_DAYS_MAX) {
            revert LoanTermsInvalid(Label.wrap("periodDays"));
        }
        if (uint256(terms.periodDays) * terms.instalments > TENOR_DAYS_MAX) revert LoanTermsInvalid(Label.wrap("tenor"));
        if (terms.lateFeeMinor > terms.principalMinor) revert LoanTermsInvalid(Label.wrap("lateFeeMinor"));
        if (terms.defaultAfterS < terms.graceS) revert LoanTermsInvalid(Label.wrap("defaultAfterS"));
    }

    function _requireParties(LoanTerms calldata terms) private view returns (address depositToken) {
        IParticipantRegistry.BankAccount memory account = REGISTRY.accountOf(terms.borrower, terms.currency);
        if (account.bank != terms.lender || account.depositToken == address(0)) {
            revert LoanBorrowerNotCustomer(terms.borrower, terms.lender);
        }
        if (account.bankStatus != Status.Active) revert LoanLenderNotActive(terms.lender);
        if (account.walletStatus != Status.Active) revert LoanBorrowerSuspended(terms.borrower);
        return account.depositToken;
    }

    function _open(Loan storage loan, LoanTerms calldata terms, address depositToken) private {
        uint256 r = InterestMath.periodRateDown(terms.annualRateBps, terms.periodDays, terms.dayCountBasis);
        uint256 principalRay = terms.principalMinor * MoneyMath.RAY;
        loan.terms = terms;
        loan.depositToken = depositToken;
        loan.status = LoanStatus.Active;
        loan.fundedAt = uint64(block.timestamp);
        loan.periodRateRay = r;
        if (terms.shape == Shape.Linear) loan.instalmentRay = principalRay / terms.instalments;
        if (terms.shape == Shape.Annuity) {
            loan.instalmentRay = InterestMath.annuityDown(principalRay, r, terms.instalments);
        }
    }

    function _chargeLateFee(bytes32 loanId, Loan storage loan, InstalmentDue memory due) private {
        loan.late = due.index;
        loan.status = LoanStatus.Late;
        due.feeMinor = loan.terms.lateFeeMinor;
        emit InstalmentLate(loanId, due.index, due.dueAt, due.feeMinor);
    }

    /// @return short Whether the borrower can't be collected from now; then it says so.
    function _isShort(
        bytes32 loanId,
        Loan storage loan,
        uint16 index,
        uint256 neededMinor,
        Hindrance memory hindrance
    ) private returns (bool short) {
        IDepositToken token = IDepositToken(loan.depositToken);
        uint256 availableMinor = token.availableMinor(hindrance.wallet);
        ShortReason reason = hindrance.reason;
        if (hindrance.ofLender) {
            if (availableMinor >= neededMinor && loan.late < index) loan.excused = index;
        } else if (!hindrance.ofBorrower) {
            if (availableMinor >= neededMinor) return false;
            bool isFrozen = token.balanceOf(hindrance.wallet) >= neededMinor;
            reason = isFrozen ? ShortReason.BorrowerFrozen : ShortReason.InsufficientBalance;
        }
        emit CollectionShort(loanId, index, reason, availableMinor, neededMinor);
        return true;
    }

    function _hindranceOf(Loan storage loan) private view returns (Hindrance memory hindrance) {
        hindrance.wallet = REGISTRY.currentWallet(loan.terms.borrower);
        if (!_isLenderActive(loan)) {
            hindrance.ofLender = true;
            hindrance.reason = ShortReason.LenderSuspended;
        } else if (IDepositToken(loan.depositToken).paused()) {
            hindrance.ofLender = true;
            hindrance.reason = ShortReason.MoneyPaused;
        } else if (REGISTRY.customerOf(hindrance.wallet).status != Status.Active) {
            hindrance.ofBorrower = true;
            hindrance.reason = ShortReason.BorrowerSuspended;
        }
    }

    function _setPaid(bytes32 loanId, Loan storage loan, Bill memory bill, bool onTime) private {
        InstalmentDue memory due = bill.due;
        loan.paid = due.index;
        loan.interestRay = bill.interestRay;
        loan.principalRay = bill.principalRay;
        loan.feesPaidMinor += due.feeMinor;
        emit InstalmentCollected(
            loanId, due.index, due.feeMinor, due.interestMinor, due.principalMinor, onTime, _outstandingMinor(loan)
        );
        if (due.index == loan.terms.instalments) {
            loan.status = LoanStatus.Closed;
            emit LoanClosed(loanId);
        } else if (
            loan.status == LoanStatus.Late
                && block.timestamp <= uint256(_dueAt(loan, due.index + 1)) + loan.terms.graceS
        ) {
            loan.status = LoanStatus.Active;
            emit LoanRecovered(loanId);
        }
    }

    /// @dev Cumulative, then rounded, then less what was billed: no rounding error is ever carried on.
    function _nextBill(Loan storage loan) private view returns (Bill memory bill) {
        uint256 paidInterestRay = loan.interestRay;
        uint256 paidPrincipalRay = loan.principalRay;
        uint16 index = loan.paid + 1;
        uint256 outstandingRay = loan.terms.principalMinor * MoneyMath.RAY - paidPrincipalRay;
        uint256 interestRay = InterestMath.interestDown(outstandingRay, loan.periodRateRay);
        bill.interestRay = paidInterestRay + interestRay;
        bill.principalRay = paidPrincipalRay + _principalRay(loan, index, outstandingRay, interestRay);
        bill.due = InstalmentDue({
            index: index,
            dueAt: _dueAt(loan, index),
            feeMinor: loan.late == index ? loan.terms.lateFeeMinor : 0,
            interestMinor: MoneyMath.fromRayHalfUp(bill.interestRay) - MoneyMath.fromRayHalfUp(paidInterestRay),
            principalMinor: MoneyMath.fromRayHalfUp(bill.principalRay) - MoneyMath.fromRayHalfUp(paidPrincipalRay)
        });
    }

    function _principalRay(Loan storage loan, uint16 index, uint256 outstandingRay, uint256 interestRay)
        private
        view
        returns (uint256)
    {
        if (index == loan.terms.instalments) return outstandingRay;
        if (loan.terms.shape == Shape.Annuity) return loan.instalmentRay - interestRay;
        // Zero for a bullet loan.
        return loan.instalmentRay;
    }

    function _requireOpen(bytes32 loanId) private view returns (Loan storage loan) {
        loan = _loans[loanId];
        if (!_isOpen(loan)) revert LoanNotOpen(loanId, loan.status);
    }

    function _isLenderActive(Loan storage loan) private view returns (bool) {
        return REGISTRY.isActiveFor(loan.terms.lender, loan.terms.currency, Role.CommercialBank);
    }

    function _isOpen(Loan storage loan) private view returns (bool) {
        return loan.status == LoanStatus.Active || loan.status == LoanStatus.Late;
    }

    function _dueAt(Loan storage loan, uint16 index) private view returns (uint64) {
        return loan.fundedAt + uint64(uint256(index) * loan.terms.periodDays * DAY_S);
    }

    function _outstandingMinor(Loan storage loan) private view returns (uint256) {
        return loan.terms.principalMinor - MoneyMath.fromRayHalfUp(loan.principalRay);
    }
}
