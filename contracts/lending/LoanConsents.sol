// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {LoanHash} from "../libraries/LoanHash.sol";
import {Consents, Loan} from "../libraries/LoanWords.sol";
import {LoanStore} from "./LoanStore.sol";

/// @title What a borrower's key signs for its loan, and what takes its second key
abstract contract LoanConsents is LoanStore {
    uint256 private constant NOTICE_S_MAX = 30 days;

    function _setMandate(Loan storage loan, LoanMandate calldata mandate) internal {
        Consents memory consents = loan.consents;
        consents.leftMinor = mandate.ceilingMinor;
        consents.endsAt = uint40(mandate.expiresAt);
        consents.noticeS = mandate.noticeS;
        consents.isRevoked = false;
        ++consents.mandates;
        loan.consents = consents;
        emit MandateSet(
            mandate.loanId, mandate.number, mandate.ceilingMinor, mandate.expiresAt, mandate.noticeS
        );
    }

    /// @dev A mandate above the wallet's step-up takes the second key's signature too.
    function _requireMandate(
        LoanMandate calldata mandate,
        bytes32 loanId,
        address wallet,
        address deposit,
        bytes calldata signature,
        bytes calldata stepUpSignature
    ) internal view {
        if (
            mandate.loanId != loanId || mandate.ceilingMinor == 0 || mandate.noticeS > NOTICE_S_MAX
                || mandate.expiresAt < block.timestamp || mandate.expiresAt > type(uint40).max
        ) revert LoanMandateInvalid(loanId);
        bytes32 digest = _hashTypedDataV4(LoanHash.structHashOf(mandate));
        _requireSigned(wallet, digest, signature);
        if (deposit == address(0)) return;
        IDepositToken.StepUp memory stepUp = IDepositToken(deposit).stepUpOf(wallet);
        if (stepUp.secondKey == address(0) || mandate.ceilingMinor <= stepUp.aboveMinor) return;
        _requireSigned(stepUp.secondKey, digest, stepUpSignature);
    }

    /// @dev Above its step-up nothing leaves a wallet by its first key alone.
    function _requireBelowStepUp(bytes32 loanId, address deposit, uint256 amountMinor) internal view {
        if (deposit == address(0)) return;
        IDepositToken.StepUp memory stepUp = IDepositToken(deposit).stepUpOf(msg.sender);
        if (stepUp.secondKey != address(0) && amountMinor > stepUp.aboveMinor) {
            revert LoanStepUpMissing(loanId, stepUp.secondKey, stepUp.aboveMinor);
        }
    }
}
