// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IFxPool} from "../interfaces/IFxPool.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "../interfaces/IReferenceRates.sol";
import {Currency, RefusalCode, Role} from "../interfaces/Types.sol";
import {ConstantProduct} from "../libraries/ConstantProduct.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";
import {StableCurve} from "../libraries/StableCurve.sol";

/// @title See {IFxPool}
contract FxPool is IFxPool {
    using SafeCast for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant FEE_BPS_MAX = 1_000;
    uint256 private constant SHARES_LOCKED = 1_000;
    /// @dev Scaled units of the concentrated curve in one minor unit of the quote currency: enough for a base currency
    ///      whose minor unit is worth a millionth of it.
    uint256 private constant SCALE = 1e6;

    IParticipantRegistry private immutable REGISTRY;
    IReferenceRates private immutable RATES;
    ICentralBankMoney private immutable BASE_MONEY;
    ICentralBankMoney private immutable QUOTE_MONEY;
    Currency private immutable BASE;
    Currency private immutable QUOTE;
    Curve private immutable CURVE;
    uint16 private immutable FEE_BPS;
    uint16 private immutable AMPLIFICATION;

    Reserves private _reserves;
    uint256 private _totalShares;
    mapping(address provider => uint256 shares) private _sharesOf;

    /// @dev One storage slot.
    struct Reserves {
        uint128 baseMinor;
        uint128 quoteMinor;
    }

    /// @dev One sale while it is worked out. netMinor: what the curve asks, without the fee; rateRay and depth: of the
    ///      concentrated curve before the sale.
    struct Sale {
        RefusalCode code;
        bool ofBase;
        uint256 sellMinor;
        uint256 netMinor;
        uint256 buyMinor;
        uint256 rateRay;
        uint256 depth;
    }

    constructor(IParticipantRegistry registry, IReferenceRates rates, PoolSpec memory spec_) {
        bool isConcentrated = spec_.curve == Curve.Concentrated;
        if (
            spec_.base == spec_.quote || spec_.feeBps > FEE_BPS_MAX || isConcentrated != (spec_.amplification != 0)
                || spec_.amplification > StableCurve.AMPLIFICATION_MAX
        ) {
            revert PoolSpecInvalid(spec_.base, spec_.quote, spec_.feeBps, spec_.amplification);
        }
        REGISTRY = registry;
        RATES = rates;
        (BASE, BASE_MONEY) = (spec_.base, _listedMoney(registry, spec_.base));
        (QUOTE, QUOTE_MONEY) = (spec_.quote, _listedMoney(registry, spec_.quote));
        (CURVE, FEE_BPS, AMPLIFICATION) = (spec_.curve, spec_.feeBps, spec_.amplification);
    }

    /// @inheritdoc IFxPool
    function fill(Currency sellCurrency, uint256 sellMinor) external returns (uint256 buyMinor) {
        _requireSystemContract(BASE);
        _requireSystemContract(QUOTE);
        Sale memory sale = _sale(sellCurrency, sellMinor);
        if (sale.code != RefusalCode.None) revert PoolNotFillable(sale.code);
        Reserves memory before = _reserves;
        Reserves memory later = _after(before, sale);
        _requireNotFallen(before, later, sale);
        _reserves = later;
        uint256 feeMinor = sale.buyMinor - sale.netMinor;
        emit PoolFilled(msg.sender, sellCurrency, sellMinor, sale.buyMinor, feeMinor, sale.rateRay);
        return sale.buyMinor;
    }

    /// @inheritdoc IFxPool
    function provide(uint256 baseMinorMax, uint256 quoteMinorMax, uint256 sharesMin)
        external
        returns (uint256 shares, uint256 baseMinor, uint256 quoteMinor)
    {
        _requireProvider(BASE);
        _requireProvider(QUOTE);
        uint256 total = _totalShares;
        if (total == 0) {
            (baseMinor, quoteMinor) = (baseMinorMax.toUint128(), quoteMinorMax.toUint128());
            shares = _lockShares(Math.sqrt(baseMinor * quoteMinor));
        } else {
            (shares, baseMinor, quoteMinor) = _inProportion(baseMinorMax, quoteMinorMax, total);
        }
        if (shares == 0 || shares < sharesMin) revert PoolSharesBelowMinimum(shares, sharesMin);
        _addReserves(baseMinor, quoteMinor);
        _totalShares += shares;
        _sharesOf[msg.sender] += shares;
        emit PoolProvided(msg.sender, baseMinor, quoteMinor, shares);
        BASE_MONEY.settlementTransfer(msg.sender, address(this), baseMinor);
        QUOTE_MONEY.settlementTransfer(msg.sender, address(this), quoteMinor);
    }

    /// @inheritdoc IFxPool
    function withdraw(uint256 shares, uint256 baseMinorMin, uint256 quoteMinorMin)
        external
        returns (uint256 baseMinor, uint256 quoteMinor)
    {
        _requireProvider(BASE);
        _requireProvider(QUOTE);
        if (shares == 0) revert PoolAmountZero();
        uint256 held = _sharesOf[msg.sender];
        if (shares > held) revert PoolSharesInsufficient(msg.sender, held, shares);
        Reserves memory before = _reserves;
        uint256 total = _totalShares;
        baseMinor = Math.mulDiv(shares, before.baseMinor, total);
        quoteMinor = Math.mulDiv(shares, before.quoteMinor, total);
        if (baseMinor < baseMinorMin || quoteMinor < quoteMinorMin) revert PoolPayoutBelowMinimum(baseMinor, quoteMinor);
        _reserves = Reserves(before.baseMinor - uint128(baseMinor), before.quoteMinor - uint128(quoteMinor));
        _totalShares = total - shares;
        _sharesOf[msg.sender] = held - shares;
        emit PoolWithdrawn(msg.sender, baseMinor, quoteMinor, shares);
        BASE_MONEY.settlementTransfer(address(this), msg.sender, baseMinor);
        QUOTE_MONEY.settlementTransfer(address(this), msg.sender, quoteMinor);
    }

    /// @inheritdoc IFxPool
    function writeDown(Currency currency) external {
        bool ofBase = _isBase(currency);
        ICentralBankMoney money = ofBase ? BASE_MONEY : QUOTE_MONEY;
        if (msg.sender != money.issuer()) revert PoolNotCentralBank(msg.sender, currency);
        uint256 bookedMinor = ofBase ? _reserves.baseMinor : _reserves.quoteMinor;
        uint256 heldMinor = money.balanceOf(address(this));
        if (heldMinor >= bookedMinor) revert PoolNothingLost(currency);
        if (ofBase) _reserves.baseMinor = uint128(heldMinor);
        else _reserves.quoteMinor = uint128(heldMinor);
        emit PoolWrittenDown(currency, bookedMinor - heldMinor);
    }

    /// @inheritdoc IFxPool
    function offer(Currency sellCurrency, uint256 sellMinor) external view returns (RefusalCode code, uint256 buyMinor) {
        Sale memory sale = _sale(sellCurrency, sellMinor);
        return (sale.code, sale.buyMinor);
    }

    /// @inheritdoc IFxPool
    function check(Currency sellCurrency, uint256 sellMinor) external view returns (RefusalCode code) {
        return _sale(sellCurrency, sellMinor).code;
    }

    /// @inheritdoc IFxPool
    function costOf(Currency sellCurrency, uint256 sellMinor) external view returns (uint256 buyMinor) {
        return _sale(sellCurrency, sellMinor).buyMinor;
    }

    /// @inheritdoc IFxPool
    function spec() external view returns (PoolSpec memory) {
        return PoolSpec(BASE, QUOTE, CURVE, FEE_BPS, AMPLIFICATION);
    }

    /// @inheritdoc IFxPool
    function reserves() external view returns (uint256 baseMinor, uint256 quoteMinor) {
        return (_reserves.baseMinor, _reserves.quoteMinor);
    }

    /// @inheritdoc IFxPool
    function totalShares() external view returns (uint256) {
        return _totalShares;
    }

    /// @inheritdoc IFxPool
    function sharesOf(address provider) external view returns (uint256) {
        return _sharesOf[provider];
    }

    /// @dev What the curve asks for a sale, without the fee, or why it asks nothing: for both curves and nothing else.
    function _priceUp(Sale memory sale, uint256 sellReserve, uint256 buyReserve) internal view virtual {
        if (CURVE == Curve.ConstantProduct) {
            sale.netMinor = ConstantProduct.costUp(buyReserve, sellReserve, sale.sellMinor);
        } else {
            _priceUpConcentrated(sale, sellReserve, buyReserve);
        }
    }

    function _addReserves(uint256 baseMinor, uint256 quoteMinor) private {
        Reserves memory before = _reserves;
        _reserves =
            Reserves((before.baseMinor + baseMinor).toUint128(), (before.quoteMinor + quoteMinor).toUint128());
    }

    /// @return shares What is left of the first shares once some are locked.
    function _lockShares(uint256 all) private returns (uint256 shares) {
        if (all <= SHARES_LOCKED) revert PoolProvisionTooSmall(all, SHARES_LOCKED);
        _totalShares = SHARES_LOCKED;
        emit PoolSharesLocked(SHARES_LOCKED);
        return all - SHARES_LOCKED;
    }

    /// @return shares The most that neither limit is too small for.
    /// @return baseMinor Their part of the reserve, rounded up.
    /// @return quoteMinor Likewise.
    function _inProportion(uint256 baseMinorMax, uint256 quoteMinorMax, uint256 total)
        private
        view
        returns (uint256 shares, uint256 baseMinor, uint256 quoteMinor)
    {
        Reserves memory held = _reserves;
        if (held.baseMinor == 0 || held.quoteMinor == 0) revert PoolEmptied();
        uint256 ofBase = Math.mulDiv(Math.min(baseMinorMax, type(uint128).max), total, held.baseMinor);
        uint256 ofQuote = Math.mulDiv(Math.min(quoteMinorMax, type(uint128).max), total, held.quoteMinor);
        shares = Math.min(ofBase, ofQuote);
        baseMinor = Math.mulDiv(shares, held.baseMinor, total, Math.Rounding.Ceil);
        quoteMinor = Math.mulDiv(shares, held.quoteMinor, total, Math.Rounding.Ceil);
    }

    /// @dev In the order in which refusals are reported.
    function _sale(Currency sellCurrency, uint256 sellMinor) private view returns (Sale memory sale) {
        if (sellMinor == 0) revert PoolAmountZero();
        (sale.ofBase, sale.sellMinor) = (_isBase(sellCurrency), sellMinor);
        if (!_isAdmitted(BASE) || !_isAdmitted(QUOTE)) sale.code = RefusalCode.MakerNotAdmitted;
        else if (!_setRate(sale)) sale.code = RefusalCode.PoolRateMissing;
        else if (!_setCost(sale)) sale.code = RefusalCode.PoolInsufficientLiquidity;
    }

    function _setRate(Sale memory sale) private view returns (bool) {
        if (CURVE == Curve.ConstantProduct) return true;
        // How old it may be is the terms' affair.
        // slither-disable-next-line unused-return
        (sale.rateRay,) = RATES.referenceRate(BASE, QUOTE);
        return sale.rateRay != 0;
    }

    /// @return Whether the pool can give what is asked, at a price.
    function _setCost(Sale memory sale) private view returns (bool) {
        Reserves memory held = _reserves;
        (uint256 sellReserve, uint256 buyReserve) = (held.baseMinor, held.quoteMinor);
        if (!sale.ofBase) (sellReserve, buyReserve) = (buyReserve, sellReserve);
        if (buyReserve == 0 || sale.sellMinor >= sellReserve) return false;
        // Booked and free are two things: what is frozen or seized can't be delivered.
        ICentralBankMoney money = sale.ofBase ? BASE_MONEY : QUOTE_MONEY;
        if (money.availableMinor(address(this)) < sale.sellMinor) return false;
        _priceUp(sale, sellReserve, buyReserve);
        if (sale.netMinor == 0) return false;
        // Held below 2^128, so that the fee on it stays in range; beyond that no reserve has room for it.
        uint256 netMinor = Math.min(sale.netMinor, type(uint128).max);
        uint256 buyMinor = Math.mulDiv(netMinor, BPS, BPS - FEE_BPS, Math.Rounding.Ceil);
        if (buyMinor > type(uint128).max - buyReserve) return false;
        sale.buyMinor = buyMinor;
        return true;
    }

    /// @dev Leaves the price at zero where the curve carries no such sale.
    function _priceUpConcentrated(Sale memory sale, uint256 sellReserve, uint256 buyReserve) private view {
        uint256 sellScaled = _scaledDown(sale.ofBase, sellReserve, sale.rateRay);
        uint256 buyScaled = _scaledDown(!sale.ofBase, buyReserve, sale.rateRay);
        uint256 leftScaled = _scaledDown(sale.ofBase, sellReserve - sale.sellMinor, sale.rateRay);
        // With a reserve beyond the bounds of its arithmetic the curve answers nothing.
        if (leftScaled == 0 || buyScaled == 0) return;
        if (Math.max(sellScaled, buyScaled) > StableCurve.SCALED_MAX) return;
        sale.depth = StableCurve.depthDown(sellScaled, buyScaled, AMPLIFICATION);
        if (!StableCurve.carries(leftScaled, StableCurve.SCALED_MAX, sale.depth, AMPLIFICATION)) return;
        uint256 neededScaled = StableCurve.reserveUp(leftScaled, sale.depth, AMPLIFICATION);
        uint256 unit = sale.ofBase ? MoneyMath.RAY : sale.rateRay;
        uint256 neededReserve = Math.mulDiv(neededScaled, MoneyMath.RAY, unit * SCALE, Math.Rounding.Ceil);
        // What is below one scaled unit is still not had for nothing.
        sale.netMinor = Math.max(Math.saturatingSub(neededReserve, buyReserve), 1);
    }

    /// @dev Checked again on what is about to be booked, whatever the price was worked out from.
    function _requireNotFallen(Reserves memory before, Reserves memory later, Sale memory sale) private view {
        bool isKept;
        if (CURVE == Curve.ConstantProduct) {
            isKept = uint256(later.baseMinor) * later.quoteMinor >= uint256(before.baseMinor) * before.quoteMinor;
        } else {
            uint256 baseScaled = _scaledDown(true, later.baseMinor, sale.rateRay);
            uint256 quoteScaled = _scaledDown(false, later.quoteMinor, sale.rateRay);
            isKept = StableCurve.carries(baseScaled, quoteScaled, sale.depth, AMPLIFICATION);
        }
        if (!isKept) revert PoolValueFell(later.baseMinor, later.quoteMinor);
    }

    function _requireSystemContract(Currency currency) private view {
        if (!REGISTRY.isActiveFor(msg.sender, currency, Role.SystemContract)) {
            revert PoolNotSystemContract(msg.sender, currency);
        }
    }

    function _requireProvider(Currency currency) private view {
        if (
            !REGISTRY.isActiveFor(msg.sender, currency, Role.CommercialBank)
                && !REGISTRY.isActiveFor(msg.sender, currency, Role.MarketMaker)
        ) revert PoolNotProvider(msg.sender, currency);
    }

    function _isAdmitted(Currency currency) private view returns (bool) {
        return REGISTRY.isActiveFor(address(this), currency, Role.SystemContract);
    }

    function _isBase(Currency currency) private view returns (bool ofBase) {
        ofBase = currency == BASE;
        if (!ofBase && currency != QUOTE) revert PoolCurrencyForeign(currency);
    }

    function _listedMoney(IParticipantRegistry registry, Currency currency) private view returns (ICentralBankMoney money) {
        money = ICentralBankMoney(registry.centralBankMoneyOf(currency));
        if (address(money) == address(0)) revert PoolCurrencyForeign(currency);
    }

    function _after(Reserves memory before, Sale memory sale) private pure returns (Reserves memory) {
        (uint128 sellMinor, uint128 buyMinor) = (uint128(sale.sellMinor), uint128(sale.buyMinor));
        return sale.ofBase
            ? Reserves(before.baseMinor - sellMinor, before.quoteMinor + buyMinor)
            : Reserves(before.baseMinor + buyMinor, before.quoteMinor - sellMinor);
    }

    /// @return A reserve in scaled units of the quote currency at the reference rate, rounded down.
    function _scaledDown(bool isBase, uint256 reserveMinor, uint256 rateRay) private pure returns (uint256) {
        return isBase ? Math.mulDiv(reserveMinor, rateRay * SCALE, MoneyMath.RAY) : reserveMinor * SCALE;
    }
}
