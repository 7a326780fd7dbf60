// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReferenceRates} from "./IReferenceRates.sol";
import {Currency, RefusalCode} from "./Types.sol";

/// @title Firm foreign-exchange quotes, signed off chain and filled on chain
/// @notice A market maker signs (EIP-712) what it sells, for what, at which rate, how much at most and until when. A
///         quote may be filled in parts, never beyond its maximum, and cancelled by its maker at any time. Beside them
///         stand the reference rates, which bind nobody to trade.
interface IFxBoard is IReferenceRates {
    /// @param maker The market maker that signs and delivers.
    /// @param sellCurrency What the maker delivers.
    /// @param buyCurrency What the maker receives.
    /// @param rateRay Minor units of buyCurrency for one minor unit of sellCurrency, times 10^27.
    /// @param sellMinorMax The most the maker delivers under this quote, in minor units of sellCurrency.
    /// @param expiresAt The last UTC second in which it may be filled.
    /// @param nonce Tells apart two quotes that are otherwise equal.
    struct FirmQuote {
        address maker;
        Currency sellCurrency;
        Currency buyCurrency;
        uint256 rateRay;
        uint256 sellMinorMax;
        uint64 expiresAt;
        uint64 nonce;
    }

    /// @notice `sellMinor` of a quote was taken for `buyMinor`.
    event QuoteFilled(bytes32 indexed quoteHash, address indexed maker, uint256 sellMinor, uint256 buyMinor);
    /// @notice The maker withdrew what was left of a quote.
    event QuoteWithdrawn(bytes32 indexed quoteHash, address indexed maker);

    error FxBoardRateZero(address maker);
    error FxBoardBadSignature(address maker, address recovered);
    error FxBoardNotSystemContract(address account, Currency currency);
    error FxBoardNotMaker(address account, address maker);
    error FxBoardNotFillable(bytes32 quoteHash, RefusalCode code);

    /// @notice Takes `sellMinor` of a quote.
    /// @dev Who: a system contract admitted in both currencies. Emits QuoteFilled. Fails on a wrong signature, and
    ///      where `check` answers anything but None.
    /// @return buyMinor What it costs: sellMinor × rate, rounded up (in favour of the maker, never of the taker).
    /// @custom:roles system-contract
    function fill(FirmQuote calldata quote, bytes calldata signature, uint256 sellMinor)
        external
        returns (uint256 buyMinor);

    /// @notice Withdraws what is left of a quote.
    /// @dev Who: its maker. Emits QuoteWithdrawn.
    /// @custom:roles market-maker
    function withdraw(FirmQuote calldata quote) external;

    /// @return code Why `sellMinor` of the quote could not be filled now, or None.
    function check(FirmQuote calldata quote, uint256 sellMinor) external view returns (RefusalCode code);

    /// @dev Fails on a rate of zero: nothing is had for nothing.
    /// @return buyMinor What `sellMinor` costs under the quote, rounded up.
    function costOf(FirmQuote calldata quote, uint256 sellMinor) external pure returns (uint256 buyMinor);

    /// @return The EIP-712 digest that the maker signs.
    function hashQuote(FirmQuote calldata quote) external view returns (bytes32);

    /// @return sellMinor What has been filled of the quote with this hash; the maximum of uint256 when it is withdrawn.
    function filledMinor(bytes32 quoteHash) external view returns (uint256 sellMinor);
}
