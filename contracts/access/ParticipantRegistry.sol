// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role, Status} from "../interfaces/Types.sol";
import {Handovers} from "./Handovers.sol";
import {KeyReplacements} from "./KeyReplacements.sol";
import {Listings} from "./Listings.sol";

/// @title See {IParticipantRegistry}
/// @dev What is here is what every payment asks: a wallet costs one storage slot, its bank's standing another.
contract ParticipantRegistry is Handovers, Listings, KeyReplacements {
    constructor(JurisdictionSpec[] memory jurisdictions) {
        for (uint256 i = 0; i < jurisdictions.length; ++i) {
            _open(jurisdictions[i]);
        }
    }

    /// @inheritdoc IParticipantRegistry
    function accountOf(address wallet, Currency currency) external view returns (BankAccount memory account) {
        Customer storage customer = _customer(wallet);
        account.bank = customer.bank;
        account.walletStatus = customer.status;
        account.tier = _tierNow(customer.tier, customer.tierExpiresAt);
        account.number = customer.number;
        account.jurisdiction = _issuingJurisdiction(currency);
        account.bankStatus = _admission(account.bank, account.jurisdiction).status;
        account.depositToken = _depositToken(account.bank, currency);
        account.centralBankMoney = _centralBankMoney(currency);
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

    function _holder(address bank, address wallet) private view returns (Holder memory holder) {
        // The other side of an issue or a redemption.
        if (wallet == address(0)) {
            holder.isEligible = true;
            return holder;
        }
        Customer storage customer = _customer(wallet);
        // All is read before anything is decided: then the compiler loads the slot once.
        (address keeper, Status status) = (customer.bank, customer.status);
        holder.number = customer.number;
        holder.tier = _tierNow(customer.tier, customer.tierExpiresAt);
        holder.isEligible = keeper == bank && status == Status.Active;
    }
}
