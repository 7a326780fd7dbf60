// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Purpose, Uetr} from "corridor/interfaces/Types.sol";
import {AtomicSettlement} from "corridor/settlement/AtomicSettlement.sol";
import {OpenLegs, OpenMoneys} from "./OpenLegs.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title An instruction of two parties in any state, and one call of its contract
/// @dev The first party pays baht, the second one dollars; the first is a wallet, the second an institution. Either
///      money may fail for any of them.
abstract contract AnyInstruction {
    address internal constant FIRST = address(0xa11);
    address internal constant FIRSTS_BANK = address(0xa);
    address internal constant SECOND = address(0xb0b);
    address internal constant SECONDS_BANK = address(0xb);
    uint8 internal constant OPEN = uint8(IAtomicSettlement.InstructionState.Open);
    uint8 internal constant SETTLED = uint8(IAtomicSettlement.InstructionState.Settled);

    /// @dev As contracts/artifacts/AtomicSettlement.json has it; a record is laid out as its source says.
    uint256 private constant RECORDS_SLOT = 2;

    /// @dev Who calls and when, what the instruction says, and what the contract has of it.
    struct Setting {
        address caller;
        uint64 second;
        Uetr uetr;
        uint64 expiresAt;
        bool reserves;
        bytes32 salt;
        uint128 bahtMinor;
        uint128 dollarsMinor;
        uint8 state;
        uint8 approvals;
    }

    /// @dev Of either money: what is in escrow, what each party has, the first one's bank, and its deposits.
    struct Books {
        int256[2] escrow;
        int256[2] first;
        int256[2] second;
        int256[2] bank;
        int256[2] deposits;
    }

    IAtomicSettlement internal _settlement;
    OpenLegs private _world;
    OpenMoneys[2] private _moneys;

    function setUp() external {
        _world = new OpenLegs();
        _moneys = [_world.BAHT(), _world.DOLLARS()];
        _settlement = new AtomicSettlement(IParticipantRegistry(address(_world)));
        _world.enrol(FIRST, FIRSTS_BANK);
        _world.enrol(SECOND, SECONDS_BANK);
        _world.setInstitution(FIRST, false);
        _world.setInstitution(SECOND, true);
        SVM.enableSymbolicStorage(address(_world));
        SVM.enableSymbolicStorage(address(_moneys[0]));
        SVM.enableSymbolicStorage(address(_moneys[1]));
    }

    /// @dev What the contract has of the instruction, of a state that there is and of these two parties.
    function _setRecord(Setting calldata setting, IAtomicSettlement.Instruction memory instruction, uint8 proposer)
        internal
    {
        VM.assume(setting.state <= uint8(IAtomicSettlement.InstructionState.Expired));
        VM.assume(setting.approvals <= 3);
        if (setting.state == 0) return;
        uint256 record = (uint256(_settlement.hashInstruction(instruction)) >> 40) << 40;
        record |= (uint256(proposer) << 35) | (uint256(setting.state & 7) << 32) | (setting.approvals & 3);
        VM.store(address(_settlement), keccak256(abi.encode(instruction.uetr, RECORDS_SLOT)), bytes32(record));
    }

    /// @dev Nobody but the contract itself calls it in its name.
    function _succeed(Setting calldata setting, bytes memory data) internal {
        VM.assume(setting.caller != address(_settlement));
        VM.warp(setting.second);
        VM.prank(setting.caller);
        (bool isDone,) = address(_settlement).call(data);
        VM.assume(isDone);
    }

    function _stateOf(Uetr uetr) internal view returns (IAtomicSettlement.InstructionState state) {
        (state,,) = _settlement.instructionOf(uetr);
    }

    function _approvalsOf(Uetr uetr) internal view returns (uint32 approvals) {
        (, approvals,) = _settlement.instructionOf(uetr);
    }

    function _books() internal view returns (Books memory books) {
        for (uint256 i = 0; i < 2; ++i) {
            OpenMoneys money = _moneys[i];
            books.escrow[i] = money.centralMinor(address(_settlement));
            books.first[i] = money.centralMinor(FIRST);
            books.second[i] = money.centralMinor(SECOND);
            books.bank[i] = money.centralMinor(FIRSTS_BANK);
            books.deposits[i] = money.depositMinor(FIRST);
        }
    }

    function _assertUnmoved(Books memory before) internal view {
        Books memory later = _books();
        _assertMoved(before, later, 0, 0, 0, 0);
        _assertMoved(before, later, 1, 0, 0, 0);
    }

    /// @param isOutOfEscrow Whether the payments were in escrow.
    function _assertSwapped(Books memory before, Setting calldata setting, bool isOutOfEscrow) internal view {
        Books memory later = _books();
        (int256 baht, int256 dollars) = _amounts(setting);
        _assertMoved(before, later, 0, isOutOfEscrow ? -baht : int256(0), isOutOfEscrow ? int256(0) : -baht, baht);
        _assertMoved(before, later, 1, isOutOfEscrow ? -dollars : int256(0), dollars, isOutOfEscrow ? int256(0) : -dollars);
    }

    /// @dev Of one that reserves each party's payment is given back where its bit is off now; else nothing moved.
    function _assertGivenBack(Books memory before, Setting calldata setting) internal view {
        Books memory later = _books();
        (int256 baht, int256 dollars) = _amounts(setting);
        uint32 kept = _approvalsOf(setting.uetr);
        uint32 given = setting.reserves ? setting.approvals & ~kept : 0;
        assert(!setting.reserves || kept & ~uint32(setting.approvals) == 0);
        if (given & 1 == 0) baht = 0;
        if (given & 2 == 0) dollars = 0;
        _assertMoved(before, later, 0, -baht, baht, 0);
        _assertMoved(before, later, 1, -dollars, 0, dollars);
    }

    /// @return Whether `party` called without a signature, or signed.
    function _isBy(address party, address caller, bytes32 hash, bytes calldata signature) internal pure returns (bool) {
        if (signature.length == 0) return caller == party;
        return ecrecover(hash, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64])) == party;
    }

    /// @param which One bit each: whose approvals come with the call.
    function _approvals(uint8 which, bytes calldata ofFirst, bytes calldata ofSecond)
        internal
        pure
        returns (IAtomicSettlement.Approval[] memory given)
    {
        IAtomicSettlement.Approval memory first = IAtomicSettlement.Approval(0, ofFirst, "");
        IAtomicSettlement.Approval memory second = IAtomicSettlement.Approval(1, ofSecond, "");
        VM.assume(which <= 3);
        if (which == 0) return new IAtomicSettlement.Approval[](0);
        given = new IAtomicSettlement.Approval[](which == 3 ? 2 : 1);
        given[0] = which == 2 ? second : first;
        if (which == 3) given[1] = second;
    }

    function _anyCallWith(
        IAtomicSettlement.Instruction memory instruction,
        uint8 what,
        uint8 party,
        bytes calldata signature
    ) internal pure returns (bytes memory) {
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](1);
        approvals[0] = IAtomicSettlement.Approval(party, signature, "");
        if (what == 0) return abi.encodeCall(IAtomicSettlement.settle, (instruction, approvals));
        if (what == 1) return abi.encodeCall(IAtomicSettlement.propose, (instruction, approvals[0]));
        if (what == 2) return abi.encodeCall(IAtomicSettlement.approve, (instruction, approvals));
        if (what == 3) return abi.encodeCall(IAtomicSettlement.withdrawApproval, (instruction, party));
        if (what == 4) return abi.encodeCall(IAtomicSettlement.execute, (instruction));
        if (what == 5) return abi.encodeCall(IAtomicSettlement.cancel, (instruction));
        if (what == 6) return abi.encodeCall(IAtomicSettlement.expire, (instruction));
        if (what == 7) return abi.encodeCall(IAtomicSettlement.preflight, (instruction));
        if (what == 8) return abi.encodeCall(IAtomicSettlement.perform, (instruction));
        return abi.encodeCall(IAtomicSettlement.reclaim, (instruction, party));
    }

    /// @return instruction Either pays the other one.
    function _swap(Setting calldata setting) internal pure returns (IAtomicSettlement.Instruction memory instruction) {
        instruction = _payment(setting);
        IAtomicSettlement.Leg memory baht = instruction.legs[0];
        instruction.legs = new IAtomicSettlement.Leg[](2);
        instruction.legs[0] = baht;
        instruction.legs[1] = IAtomicSettlement.Leg(1, 0, Currency.wrap("HKD"), setting.dollarsMinor, Purpose.wrap("CASH"), 0);
    }

    /// @return instruction The first party pays the second one.
    function _payment(Setting calldata setting) internal pure returns (IAtomicSettlement.Instruction memory instruction) {
        address[] memory parties = new address[](2);
        (parties[0], parties[1]) = (FIRST, SECOND);
        IAtomicSettlement.Leg[] memory legs = new IAtomicSettlement.Leg[](1);
        legs[0] = IAtomicSettlement.Leg(0, 1, Currency.wrap("THB"), setting.bahtMinor, Purpose.wrap("CASH"), 0);
        instruction = IAtomicSettlement.Instruction(
            setting.uetr, setting.expiresAt, setting.reserves, setting.salt, parties, legs
        );
    }

    function _amounts(Setting calldata setting) private pure returns (int256 baht, int256 dollars) {
        return (int256(uint256(setting.bahtMinor)), int256(uint256(setting.dollarsMinor)));
    }

    /// @dev What the first party gets or gives is its own central-bank money, or its bank's and its deposits.
    function _assertMoved(
        Books memory before,
        Books memory later,
        uint256 money,
        int256 escrow,
        int256 first,
        int256 second
    ) private pure {
        unchecked {
            int256 deposited = later.deposits[money] - before.deposits[money];
            assert(deposited == 0 || deposited == first);
            assert(later.escrow[money] - before.escrow[money] == escrow);
            assert(later.first[money] - before.first[money] == first - deposited);
            assert(later.bank[money] - before.bank[money] == deposited);
            assert(later.second[money] - before.second[money] == second);
        }
    }
}
