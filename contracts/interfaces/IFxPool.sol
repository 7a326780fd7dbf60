// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, RefusalCode} from "./Types.sol";

/// @title A pool of central-bank money of two currencies that trades one for the other along a curve
/// @notice Banks and market makers provide both currencies in proportion and hold shares that nobody can transfer;
///         payments buy what they need through a system contract. What the pool has is what it has booked: money that
///         anybody sends to it beside that belongs to no share and moves no price. It has no owner and no setting that
///         changes; a central bank ends it for its currency by suspending it.
/// @dev ConstantProduct keeps x · y and asks nobody for a rate. Concentrated keeps the D of StableSwap over the reserves
///      valued at the reference rate of the pair, with which its price moves; without a rate it trades nothing, while
///      withdrawals go on. Every rounding favours the pool: a cost is rounded up to the minor unit and then the fee on
///      it, a provision up, a withdrawal down. No fill lets the curve's constant fall.
interface IFxPool {
    /// @dev Append only.
    enum Curve {
        ConstantProduct,
        Concentrated
    }

    /// @param base One of the two currencies.
    /// @param quote The other one, in whose minor units the reference rate of the pair is asked.
    /// @param curve How it prices.
    /// @param feeBps What stays in the pool of everything paid in, in basis points of it: 1,000 at most.
    /// @param amplification How flat the concentrated curve is around the reference rate, from 1 to 16,384 (A of the
    ///        StableSwap equation); zero on the other curve.
    struct PoolSpec {
        Currency base;
        Currency quote;
        Curve curve;
        uint16 feeBps;
        uint16 amplification;
    }

    /// @notice The first provision left these shares to nobody, for good, so that a share is never worth more than a
    ///         small part of the pool.
    event PoolSharesLocked(uint256 shares);
    /// @notice `provider` put in money of both currencies for `shares`.
    event PoolProvided(address indexed provider, uint256 baseMinor, uint256 quoteMinor, uint256 shares);
    /// @notice `provider` gave `shares` back for money of both currencies.
    event PoolWithdrawn(address indexed provider, uint256 baseMinor, uint256 quoteMinor, uint256 shares);
    /// @notice The pool sold `sellMinor` for `buyMinor`, of which `feeMinor` is fee, at the reference rate `rateRay`:
    ///         zero where its curve asks for none. `taker` is the contract that moves the money.
    event PoolFilled(
        address indexed taker,
        Currency indexed sellCurrency,
        uint256 sellMinor,
        uint256 buyMinor,
        uint256 feeMinor,
        uint256 rateRay
    );
    /// @notice `lostMinor` of what was booked is not there any more, and counts for nobody from now on.
    event PoolWrittenDown(Currency indexed currency, uint256 lostMinor);

    error PoolSpecInvalid(Currency base, Currency quote, uint16 feeBps, uint16 amplification);
    error PoolCurrencyForeign(Currency currency);
    error PoolAmountZero();
    error PoolNotSystemContract(address account, Currency currency);
    error PoolNotProvider(address account, Currency currency);
    error PoolNotCentralBank(address account, Currency currency);
    error PoolNotFillable(RefusalCode code);
    error PoolValueFell(uint256 baseMinor, uint256 quoteMinor);
    error PoolProvisionTooSmall(uint256 shares, uint256 sharesLocked);
    error PoolEmptied();
    error PoolSharesBelowMinimum(uint256 shares, uint256 sharesMin);
    error PoolSharesInsufficient(address provider, uint256 shares, uint256 needed);
    error PoolPayoutBelowMinimum(uint256 baseMinor, uint256 quoteMinor);
    error PoolNothingLost(Currency currency);

    /// @notice Sells `sellMinor` for what `costOf` says, and books both: the caller moves the money, `buyMinor` from the
    ///         payer's side to the pool and `sellMinor` from the pool, in the same transaction.
    /// @dev Who: a system contract admitted in both currencies. Emits PoolFilled. Fails where `check` answers anything
    ///      but None, on an amount of zero and on a currency that is none of the two.
    /// @return buyMinor What it costs in the other currency, fee included.
    /// @custom:roles system-contract
    function fill(Currency sellCurrency, uint256 sellMinor) external returns (uint256 buyMinor);

    /// @notice Puts in money of both currencies in the proportion of the reserves, as much as both limits allow, and has
    ///         shares for it; the first provision sets the proportion, and is worth √(base · quote) shares, of which
    ///         1,000 are locked.
    /// @dev Who: an active bank or market maker of both currencies. Emits PoolProvided, at first PoolSharesLocked too.
    ///      Fails where it would be no share or fewer than `sharesMin`, and in a pool that lost all of a currency.
    /// @return shares What the provider has more, rounded down.
    /// @return baseMinor What it put in of the base currency, rounded up.
    /// @return quoteMinor Likewise of the quote currency.
    /// @custom:roles liquidity-provider
    function provide(uint256 baseMinorMax, uint256 quoteMinorMax, uint256 sharesMin)
        external
        returns (uint256 shares, uint256 baseMinor, uint256 quoteMinor);

    /// @notice Gives shares back for their part of both reserves; no reference rate is asked.
    /// @dev Who: an active bank or market maker of both currencies, for its own shares. Emits PoolWithdrawn. Fails where
    ///      it has fewer shares, and where it would receive less than either minimum.
    /// @return baseMinor What it receives of the base currency, rounded down.
    /// @return quoteMinor Likewise of the quote currency.
    /// @custom:roles liquidity-provider
    function withdraw(uint256 shares, uint256 baseMinorMin, uint256 quoteMinorMin)
        external
        returns (uint256 baseMinor, uint256 quoteMinor);

    /// @notice Books what a legal order or a charge took of the pool's money, so that all providers bear it alike and not
    ///         the last to withdraw.
    /// @dev Who: the central bank of `currency`, under whose law alone it can come about. Emits PoolWrittenDown. Fails
    ///      where the pool holds what it has booked.
    /// @custom:roles central-bank
    function writeDown(Currency currency) external;

    /// @dev Fails on an amount of zero and on a currency that is none of the two.
    /// @return code Why `sellMinor` could not be sold now, or None: MakerNotAdmitted where a central bank has suspended
    ///         the pool, PoolRateMissing, or PoolInsufficientLiquidity where it has too little of the currency or could
    ///         not give as much at any price.
    /// @return buyMinor What it costs in the other currency, fee included; zero unless the code is None.
    function offer(Currency sellCurrency, uint256 sellMinor) external view returns (RefusalCode code, uint256 buyMinor);

    /// @dev As `offer`.
    function check(Currency sellCurrency, uint256 sellMinor) external view returns (RefusalCode code);

    /// @dev As `offer`.
    function costOf(Currency sellCurrency, uint256 sellMinor) external view returns (uint256 buyMinor);

    /// @return What the pool was created as.
    function spec() external view returns (PoolSpec memory);

    /// @return baseMinor What is booked of the base currency.
    /// @return quoteMinor What is booked of the quote currency.
    function reserves() external view returns (uint256 baseMinor, uint256 quoteMinor);

    /// @return shares All shares, the locked ones included.
    function totalShares() external view returns (uint256 shares);

    /// @return shares What `provider` has of them.
    function sharesOf(address provider) external view returns (uint256 shares);
}
