// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ITierLimits} from "./ITierLimits.sol";

/// @title Rule balance-cap: the most that a payee may hold, by tier
/// @notice PayeeBalanceCap when the payee's balance and the amount together are above the cap of its tier. A payment to
///         oneself adds nothing.
interface IBalanceCapRule is ITierLimits {}
