// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {CustomerRecord, DeskRecord, IssueRecord} from "../interfaces/Records.sol";
import {Currency, Jurisdiction, Role, Status} from "../interfaces/Types.sol";
import {Handovers} from "./Handovers.sol";
import {KeyReplacements} from "./KeyReplacements.sol";
import {Listings} from "./Listings.sol";

/// @title See {IParticipantRegistry}
/// @dev What is here is what every payment asks: a wallet costs one storage slot, its bank's standing and money another, and what a
///      currency is a third.
contract ParticipantRegistry is Handovers, Listings, KeyReplacements {
    constructor(JurisdictionSpec[] memory jurisdictions) {
        for (uint256 i = 0; i < jurisdictions.length; ++i) {
            _open(jurisdictions[i]);
        }
    }

    /// @inheritdoc IParticipantRegistry
    function accountOf(address wallet, Currency currency) external view returns (BankAccount memory account) {
        (CustomerRecord customer, DeskRecord desk, IssueRecord issue) = _records(wallet, currency);
        account.bank = customer.bank();
        account.walletStatus = customer.walletStatus();
        account.tier = customer.tierNow();
        account.number = customer.number();
        account.jurisdiction = issue.jurisdiction();
        account.bankStatus = desk.bankStatus();
        account.depositToken = desk.depositToken();
        account.centralBankMoney = issue.centralBankMoney();
    }

    /// @inheritdoc IParticipantRegistry
    function settlementRoute(address payer, Currency payerCurrency, address payee, Currency payeeCurrency)
        external
        view
        returns (
            CustomerRecord payerRecord,
            DeskRecord payerDesk,
            IssueRecord payerIssue,
            CustomerRecord payeeRecord,
            DeskRecord payeeDesk,
            IssueRecord payeeIssue
        )
    {
        (payerRecord, payerDesk, payerIssue) = _records(payer, payerCurrency);
        (payeeRecord, payeeDesk, payeeIssue) = _records(payee, payeeCurrency);
    }

    /// @inheritdoc IParticipantRegistry
    function wholesaleLegOf(address operator, Jurisdiction jurisdiction, address from, address to)
        external
        view
        returns (bool isSystemContract, bool isSender, bool isReceiver)
    {
        isSystemContract = _deskRecord(operator, jurisdiction).isActiveAs(Role.SystemContract);
        isSender = _deskRecord(from, jurisdiction).mayHoldCentralBankMoney();
        isReceiver = _deskRecord(to, jurisdiction).mayHoldCentralBankMoney();
    }

    /// @inheritdoc IParticipantRegistry
    function customerLegOf(address operator, Jurisdiction jurisdiction, address bank, address wallet)
        external
        view
        returns (bool isSystemContract, bool isHolder)
    {
        isSystemContract = _deskRecord(operator, jurisdiction).isActiveAs(Role.SystemContract);
        CustomerRecord customer = _customerRecord(wallet);
        isHolder = customer.bank() == bank && customer.walletStatus() == Status.Active
            && _deskRecord(bank, jurisdiction).isActiveAs(Role.CommercialBank);
    }

    /// @inheritdoc IParticipantRegistry
    function holdersOf(address bank, Jurisdiction jurisdiction, address from, address to)
        external
        view
        returns (bool isBankActive, Holder memory ofFrom, Holder memory ofTo)
    {
        isBankActive = _isActiveAs(bank, jurisdiction, Role.CommercialBank);
        ofFrom = _holder(bank, from);
        ofTo = _holder(bank, to);
    }

    function _records(address wallet, Currency currency)
        private
        view
        returns (CustomerRecord customer, DeskRecord desk, IssueRecord issue)
    {
        customer = _customerRecord(wallet);
        issue = _issueRecord(currency);
        desk = _deskRecord(customer.bank(), issue.jurisdiction());
    }

    function _holder(address bank, address wallet) private view returns (Holder memory holder) {
        // The other side of an issue or a redemption.
        if (wallet == address(0)) {
            holder.isEligible = true;
            return holder;
        }
        CustomerRecord customer = _customerRecord(wallet);
        holder.number = customer.number();
        holder.tier = customer.tierNow();
        holder.isEligible = customer.bank() == bank && customer.walletStatus() == Status.Active;
    }
}
