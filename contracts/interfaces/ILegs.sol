// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label, Purpose, RefusalCode, Uetr} from "./Types.sol";

/// @title What every contract says that moves legs
/// @notice A leg moves one amount of one currency between two accounts: an institution's, which is central-bank money,
///         or a wallet's, which is deposits at its bank. A wallet's leg moves like its payment: its deposit is debited,
///         central-bank money moves from its bank to the payee's, the payee's deposit is credited; within one bank no
///         central-bank money moves. In escrow a leg is central-bank money of this contract.
interface ILegs {
    /// @notice A leg is final.
    event LegSettled(
        Uetr indexed uetr,
        address indexed payer,
        address indexed payee,
        address payerBank,
        address payeeBank,
        Currency currency,
        uint256 amountMinor,
        Purpose purpose
    );
    /// @notice The payer's side of a leg moved into escrow.
    event LegReserved(Uetr indexed uetr, address indexed payer, address payerBank, Currency currency, uint256 amountMinor);
    /// @notice A leg went out of escrow, back to `account`: its payer, or the key that replaced the payer's.
    event LegReturned(Uetr indexed uetr, address indexed account, address bank, Currency currency, uint256 amountMinor);

    /// @notice A bank pays its own customers by issuing deposits within its allowance, not by a leg.
    error LegUnbacked(address bank, address wallet);
    /// @notice Why a leg does not move; met inside a contract alone, which makes an event of it.
    error LegRefused(RefusalCode code, Label rule, address party);
}
