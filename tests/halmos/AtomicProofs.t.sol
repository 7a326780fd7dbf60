// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {AnyInstruction} from "./AnyInstruction.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What becomes of an instruction in whatever state it is, at any time, whoever calls
contract AtomicProofs is AnyInstruction {
    /// @dev In one step: either payment with the other one, by everybody's own approval and in time, or nothing.
    function check_W_settle_movesAllLegsByAllOrNothing(
        Setting calldata setting,
        uint8 approvals,
        bytes calldata ofFirst,
        bytes calldata ofSecond
    ) external {
        IAtomicSettlement.Instruction memory instruction = _swap(setting);
        _setRecord(setting, instruction, 0);
        Books memory before = _books();
        IAtomicSettlement.Approval[] memory given = _approvals(approvals, ofFirst, ofSecond);
        _succeed(setting, abi.encodeCall(IAtomicSettlement.settle, (instruction, given)));
        IAtomicSettlement.InstructionState state = _stateOf(instruction.uetr);
        if (setting.state != 0 || state == IAtomicSettlement.InstructionState.None) {
            assert(uint8(state) == setting.state);
            _assertUnmoved(before);
            return;
        }
        assert(state == IAtomicSettlement.InstructionState.Settled);
        assert(setting.second <= instruction.expiresAt);
        bytes32 hash = _settlement.hashInstruction(instruction);
        assert(approvals & 1 != 0 && _isBy(FIRST, setting.caller, hash, ofFirst));
        assert(approvals & 2 != 0 && _isBy(SECOND, setting.caller, hash, ofSecond));
        _assertSwapped(before, setting, false);
    }

    /// @dev In two steps: what all have approved settles as a whole and in time, or keeps its approvals.
    function check_W_execute_movesAllLegsByAllOrNothing(Setting calldata setting) external {
        IAtomicSettlement.Instruction memory instruction = _swap(setting);
        _setRecord(setting, instruction, 0);
        Books memory before = _books();
        _succeed(setting, abi.encodeCall(IAtomicSettlement.execute, (instruction)));
        assert(setting.state == OPEN);
        if (_stateOf(instruction.uetr) == IAtomicSettlement.InstructionState.Open) {
            assert(_approvalsOf(instruction.uetr) == setting.approvals);
            _assertUnmoved(before);
            return;
        }
        assert(_stateOf(instruction.uetr) == IAtomicSettlement.InstructionState.Settled);
        assert(setting.second <= instruction.expiresAt);
        assert(setting.approvals == 3);
        _assertSwapped(before, setting, instruction.reserves);
    }

    /// @dev By its proposer, up to the last second and before all have approved; what was reserved goes back.
    function check_W_cancel_isTheProposersInTime(Setting calldata setting, bool isBySecond) external {
        IAtomicSettlement.Instruction memory instruction = _swap(setting);
        _setRecord(setting, instruction, isBySecond ? 1 : 0);
        Books memory before = _books();
        _succeed(setting, abi.encodeCall(IAtomicSettlement.cancel, (instruction)));
        assert(setting.state == OPEN);
        assert(setting.caller == (isBySecond ? SECOND : FIRST));
        assert(setting.second <= instruction.expiresAt);
        assert(setting.approvals != 3);
        assert(_stateOf(instruction.uetr) == IAtomicSettlement.InstructionState.Cancelled);
        _assertGivenBack(before, setting);
    }

    /// @dev Who pays nothing may have its bank cancel what it proposed; who pays, nobody but itself.
    function check_W_cancel_isTheBanksOfWhoIsPaidAlone(Setting calldata setting, bool isBySecond) external {
        IAtomicSettlement.Instruction memory instruction = _payment(setting);
        _setRecord(setting, instruction, isBySecond ? 1 : 0);
        _succeed(setting, abi.encodeCall(IAtomicSettlement.cancel, (instruction)));
        assert(setting.state == OPEN);
        assert(setting.second <= instruction.expiresAt);
        if (isBySecond) assert(setting.caller == SECOND || setting.caller == SECONDS_BANK);
        else assert(setting.caller == FIRST);
    }

    /// @dev By anybody, once its last second is over.
    function check_W_expire_isOnceTheLastSecondIsOver(Setting calldata setting) external {
        IAtomicSettlement.Instruction memory instruction = _swap(setting);
        _setRecord(setting, instruction, 0);
        Books memory before = _books();
        _succeed(setting, abi.encodeCall(IAtomicSettlement.expire, (instruction)));
        assert(setting.state == OPEN);
        assert(setting.second > instruction.expiresAt);
        assert(_stateOf(instruction.uetr) == IAtomicSettlement.InstructionState.Expired);
        _assertGivenBack(before, setting);
    }

    /// @dev Settled, cancelled and expired are for good, whatever is called with it; only what is still reserved of one
    ///      that is called off goes back.
    function check_W_anyCall_leavesAnEndAsItIs(
        Setting calldata setting,
        uint8 what,
        bool isOfSecond,
        bytes calldata signature
    ) external {
        VM.assume(setting.state > OPEN);
        IAtomicSettlement.Instruction memory instruction = _swap(setting);
        _setRecord(setting, instruction, 0);
        Books memory before = _books();
        _succeed(setting, _anyCallWith(instruction, what, isOfSecond ? 1 : 0, signature));
        assert(uint8(_stateOf(instruction.uetr)) == setting.state);
        if (setting.state == SETTLED) _assertUnmoved(before);
        else _assertGivenBack(before, setting);
    }
}
