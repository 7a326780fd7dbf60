// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ITierLimits} from "./ITierLimits.sol";

/// @title Rule kyc-tier: the largest single payment, by tier
/// @notice PayerTierLimit when the amount is above the limit of the payer's tier, PayeeTierLimit when it is above that
///         of the payee's.
interface IKycTierRule is ITierLimits {}
