// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency, Jurisdiction, Purpose} from "./Types.sol";

/// @title Rule corridor: from where to where a currency may be paid, and what for
/// @notice PayerCorridorClosed, PayeeCorridorClosed, PayerPurposeNotAllowed or PayeePurposeNotAllowed, each by the
///         settings of that side's currency. A corridor is open until it is closed. Purposes are free until they are
///         restricted; from then on a payment states one that is allowed in its corridor, or none at all up to a limit.
///         A bank's own credit to its customer needs no purpose.
interface ICorridorRule is IRule {
    /// @param isRestricted Whether a payment has to state an allowed purpose.
    /// @param plainMinorMax The most that a payment without a purpose may carry then, in minor units.
    struct PurposePolicy {
        bool isRestricted;
        uint128 plainMinorMax;
    }

    /// @notice In `currency`, payments from one jurisdiction to the other are open or closed from now on.
    event CorridorSet(
        Currency indexed currency,
        Jurisdiction indexed payerJurisdiction,
        Jurisdiction indexed payeeJurisdiction,
        bool isOpen
    );
    /// @notice In `currency`, `purpose` is allowed from one jurisdiction to the other from now on, or no more.
    event PurposeSet(
        Currency indexed currency,
        Jurisdiction indexed payerJurisdiction,
        Jurisdiction indexed payeeJurisdiction,
        Purpose purpose,
        bool isAllowed
    );
    /// @notice From now on this policy holds for the purposes of payments in `currency`.
    event PurposePolicySet(Currency indexed currency, bool isRestricted, uint128 plainMinorMax);

    error CorridorTooManyPurposes(uint256 given, uint256 allowed);

    /// @notice Opens or closes payments from one jurisdiction to another, in this direction alone.
    /// @dev Who: the currency's central bank. Emits CorridorSet.
    /// @custom:roles central-bank
    function setCorridor(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        bool isOpen_
    ) external;

    /// @notice Allows purposes from one jurisdiction to another, in this direction alone, or allows them no more.
    /// @dev Who: the currency's central bank. At most 100, none of them empty. Emits PurposeSet for each.
    /// @custom:roles central-bank
    function setPurposes(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        Purpose[] calldata purposes,
        bool isAllowed_
    ) external;

    /// @notice Sets whether purposes are restricted, and how much may be paid without one.
    /// @dev Who: the currency's central bank. Emits PurposePolicySet.
    /// @custom:roles central-bank
    function setPurposePolicy(Currency currency, PurposePolicy calldata policy) external;

    /// @return Whether payments in `currency` from one jurisdiction to the other are open.
    function isOpen(Currency currency, Jurisdiction payerJurisdiction, Jurisdiction payeeJurisdiction)
        external
        view
        returns (bool);

    /// @return Whether `purpose` is on the list of those allowed in `currency` from one jurisdiction to the other.
    function isAllowed(
        Currency currency,
        Jurisdiction payerJurisdiction,
        Jurisdiction payeeJurisdiction,
        Purpose purpose
    ) external view returns (bool);

    /// @return The policy for the purposes of payments in `currency`.
    function purposePolicyOf(Currency currency) external view returns (PurposePolicy memory);
}
