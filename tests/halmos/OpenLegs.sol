// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role, Status} from "corridor/interfaces/Types.sol";

/// @dev The moneys of one currency in a proof about legs: central-bank money and every bank's deposits. They only count,
///      below zero too, and fail for whichever payer or depositor they please, which is read from storage that nothing
///      wrote and that halmos lets be anything: what is proved is what a contract makes of it. They have no rule book,
///      no threshold for a second key, and are not paused.
contract OpenMoneys {
    mapping(address institution => int256) public centralMinor;
    mapping(address wallet => int256) public depositMinor;
    mapping(address account => bool) private _isStuck;
    mapping(address account => uint256) private _spendableMinor;

    function settlementTransfer(address from, address to, uint256 amountMinor) external {
        require(!_isStuck[from]);
        unchecked {
            centralMinor[from] -= int256(amountMinor);
            centralMinor[to] += int256(amountMinor);
        }
    }

    function settlementDebit(address wallet, uint256 amountMinor, bytes32) external {
        require(!_isStuck[wallet]);
        unchecked {
            depositMinor[wallet] -= int256(amountMinor);
        }
    }

    function settlementCredit(address wallet, uint256 amountMinor, bytes32) external {
        require(!_isStuck[wallet]);
        unchecked {
            depositMinor[wallet] += int256(amountMinor);
        }
    }

    function availableMinor(address account) external view returns (uint256) {
        return _spendableMinor[account];
    }

    function balanceOf(address account) external view returns (uint256) {
        return _spendableMinor[account];
    }

    function stepUpOf(address) external pure returns (IDepositToken.StepUp memory none) {}

    function paused() external pure returns (bool) {
        return false;
    }

    function ruleBook() external pure returns (address) {
        return address(0);
    }
}

/// @dev The registry of a proof about legs: who is an institution is read from such storage too, where nobody says it;
///      whose customer a wallet is stands there. It knows two currencies, nobody suspended and no replaced key.
contract OpenLegs {
    Currency private constant THB = Currency.wrap("THB");

    OpenMoneys public immutable BAHT = new OpenMoneys();
    OpenMoneys public immutable DOLLARS = new OpenMoneys();

    mapping(address account => bool) public isInstitution;
    mapping(address wallet => address bank) public bankOf;
    mapping(address lost => address wallet) public currentWallet;

    /// @dev Where it is no institution.
    function enrol(address wallet, address bank) external {
        (bankOf[wallet], currentWallet[wallet]) = (bank, wallet);
    }

    function setInstitution(address account, bool isInstitution_) external {
        isInstitution[account] = isInstitution_;
    }

    function centralBankMoneyOf(Currency currency) public view returns (address) {
        return currency == THB ? address(BAHT) : address(DOLLARS);
    }

    function wholesaleLegOf(address, Jurisdiction, address from, address to) external view returns (bool, bool, bool) {
        return (true, isInstitution[from], isInstitution[to]);
    }

    function accountOf(address wallet, Currency currency)
        external
        view
        returns (IParticipantRegistry.BankAccount memory account)
    {
        account.bank = bankOf[wallet];
        (account.walletStatus, account.bankStatus) = (Status.Active, Status.Active);
        account.depositToken = centralBankMoneyOf(currency);
    }

    function customerOf(address wallet) external view returns (IParticipantRegistry.Customer memory customer) {
        customer.bank = bankOf[wallet];
    }

    function admissionOf(address, Jurisdiction) external pure returns (IParticipantRegistry.Admission memory) {
        return IParticipantRegistry.Admission(Role.None, Status.None);
    }

    function jurisdictionOf(Currency) external pure returns (Jurisdiction) {
        return Jurisdiction.wrap("TH");
    }

    function centralBankOf(Jurisdiction) external pure returns (address) {
        return address(0xceba);
    }
}
