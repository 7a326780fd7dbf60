// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IIntradayCredit} from "../interfaces/IIntradayCredit.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "../interfaces/IReferenceRates.sol";
import {Currency, Role} from "../interfaces/Types.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";

/// @title See {IIntradayCredit}
contract IntradayCredit is IIntradayCredit {
    using SafeCast for uint256;

    bytes32 private constant REFERENCE = "intraday-credit";
    uint256 private constant DAY_S = 86_400;
    uint256 private constant BPS = 10_000;
    uint256 private constant COLLATERALS_MAX = 16;

    IParticipantRegistry private immutable REGISTRY;
    IReferenceRates private immutable RATES;

    /// @param sinceDay The day since which anything is owed; zero when nothing is.
    struct Credit {
        uint128 creditMinor;
        uint32 sinceDay;
    }

    mapping(address bank => mapping(Currency => Credit)) private _creditOf;
    mapping(address bank => mapping(Currency => uint256)) private _recordedMinor;
    mapping(address bank => mapping(Currency => mapping(Currency collateral => uint256))) private _pledgedMinor;
    /// @dev The collateral currencies that ever had a haircut.
    // Added to by `push`.
    // slither-disable-next-line uninitialized-state
    mapping(Currency => Currency[]) private _collaterals;
    /// @dev What is left of 10,000 after the haircut: zero counts for nothing.
    mapping(Currency => mapping(Currency collateral => uint256)) private _countedBps;

    modifier onlyCentralBankOf(Currency currency) {
        if (msg.sender != REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(currency))) {
            revert CreditNotCentralBank(msg.sender, currency);
        }
        _;
    }

    modifier onlyBankOf(Currency currency) {
        if (!REGISTRY.isActiveFor(msg.sender, currency, Role.CommercialBank)) {
            revert CreditNotBank(msg.sender, currency);
        }
        _;
    }

    constructor(IParticipantRegistry registry, IReferenceRates rates) {
        REGISTRY = registry;
        RATES = rates;
    }

    /// @inheritdoc IIntradayCredit
    function setHaircut(Currency currency, Currency collateralCurrency, uint256 haircutBps)
        external
        onlyCentralBankOf(currency)
    {
        if (haircutBps > BPS) revert CreditHaircutInvalid(haircutBps);
        if (collateralCurrency == currency) revert CreditCollateralIsCredit(currency);
        _requireMoney(collateralCurrency);
        if (!_isListed(currency, collateralCurrency)) {
            Currency[] storage listed = _collaterals[currency];
            if (listed.length == COLLATERALS_MAX) revert CreditTooManyCollaterals(currency, COLLATERALS_MAX);
            listed.push(collateralCurrency);
        }
        _countedBps[currency][collateralCurrency] = BPS - haircutBps;
        emit HaircutSet(currency, collateralCurrency, haircutBps);
    }

    /// @inheritdoc IIntradayCredit
    function recordCollateral(address bank, Currency currency, uint256 valueMinor)
        external
        onlyCentralBankOf(currency)
    {
        _recordedMinor[bank][currency] = valueMinor.toUint128();
        emit CollateralRecorded(bank, currency, valueMinor);
    }

    /// @inheritdoc IIntradayCredit
    function pledge(Currency currency, Currency collateralCurrency, uint256 amountMinor)
        external
        onlyBankOf(currency)
    {
        if (amountMinor == 0) revert CreditAmountZero();
        if (_countedBps[currency][collateralCurrency] == 0) {
            revert CreditCollateralNotTaken(currency, collateralCurrency);
        }
        uint256 pledgedMinor = _pledgedMinor[msg.sender][currency][collateralCurrency] + amountMinor;
        _pledgedMinor[msg.sender][currency][collateralCurrency] = pledgedMinor;
        emit CollateralPledged(msg.sender, currency, collateralCurrency, amountMinor, pledgedMinor);
        _money(collateralCurrency).settlementTransfer(msg.sender, address(this), amountMinor);
    }

    /// @inheritdoc IIntradayCredit
    function release(Currency currency, Currency collateralCurrency, uint256 amountMinor) external {
        if (amountMinor == 0) revert CreditAmountZero();
        uint256 pledgedMinor = _pledgedMinor[msg.sender][currency][collateralCurrency];
        if (amountMinor > pledgedMinor) revert CreditAbovePledge(msg.sender, pledgedMinor, amountMinor);
        pledgedMinor -= amountMinor;
        _pledgedMinor[msg.sender][currency][collateralCurrency] = pledgedMinor;
        _requireCovered(msg.sender, currency, _creditOf[msg.sender][currency].creditMinor);
        emit CollateralReleased(msg.sender, currency, collateralCurrency, amountMinor, pledgedMinor);
        _money(collateralCurrency).settlementTransfer(address(this), msg.sender, amountMinor);
    }

    /// @inheritdoc IIntradayCredit
    function draw(Currency currency, uint256 amountMinor) external onlyBankOf(currency) {
        if (amountMinor == 0) revert CreditAmountZero();
        Credit memory credit = _creditOf[msg.sender][currency];
        uint32 today = _today();
        if (credit.creditMinor != 0 && credit.sinceDay != today) {
            revert CreditStillOverdue(msg.sender, currency, credit.sinceDay);
        }
        uint256 creditMinor = credit.creditMinor + amountMinor;
        _requireCovered(msg.sender, currency, creditMinor);
        _creditOf[msg.sender][currency] = Credit(creditMinor.toUint128(), today);
        emit CreditDrawn(msg.sender, currency, amountMinor, creditMinor);
        _money(currency).issue(msg.sender, amountMinor, REFERENCE);
    }

    /// @inheritdoc IIntradayCredit
    function repay(Currency currency, uint256 amountMinor) external {
        if (amountMinor == 0) revert CreditAmountZero();
        Credit memory credit = _creditOf[msg.sender][currency];
        if (amountMinor > credit.creditMinor) revert CreditAboveDebt(msg.sender, credit.creditMinor, amountMinor);
        uint128 creditMinor = credit.creditMinor - uint128(amountMinor);
        _creditOf[msg.sender][currency] = Credit(creditMinor, creditMinor == 0 ? 0 : credit.sinceDay);
        emit CreditRepaid(msg.sender, currency, amountMinor, creditMinor);
        ICentralBankMoney money = _money(currency);
        money.settlementTransfer(msg.sender, address(this), amountMinor);
        money.redeem(amountMinor, REFERENCE);
    }

    /// @inheritdoc IIntradayCredit
    function markOverdue(address bank, Currency currency) external {
        Credit memory credit = _creditOf[bank][currency];
        if (credit.creditMinor == 0 || credit.sinceDay == _today()) revert CreditNotOverdue(bank, currency);
        emit CreditOverdue(bank, currency, credit.creditMinor, credit.sinceDay);
    }

    /// @inheritdoc IIntradayCredit
    function creditOf(address bank, Currency currency) external view returns (uint256 creditMinor, uint32 sinceDay) {
        Credit memory credit = _creditOf[bank][currency];
        return (credit.creditMinor, credit.sinceDay);
    }

    /// @inheritdoc IIntradayCredit
    function collateralOf(address bank, Currency currency) external view returns (uint256 valueMinor) {
        return _collateralMinor(bank, currency);
    }

    /// @inheritdoc IIntradayCredit
    function recordedOf(address bank, Currency currency) external view returns (uint256 valueMinor) {
        return _recordedMinor[bank][currency];
    }

    /// @inheritdoc IIntradayCredit
    function pledgedOf(address bank, Currency currency, Currency collateralCurrency)
        external
        view
        returns (uint256 amountMinor)
    {
        return _pledgedMinor[bank][currency][collateralCurrency];
    }

    /// @inheritdoc IIntradayCredit
    function haircutOf(Currency currency, Currency collateralCurrency) external view returns (uint256 haircutBps) {
        return BPS - _countedBps[currency][collateralCurrency];
    }

    /// @dev Where the securities cover it, or nothing is owed, no rate is asked: a missing one is in nobody's way.
    function _requireCovered(address bank, Currency currency, uint256 creditMinor) private view {
        if (creditMinor <= _recordedMinor[bank][currency]) return;
        uint256 collateralMinor = _collateralMinor(bank, currency);
        if (creditMinor > collateralMinor) revert CreditAboveCollateral(bank, collateralMinor, creditMinor);
    }

    /// @return valueMinor = recorded + Σ ⌊⌊pledged · rate⌋ · (1 − haircut)⌋: every rounding is in the central bank's
    ///         favour; without a rate a pledge counts for nothing.
    function _collateralMinor(address bank, Currency currency) private view returns (uint256 valueMinor) {
        valueMinor = _recordedMinor[bank][currency];
        Currency[] memory collaterals = _collaterals[currency];
        for (uint256 i = 0; i < collaterals.length; ++i) {
            uint256 pledgedMinor = _pledgedMinor[bank][currency][collaterals[i]];
            if (pledgedMinor == 0) continue;
            // What is too old is no rate: who publishes them says how old that is.
            // slither-disable-next-line unused-return
            (uint256 rateRay,) = RATES.referenceRate(collaterals[i], currency);
            uint256 worthMinor = Math.mulDiv(pledgedMinor, rateRay, MoneyMath.RAY);
            valueMinor += Math.mulDiv(worthMinor, _countedBps[currency][collaterals[i]], BPS);
        }
    }

    function _isListed(Currency currency, Currency collateralCurrency) private view returns (bool) {
        Currency[] memory collaterals = _collaterals[currency];
        for (uint256 i = 0; i < collaterals.length; ++i) {
            if (collaterals[i] == collateralCurrency) return true;
        }
        return false;
    }

    function _money(Currency currency) private view returns (ICentralBankMoney) {
        return ICentralBankMoney(_requireMoney(currency));
    }

    function _requireMoney(Currency currency) private view returns (address money) {
        money = REGISTRY.centralBankMoneyOf(currency);
        if (money == address(0)) revert CreditCurrencyUnknown(currency);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / DAY_S);
    }
}
