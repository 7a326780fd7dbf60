// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICounterpartyExposureRule} from "../../interfaces/ICounterpartyExposureRule.sol";
import {IParticipantRegistry} from "../../interfaces/IParticipantRegistry.sol";
import {IRule, Payment} from "../../interfaces/IRule.sol";
import {Currency, Label, RefusalCode} from "../../interfaces/Types.sol";
import {Rule} from "../Rule.sol";

/// @title See {ICounterpartyExposureRule}
contract CounterpartyExposure is Rule, ICounterpartyExposureRule {
    using SafeCast for uint256;

    uint128 private constant NO_LIMIT = type(uint128).max;

    struct Limit {
        bool isSet;
        uint128 limitMinor;
    }

    mapping(Currency => Limit) private _defaultLimitOf;
    mapping(Currency => mapping(address bank => mapping(address counterparty => Limit))) private _limitOf;
    mapping(Currency => mapping(address book => mapping(address bank => mapping(address counterparty => int256))))
        private _positionMinor;

    constructor(IParticipantRegistry registry) Rule(registry) {}

    /// @inheritdoc ICounterpartyExposureRule
    function setDefaultLimit(Currency currency, uint128 limitMinor) external onlyCentralBankOf(currency) {
        _defaultLimitOf[currency] = Limit(true, limitMinor);
        emit DefaultExposureLimitSet(currency, limitMinor);
    }

    /// @inheritdoc ICounterpartyExposureRule
    function setLimit(Currency currency, address bank, address counterparty, uint128 limitMinor)
        external
        onlyCentralBankOf(currency)
    {
        _limitOf[currency][bank][counterparty] = Limit(true, limitMinor);
        emit ExposureLimitSet(currency, bank, counterparty, limitMinor);
    }

    /// @inheritdoc ICounterpartyExposureRule
    function liftLimit(Currency currency, address bank, address counterparty) external onlyCentralBankOf(currency) {
        if (!_limitOf[currency][bank][counterparty].isSet) revert ExposureLimitMissing(currency, bank, counterparty);
        delete _limitOf[currency][bank][counterparty];
        emit ExposureLimitLifted(currency, bank, counterparty);
    }

    /// @inheritdoc ICounterpartyExposureRule
    function clear(Currency currency, address book, address bank, address counterparty)
        external
        onlyCentralBankOf(currency)
    {
        int256 position = _positionMinor[currency][book][bank][counterparty];
        delete _positionMinor[currency][book][bank][counterparty];
        emit ExposureCleared(currency, bank, counterparty, book, position);
    }

    /// @inheritdoc IRule
    function record(Payment calldata payment) external override(IRule, Rule) {
        address payerBank = payment.payer.bank;
        address payeeBank = payment.payee.bank;
        if (payerBank == payeeBank) return;
        mapping(address => mapping(address => int256)) storage position = _positionMinor[payment.currency][msg.sender];
        int256 amount = payment.amountMinor.toInt256();
        if (_asksPayer(payment)) position[payerBank][payeeBank] += amount;
        if (_asksPayee(payment)) position[payeeBank][payerBank] -= amount;
    }

    /// @inheritdoc ICounterpartyExposureRule
    function limitOf(Currency currency, address bank, address counterparty) public view returns (uint128) {
        Limit memory limit = _limitOf[currency][bank][counterparty];
        if (!limit.isSet) limit = _defaultLimitOf[currency];
        return limit.isSet ? limit.limitMinor : NO_LIMIT;
    }

    /// @inheritdoc ICounterpartyExposureRule
    function positionMinor(Currency currency, address book, address bank, address counterparty)
        external
        view
        returns (int256)
    {
        return _positionMinor[currency][book][bank][counterparty];
    }

    /// @inheritdoc IRule
    function check(Payment calldata payment) external view returns (RefusalCode ofPayer, RefusalCode ofPayee) {
        address payerBank = payment.payer.bank;
        address payeeBank = payment.payee.bank;
        if (payerBank == payeeBank || !_asksPayer(payment)) return (ofPayer, ofPayee);
        uint128 limit = limitOf(payment.currency, payerBank, payeeBank);
        if (limit == NO_LIMIT) return (ofPayer, ofPayee);
        int256 room = int256(uint256(limit)) - _positionMinor[payment.currency][msg.sender][payerBank][payeeBank];
        if (room < 0 || payment.amountMinor > uint256(room)) ofPayer = RefusalCode.PayerBankExposure;
    }

    /// @inheritdoc IRule
    function name() external pure returns (Label) {
        return Label.wrap("counterparty-exposure");
    }

    /// @inheritdoc IRule
    function counts() external pure override(IRule, Rule) returns (bool) {
        return true;
    }
}
