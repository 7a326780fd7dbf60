// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Status} from "../interfaces/Types.sol";
import {Arrears, Clock, Facts, Work} from "../libraries/LoanWords.sol";
import {LoanClock} from "./LoanClock.sol";

/// @title Where the money of loans goes: deposits of the borrower's bank, central-bank money between banks
abstract contract LoanMoney is LoanClock {
    using SafeCast for uint256;

    bytes32 private constant KEEPER_FEE = "keeper-fee";

    /// @dev What stands between a borrower and its lenders. wallet: the borrower's key now; party: whose fault it is;
    ///      isBlocked: nothing moves; isBanks: for a reason on the lenders' or a bank's side, which is nobody's lateness.
    struct Route {
        address wallet;
        address bank;
        address deposit;
        address reserves;
        Jurisdiction jurisdiction;
        bool isBlocked;
        bool isBanks;
        ShortReason reason;
        address party;
        uint256 spendableMinor;
        uint256 heldMinor;
        uint256 askedMinor;
    }

    /// @dev What a lender owes the keeper so far. deposit: the lender's deposit money, where a borrower keeps its own there.
    struct KeeperFee {
        address lender;
        Currency currency;
        uint64 amountMinor;
        uint16 collections;
        address deposit;
        Jurisdiction jurisdiction;
    }

    /// @return route How `neededMinor` would go from the borrower to its lenders now.
    function _routeOf(Work memory work, uint256 neededMinor) internal view returns (Route memory route) {
        Facts memory facts = work.facts;
        route.wallet = work.course.borrower;
        IParticipantRegistry.BankAccount memory account = REGISTRY.accountOf(route.wallet, facts.currency);
        // A key that another one replaced is revoked.
        if (account.walletStatus == Status.Revoked) {
            route.wallet = REGISTRY.currentWallet(route.wallet);
            account = REGISTRY.accountOf(route.wallet, facts.currency);
        }
        (route.bank, route.deposit) = (account.bank, account.depositToken);
        (route.reserves, route.jurisdiction) = (account.centralBankMoney, account.jurisdiction);
        if (route.deposit == address(0)) {
            _block(route, ShortReason.BorrowerWithoutAccount, route.wallet, false);
            return route;
        }
        bool isPaused;
        // The mandate took the second key above the step-up, and no rule book is asked.
        // slither-disable-next-line unused-return
        (route.spendableMinor, route.heldMinor,,, isPaused) = IDepositToken(route.deposit).spendableOf(route.wallet);
        if (isPaused) _block(route, ShortReason.MoneyPaused, route.deposit, true);
        else if (account.bankStatus != Status.Active) _block(route, _ofBank(facts, route.bank), route.bank, true);
        else _askLenders(work, route);
        if (route.isBlocked) return route;
        if (account.walletStatus != Status.Active) {
            _block(route, ShortReason.BorrowerSuspended, route.wallet, false);
        } else if (neededMinor <= route.spendableMinor) {
            _askReserves(work, route, neededMinor);
        }
    }

    /// @dev Blocks the route where the borrower's bank has too little central-bank money to pass on `amountMinor`.
    function _askReserves(Work memory work, Route memory route, uint256 amountMinor) internal view {
        Facts memory facts = work.facts;
        if (amountMinor == route.askedMinor || (facts.lender == route.bank && !facts.isSyndicate)) return;
        route.askedMinor = amountMinor;
        // Of a bank only this is asked.
        // slither-disable-next-line unused-return
        (uint256 reservesMinor,,,, bool isPaused) = ICentralBankMoney(route.reserves).spendableOf(route.bank);
        if (isPaused) _block(route, ShortReason.MoneyPaused, route.reserves, true);
        else if (reservesMinor < amountMinor) {
            if (facts.isSyndicate) amountMinor -= _ownPart(work.id, route.bank, amountMinor);
            if (reservesMinor < amountMinor) _block(route, ShortReason.BankShort, route.bank, true);
        }
    }

    /// @dev The borrower pays, and the loan goes where that leads. Nothing has moved yet: see {_move}.
    function _setPaid(Work memory work, Route memory route, uint64 amountMinor) internal {
        Arrears memory arrears = work.arrears;
        uint64 feeMinor = uint64(Math.min(amountMinor, arrears.feeMinor));
        uint64 interestMinor = uint64(Math.min(amountMinor - feeMinor, arrears.interestMinor));
        uint64 principalMinor = amountMinor - feeMinor - interestMinor;
        arrears.feeMinor -= feeMinor;
        arrears.interestMinor -= interestMinor;
        arrears.principalMinor -= principalMinor;
        emit LoanPaid(work.id, route.wallet, feeMinor, interestMinor, principalMinor, _dueMinor(arrears));
    }

    /// @dev Once nothing is due: the loan is current again, or repaid.
    function _settleStatus(Work memory work) internal {
        Clock memory clock = work.clock;
        // A loan in default waits for its lender, whatever is paid.
        if (_dueMinor(work.arrears) != 0 || clock.status == LoanStatus.Defaulted) return;
        (clock.overdueSince, clock.judged) = (0, clock.billed);
        if (work.debt.unbilledRay == 0) _setStatus(work, LoanStatus.Closed);
        else if (clock.status == LoanStatus.Late) _setStatus(work, LoanStatus.Active);
    }

    /// @dev From the borrower's deposit to the lenders.
    function _move(Work memory work, Route memory route, uint256 amountMinor) internal {
        Facts memory facts = work.facts;
        IDepositToken(route.deposit).settlementDebit(route.wallet, amountMinor, work.id);
        if (facts.isSyndicate) _distribute(work.id, route, amountMinor);
        else if (facts.lender != route.bank) {
            ICentralBankMoney(route.reserves).settlementTransfer(route.bank, facts.lender, amountMinor);
        }
    }

    /// @dev Each member of a syndicate gets what is missing of its share of all that was paid so far, rounded down; what is
    ///      left then, fewer units than members, goes to the first who have no more than that. So nobody is ever off its
    ///      exact share by more than one unit, and the parts sum to the whole.
    function _partsOf(Member[] memory members, uint256 amountMinor) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](members.length);
        (uint256 totalMinor, uint256 weights) = (amountMinor, 0);
        for (uint256 i = 0; i < members.length; ++i) {
            totalMinor += members[i].paidMinor;
            weights += members[i].weight;
        }
        uint256 leftMinor = amountMinor;
        for (uint256 i = 0; i < members.length; ++i) {
            uint256 shareMinor = totalMinor * members[i].weight / weights;
            parts[i] = Math.min(Math.saturatingSub(shareMinor, members[i].paidMinor), leftMinor);
            leftMinor -= parts[i];
        }
        for (uint256 i = 0; leftMinor != 0; i = (i + 1) % members.length) {
            if (members[i].paidMinor + parts[i] > totalMinor * members[i].weight / weights) continue;
            ++parts[i];
            --leftMinor;
        }
    }

    /// @dev What the lender pays the caller, where it can: see ILoanBook.
    function _payKeeper(KeeperFee memory fee) internal {
        if (fee.amountMinor == 0 || msg.sender == fee.lender) return;
        if (fee.deposit != address(0) && _isCustomerOfLender(fee)) {
            _payKeeperBy(fee, fee.deposit);
            return;
        }
        IParticipantRegistry.BankAccount memory account = REGISTRY.accountOf(msg.sender, fee.currency);
        // This contract is admitted, or no money would have moved.
        // slither-disable-next-line unused-return
        (, bool isLender, bool isInstitution) =
            REGISTRY.wholesaleLegOf(address(this), account.jurisdiction, fee.lender, msg.sender);
        bool isCustomer = account.bank != address(0);
        if (!isCustomer && !isInstitution) return;
        bool isPayable = isLender && (!isCustomer || _isCreditable(account))
            && (account.bank == fee.lender || _canPay(account.centralBankMoney, fee.lender, fee.amountMinor));
        if (!isPayable) {
            emit KeeperUnpaid(fee.lender, msg.sender, fee.amountMinor, fee.collections);
            return;
        }
        if (account.bank != fee.lender) {
            address to = isCustomer ? account.bank : msg.sender;
            ICentralBankMoney(account.centralBankMoney).settlementTransfer(fee.lender, to, fee.amountMinor);
        }
        _payKeeperBy(fee, account.depositToken);
    }

    function _payKeeperBy(KeeperFee memory fee, address deposit) private {
        emit KeeperPaid(fee.lender, msg.sender, fee.amountMinor, fee.collections);
        if (deposit != address(0)) IDepositToken(deposit).settlementCredit(msg.sender, fee.amountMinor, KEEPER_FEE);
    }

    /// @dev Its deposits have just moved, so that nothing stands in their way.
    function _isCustomerOfLender(KeeperFee memory fee) private view returns (bool isCustomer) {
        // This contract is admitted, or no money would have moved.
        // slither-disable-next-line unused-return
        (, isCustomer) = REGISTRY.customerLegOf(address(this), fee.jurisdiction, fee.lender, msg.sender);
    }

    /// @return Whether `account` may be credited deposits now.
    function _isCreditable(IParticipantRegistry.BankAccount memory account) internal view returns (bool) {
        return account.bankStatus == Status.Active && account.walletStatus == Status.Active
            && account.depositToken != address(0) && !IDepositToken(account.depositToken).paused();
    }

    /// @return Whether `bank` has so much central-bank money to spend, and it moves.
    function _canPay(address reserves, address bank, uint256 amountMinor) internal view returns (bool) {
        // Of a bank only this is asked.
        // slither-disable-next-line unused-return
        (uint256 spendableMinor,,,, bool isPaused) = ICentralBankMoney(reserves).spendableOf(bank);
        return !isPaused && spendableMinor >= amountMinor;
    }

    function _distribute(bytes32 loanId, Route memory route, uint256 amountMinor) private {
        Member[] storage stored = _members[loanId];
        Member[] memory members = stored;
        uint256[] memory parts = _partsOf(members, amountMinor);
        for (uint256 i = 0; i < members.length; ++i) {
            if (parts[i] == 0) continue;
            stored[i].paidMinor = (members[i].paidMinor + parts[i]).toUint64();
        }
        for (uint256 i = 0; i < members.length; ++i) {
            if (parts[i] == 0 || members[i].lender == route.bank) continue;
            ICentralBankMoney(route.reserves).settlementTransfer(route.bank, members[i].lender, parts[i]);
        }
    }

    function _askLenders(Work memory work, Route memory route) private view {
        if (!work.facts.isSyndicate) {
            _askLender(route, work.facts.lender);
            return;
        }
        Member[] memory members = _members[work.id];
        for (uint256 i = 0; i < members.length && !route.isBlocked; ++i) {
            _askLender(route, members[i].lender);
        }
    }

    function _askLender(Route memory route, address lender) private view {
        // The borrower's bank was asked before.
        // slither-disable-next-line unused-return
        (bool isAdmitted,, bool isLender) =
            REGISTRY.wholesaleLegOf(address(this), route.jurisdiction, route.bank, lender);
        if (!isAdmitted) _block(route, ShortReason.BookNotAdmitted, address(this), true);
        else if (!isLender) _block(route, ShortReason.LenderSuspended, lender, true);
    }

    function _ownPart(bytes32 loanId, address bank, uint256 amountMinor) private view returns (uint256 ownMinor) {
        Member[] memory members = _members[loanId];
        uint256[] memory parts = _partsOf(members, amountMinor);
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i].lender == bank) ownMinor += parts[i];
        }
    }

    function _ofBank(Facts memory facts, address bank) private pure returns (ShortReason) {
        return facts.lender == bank ? ShortReason.LenderSuspended : ShortReason.BankSuspended;
    }

    function _block(Route memory route, ShortReason reason, address party, bool isBanks) private pure {
        (route.isBlocked, route.isBanks, route.reason, route.party) = (true, isBanks, reason, party);
    }
}
