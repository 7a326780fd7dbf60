// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role, Status} from "../interfaces/Types.sol";
import {MoneyToken} from "./MoneyToken.sol";

/// @title See {ICentralBankMoney}
contract CentralBankMoney is MoneyToken, ICentralBankMoney {
    Jurisdiction private immutable JURISDICTION;

    constructor(
        IParticipantRegistry registry,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    )
        MoneyToken(
            registry,
            registry.centralBankOf(registry.jurisdictionOf(currency_)),
            currency_,
            exponent,
            name_,
            symbol_
        )
    {
        JURISDICTION = registry.jurisdictionOf(currency_);
    }

    /// @inheritdoc ICentralBankMoney
    function settlementTransfer(address from, address to, uint256 amountMinor) external onlySystemContract {
        _transfer(from, to, amountMinor);
    }

    /// @inheritdoc IMoney
    function isEligible(address account) public view override(IMoney, MoneyToken) returns (bool) {
        IParticipantRegistry.Admission memory admission = REGISTRY.admissionOf(account, JURISDICTION);
        return admission.status == Status.Active
            && (admission.role == Role.CommercialBank || admission.role == Role.MarketMaker);
    }
}
