// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "../interfaces/ILoanRecords.sol";
import {ILoanTerms} from "../interfaces/ILoanTerms.sol";

/// @title What the signatures on a loan cover, as EIP-712 has it
library LoanHash {
    bytes32 private constant SCHEDULE_TYPEHASH = keccak256(
        "Schedule(uint8 shape,uint64 paymentMinor,uint16 instalments,uint8 periodUnit,uint16 periodLength,bool endOfMonth,uint8 dayCount,bytes32 rateIndex,int32 rateBps,uint32 floorBps,uint32 capBps,uint16 rateAgeDaysMax)"
    );
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "LoanTerms(address lender,address borrower,bytes3 currency,uint64 principalMinor,Schedule schedule,uint32 graceS,uint64 lateFeeMinor,uint32 defaultAfterS,uint64 keeperFeeMinor,uint64 signedUntil,bytes32 syndicateHash,bytes32 salt)Schedule(uint8 shape,uint64 paymentMinor,uint16 instalments,uint8 periodUnit,uint16 periodLength,bool endOfMonth,uint8 dayCount,bytes32 rateIndex,int32 rateBps,uint32 floorBps,uint32 capBps,uint16 rateAgeDaysMax)"
    );
    bytes32 private constant MANDATE_TYPEHASH = keccak256(
        "LoanMandate(bytes32 loanId,uint32 number,uint64 ceilingMinor,uint64 expiresAt,uint32 noticeS)"
    );
    bytes32 private constant RESTRUCTURING_TYPEHASH = keccak256(
        "LoanRestructuring(bytes32 loanId,uint32 number,uint64 debtMinorMax,Schedule schedule,uint64 signedUntil)Schedule(uint8 shape,uint64 paymentMinor,uint16 instalments,uint8 periodUnit,uint16 periodLength,bool endOfMonth,uint8 dayCount,bytes32 rateIndex,int32 rateBps,uint32 floorBps,uint32 capBps,uint16 rateAgeDaysMax)"
    );
    bytes32 private constant ASSIGNMENT_TYPEHASH = keccak256(
        "LoanAssignment(bytes32 loanId,uint32 number,address from,address to,uint64 priceMinor,uint64 signedUntil)"
    );

    function structHashOf(ILoanTerms.LoanTerms calldata terms) internal pure returns (bytes32) {
        bytes32 scheduleHash = _hashOf(terms.schedule);
        return keccak256(
            abi.encode(
                TERMS_TYPEHASH,
                terms.lender,
                terms.borrower,
                terms.currency,
                terms.principalMinor,
                scheduleHash,
                terms.graceS,
                terms.lateFeeMinor,
                terms.defaultAfterS,
                terms.keeperFeeMinor,
                terms.signedUntil,
                terms.syndicateHash,
                terms.salt
            )
        );
    }

    function structHashOf(ILoanRecords.LoanMandate calldata mandate) internal pure returns (bytes32) {
        return keccak256(abi.encode(MANDATE_TYPEHASH, mandate));
    }

    function structHashOf(ILoanRecords.LoanRestructuring calldata restructuring) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                RESTRUCTURING_TYPEHASH,
                restructuring.loanId,
                restructuring.number,
                restructuring.debtMinorMax,
                _hashOf(restructuring.schedule),
                restructuring.signedUntil
            )
        );
    }

    function structHashOf(ILoanRecords.LoanAssignment calldata assignment) internal pure returns (bytes32) {
        return keccak256(abi.encode(ASSIGNMENT_TYPEHASH, assignment));
    }

    function _hashOf(ILoanTerms.Schedule calldata schedule) private pure returns (bytes32) {
        return keccak256(abi.encode(SCHEDULE_TYPEHASH, schedule));
    }
}
