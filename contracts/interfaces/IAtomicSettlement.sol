// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILegs} from "./ILegs.sol";
import {Currency, Label, Purpose, Refusal, RefusalCode, Uetr} from "./Types.sol";

/// @title Settlement of several legs among several parties: all of them, or none
/// @notice Payment versus payment between two, three or more currencies, delivery against payment, or any other exchange
///         of up to 32 legs among up to 32 parties. In one step: one transaction with everybody's approval. In two
///         steps: one party proposes, the others approve, and the last approval settles. In two steps with reserve: what
///         a party pays goes into escrow when it approves, so that the settlement cannot fail for want of money. The
///         contract keeps one slot an instruction; the content comes with each call, and must be the same.
/// @dev Who approves: every party, payer or payee, by its own transaction or its EIP-712 signature of the instruction,
///      which anybody may bring. The bank of a wallet that pays nothing may approve for it. What a wallet pays in a
///      currency above its step-up threshold needs the signature of its second key too. It may come with any
///      approval and counts for this instruction for good, whatever becomes of that approval; what lacks it is refused as
///      CostAboveMaximum.
///
///      Who ends it before its last second is over: the proposer cancels while not all have approved; any party takes its
///      own approval back, unless the instruction reserves. An instruction that reserves and that all have approved waits
///      for its settlement or its expiry. Afterwards: nobody settles, approves or cancels, and anybody expires it.
///      Settled, Cancelled and Expired exclude each other and are final. A reserve goes back to the party that paid it
///      in, or to the key that replaced the party's; where that is impossible it stays for that party alone, until
///      `reclaim` succeeds.
///
///      Legs move in their order, so that a party may pay out of what it received by an earlier leg. The first leg that
///      can't move is the one that is reported.
interface IAtomicSettlement is ILegs {
    /// @param payer Index of the party that pays.
    /// @param payee Index of the party that is paid.
    /// @param currency What is paid.
    /// @param amountMinor How much, in minor units.
    /// @param purpose ISO 20022 external purpose code.
    /// @param travelRuleHash keccak256(salt ‖ canonical JSON of the travel-rule record), kept off chain; zero without
    ///        one.
    struct Leg {
        uint8 payer;
        uint8 payee;
        Currency currency;
        uint128 amountMinor;
        Purpose purpose;
        bytes32 travelRuleHash;
    }

    /// @param uetr The instruction's reference for life.
    /// @param expiresAt The last UTC second in which it may settle.
    /// @param reserves Whether an approval pays into escrow.
    /// @param salt Any 32 bytes, so that nobody finds the content from its hash.
    /// @param parties Everybody concerned, in ascending order of their addresses; each has a leg.
    /// @param legs What moves, in this order.
    struct Instruction {
        Uetr uetr;
        uint64 expiresAt;
        bool reserves;
        bytes32 salt;
        address[] parties;
        Leg[] legs;
    }

    /// @param party Index of the party.
    /// @param signature Its EIP-712 signature of the instruction, or its bank's where it pays nothing; empty when the
    ///        caller is the party or that bank.
    /// @param secondKeySignatures The same digest signed by its second keys, 65 bytes each, one after the other; empty
    ///        where no threshold is passed.
    struct Approval {
        uint8 party;
        bytes signature;
        bytes secondKeySignatures;
    }

    /// @dev Append only.
    enum InstructionState {
        None,
        Open,
        Settled,
        Cancelled,
        Expired
    }

    /// @dev What became of a call. Append only.
    enum InstructionOutcome {
        None,
        Open,
        Settled,
        Exists,
        Refused,
        Held
    }

    /// @notice An instruction waits for its approvals.
    /// @param instructionHash The EIP-712 digest that the parties sign.
    event InstructionProposed(
        Uetr indexed uetr, bytes32 indexed instructionHash, address indexed proposer, uint64 expiresAt, bool reserves
    );
    /// @notice A party agreed; `approver` is its bank where that agreed for it.
    event InstructionApproved(Uetr indexed uetr, address indexed party, address indexed approver);
    /// @notice A second key agreed.
    event InstructionCountersigned(Uetr indexed uetr, address indexed secondKey);
    /// @notice A party took its approval back.
    event InstructionWithdrawn(Uetr indexed uetr, address indexed party);
    /// @notice All legs moved; the instruction is final.
    event InstructionSettled(Uetr indexed uetr, bytes32 indexed instructionHash);
    /// @notice The very same instruction was proposed or settled before; nothing changed.
    event InstructionExists(Uetr indexed uetr, bytes32 indexed instructionHash);
    /// @notice A proposal, an approval's reserve or a settlement in one step was refused; nothing else changed.
    event InstructionRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice All have approved and nothing moved, for this reason; the approvals stand, and `execute` tries again.
    event InstructionHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);
    /// @notice The proposer called it off; final.
    event InstructionCancelled(Uetr indexed uetr);
    /// @notice Its last second was over before it settled; final.
    event InstructionExpired(Uetr indexed uetr);
    /// @notice What `party` paid in can't go back now; `reclaim` tries again. The code is None where a money failed
    ///         without giving one.
    event ReserveHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party);

    error AtomicInstructionInvalid(Uetr uetr, Label field);
    error AtomicContentDiffers(Uetr uetr);
    error AtomicNotOpen(Uetr uetr, InstructionState state);
    error AtomicNotParty(Uetr uetr, address account, address party);
    error AtomicNotProposer(Uetr uetr, address account, address proposer);
    error AtomicApprovalMissing(Uetr uetr, address party);
    error AtomicNotApproved(Uetr uetr, address party);
    error AtomicAllApproved(Uetr uetr);
    error AtomicReserves(Uetr uetr);
    error AtomicExpired(Uetr uetr, uint64 expiresAt);
    error AtomicNotExpired(Uetr uetr, uint64 expiresAt);
    error AtomicNothingReserved(Uetr uetr, address party);
    error AtomicNotItself(address account);

    /// @notice Settles in one transaction, with everybody's approval. Nothing is reserved, whatever the instruction says.
    /// @dev Who: anyone who brings the approvals. Emits LegSettled for each leg and InstructionSettled, or
    ///      InstructionExists, or InstructionRefused (also once the last second is over and when the UETR belongs to
    ///      another instruction); and InstructionCountersigned for each second key that is new. Fails on a malformed
    ///      instruction, a wrong signature and a missing approval, and for one that was proposed: that is approved.
    /// @custom:roles anyone
    function settle(Instruction calldata instruction, Approval[] calldata approvals)
        external
        returns (InstructionOutcome outcome);

    /// @notice Proposes an instruction and approves it for one party, the proposer.
    /// @dev Who: anyone who brings a party's approval. Emits InstructionProposed and InstructionApproved, with
    ///      LegReserved for each of its legs where the instruction reserves, or InstructionExists, or InstructionRefused;
    ///      and InstructionCountersigned for each second key that is new.
    /// @custom:roles anyone
    function propose(Instruction calldata instruction, Approval calldata approval)
        external
        returns (InstructionOutcome outcome);

    /// @notice Approves for one or more parties; the last approval settles.
    /// @dev Who: anyone who brings a party's approval. At most 32. Emits InstructionApproved for each that is new, or
    ///      InstructionRefused where its reserve is refused, and InstructionCountersigned for each second key that is
    ///      new; once all have approved InstructionSettled or InstructionHeld; for legs as `perform`. Approving again
    ///      changes nothing.
    /// @custom:roles anyone
    function approve(Instruction calldata instruction, Approval[] calldata approvals)
        external
        returns (InstructionOutcome outcome);

    /// @notice Takes an approval back.
    /// @dev Who: the party, or the bank of a wallet that pays nothing. Emits InstructionWithdrawn. Fails where the
    ///      instruction reserves.
    /// @custom:roles party
    function withdrawApproval(Instruction calldata instruction, uint8 party) external;

    /// @notice Tries again to settle what all have approved.
    /// @dev Who: anyone. Emits LegSettled for each leg and InstructionSettled, or InstructionHeld, or InstructionRefused
    ///      once the last second is over.
    /// @custom:roles anyone
    function execute(Instruction calldata instruction) external returns (InstructionOutcome outcome);

    /// @notice Calls an instruction off and gives back what was reserved.
    /// @dev Who: the proposer, while not all have approved and up to the last second. Emits InstructionCancelled, and
    ///      LegReturned for each leg or ReserveHeld for a party.
    /// @custom:roles party
    function cancel(Instruction calldata instruction) external;

    /// @notice Ends an instruction whose last second is over and gives back what was reserved.
    /// @dev Who: anyone. Emits InstructionExpired, and LegReturned for each leg or ReserveHeld for a party.
    /// @custom:roles anyone
    function expire(Instruction calldata instruction) external;

    /// @notice Gives one party back what it paid in, of an instruction that is cancelled or expired, or whose last second
    ///         is over: that expires first.
    /// @dev Who: anyone. Emits LegReturned for each leg, or ReserveHeld; and InstructionExpired where it expires.
    /// @custom:roles anyone
    function reclaim(Instruction calldata instruction, uint8 party) external;

    /// @notice What would hold the instruction now, had everybody approved.
    /// @dev Who: anyone. It carries the legs out and takes all of it back, so that it says what execution would say: it
    ///      changes nothing, though it is no view. Second keys count as far as they have signed. Fails on a malformed
    ///      instruction, and on one that is cancelled or expired.
    /// @custom:roles anyone
    function preflight(Instruction calldata instruction) external returns (Refusal memory refusal);

    /// @notice Carries out one task, which is taken back as a whole when it fails with LegRefused: to move all legs, to do
    ///         so and fail whatever comes of it, to take a party's legs into escrow, or to give them back.
    /// @dev Who: this contract, which says beforehand which task it is. Emits LegSettled, LegReserved or LegReturned for
    ///      each leg that it moves.
    /// @custom:roles itself
    function perform(Instruction calldata instruction) external;

    /// @return The EIP-712 digest that the parties sign.
    function hashInstruction(Instruction calldata instruction) external view returns (bytes32);

    /// @return state Where the instruction with this reference stands.
    /// @return approvals Which parties have approved, one bit each, the first party's the lowest. Of one that reserves and
    ///         is cancelled or expired: whose reserve is still here.
    /// @return proposer The index of the party that proposed it.
    function instructionOf(Uetr uetr)
        external
        view
        returns (InstructionState state, uint32 approvals, uint8 proposer);
}
