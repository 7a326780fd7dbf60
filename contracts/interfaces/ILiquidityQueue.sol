// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label, Refusal, RefusalCode, Uetr} from "./Types.sol";

/// @title Obligations between banks in central-bank money, queued until they settle one by one, netted or in a cycle
/// @notice Per currency. An obligation is queued by its payer, or by a system contract for it, under a UETR. In Gross
///         mode it waits until somebody settles it: alone, or netted in a batch that is given by its UETRs and settles
///         whole or not at all. In Deferred mode it is part of the currency's open cycle, which settles by its net
///         positions. An obligation is in exactly one of queued (or held), settled, cancelled and expired.
/// @dev A UETR is random and known to the two banks alone, so that nobody can list the queue. It may be that of a
///      customer's payment in the settlement engine: a cover payment (pacs.009) has the UETR of the customer's payment
///      (pacs.008) that it covers. Within the queue a UETR belongs to one obligation for ever.
///
///      Members are the banks and market makers that the currency's central bank admitted. What the central-bank
///      money's rule book says is asked, and counted, once: when an obligation is queued; it counts whether or not the
///      obligation settles. Standing, pause, freezes, limits and money are asked again whenever it is to settle.
interface ILiquidityQueue {
    /// @dev Where an obligation is. Append only. Held ones are queued ones that their payer has put aside.
    enum ObligationState {
        None,
        Queued,
        Held,
        Settled,
        Cancelled,
        Expired
    }

    /// @dev How obligations settle that are queued from now on. Append only.
    enum QueueMode {
        Gross,
        Deferred
    }

    /// @dev What became of what was to be queued. Append only.
    enum QueueOutcome {
        None,
        Queued,
        Exists,
        Refused
    }

    /// @dev Lapsed: its last second is over and it was not closed, so that all in it is expired. Append only.
    enum CycleState {
        None,
        Open,
        Settled,
        Abandoned,
        Lapsed
    }

    /// @param payer Who owes.
    /// @param payee Who is owed.
    /// @param currency In what.
    /// @param amountMinor How much, in minor units.
    /// @param priority Higher is more urgent: what resolvers go by; the queue itself does not.
    /// @param expiresAt The last UTC second in which it may settle.
    /// @param state Where it is now.
    /// @param cycle The cycle that it is part of, zero in Gross mode.
    /// @param source The system contract that queued it, zero when its payer did.
    struct Obligation {
        address payer;
        address payee;
        Currency currency;
        uint96 amountMinor;
        uint8 priority;
        uint64 expiresAt;
        ObligationState state;
        uint64 cycle;
        address source;
    }

    /// @param number The cycle's number within its currency, from 1.
    /// @param state Where it is now.
    /// @param endsAt The last UTC second in which it may be closed.
    /// @param count How many obligations are in it.
    /// @param valueMinor What they come to, in minor units.
    struct Cycle {
        uint64 number;
        CycleState state;
        uint64 endsAt;
        uint32 count;
        uint128 valueMinor;
    }

    /// @notice `member`, or a system contract that queues for members, is known in this currency's queue from now on,
    ///         under `index`.
    event QueueMemberEnrolled(Currency indexed currency, address indexed member, uint16 index);
    /// @notice An obligation waits from now on; in Deferred mode it is part of `cycle`.
    /// @param source The system contract that queued it, zero when its payer did.
    event ObligationQueued(
        Uetr indexed uetr,
        address indexed payer,
        address indexed payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt,
        uint64 cycle,
        address source
    );
    /// @notice The same obligation was queued before; nothing changed.
    event ObligationExists(Uetr indexed uetr, address indexed payer);
    /// @notice The obligation was not queued, or did not settle; nothing else changed, and it may be tried again.
    event ObligationRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice Its payer put the obligation aside.
    event ObligationHeld(Uetr indexed uetr);
    /// @notice Its payer took the obligation up again.
    event ObligationReleased(Uetr indexed uetr);
    /// @notice The obligation has another priority from now on.
    event ObligationReprioritised(Uetr indexed uetr, uint8 priority);
    /// @notice Who queued the obligation withdrew it for good.
    event ObligationCancelled(Uetr indexed uetr);
    /// @notice The obligation's last second was over; it is on record.
    event ObligationExpired(Uetr indexed uetr);
    /// @notice The obligation is settled: in `batch` of its currency, or alone when that is zero.
    event ObligationSettled(Uetr indexed uetr, uint64 batch);
    /// @notice A batch settled.
    /// @param count How many obligations.
    /// @param valueMinor What they come to, in minor units.
    /// @param netMinor What moved for it: the sum of the net debits.
    event BatchSettled(
        uint64 indexed batch, Currency indexed currency, uint256 count, uint256 valueMinor, uint256 netMinor
    );
    /// @notice A batch of `currency` was refused; nothing else changed.
    event BatchRefused(Currency indexed currency, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice From now on `member` pays `payee` at most `limitMinor` net a day; the maximum of uint256 is without
    ///         limit.
    event BilateralLimitSet(
        Currency indexed currency, address indexed member, address indexed payee, uint256 limitMinor
    );
    /// @notice From now on `member` pays all others at most `limitMinor` net a day; the maximum of uint256 is without
    ///         limit.
    event MultilateralLimitSet(Currency indexed currency, address indexed member, uint256 limitMinor);
    /// @notice What is queued in `currency` from now on settles in this mode.
    event ModeSet(Currency indexed currency, QueueMode mode);
    /// @notice A cycle takes obligations from now on, and has to be closed up to the second `endsAt`.
    event CycleOpened(Currency indexed currency, uint64 indexed cycle, uint64 endsAt);
    /// @notice All obligations of a cycle settled.
    /// @param netMinor What moved for it: the sum of the net debits.
    event CycleSettled(
        Currency indexed currency, uint64 indexed cycle, uint256 count, uint256 valueMinor, uint256 netMinor
    );
    /// @notice A cycle was not settled; nothing else changed, and it may be tried again.
    event CycleRefused(
        Currency indexed currency, uint64 cycle, RefusalCode indexed code, Label rule, address indexed party
    );
    /// @notice All obligations of a cycle are cancelled.
    event CycleAbandoned(Currency indexed currency, uint64 indexed cycle);

    error QueueCurrencyUnknown(Currency currency);
    error QueueNotMember(address account, Currency currency);
    error QueueNotSystemContract(address account, Currency currency);
    error QueueNotCentralBank(address account, Currency currency);
    error QueueNotSettler(address account, Currency currency);
    error QueueNotPayer(address account, Uetr uetr);
    error QueueNotSource(address account, Uetr uetr);
    error QueuePayeeIsPayer(Uetr uetr);
    error QueueAmountInvalid(Uetr uetr, uint256 amountMinor);
    error QueueExpiryInvalid(Uetr uetr, uint64 expiresAt);
    error QueueExpiresWithinCycle(Uetr uetr, uint64 expiresAt, uint64 cycleEndsAt);
    error QueueUnknown(Uetr uetr);
    error QueueStateIs(Uetr uetr, ObligationState state);
    error QueueNotExpired(Uetr uetr, uint64 expiresAt);
    error QueueInCycle(Uetr uetr, uint64 cycle);
    error QueueCurrencyForeign(Uetr uetr, Currency currency);
    error QueueNotAscending(Uetr uetr);
    error QueueBatchSize(uint256 given, uint256 allowed);
    error QueueLimitInvalid(uint256 limitMinor);
    error QueueModeUnchanged(QueueMode mode);
    error QueueCycleFull(Currency currency, uint64 cycle, uint256 allowed);
    error QueueCycleMissing(Currency currency);

    /// @notice Queues what the caller owes `payee`.
    /// @dev Who: an active member. Emits ObligationQueued, ObligationExists or ObligationRefused; the first time also
    ///      QueueMemberEnrolled, and in Deferred mode CycleOpened. The same payer, payee, currency, amount and expiry
    ///      under a UETR is the same obligation, whatever its priority and state. Fails on an amount of zero or above
    ///      2^96 − 1, and on an expiry beyond 2^40 − 1. In Deferred mode the limits are asked here, of the positions
    ///      in the cycle; then it also fails on an expiry before the cycle's end, and on the 97th member in it.
    /// @param priority Higher is more urgent.
    /// @param expiresAt The last UTC second in which it may settle.
    /// @custom:roles bank market-maker
    function queue(
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt
    ) external returns (QueueOutcome outcome);

    /// @notice Queues what `payer` owes `payee`; the calling contract alone may cancel it.
    /// @dev Who: a system contract that the currency's central bank admitted; it has the payer's consent. Emits
    ///      ObligationQueued, ObligationExists or ObligationRefused; the first time also QueueMemberEnrolled, and in
    ///      Deferred mode CycleOpened. Fails as `queue` does.
    /// @custom:roles system-contract
    function queueFor(
        address payer,
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt
    ) external returns (QueueOutcome outcome);

    /// @notice Puts a queued obligation aside until it is released.
    /// @dev Who: its payer, in any standing. Emits ObligationHeld. Not what is part of a cycle.
    /// @custom:roles bank market-maker
    function hold(Uetr uetr) external;

    /// @notice Takes a held obligation up again.
    /// @dev Who: its payer, in any standing. Emits ObligationReleased.
    /// @custom:roles bank market-maker
    function release(Uetr uetr) external;

    /// @notice Gives a queued or held obligation another priority.
    /// @dev Who: its payer, in any standing. Emits ObligationReprioritised. Not what is part of a cycle.
    /// @custom:roles bank market-maker
    function reprioritise(Uetr uetr, uint8 priority) external;

    /// @notice Withdraws a queued or held obligation for good.
    /// @dev Who: who queued it: its payer, in any standing, or the system contract. Emits ObligationCancelled. Not what
    ///      is part of a cycle.
    /// @custom:roles bank market-maker system-contract
    function cancel(Uetr uetr) external;

    /// @notice Puts on record that an obligation's last second is over; it would not settle without that either.
    /// @dev Who: anyone. Emits ObligationExpired. Not what is part of a cycle.
    /// @custom:roles anyone
    function expire(Uetr uetr) external;

    /// @notice States the most that the caller pays `payee` net, of what settles through this queue alone or in batches,
    ///         between one midnight UTC and the next; in Deferred mode of what is in a cycle.
    /// @dev Who: an active member. Emits BilateralLimitSet, and QueueMemberEnrolled for each of the two that
    ///      was none before. What the payee pays the caller is never refused for it.
    /// @param limitMinor Below 2^64 − 1, in minor units; the maximum of uint256 is without limit.
    /// @custom:roles bank market-maker
    function setBilateralLimit(Currency currency, address payee, uint256 limitMinor) external;

    /// @notice States the most that the caller pays all others net, counted as for `setBilateralLimit`.
    /// @dev Who: an active member. Emits MultilateralLimitSet, and QueueMemberEnrolled where it was none before.
    /// @param limitMinor Below 2^64 − 1, in minor units; the maximum of uint256 is without limit.
    /// @custom:roles bank market-maker
    function setMultilateralLimit(Currency currency, uint256 limitMinor) external;

    /// @notice Settles one obligation in full.
    /// @dev Who: its payer, or the currency's central bank. Emits ObligationSettled or ObligationRefused. Not what is
    ///      part of a cycle.
    /// @return isSettled Whether it settled.
    /// @custom:roles bank market-maker central-bank
    function settle(Uetr uetr) external returns (bool isSettled);

    /// @notice Settles obligations at once by their net: each bank pays or gets its net position in one movement.
    /// @dev Who: the currency's central bank, its active members and keepers. At most 256, their UETRs strictly
    ///      ascending, all of `currency` and of no cycle. Emits ObligationSettled for each and BatchSettled, or
    ///      BatchRefused when one of them is not queued, a side is not in good standing, a limit would be exceeded, a
    ///      bank would be below zero, or the money is paused. It shows that the nets sum to zero and that what each
    ///      bank can spend covers its net debit before anything moves.
    /// @return isSettled Whether they settled.
    /// @custom:roles bank market-maker keeper central-bank
    function settleBatch(Currency currency, Uetr[] calldata uetrs) external returns (bool isSettled);

    /// @notice Says how obligations in `currency` settle that are queued from now on.
    /// @dev Who: the currency's central bank. Emits ModeSet. An open cycle stays open.
    /// @custom:roles central-bank
    function setMode(Currency currency, QueueMode mode) external;

    /// @notice Settles the open cycle by its net positions.
    /// @dev Who: the currency's central bank and keepers. Emits CycleSettled, or CycleRefused when a bank is not in good
    ///      standing or short of money, or the money is paused: it may be tried again up to the cycle's last second.
    /// @return isSettled Whether it settled.
    /// @custom:roles keeper central-bank
    function closeCycle(Currency currency) external returns (bool isSettled);

    /// @notice Cancels the open cycle with all that is in it.
    /// @dev Who: the currency's central bank. Emits CycleAbandoned.
    /// @custom:roles central-bank
    function abandonCycle(Currency currency) external;

    /// @return refusal What would refuse to queue this obligation now, by its payer or for it; code None when nothing
    ///         would. Fails where that fails.
    function preflightQueue(
        address payer,
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint64 expiresAt
    ) external view returns (Refusal memory refusal);

    /// @return refusal What would refuse the batch, or `settle` of the only obligation in it, now; code None when
    ///         nothing would. Fails where they fail.
    function preflightBatch(Currency currency, Uetr[] calldata uetrs) external view returns (Refusal memory refusal);

    /// @return refusal What would refuse to settle the open cycle now; code None when nothing would.
    function preflightCycle(Currency currency) external view returns (Refusal memory refusal);

    /// @return The obligation under `uetr`, all zero when there is none.
    function obligationOf(Uetr uetr) external view returns (Obligation memory);

    /// @return Where the obligation is now: expired from the second after its last one, put on record or not.
    function stateOf(Uetr uetr) external view returns (ObligationState);

    /// @return netMinor What `a` paid `b` less what it got from it today (UTC), alone and in batches.
    function positionOf(Currency currency, address a, address b) external view returns (int256 netMinor);

    /// @return netMinor What `member` paid all others less what it got from them today (UTC), alone and in batches.
    function multilateralPositionOf(Currency currency, address member) external view returns (int256 netMinor);

    /// @return netMinor What `member` has to pay in the open cycle, less what it gets; zero when none is open.
    function cyclePositionOf(Currency currency, address member) external view returns (int256 netMinor);

    /// @return limitMinor The most that `member` pays `payee` net; the maximum of uint256 without limit.
    function bilateralLimitOf(Currency currency, address member, address payee)
        external
        view
        returns (uint256 limitMinor);

    /// @return limitMinor The most that `member` pays all others net; the maximum of uint256 without limit.
    function multilateralLimitOf(Currency currency, address member) external view returns (uint256 limitMinor);

    /// @return The last cycle of `currency`, all zero before its first.
    function cycleOf(Currency currency) external view returns (Cycle memory);

    /// @return How obligations in `currency` settle that are queued now.
    function modeOf(Currency currency) external view returns (QueueMode);

    /// @return How many batches of `currency` settled.
    function batchesOf(Currency currency) external view returns (uint64);
}
