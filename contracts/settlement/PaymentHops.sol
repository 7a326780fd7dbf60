// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IFxPool} from "../interfaces/IFxPool.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {Currency, Label, RefusalCode, Role} from "../interfaces/Types.sol";
import {QuoteMath} from "../libraries/QuoteMath.sol";
import {PaymentSteps} from "./PaymentSteps.sol";

/// @title Payments from currency to currency through one or two hops, each a firm quote or a pool
abstract contract PaymentHops is PaymentSteps {
    uint256 private constant HOPS_MAX = 2;

    IFxBoard internal immutable FX_BOARD;

    /// @dev One hop while it is priced and carried out. Both amounts are zero where a later hop names no price.
    /// @param code Why a pool names no price, or None.
    /// @param sellMinor What the venue gives.
    /// @param buyMinor What it takes.
    struct Hop {
        RefusalCode code;
        uint256 sellMinor;
        uint256 buyMinor;
    }

    constructor(IFxBoard fxBoard) {
        FX_BOARD = fxBoard;
    }

    function _routeThrough(PaymentOrder memory order, IFxBoard.FirmQuote calldata quote)
        internal
        view
        returns (Route memory route)
    {
        if (
            quote.sellCurrency != order.payeeCurrency || quote.buyCurrency != order.payerCurrency
                || order.payerCurrency == order.payeeCurrency
        ) revert SettlementQuoteMismatch(order.uetr, quote.sellCurrency, quote.buyCurrency);
        route = _route(order);
        route.maker = quote.maker;
        // Rounded up, so that it is never nothing.
        route.costMinor = QuoteMath.costOf(quote, order.amountMinor);
    }

    /// @dev The payer's side first, then the payee's, then the maker's; docs/rejections.md lists the same order.
    function _firstRefusalThrough(PaymentOrder memory order, IFxBoard.FirmQuote calldata quote, Route memory route)
        internal
        view
        returns (RefusalCode code, Label rule, address party)
    {
        // Where a deposit money is listed, so is the currency's central-bank money; the payee may have neither.
        (uint256 makerMinor, bool isPaused) = route.payeeDesk.depositToken() == address(0)
            ? (0, false)
            : _spendable(route.payeeIssue, quote.maker);
        (code, rule, party) = _firstRefusal(order, route, isPaused);
        if (code != RefusalCode.None) return (code, rule, party);
        code = FX_BOARD.check(quote, order.amountMinor);
        if (code != RefusalCode.None) return (code, Label.wrap("quote"), quote.maker);
        if (makerMinor < order.amountMinor) {
            return (RefusalCode.MakerInsufficientLiquidity, Label.wrap("maker-liquidity"), quote.maker);
        }
    }

    /// @dev The cost is zero where a pool names no price.
    function _routeAlong(PaymentOrder memory order, IFxBoard.FirmQuote[] calldata quotes)
        internal
        view
        returns (Route memory route, Hop[] memory hops)
    {
        _requireChain(order, quotes);
        route = _route(order);
        route.maker = quotes[0].maker;
        hops = _price(order, quotes);
        route.costMinor = hops[0].buyMinor;
    }

    /// @dev The payer's side first, then the payee's, then the hops' from the payee's end back.
    function _firstRefusalAlong(
        PaymentOrder memory order,
        IFxBoard.FirmQuote[] calldata quotes,
        Route memory route,
        Hop[] memory hops
    ) internal view returns (RefusalCode code, Label rule, address party) {
        if (route.costMinor == 0) route.costMinor = order.costMinorMax;
        // Where a deposit money is listed, so is the currency's central-bank money; the payee may have neither.
        bool isPaused = route.payeeDesk.depositToken() != address(0) && IMoney(route.payeeIssue.centralBankMoney()).paused();
        (code, rule, party) = _firstRefusal(order, route, isPaused);
        if (code != RefusalCode.None) return (code, rule, party);
        for (uint256 i = quotes.length; i > 0; --i) {
            // One maker of both hops needs none of the vehicle currency.
            bool needsMoney = i == quotes.length || !_isNetted(quotes);
            (code, rule) = _hopRefusal(quotes[i - 1], hops[i - 1], needsMoney);
            if (code != RefusalCode.None) return (code, rule, quotes[i - 1].maker);
        }
        if (quotes.length == HOPS_MAX && !_isNetted(quotes) && IMoney(_vehicleMoney(quotes)).paused()) {
            party = REGISTRY.centralBankOf(REGISTRY.jurisdictionOf(quotes[0].sellCurrency));
            return (RefusalCode.VehicleMoneyPaused, Label.wrap("vehicle-money-paused"), party);
        }
    }

    /// @dev Takes the quotes and moves all central-bank money of the payment.
    function _moveAlong(
        PaymentOrder memory order,
        IFxBoard.FirmQuote[] calldata quotes,
        bytes[] calldata signatures,
        Route memory route,
        Hop[] memory hops
    ) internal {
        if (signatures.length != quotes.length) revert SettlementHopsInvalid(order.uetr, signatures.length);
        for (uint256 i = 0; i < quotes.length; ++i) {
            (IFxBoard.FirmQuote calldata quote, Hop memory hop) = (quotes[i], hops[i]);
            emit PaymentHop(
                order.uetr, i, quote.maker, quote.sellCurrency, hop.sellMinor, quote.buyCurrency, hop.buyMinor
            );
            hop.buyMinor = _isPool(quote)
                ? IFxPool(quote.maker).fill(quote.sellCurrency, hop.sellMinor)
                : FX_BOARD.fill(quote, signatures[i], hop.sellMinor);
        }
        address last = quotes[quotes.length - 1].maker;
        ICentralBankMoney(route.payerIssue.centralBankMoney())
            .settlementTransfer(route.payer.bank(), route.maker, hops[0].buyMinor);
        if (last != route.maker) {
            ICentralBankMoney(_vehicleMoney(quotes)).settlementTransfer(route.maker, last, hops[0].sellMinor);
        }
        ICentralBankMoney(route.payeeIssue.centralBankMoney())
            .settlementTransfer(last, route.payee.bank(), order.amountMinor);
    }

    /// @dev Prices the hops backwards from what the payee receives, as far as pools name a price.
    function _price(PaymentOrder memory order, IFxBoard.FirmQuote[] calldata quotes)
        private
        view
        returns (Hop[] memory hops)
    {
        hops = new Hop[](quotes.length);
        uint256 wantedMinor = order.amountMinor;
        for (uint256 i = quotes.length; i > 0 && wantedMinor != 0; --i) {
            Hop memory hop = hops[i - 1];
            hop.sellMinor = wantedMinor;
            (hop.code, hop.buyMinor) = _priceOf(order, quotes[i - 1], wantedMinor);
            if (hop.code == RefusalCode.None && hop.buyMinor == 0) revert SettlementAmountZero(order.uetr);
            wantedMinor = hop.buyMinor;
        }
    }

    function _priceOf(PaymentOrder memory order, IFxBoard.FirmQuote calldata quote, uint256 sellMinor)
        private
        view
        returns (RefusalCode code, uint256 buyMinor)
    {
        if (!_isPool(quote)) return (RefusalCode.None, QuoteMath.costOf(quote, sellMinor));
        (Currency sell, Currency buy) = (quote.sellCurrency, quote.buyCurrency);
        if (
            !REGISTRY.isActiveFor(quote.maker, sell, Role.SystemContract)
                || !REGISTRY.isActiveFor(quote.maker, buy, Role.SystemContract)
        ) return (RefusalCode.MakerNotAdmitted, 0);
        IFxPool.PoolSpec memory spec = IFxPool(quote.maker).spec();
        if ((spec.base != sell || spec.quote != buy) && (spec.base != buy || spec.quote != sell)) {
            revert SettlementQuoteMismatch(order.uetr, sell, buy);
        }
        return IFxPool(quote.maker).offer(sell, sellMinor);
    }

    function _hopRefusal(IFxBoard.FirmQuote calldata quote, Hop memory hop, bool needsMoney)
        private
        view
        returns (RefusalCode code, Label rule)
    {
        if (_isPool(quote)) return (hop.code, _ruleOfPool(hop.code));
        code = FX_BOARD.check(quote, hop.sellMinor);
        if (code != RefusalCode.None) return (code, Label.wrap("quote"));
        if (needsMoney && _availableMinor(quote.sellCurrency, quote.maker) < hop.sellMinor) {
            return (RefusalCode.MakerInsufficientLiquidity, Label.wrap("maker-liquidity"));
        }
    }

    function _availableMinor(Currency currency, address account) private view returns (uint256) {
        address money = REGISTRY.centralBankMoneyOf(currency);
        return money == address(0) ? 0 : IMoney(money).availableMinor(account);
    }

    function _vehicleMoney(IFxBoard.FirmQuote[] calldata quotes) private view returns (address) {
        return REGISTRY.centralBankMoneyOf(quotes[0].sellCurrency);
    }

    /// @dev The payer's currency, perhaps one other, the payee's: no currency twice.
    function _requireChain(PaymentOrder memory order, IFxBoard.FirmQuote[] calldata quotes) private pure {
        if (quotes.length == 0 || quotes.length > HOPS_MAX) revert SettlementHopsInvalid(order.uetr, quotes.length);
        Currency reached = order.payerCurrency;
        for (uint256 i = 0; i < quotes.length; ++i) {
            (Currency sell, Currency buy) = (quotes[i].sellCurrency, quotes[i].buyCurrency);
            bool isLast = i == quotes.length - 1;
            if (buy != reached || sell == order.payerCurrency || isLast != (sell == order.payeeCurrency)) {
                revert SettlementQuoteMismatch(order.uetr, sell, buy);
            }
            reached = sell;
        }
    }

    /// @return Whether one venue is both hops, so that it owes the vehicle currency to itself.
    function _isNetted(IFxBoard.FirmQuote[] calldata quotes) private pure returns (bool) {
        return quotes[0].maker == quotes[quotes.length - 1].maker;
    }

    function _isPool(IFxBoard.FirmQuote calldata quote) private pure returns (bool) {
        return quote.rateRay == 0;
    }

    function _ruleOfPool(RefusalCode code) private pure returns (Label) {
        if (code == RefusalCode.PoolRateMissing) return Label.wrap("pool-rate");
        return code == RefusalCode.MakerNotAdmitted ? Label.wrap("quote") : Label.wrap("pool-liquidity");
    }
}
