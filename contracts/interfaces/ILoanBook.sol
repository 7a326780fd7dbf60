// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "./ILoanRecords.sol";

/// @title Loans that repay themselves
/// @notice Both parties sign the terms, the borrower a mandate besides; the lender's money pays out, and on each due
///         date anyone may call `collect`, which pulls what is due from the borrower's deposit: never more than is due,
///         is free and is left of the mandate, in the order fees, interest, principal. Where the lender is not the
///         borrower's bank, the same amount moves in central-bank money in the same transaction.
/// @dev A collection first bills every due date that has come, 24 a call; then, unless something on the lender's or the
///      banks' side stands in the way, charges one late fee for each that was unpaid at the end of its grace (a payment
///      in the due second is on time, one in the last second of grace is not late); then pulls. Where only their side
///      stands in the way and the borrower has enough, its unpaid due dates are excused for good. Arrears bear no
///      interest. No rule book is asked: what is pulled goes to the borrower's own bank, by its own signature.
///      A keeper is paid by the lender, at most twice for each due date: for the first collection that pulls anything,
///      and for the one after which nothing is due. A customer of the lender gets a deposit, one of another bank the
///      same through central-bank money, a bank central-bank money, the lender itself and anybody else nothing.
interface ILoanBook is ILoanRecords {
    /// @notice Pays out the loan, under the terms that were offered.
    /// @dev Who: the lender or the borrower. Emits LoanDrawn, MandateSet, LoanStatusChanged, in a syndicate
    ///      SyndicateFormed; or LoanActRefused: Used, Expired, RateMissing, CannotPay (a borrower that can't be credited
    ///      too). Fails for invalid terms, a missing signature (of each lender and the borrower over the terms, of the
    ///      borrower over the mandate, of its second key where the mandate is above its step-up), for lenders that are not
    ///      active, without an offer.
    /// @param applicationId Under which the terms are on offer, see ILoanApplications.
    /// @param shares Of a syndicate of at most 16, the agent first; empty for one lender.
    /// @param lenderSignatures One a share, or one.
    /// @return loanId The EIP-712 digest of the terms; zero when it was refused.
    /// @custom:roles bank wallet
    function drawDown(
        bytes32 applicationId,
        LoanTerms calldata terms,
        Share[] calldata shares,
        bytes[] calldata lenderSignatures,
        bytes calldata borrowerSignature,
        LoanMandate calldata mandate,
        bytes calldata mandateSignature,
        bytes calldata stepUpSignature
    ) external returns (bytes32 loanId);

    /// @notice Collects what is due on a loan.
    /// @dev Who: anyone. Emits InstalmentBilled, LoanRateReset, InstalmentLate, LoanPaid, CollectionShort,
    ///      LoanStatusChanged, KeeperPaid or KeeperUnpaid as it happens; or LoanActRefused: WrongStatus, NothingDue.
    /// @return collectedMinor What was pulled.
    /// @custom:roles anyone
    function collect(bytes32 loanId) external returns (uint64 collectedMinor);

    /// @notice Collects what is due on up to 64 loans; what stands in one's way stops no other.
    /// @dev Who: anyone. Emits InstalmentBilled, LoanRateReset, InstalmentLate, LoanPaid, CollectionShort,
    ///      LoanStatusChanged, KeeperPaid, KeeperUnpaid, LoanActRefused as `collect`. Fees of one lender that follow each
    ///      other are paid at once.
    /// @return collectedMinor What was pulled in all.
    /// @custom:roles anyone
    function collectBatch(bytes32[] calldata loanIds) external returns (uint256 collectedMinor);

    /// @notice Gives a loan a new mandate in place of the one it has.
    /// @dev Who: anyone, with the borrower's signature, and its second key's above its step-up. Emits MandateSet; or
    ///      LoanActRefused: WrongStatus, Used.
    /// @custom:roles anyone
    function setMandate(LoanMandate calldata mandate, bytes calldata signature, bytes calldata stepUpSignature)
        external;

    /// @notice Revokes the mandate of a loan: nothing is pulled once its notice is over.
    /// @dev Who: the borrower. Emits MandateRevoked; or LoanActRefused: NotInForce.
    /// @custom:roles wallet
    function revokeMandate(bytes32 loanId) external;

    /// @return The EIP-712 digest of LoanTerms: what lenders and borrower sign, and the loan's id.
    function hashTerms(LoanTerms calldata terms) external view returns (bytes32);

    /// @return The EIP-712 digest of LoanMandate.
    function hashMandate(LoanMandate calldata mandate) external view returns (bytes32);

    /// @return Where a loan stands, as of its last act.
    function stateOf(bytes32 loanId) external view returns (LoanState memory);

    /// @return Who is in it.
    function partiesOf(bytes32 loanId) external view returns (LoanParties memory);

    /// @return The schedule that it is on.
    function scheduleOf(bytes32 loanId) external view returns (Schedule memory);

    /// @return shares Who lends in a syndicate, in the order of the shares; empty for one lender.
    function sharesOf(bytes32 loanId) external view returns (Share[] memory shares);

    /// @notice What the next due date will bill, if nothing happens before it.
    /// @return dueAt Its due second; zero when none comes any more.
    /// @return interestMinor Interest to be paid.
    /// @return principalMinor Principal to be paid.
    function nextInstalment(bytes32 loanId)
        external
        view
        returns (uint64 dueAt, uint64 interestMinor, uint64 principalMinor);
}
