// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency, Uetr} from "./Types.sol";

/// @title Rule travel-rule: from a threshold on, a payment carries the commitment to its travel-rule record
/// @notice PayerTravelRuleMissing or PayeeTravelRuleMissing, each by the threshold of that side's currency. A bank's
///         own credit to its customer needs none. The record itself goes from the payer's bank to the payee's off
///         chain, sealed; here stand the hash of what was sent and the receiver's acknowledgement, against a deadline.
/// @dev No payment waits for a record and none is refused for want of one: what is missing, late or other than what
///      the payer committed to is for the auditor to find.
interface ITravelRule is IRule {
    /// @param receiver The bank that is to have the record, zero when none was sent.
    /// @param dueAt The last UTC second in which to acknowledge it in time; zero when no deadline was asked.
    /// @param acknowledgedAt The UTC second in which it was acknowledged; zero while it is not.
    /// @param ciphertextHash keccak256 of the sealed record.
    struct SentRecord {
        address receiver;
        uint48 dueAt;
        uint48 acknowledgedAt;
        bytes32 ciphertextHash;
    }

    /// @notice From `thresholdMinor` on, a payment in `currency` needs the commitment; the maximum of uint128 for
    ///         never.
    event TravelRuleThresholdSet(Currency indexed currency, uint128 thresholdMinor);
    /// @notice Records of payments credited in `currency` are to be acknowledged within `periodS` seconds; zero for no
    ///         deadline. What was sent before keeps its own.
    event TravelRuleAcknowledgementPeriodSet(Currency indexed currency, uint32 periodS);
    /// @notice `sender` sent `receiver` the sealed record of the payment `uetr`, credited in `currency`; it is due
    ///         until the UTC second `dueAt`, that one included, or at no time when that is zero.
    event TravelRuleRecordSent(
        Uetr indexed uetr,
        address indexed sender,
        address indexed receiver,
        Currency currency,
        bytes32 commitment,
        bytes32 ciphertextHash,
        uint64 dueAt
    );
    /// @notice `receiver` has the sealed record with this hash that `sender` sent it for the payment `uetr`.
    event TravelRuleRecordAcknowledged(
        Uetr indexed uetr,
        address indexed sender,
        address indexed receiver,
        bytes32 ciphertextHash,
        bool isLate
    );

    error TravelRuleNotBank(address account);
    error TravelRuleReceiverIsSender(address receiver);
    error TravelRuleReceiverUnknown(address receiver, Currency currency);
    error TravelRuleHashMissing(bytes32 commitment, bytes32 ciphertextHash);
    error TravelRuleRecordExists(address sender, Uetr uetr);
    error TravelRuleRecordUnknown(address sender, Uetr uetr);
    error TravelRuleNotReceiver(address account, address receiver);
    error TravelRuleAlreadyAcknowledged(address sender, Uetr uetr, uint48 acknowledgedAt);
    error TravelRuleCiphertextDiffers(bytes32 sent, bytes32 received);

    /// @notice Sets from which amount on, that amount included, a payment in `currency` needs the commitment.
    /// @dev Who: the currency's central bank. Emits TravelRuleThresholdSet.
    /// @custom:roles central-bank
    function setThreshold(Currency currency, uint128 thresholdMinor) external;

    /// @notice Sets within how many seconds the receiver acknowledges a record sent from now on; zero for no deadline.
    /// @dev Who: the central bank of the currency in which the payee is credited. Emits
    ///      TravelRuleAcknowledgementPeriodSet.
    /// @custom:roles central-bank
    function setAcknowledgementPeriod(Currency currency, uint32 periodS) external;

    /// @notice States that the caller sent `receiver` the sealed record of the payment `uetr`.
    /// @dev Who: an active commercial bank. Emits TravelRuleRecordSent. Fails for itself, for a receiver that is not
    ///      admitted as a commercial bank where `currency` is issued, for a zero hash, and for a payment of which the
    ///      caller has sent a record already. What another bank sends under the same UETR is another record.
    /// @param uetr Of the payment.
    /// @param receiver The payee's bank; a suspended one is told like any other.
    /// @param currency In which the payee is credited: its deadline holds.
    /// @param commitment What the payment order carries: keccak256(salt ‖ canonical JSON of the record).
    /// @param ciphertextHash keccak256 of the sealed record.
    /// @custom:roles bank
    function sendRecord(
        Uetr uetr,
        address receiver,
        Currency currency,
        bytes32 commitment,
        bytes32 ciphertextHash
    ) external;

    /// @notice The caller has the sealed record that `sender` sent it for the payment `uetr`; late is said so.
    /// @dev Who: the receiver that the record names, in whatever standing. Emits TravelRuleRecordAcknowledged. Once,
    ///      and only with the hash of what was sent.
    /// @custom:roles bank
    function acknowledgeRecord(address sender, Uetr uetr, bytes32 ciphertextHash) external;

    /// @return From which amount on, in minor units, the commitment is needed; the maximum of uint128 for never, which
    ///         it is until it is set.
    function thresholdOf(Currency currency) external view returns (uint128);

    /// @return Within how many seconds a record is to be acknowledged; zero for no deadline, which it is until it is
    ///         set.
    function acknowledgementPeriodOf(Currency currency) external view returns (uint32);

    /// @return What `sender` sent for the payment `uetr`, zero when it sent nothing. The commitment is in the event
    ///         alone: no contract asks for it.
    function recordOf(address sender, Uetr uetr) external view returns (SentRecord memory);
}
