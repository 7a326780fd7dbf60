// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IAtomicSettlement} from "../interfaces/IAtomicSettlement.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "../interfaces/IRule.sol";
import {Currency, Label, Refusal, RefusalCode, Sides, Uetr} from "../interfaces/Types.sol";
import {Legs} from "./Legs.sol";

/// @title See {IAtomicSettlement}
/// @dev What may be refused halfway is a task that runs in a call of this contract to itself, which is taken back as a
///      whole. Every function takes the instruction first, so that such a call passes on the arguments as they came.
contract AtomicSettlement is IAtomicSettlement, Legs, EIP712, ReentrancyGuardTransient {
    bytes32 private constant LEG_TYPEHASH = keccak256(
        "Leg(uint8 payer,uint8 payee,bytes3 currency,uint128 amountMinor,bytes4 purpose,bytes32 travelRuleHash)"
    );
    bytes32 private constant INSTRUCTION_TYPEHASH = keccak256(
        "Instruction(bytes16 uetr,uint64 expiresAt,bool reserves,bytes32 salt,address[] parties,Leg[] legs)Leg(uint8 payer,uint8 payee,bytes3 currency,uint128 amountMinor,bytes4 purpose,bytes32 travelRuleHash)"
    );
    uint256 private constant LEGS_MAX = 32;
    uint256 private constant PARTIES_MAX = 32;
    uint256 private constant SIGNATURE_SIZE = 65;
    /// @dev A record is one slot: from its lowest bit which parties have approved, the state, who proposed, and the
    ///      instruction's hash without its last 40 bits. Two contents with the same 216 bits take 2^108 hashes to find.
    uint256 private constant STATE_SHIFT = 32;
    uint256 private constant PROPOSER_SHIFT = 35;
    uint256 private constant HASH_SHIFT = 40;

    enum Task {
        CarryOut,
        Rehearse,
        Reserve,
        GiveBack
    }

    mapping(Uetr => uint256) private _recordOf;
    mapping(bytes32 instructionHash => mapping(address secondKey => bool)) private _isCountersigned;
    // What the next call of this contract to itself is for, for which party, and whether with care.
    Task private transient _task;
    uint8 private transient _taskParty;
    bool private transient _isCareful;

    /// @dev What is read once while legs move: a currency's entry has its sides, and what each party has paid, by the
    ///      index of the party.
    struct Cast {
        Venue[] venues;
        Side[][] sides;
        uint256[][] paidMinor;
    }

    constructor(IParticipantRegistry registry) Legs(registry) EIP712("Corridor AtomicSettlement", "1") {}

    /// @inheritdoc IAtomicSettlement
    // It calls itself, and whoever that calls finds this contract locked.
    // slither-disable-next-line reentrancy-no-eth
    function settle(Instruction calldata instruction, Approval[] calldata approvals)
        external
        nonReentrant
        returns (InstructionOutcome outcome)
    {
        (bytes32 hash, uint256 record, Refusal memory refusal) = _introduced(instruction);
        if (refusal.code != RefusalCode.None) return _refused(instruction, refusal);
        if (_stateIn(record) == InstructionState.Settled) return _exists(instruction, hash);
        if (record != 0) revert AtomicNotOpen(instruction.uetr, _stateIn(record));
        _requireEverybody(instruction, hash, approvals);
        _recordOf[instruction.uetr] = _newRecord(hash, 0, InstructionState.Settled);
        _task = Task.CarryOut;
        refusal = _tried();
        if (refusal.code != RefusalCode.None) {
            delete _recordOf[instruction.uetr];
            return _refused(instruction, refusal);
        }
        emit InstructionSettled(instruction.uetr, hash);
        return InstructionOutcome.Settled;
    }

    /// @inheritdoc IAtomicSettlement
    // It calls itself, and whoever that calls finds this contract locked.
    // slither-disable-next-line reentrancy-no-eth
    function propose(Instruction calldata instruction, Approval calldata approval)
        external
        nonReentrant
        returns (InstructionOutcome outcome)
    {
        (bytes32 hash, uint256 record, Refusal memory refusal) = _introduced(instruction);
        if (refusal.code != RefusalCode.None) return _refused(instruction, refusal);
        if (record != 0) return _exists(instruction, hash);
        address approver = _approverOf(instruction, hash, approval);
        record = _newRecord(hash, approval.party, InstructionState.Open) | (1 << approval.party);
        _recordOf[instruction.uetr] = record;
        refusal = _consent(instruction, hash, approval);
        if (refusal.code != RefusalCode.None) {
            delete _recordOf[instruction.uetr];
            return _refused(instruction, refusal);
        }
        address proposer = instruction.parties[approval.party];
        emit InstructionProposed(instruction.uetr, hash, proposer, instruction.expiresAt, instruction.reserves);
        emit InstructionApproved(instruction.uetr, proposer, approver);
        return InstructionOutcome.Open;
    }

    /// @inheritdoc IAtomicSettlement
    // It calls itself, and whoever that calls finds this contract locked.
    // slither-disable-next-line reentrancy-no-eth
    function approve(Instruction calldata instruction, Approval[] calldata approvals)
        external
        nonReentrant
        returns (InstructionOutcome outcome)
    {
        (bytes32 hash, uint256 record) = _opened(instruction);
        if (block.timestamp > instruction.expiresAt) return _refused(instruction, _late(instruction));
        if (approvals.length > PARTIES_MAX) revert AtomicInstructionInvalid(instruction.uetr, Label.wrap("approvals"));
        outcome = InstructionOutcome.Open;
        for (uint256 i = 0; i < approvals.length; ++i) {
            uint256 approved = _approve(instruction, hash, record, approvals[i]);
            if (approved == 0) outcome = InstructionOutcome.Refused;
            else record = approved;
        }
        if (_isByAll(instruction, record)) return _execute(instruction, hash, record);
        _recordOf[instruction.uetr] = record;
    }

    /// @inheritdoc IAtomicSettlement
    function withdrawApproval(Instruction calldata instruction, uint8 party) external nonReentrant {
        (, uint256 record) = _opened(instruction);
        _requireMayAct(instruction, party, msg.sender);
        address account = instruction.parties[party];
        if (instruction.reserves) revert AtomicReserves(instruction.uetr);
        if (!_isIn(record, party)) revert AtomicNotApproved(instruction.uetr, account);
        _recordOf[instruction.uetr] = record ^ (1 << party);
        emit InstructionWithdrawn(instruction.uetr, account);
    }

    /// @inheritdoc IAtomicSettlement
    function execute(Instruction calldata instruction) external nonReentrant returns (InstructionOutcome outcome) {
        (bytes32 hash, uint256 record) = _opened(instruction);
        if (block.timestamp > instruction.expiresAt) return _refused(instruction, _late(instruction));
        _requireAll(instruction, record);
        return _execute(instruction, hash, record);
    }

    /// @inheritdoc IAtomicSettlement
    function cancel(Instruction calldata instruction) external nonReentrant {
        (, uint256 record) = _opened(instruction);
        uint8 proposer = _proposerIn(record);
        if (!_mayAct(instruction, proposer, msg.sender)) {
            revert AtomicNotProposer(instruction.uetr, msg.sender, instruction.parties[proposer]);
        }
        if (block.timestamp > instruction.expiresAt) revert AtomicExpired(instruction.uetr, instruction.expiresAt);
        if (_isByAll(instruction, record)) revert AtomicAllApproved(instruction.uetr);
        emit InstructionCancelled(instruction.uetr);
        _close(instruction, record, _inState(record, InstructionState.Cancelled));
    }

    /// @inheritdoc IAtomicSettlement
    function expire(Instruction calldata instruction) external nonReentrant {
        (, uint256 record) = _opened(instruction);
        if (block.timestamp <= instruction.expiresAt) revert AtomicNotExpired(instruction.uetr, instruction.expiresAt);
        emit InstructionExpired(instruction.uetr);
        _close(instruction, record, _inState(record, InstructionState.Expired));
    }

    /// @inheritdoc IAtomicSettlement
    function reclaim(Instruction calldata instruction, uint8 party) external nonReentrant {
        (, uint256 record) = _known(instruction);
        if (_stateIn(record) == InstructionState.Open && block.timestamp > instruction.expiresAt) {
            emit InstructionExpired(instruction.uetr);
            record = _inState(record, InstructionState.Expired);
        }
        bool isClosed =
            _stateIn(record) == InstructionState.Cancelled || _stateIn(record) == InstructionState.Expired;
        if (!isClosed || !instruction.reserves || !_isIn(record, party)) {
            revert AtomicNothingReserved(instruction.uetr, instruction.parties[party]);
        }
        _recordOf[instruction.uetr] = record ^ (1 << party);
        if (!_isGivenBack(instruction, party)) _recordOf[instruction.uetr] = record;
    }

    /// @inheritdoc IAtomicSettlement
    function preflight(Instruction calldata instruction) external nonReentrant returns (Refusal memory refusal) {
        uint256 record;
        (, record, refusal) = _introduced(instruction);
        InstructionState state = _stateIn(record);
        if (refusal.code != RefusalCode.None || state == InstructionState.Settled) return refusal;
        if (state > InstructionState.Settled) revert AtomicNotOpen(instruction.uetr, state);
        if (block.timestamp > instruction.expiresAt) return _late(instruction);
        _task = Task.Rehearse;
        return _tried();
    }

    /// @inheritdoc IAtomicSettlement
    function perform(Instruction calldata instruction) external {
        if (msg.sender != address(this)) revert AtomicNotItself(msg.sender);
        (Task task, uint8 party) = (_task, _taskParty);
        uint256 reserved = instruction.reserves ? _recordOf[instruction.uetr] : 0;
        Cast memory cast = _castFor(instruction);
        Movement memory movement;
        movement.uetr = instruction.uetr;
        for (uint256 i = 0; i < instruction.legs.length; ++i) {
            Leg calldata leg = instruction.legs[i];
            if (task >= Task.Reserve && leg.payer != party) continue;
            _setMovement(movement, instruction, cast, leg);
            bool isOut = task != Task.Reserve;
            if (task == Task.GiveBack) _return(movement);
            else _carry(movement, !isOut || !_isIn(reserved, leg.payer), isOut);
        }
        if (task == Task.Rehearse) _refuse(RefusalCode.None, 0, address(0));
    }

    /// @inheritdoc IAtomicSettlement
    function hashInstruction(Instruction calldata instruction) public view returns (bytes32) {
        bytes32[] memory legs = new bytes32[](instruction.legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            legs[i] = keccak256(abi.encode(LEG_TYPEHASH, instruction.legs[i]));
        }
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    INSTRUCTION_TYPEHASH,
                    instruction.uetr,
                    instruction.expiresAt,
                    instruction.reserves,
                    instruction.salt,
                    keccak256(abi.encodePacked(instruction.parties)),
                    keccak256(abi.encodePacked(legs))
                )
            )
        );
    }

    /// @inheritdoc IAtomicSettlement
    function instructionOf(Uetr uetr)
        external
        view
        returns (InstructionState state, uint32 approvals, uint8 proposer)
    {
        uint256 record = _recordOf[uetr];
        return (_stateIn(record), uint32(record), _proposerIn(record));
    }

    /// @return The record with the party's approval in it, or zero when its reserve is refused.
    function _approve(Instruction calldata instruction, bytes32 hash, uint256 record, Approval calldata approval)
        private
        returns (uint256)
    {
        address approver = _approverOf(instruction, hash, approval);
        if (_isIn(record, approval.party)) {
            _countersign(instruction.uetr, hash, approval.secondKeySignatures);
            return record;
        }
        Refusal memory refusal = _consent(instruction, hash, approval);
        if (refusal.code != RefusalCode.None) {
            _refused(instruction, refusal);
            return 0;
        }
        emit InstructionApproved(instruction.uetr, instruction.parties[approval.party], approver);
        return record | (1 << approval.party);
    }

    /// @return refusal Why the party's reserve can't be taken, or None; without reserve nothing is asked yet.
    function _consent(Instruction calldata instruction, bytes32 hash, Approval calldata approval)
        private
        returns (Refusal memory refusal)
    {
        _countersign(instruction.uetr, hash, approval.secondKeySignatures);
        if (!instruction.reserves) return refusal;
        (_task, _taskParty) = (Task.Reserve, approval.party);
        return _tried();
    }

    function _execute(Instruction calldata instruction, bytes32 hash, uint256 record)
        private
        returns (InstructionOutcome outcome)
    {
        _recordOf[instruction.uetr] = _inState(record, InstructionState.Settled);
        _task = Task.CarryOut;
        Refusal memory refusal = _tried();
        if (refusal.code != RefusalCode.None) {
            _recordOf[instruction.uetr] = record;
            emit InstructionHeld(instruction.uetr, refusal.code, refusal.rule, refusal.party);
            return InstructionOutcome.Held;
        }
        emit InstructionSettled(instruction.uetr, hash);
        return InstructionOutcome.Settled;
    }

    /// @dev Ends an open instruction: nobody's reserve waits for another's.
    function _close(Instruction calldata instruction, uint256 record, uint256 closed) private {
        closed ^= uint32(record);
        _recordOf[instruction.uetr] = closed;
        if (!instruction.reserves) return;
        uint256 held = closed;
        for (uint8 i = 0; i < instruction.parties.length; ++i) {
            if (_isIn(record, i) && !_isGivenBack(instruction, i)) held |= 1 << i;
        }
        if (held != closed) _recordOf[instruction.uetr] = held;
    }

    function _isGivenBack(Instruction calldata instruction, uint8 party) private returns (bool) {
        (_task, _taskParty) = (Task.GiveBack, party);
        (bool isDone,, Refusal memory refusal) = _called(_order());
        if (isDone) return true;
        emit ReserveHeld(instruction.uetr, refusal.code, refusal.rule, instruction.parties[party]);
        return false;
    }

    /// @dev Whose signature it is does not matter yet: a payment above a threshold asks for its second key's.
    function _countersign(Uetr uetr, bytes32 hash, bytes calldata signatures) private {
        for (uint256 i = 0; i < signatures.length; i += SIGNATURE_SIZE) {
            address secondKey = ECDSA.recoverCalldata(hash, signatures[i:i + SIGNATURE_SIZE]);
            if (_isCountersigned[hash][secondKey]) continue;
            _isCountersigned[hash][secondKey] = true;
            emit InstructionCountersigned(uetr, secondKey);
        }
    }

    /// @dev From its payer or out of escrow, to its payee or into escrow.
    function _carry(Movement memory leg, bool isIn, bool isOut) private {
        bool isCentral = !isIn || !isOut || _isBetweenBanks(leg);
        if (isIn && _isCareful) _requirePayer(leg, isCentral);
        if (!isIn && _isCareful) _requireEscrow(leg);
        if (isIn) _requireConsent(leg);
        // Between two without an account nothing would move, so that no money would refuse it.
        if (!isCentral && leg.payer.money == address(0)) {
            _refuse(RefusalCode.PayerCurrency, "payer-currency", leg.payer.party.account);
        }
        _requireRules(leg, isOut, _isCareful, isCentral);
        if (isOut) _count(leg, Sides.Both);
        _emitMoved(leg, isOut);
        _move(leg, isIn, isOut);
    }

    function _emitMoved(Movement memory leg, bool isOut) private {
        (Party memory payer, Party memory payee) = (leg.payer.party, leg.payee.party);
        (Currency currency, uint256 amountMinor) = (leg.payment.currency, leg.payment.amountMinor);
        if (!isOut) {
            emit LegReserved(leg.uetr, payer.account, payer.bank, currency, amountMinor);
            return;
        }
        emit LegSettled(
            leg.uetr, payer.account, payee.account, payer.bank, payee.bank, currency, amountMinor, leg.payment.purpose
        );
    }

    function _return(Movement memory leg) private {
        _giveBack(leg);
        Party memory payer = leg.payer.party;
        emit LegReturned(leg.uetr, payer.account, payer.bank, leg.payment.currency, leg.payment.amountMinor);
    }

    /// @return refusal Why the task was taken back, or None.
    function _tried() private returns (Refusal memory refusal) {
        (bool isDone, bool isRefused) = (false, false);
        _isCareful = false;
        if (_task != Task.Rehearse) (isDone,,) = _called(_order());
        if (isDone) return refusal;
        _isCareful = true;
        (isDone, isRefused, refusal) = _called(_order());
        if (!isDone && !isRefused) LowLevelCall.bubbleRevert();
    }

    /// @return The call of this contract to itself with the present call's arguments, of which it reads the first.
    function _order() private pure returns (bytes memory) {
        return bytes.concat(IAtomicSettlement.perform.selector, msg.data[4:]);
    }

    function _exists(Instruction calldata instruction, bytes32 hash) private returns (InstructionOutcome) {
        emit InstructionExists(instruction.uetr, hash);
        return InstructionOutcome.Exists;
    }

    function _refused(Instruction calldata instruction, Refusal memory refusal) private returns (InstructionOutcome) {
        emit InstructionRefused(instruction.uetr, refusal.code, refusal.rule, refusal.party);
        return InstructionOutcome.Refused;
    }

    /// @return hash Its digest.
    /// @return record What is kept of it, zero for a new one.
    /// @return refusal Why it can't be proposed or settled at all, or None.
    function _introduced(Instruction calldata instruction)
        private
        view
        returns (bytes32 hash, uint256 record, Refusal memory refusal)
    {
        _requireWellFormed(instruction);
        hash = hashInstruction(instruction);
        record = _recordOf[instruction.uetr];
        if (record == 0) {
            if (block.timestamp > instruction.expiresAt) refusal = _late(instruction);
        } else if (!_isOf(record, hash)) {
            refusal = Refusal(RefusalCode.UetrReused, Label.wrap("uetr"), _firstPayer(instruction));
        }
    }

    /// @dev What was proposed or settled with just this content.
    function _known(Instruction calldata instruction) private view returns (bytes32 hash, uint256 record) {
        hash = hashInstruction(instruction);
        record = _recordOf[instruction.uetr];
        if (record == 0) revert AtomicNotOpen(instruction.uetr, InstructionState.None);
        if (!_isOf(record, hash)) revert AtomicContentDiffers(instruction.uetr);
    }

    function _opened(Instruction calldata instruction) private view returns (bytes32 hash, uint256 record) {
        (hash, record) = _known(instruction);
        if (_stateIn(record) != InstructionState.Open) revert AtomicNotOpen(instruction.uetr, _stateIn(record));
    }

    /// @return approver Who approves for the party: the caller, or who signed.
    function _approverOf(Instruction calldata instruction, bytes32 hash, Approval calldata approval)
        private
        view
        returns (address approver)
    {
        approver = approval.signature.length == 0 ? msg.sender : ECDSA.recoverCalldata(hash, approval.signature);
        _requireMayAct(instruction, approval.party, approver);
    }

    function _requireEverybody(Instruction calldata instruction, bytes32 hash, Approval[] calldata approvals) private {
        if (approvals.length > PARTIES_MAX) revert AtomicInstructionInvalid(instruction.uetr, Label.wrap("approvals"));
        uint256 approved = 0;
        for (uint256 i = 0; i < approvals.length; ++i) {
            _approverOf(instruction, hash, approvals[i]);
            _countersign(instruction.uetr, hash, approvals[i].secondKeySignatures);
            approved |= 1 << approvals[i].party;
        }
        _requireAll(instruction, approved);
    }

    function _requireAll(Instruction calldata instruction, uint256 approvals) private pure {
        for (uint256 i = 0; i < instruction.parties.length; ++i) {
            if (!_isIn(approvals, i)) revert AtomicApprovalMissing(instruction.uetr, instruction.parties[i]);
        }
    }

    function _requireMayAct(Instruction calldata instruction, uint8 party, address account) private view {
        if (!_mayAct(instruction, party, account)) {
            revert AtomicNotParty(instruction.uetr, account, instruction.parties[party]);
        }
    }

    /// @return Whether `account` speaks for the party: itself, or its bank where it is only paid.
    function _mayAct(Instruction calldata instruction, uint8 party, address account) private view returns (bool) {
        if (account == instruction.parties[party]) return true;
        for (uint256 i = 0; i < instruction.legs.length; ++i) {
            if (instruction.legs[i].payer == party) return false;
        }
        return account == REGISTRY.customerOf(instruction.parties[party]).bank;
    }

    /// @dev Fails with LegRefused where too little of what is in escrow is free to leave it.
    function _requireEscrow(Movement memory leg) private view {
        if (IMoney(leg.venue.money).availableMinor(address(this)) < leg.payment.amountMinor) {
            _refuse(RefusalCode.PayerFrozen, "payer-frozen", address(this));
        }
    }

    /// @dev Makes `movement` that of `leg`, reading what was not read before.
    function _setMovement(Movement memory movement, Instruction calldata instruction, Cast memory cast, Leg calldata leg)
        private
        view
    {
        uint256 place = _placeOf(cast, leg.currency, instruction.parties.length);
        Side[] memory sides = cast.sides[place];
        (Side memory payer, Side memory payee) = (sides[leg.payer], sides[leg.payee]);
        _setSides(movement, cast.venues[place], payer, payee);
        if (payer.party.account == address(0) || payee.party.account == address(0)) {
            _readLeg(movement, leg.currency, instruction.parties[leg.payer], instruction.parties[leg.payee]);
        }
        movement.payment.currency = leg.currency;
        movement.payment.amountMinor = leg.amountMinor;
        movement.payment.purpose = leg.purpose;
        movement.payment.travelRuleHash = leg.travelRuleHash;
        movement.isBeyondConsent = false;
        if (!payer.isWallet || payer.money == address(0)) return;
        uint256 paidMinor = cast.paidMinor[place][leg.payer] + leg.amountMinor;
        cast.paidMinor[place][leg.payer] = paidMinor;
        movement.isBeyondConsent = _isBeyondConsent(instruction, payer, paidMinor);
    }

    /// @return Whether `paidMinor` is more than the wallet's first key may pay alone.
    function _isBeyondConsent(Instruction calldata instruction, Side memory payer, uint256 paidMinor)
        private
        view
        returns (bool)
    {
        IDepositToken.StepUp memory stepUp = IDepositToken(payer.money).stepUpOf(payer.party.account);
        if (stepUp.secondKey == address(0) || paidMinor <= stepUp.aboveMinor) return false;
        return !_isCountersigned[hashInstruction(instruction)][stepUp.secondKey];
    }

    /// @return place The index of the currency, which is opened when it is met first.
    function _placeOf(Cast memory cast, Currency currency, uint256 parties) private pure returns (uint256 place) {
        while (cast.sides[place].length != 0 && cast.venues[place].currency != currency) ++place;
        if (cast.sides[place].length != 0) return place;
        cast.sides[place] = new Side[](parties);
        cast.paidMinor[place] = new uint256[](parties);
    }

    function _requireWellFormed(Instruction calldata instruction) private pure {
        (uint256 parties, uint256 legs) = (instruction.parties.length, instruction.legs.length);
        if (parties < 2 || parties > PARTIES_MAX) _invalid(instruction, "parties");
        if (legs == 0 || legs > LEGS_MAX) _invalid(instruction, "legs");
        for (uint256 i = 0; i < parties; ++i) {
            if (instruction.parties[i] <= (i == 0 ? address(0) : instruction.parties[i - 1])) {
                _invalid(instruction, "parties");
            }
        }
        uint256 concerned = 0;
        for (uint256 i = 0; i < legs; ++i) {
            Leg calldata leg = instruction.legs[i];
            if (leg.amountMinor == 0) _invalid(instruction, "amountMinor");
            if (leg.payer == leg.payee) _invalid(instruction, "payee");
            concerned |= (1 << leg.payer) | (1 << leg.payee);
        }
        // Nobody without a leg, and no leg of nobody.
        if (concerned != (1 << parties) - 1) _invalid(instruction, "parties");
    }

    function _invalid(Instruction calldata instruction, bytes32 field) private pure {
        revert AtomicInstructionInvalid(instruction.uetr, Label.wrap(field));
    }

    function _late(Instruction calldata instruction) private pure returns (Refusal memory) {
        return Refusal(RefusalCode.OrderExpired, Label.wrap("order-expiry"), _firstPayer(instruction));
    }

    function _firstPayer(Instruction calldata instruction) private pure returns (address) {
        return instruction.parties[instruction.legs[0].payer];
    }

    function _castFor(Instruction calldata instruction) private pure returns (Cast memory cast) {
        uint256 legs = instruction.legs.length;
        cast.venues = new Venue[](legs);
        cast.sides = new Side[][](legs);
        cast.paidMinor = new uint256[][](legs);
    }

    function _newRecord(bytes32 hash, uint8 proposer, InstructionState state) private pure returns (uint256) {
        uint256 kept = (uint256(hash) >> HASH_SHIFT) << HASH_SHIFT;
        return kept | (uint256(proposer) << PROPOSER_SHIFT) | (uint256(state) << STATE_SHIFT);
    }

    function _inState(uint256 record, InstructionState state) private pure returns (uint256) {
        return _newRecord(bytes32(record), _proposerIn(record), state) | uint32(record);
    }

    function _isOf(uint256 record, bytes32 hash) private pure returns (bool) {
        return record >> HASH_SHIFT == uint256(hash) >> HASH_SHIFT;
    }

    function _stateIn(uint256 record) private pure returns (InstructionState) {
        return InstructionState((record >> STATE_SHIFT) & 7);
    }

    function _proposerIn(uint256 record) private pure returns (uint8) {
        return uint8((record >> PROPOSER_SHIFT) & 31);
    }

    function _isIn(uint256 approvals, uint256 party) private pure returns (bool) {
        return (uint32(approvals) >> party) & 1 == 1;
    }

    function _isByAll(Instruction calldata instruction, uint256 record) private pure returns (bool) {
        return uint32(record) == (1 << instruction.parties.length) - 1;
    }
}
