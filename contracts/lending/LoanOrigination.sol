// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {ILoanApplications} from "../interfaces/ILoanApplications.sol";
import {ILoanOriginationPart} from "../interfaces/ILoanParts.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {LoanHash} from "../libraries/LoanHash.sol";
import {Consents, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanClock} from "./LoanClock.sol";
import {LoanConsents} from "./LoanConsents.sol";
import {LoanMoney} from "./LoanMoney.sol";
import {LoanStore} from "./LoanStore.sol";

/// @title See {ILoanOriginationPart}
contract LoanOrigination is LoanMoney, LoanConsents, ILoanOriginationPart {
    uint256 private constant MEMBERS_MAX = 16;

    ILoanApplications private immutable APPLICATIONS;

    constructor(
        IParticipantRegistry registry,
        ILoanApplications applications,
        ILoanSchedules schedules,
        IRateIndex index
    ) LoanStore(registry) LoanClock(schedules, index) {
        APPLICATIONS = applications;
    }

    /// @inheritdoc ILoanOriginationPart
    function drawDown(
        bytes32 applicationId,
        LoanTerms calldata terms,
        Share[] calldata shares,
        bytes[] calldata lenderSignatures,
        bytes calldata borrowerSignature,
        LoanMandate calldata mandate,
        bytes calldata mandateSignature,
        bytes calldata stepUpSignature
    ) external onlyDelegated nonReentrant returns (bytes32 loanId) {
        if (msg.sender != terms.lender && msg.sender != terms.borrower) revert LoanNotParty(msg.sender);
        loanId = _hashTypedDataV4(LoanHash.structHashOf(terms));
        IParticipantRegistry.BankAccount memory account = REGISTRY.accountOf(terms.borrower, terms.currency);
        SCHEDULES.requireValid(terms);
        _requireLenders(loanId, terms, shares, lenderSignatures);
        _requireSigned(terms.borrower, loanId, borrowerSignature);
        _requireMandate(
            mandate, loanId, terms.borrower, account.depositToken, mandateSignature, stepUpSignature
        );
        (uint24 ratePpm, LoanRefusal refusal) = _refusalOf(loanId, terms, shares, account);
        if (refusal != LoanRefusal.None) {
            _refuse(loanId, LoanAct.DrawDown, refusal);
            return 0;
        }
        _open(loanId, terms, shares, ratePpm);
        emit LoanDrawn(
            loanId, terms.lender, terms.borrower, applicationId, terms, ratePpm, uint64(block.timestamp)
        );
        if (shares.length != 0) emit SyndicateFormed(loanId, shares);
        emit LoanStatusChanged(loanId, LoanStatus.None, LoanStatus.Active);
        _setMandate(_loans[loanId], mandate);
        APPLICATIONS.takeOffer(applicationId, loanId, terms.borrower, terms.lender);
        _payOut(loanId, terms, account);
    }

    /// @inheritdoc ILoanOriginationPart
    function setMandate(LoanMandate calldata mandate, bytes calldata signature, bytes calldata stepUpSignature)
        external
        onlyDelegated
    {
        Loan storage loan = _loans[mandate.loanId];
        address wallet = REGISTRY.currentWallet(loan.course.borrower);
        address deposit = REGISTRY.accountOf(wallet, loan.facts.currency).depositToken;
        _requireMandate(mandate, mandate.loanId, wallet, deposit, signature, stepUpSignature);
        LoanStatus status = loan.clock.status;
        if (status == LoanStatus.None || status == LoanStatus.Closed || status == LoanStatus.WrittenOff) {
            _refuse(mandate.loanId, LoanAct.SetMandate, LoanRefusal.WrongStatus);
        } else if (mandate.number != loan.consents.mandates) {
            _refuse(mandate.loanId, LoanAct.SetMandate, LoanRefusal.Used);
        } else {
            _setMandate(loan, mandate);
        }
    }

    /// @inheritdoc ILoanOriginationPart
    function revokeMandate(bytes32 loanId) external onlyDelegated {
        _requireBorrower(loanId);
        Consents memory consents = _loans[loanId].consents;
        if (consents.isRevoked || consents.leftMinor == 0 || block.timestamp > consents.endsAt) {
            _refuse(loanId, LoanAct.RevokeMandate, LoanRefusal.NotInForce);
            return;
        }
        uint40 endsAt = uint40(block.timestamp + consents.noticeS);
        if (endsAt > consents.endsAt) endsAt = consents.endsAt;
        (consents.endsAt, consents.isRevoked) = (endsAt, true);
        _loans[loanId].consents = consents;
        emit MandateRevoked(loanId, endsAt);
    }

    /// @inheritdoc ILoanOriginationPart
    function assign(LoanAssignment calldata assignment, bytes calldata fromSignature, bytes calldata toSignature)
        external
        onlyDelegated
        nonReentrant
    {
        Loan storage loan = _loans[assignment.loanId];
        if (msg.sender != assignment.from && msg.sender != assignment.to) revert LoanNotParty(msg.sender);
        uint256 place = _placeOf(loan, assignment);
        if (!_isActiveBank(assignment.from, loan.facts.currency)) revert LoanLenderNotActive(assignment.from);
        if (!_isActiveBank(assignment.to, loan.facts.currency)) revert LoanLenderNotActive(assignment.to);
        bytes32 digest = _hashTypedDataV4(LoanHash.structHashOf(assignment));
        _requireSigned(assignment.from, digest, fromSignature);
        _requireSigned(assignment.to, digest, toSignature);
        address reserves = REGISTRY.centralBankMoneyOf(loan.facts.currency);
        LoanRefusal refusal = _assignmentRefusal(loan, assignment, reserves);
        if (refusal != LoanRefusal.None) {
            _refuse(assignment.loanId, LoanAct.Assign, refusal);
            return;
        }
        ++loan.consents.assignments;
        if (loan.facts.isSyndicate) _members[assignment.loanId][place].lender = assignment.to;
        if (place == 0) loan.facts.lender = assignment.to;
        emit LoanAssigned(
            assignment.loanId, assignment.number, assignment.from, assignment.to, assignment.priceMinor
        );
        if (assignment.priceMinor == 0) return;
        ICentralBankMoney(reserves).settlementTransfer(assignment.to, assignment.from, assignment.priceMinor);
    }

    function _requireLenders(
        bytes32 loanId,
        LoanTerms calldata terms,
        Share[] calldata shares,
        bytes[] calldata signatures
    ) private view {
        if (terms.syndicateHash == 0) {
            if (shares.length != 0 || signatures.length != 1) revert LoanSyndicateInvalid(0);
            _requireLenderSigned(loanId, terms, terms.lender, signatures[0]);
            return;
        }
        bool isValid = shares.length != 0 && shares.length <= MEMBERS_MAX && signatures.length == shares.length
            && shares[0].lender == terms.lender && keccak256(abi.encode(shares)) == terms.syndicateHash;
        if (!isValid) revert LoanSyndicateInvalid(terms.syndicateHash);
        for (uint256 i = 0; i < shares.length; ++i) {
            if (shares[i].weight == 0) revert LoanSyndicateInvalid(terms.syndicateHash);
            _requireLenderSigned(loanId, terms, shares[i].lender, signatures[i]);
        }
    }

    function _requireLenderSigned(
        bytes32 loanId,
        LoanTerms calldata terms,
        address lender,
        bytes calldata signature
    ) private view {
        if (!_isActiveBank(lender, terms.currency)) revert LoanLenderNotActive(lender);
        _requireSigned(lender, loanId, signature);
    }

    function _refusalOf(
        bytes32 loanId,
        LoanTerms calldata terms,
        Share[] calldata shares,
        IParticipantRegistry.BankAccount memory account
    ) private view returns (uint24 ratePpm, LoanRefusal refusal) {
        if (_loans[loanId].clock.status != LoanStatus.None) return (0, LoanRefusal.Used);
        if (block.timestamp > terms.signedUntil) return (0, LoanRefusal.Expired);
        bool isKnown;
        (ratePpm, isKnown) = _rateOn(terms.currency, terms.schedule, block.timestamp / LoanCalendar.DAY_S);
        if (!isKnown) return (0, LoanRefusal.RateMissing);
        if (!_isCreditable(account)) return (0, LoanRefusal.CannotPay);
        uint256[] memory parts = _partsOf(_membersOf(terms, shares), terms.principalMinor);
        for (uint256 i = 0; i < parts.length; ++i) {
            address lender = shares.length == 0 ? terms.lender : shares[i].lender;
            if (lender != account.bank && !_canPay(account.centralBankMoney, lender, parts[i])) {
                return (0, LoanRefusal.CannotPay);
            }
        }
    }

    function _membersOf(LoanTerms calldata terms, Share[] calldata shares)
        private
        pure
        returns (Member[] memory members)
    {
        if (shares.length == 0) {
            members = new Member[](1);
            members[0] = Member(terms.lender, 1, 0);
            return members;
        }
        members = new Member[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            members[i] = Member(shares[i].lender, shares[i].weight, 0);
        }
    }

    function _open(bytes32 loanId, LoanTerms calldata terms, Share[] calldata shares, uint24 ratePpm) private {
        Loan storage loan = _loans[loanId];
        Work memory work;
        work.id = loanId;
        work.facts.lender = terms.lender;
        work.facts.currency = terms.currency;
        work.facts.graceS = terms.graceS;
        work.facts.isSyndicate = shares.length != 0;
        work.course.borrower = terms.borrower;
        work.rates.lateFeeMinor = terms.lateFeeMinor;
        work.rates.defaultAfterS = terms.defaultAfterS;
        work.arrears.keeperFeeMinor = terms.keeperFeeMinor;
        _begin(loan, work, terms.schedule, terms.principalMinor, ratePpm);
        for (uint256 i = 0; i < shares.length; ++i) {
            _members[loanId].push(Member(shares[i].lender, shares[i].weight, 0));
        }
    }

    function _payOut(bytes32 loanId, LoanTerms calldata terms, IParticipantRegistry.BankAccount memory account)
        private
    {
        ICentralBankMoney reserves = ICentralBankMoney(account.centralBankMoney);
        Member[] memory members = _members[loanId];
        if (members.length != 0) {
            uint256[] memory parts = _partsOf(members, terms.principalMinor);
            for (uint256 i = 0; i < parts.length; ++i) {
                if (parts[i] == 0 || members[i].lender == account.bank) continue;
                reserves.settlementTransfer(members[i].lender, account.bank, parts[i]);
            }
        } else if (terms.lender != account.bank) {
            reserves.settlementTransfer(terms.lender, account.bank, terms.principalMinor);
        }
        IDepositToken(account.depositToken).settlementCredit(terms.borrower, terms.principalMinor, loanId);
    }

    /// @return place Of `from` in the syndicate; zero of a lender by itself.
    function _placeOf(Loan storage loan, LoanAssignment calldata assignment) private view returns (uint256 place) {
        if (loan.facts.lender == assignment.from) return 0;
        Member[] storage members = _members[assignment.loanId];
        for (place = 1; place < members.length; ++place) {
            if (members[place].lender == assignment.from) return place;
        }
        revert LoanNotLender(assignment.from, assignment.loanId);
    }

    function _assignmentRefusal(Loan storage loan, LoanAssignment calldata assignment, address reserves)
        private
        view
        returns (LoanRefusal)
    {
        LoanStatus status = loan.clock.status;
        if (status == LoanStatus.Closed || status == LoanStatus.WrittenOff) return LoanRefusal.WrongStatus;
        if (assignment.number != loan.consents.assignments) return LoanRefusal.Used;
        if (block.timestamp > assignment.signedUntil) return LoanRefusal.Expired;
        if (!_canPay(reserves, assignment.to, assignment.priceMinor)) return LoanRefusal.CannotPay;
        return LoanRefusal.None;
    }
}
