// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule rolling-window-limit: the most that a payer may send in any window of time, by tier
/// @notice PayerWindowLimit when the amount does not fit. Time is cut into buckets, `buckets` to a window, and the
///         newest and that many before it are counted: whatever second a window starts in, what is sent in it never
///         exceeds the limit, and the limit holds for at most one bucket longer than it has to. Counted for a subject
///         in each book.
/// @dev When the window or its buckets change, what a payer has sent in its last window is counted as one sum in the
///      last second in which it may have been sent: nothing is let through, and the change can be stricter than the new
///      window for one window at most. Longer ago than the old window nothing is known. Limits alone change at once. A
///      tier without limit is counted all the same. Counts are 64 bits wide and stay at their maximum when they would
///      overflow.
interface IRollingWindowLimitRule is IRule {
    /// @param anonymousMinor The most for Anonymous, in minor units; the maximum of uint64 for no limit.
    /// @param basicMinor The most for Basic, the same.
    /// @param fullMinor The most for Full, the same.
    /// @param windowS Length of the window in seconds, a multiple of `buckets`.
    /// @param buckets How many buckets a window has, 1 to 7.
    struct WindowLimit {
        uint64 anonymousMinor;
        uint64 basicMinor;
        uint64 fullMinor;
        uint32 windowS;
        uint8 buckets;
    }

    /// @notice From now on this limit holds for payments in `currency`.
    event WindowLimitSet(
        Currency indexed currency,
        uint64 anonymousMinor,
        uint64 basicMinor,
        uint64 fullMinor,
        uint32 windowS,
        uint8 buckets
    );

    /// @notice Sets the limit for payments in `currency`.
    /// @dev Who: the currency's central bank. Emits WindowLimitSet.
    /// @custom:roles central-bank
    function setLimit(Currency currency, WindowLimit calldata limit) external;

    /// @return The limit for payments in `currency`, all zero until it is set.
    function limitOf(Currency currency) external view returns (WindowLimit memory);

    /// @return What counts now towards the limit of `subject` in `book`, whose currency is `currency`, in minor units.
    function usedMinor(address book, Currency currency, uint256 subject) external view returns (uint256);
}
