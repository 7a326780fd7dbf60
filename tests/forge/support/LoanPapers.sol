// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {signWith} from "./Keys.sol";
import {World} from "./World.sol";

/// @title What is signed before a loan is drawn down
library LoanPapers {
    /// @dev All that a drawdown takes.
    struct Deal {
        bytes32 applicationId;
        ILoanTerms.LoanTerms terms;
        ILoanTerms.Share[] shares;
        bytes[] lenderSignatures;
        bytes borrowerSignature;
        ILoanRecords.LoanMandate mandate;
        bytes mandateSignature;
        bytes stepUpSignature;
    }

    /// @return agreed A linear loan over three periods of 30 days, in the currency of the bank's country.
    function terms(World world, uint256 bank, address borrower, uint64 principalMinor)
        internal
        view
        returns (ILoanTerms.LoanTerms memory agreed)
    {
        World.Bank memory lender = world.bank(bank);
        (agreed.lender, agreed.borrower) = (lender.account, borrower);
        agreed.currency = world.country(lender.country).currency;
        agreed.principalMinor = principalMinor;
        agreed.schedule.shape = ILoanTerms.Shape.Linear;
        (agreed.schedule.instalments, agreed.schedule.periodLength) = (3, 30);
        agreed.schedule.rateBps = 1_200;
        (agreed.graceS, agreed.defaultAfterS) = (6 hours, 30 days);
        (agreed.lateFeeMinor, agreed.signedUntil) = (principalMinor / 100, type(uint64).max);
        agreed.salt = "salt";
    }

    /// @param key The borrower's private key.
    /// @return deal With the signatures of one lender and the borrower, and a mandate for as much as there may be.
    function signed(World world, ILoanTerms.LoanTerms memory agreed, uint256 key)
        internal
        view
        returns (Deal memory deal)
    {
        deal.terms = agreed;
        deal.lenderSignatures = new bytes[](1);
        bytes32 id = world.loanBook().hashTerms(agreed);
        for (uint256 i = 0; i < world.BANKS(); ++i) {
            World.Bank memory bank = world.bank(i);
            if (bank.account == agreed.lender) deal.lenderSignatures[0] = signWith(bank.key, id);
        }
        deal.applicationId = id;
        deal.borrowerSignature = signWith(key, id);
        deal.mandate = ILoanRecords.LoanMandate(id, 0, type(uint64).max, type(uint40).max, 7 days);
        deal.mandateSignature = signWith(key, world.loanBook().hashMandate(deal.mandate));
    }

    /// @return The call of the drawdown.
    function drawing(Deal memory deal) internal pure returns (bytes memory) {
        return abi.encodeCall(
            ILoanBook.drawDown,
            (
                deal.applicationId,
                deal.terms,
                deal.shares,
                deal.lenderSignatures,
                deal.borrowerSignature,
                deal.mandate,
                deal.mandateSignature,
                deal.stepUpSignature
            )
        );
    }
}
