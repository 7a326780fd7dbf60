// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ILoanRecords} from "../interfaces/ILoanRecords.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Role} from "../interfaces/Types.sol";
import {Arrears, Facts, Loan, LoanWords, Work} from "../libraries/LoanWords.sol";

/// @title What is kept of loans, and what every act asks of one
abstract contract LoanStore is ILoanRecords, EIP712, ReentrancyGuardTransient {
    IParticipantRegistry internal immutable REGISTRY;
    address private immutable SELF;

    /// @dev A bank of a syndicate, with what it got so far.
    struct Member {
        address lender;
        uint32 weight;
        uint64 paidMinor;
    }

    // slither-disable-next-line uninitialized-state
    mapping(bytes32 loanId => Loan) internal _loans;
    // slither-disable-next-line uninitialized-state
    mapping(bytes32 loanId => Member[]) internal _members;

    /// @dev For the parts of LoanBook that are contracts of their own, because one has no room for all: they act on its
    ///      storage and never on their own.
    modifier onlyDelegated() {
        if (address(this) == SELF) revert LoanPartCalled(SELF);
        _;
    }

    constructor(IParticipantRegistry registry) EIP712("Corridor LoanBook", "1") {
        REGISTRY = registry;
        SELF = address(this);
    }

    function _load(bytes32 loanId) internal view returns (Loan storage loan, Work memory work) {
        loan = _loans[loanId];
        work.id = loanId;
        LoanWords.load(loan, work);
    }

    /// @dev What changes while a loan runs.
    function _store(Loan storage loan, Work memory work) internal {
        LoanWords.store(loan, work);
    }

    function _setStatus(Work memory work, LoanStatus to) internal {
        if (work.clock.status == to) return;
        emit LoanStatusChanged(work.id, work.clock.status, to);
        work.clock.status = to;
    }

    function _refuse(bytes32 loanId, LoanAct act, LoanRefusal reason) internal {
        emit LoanActRefused(loanId, act, _loans[loanId].clock.status, reason);
    }

    function _isRunning(LoanStatus status) internal pure returns (bool) {
        return status == LoanStatus.Active || status == LoanStatus.Late;
    }

    function _dueMinor(Arrears memory arrears) internal pure returns (uint64) {
        return arrears.feeMinor + arrears.interestMinor + arrears.principalMinor;
    }

    function _isActiveBank(address account, Currency currency) internal view returns (bool) {
        return REGISTRY.isActiveFor(account, currency, Role.CommercialBank);
    }

    /// @dev The borrower's key now: the one that signed may have been replaced.
    function _requireBorrower(bytes32 loanId) internal view {
        if (msg.sender != REGISTRY.currentWallet(_loans[loanId].course.borrower) || msg.sender == address(0)) {
            revert LoanNotBorrower(msg.sender, loanId);
        }
    }

    function _requireLender(bytes32 loanId) internal view {
        Facts storage facts = _loans[loanId].facts;
        if (msg.sender != facts.lender) revert LoanNotLender(msg.sender, loanId);
        if (!_isActiveBank(msg.sender, facts.currency)) revert LoanLenderNotActive(msg.sender);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) {
            revert LoanSignatureInvalid(digest, signer);
        }
    }
}
