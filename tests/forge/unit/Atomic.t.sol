// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAtomicSettlement} from "corridor/interfaces/IAtomicSettlement.sol";
import {ILegs} from "corridor/interfaces/ILegs.sol";
import {Label, Purpose, Refusal, RefusalCode, Status, Uetr} from "corridor/interfaces/Types.sol";
import {LegsTest} from "../support/LegsTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Instructions: each way of approving, each way of ending one, and each cause that keeps one
contract AtomicTest is LegsTest {
    IAtomicSettlement private _atomic;

    function setUp() external {
        _setUpNetwork();
        _atomic = IAtomicSettlement(_deployAdmitted("AtomicSettlement"));
    }

    function test_approve__last__movesAllLegs_andSettledStays() external {
        IAtomicSettlement.Instruction memory pvp = _pvp();
        _expect(_propose(pvp, _bank(0)), IAtomicSettlement.InstructionOutcome.Open);
        _expect(_propose(pvp, _bank(0)), IAtomicSettlement.InstructionOutcome.Exists);
        _expectForeseen(pvp, RefusalCode.None);
        _expect(_approve(pvp, _world.maker()), IAtomicSettlement.InstructionOutcome.Settled);
        VM.assertEq(_money(0).balanceOf(_world.maker()), 10 * HELD_MINOR + AMOUNT_MINOR, "one leg");
        VM.assertEq(_money(1).balanceOf(_bank(2)), 10 * HELD_MINOR + 2 * AMOUNT_MINOR, "the other leg");
        _expectState(pvp, IAtomicSettlement.InstructionState.Settled);
        _expectForeseen(pvp, RefusalCode.None);
        _expect(_settleNow(pvp), IAtomicSettlement.InstructionOutcome.Exists);
    }

    function test_settle__walletsAndBanks_withAndWithoutOneBook__inOneStep() external {
        IAtomicSettlement.Instruction memory instruction = _walletLegs(_importer, _miller);
        _expect(_settleNow(instruction), IAtomicSettlement.InstructionOutcome.Settled);
        VM.assertEq(_deposit(1).balanceOf(_miller), HELD_MINOR + AMOUNT_MINOR - 100, "credited");
        VM.assertEq(_money(0).balanceOf(_bank(1)), 10 * HELD_MINOR + AMOUNT_MINOR - 100, "between banks");
        _shareBook();
        _expect(_settleNow(_one(_importer, _bank(1), 0)), IAtomicSettlement.InstructionOutcome.Settled);
        _expect(_settleNow(_one(_bank(1), _importer, 0)), IAtomicSettlement.InstructionOutcome.Settled);
        _expect(_settleNow(_one(_importer, _farmer, 0)), IAtomicSettlement.InstructionOutcome.Settled);
        VM.assertEq(_deposit(0).balanceOf(_farmer), AMOUNT_MINOR, "within a bank");
        _expect(_settleNow(_one(_importer, _bank(0), 0)), IAtomicSettlement.InstructionOutcome.Settled);
        bytes memory refusal = abi.encodeWithSelector(ILegs.LegUnbacked.selector, _bank(0), _importer);
        IAtomicSettlement.Instruction memory unbacked = _one(_bank(0), _importer, 0);
        _failWith(_stranger, address(_atomic), _settlement(unbacked), refusal);
        _failWith(_stranger, address(_atomic), abi.encodeCall(IAtomicSettlement.preflight, (unbacked)), refusal);
    }

    function test_settle__twoBooks__eachIsAskedAndCounts() external {
        bytes memory none = abi.encodeWithSignature("setRuleBook(address)", address(0));
        IAtomicSettlement.Instruction memory abroad = _one(_world.maker(), _exporter, 1);
        _expect(_settleNow(abroad), IAtomicSettlement.InstructionOutcome.Settled);
        abroad.legs[0].amountMinor = 1;
        _expectRefused(_renewed(abroad), RefusalCode.PayeeAmountLimit);
        IAtomicSettlement.Instruction memory home = _one(_exporter, _world.maker(), 1);
        home.legs[0].amountMinor = 1;
        _expectRefused(home, RefusalCode.PayerAmountLimit);
        _pass(_centralBank(1), address(_deposit(2)), none);
        _expect(_settleNow(_renewed(home)), IAtomicSettlement.InstructionOutcome.Settled);
    }

    function test_wallets__eachCauseAlone__isForeseenAndRefused() external {
        _eachCauseOfAPayingWallet();
        _eachCauseOfAPaidWallet();
        _setStepUp(_importer, AMOUNT_MINOR - 1);
        _expectWallet(RefusalCode.CostAboveMaximum);
        IAtomicSettlement.Instruction memory much = _one(_importer, _miller, 0);
        much.legs[0].amountMinor = uint128(HELD_MINOR + 1);
        _expectForeseen(much, RefusalCode.CostAboveMaximum);
        _expectForeseen(_one(_importer, _exporter, 0), RefusalCode.CostAboveMaximum);
        _expectForeseen(_one(_exporter, _miller, 0), RefusalCode.PayerCurrency);
        _expectForeseen(_one(_bank(1), _exporter, 0), RefusalCode.PayeeCurrency);
        _expectForeseen(_one(_stranger, _miller, 0), RefusalCode.PayerCurrency);
        _expectForeseen(_one(_bank(1), _stranger, 0), RefusalCode.PayeeUnknown);
    }

    function test_institutions__eachCauseAlone__isForeseenAndRefused() external {
        IAtomicSettlement.Instruction memory instruction = _one(_bank(0), _bank(1), 0);
        _suspend(0, _bank(0), Status.Suspended);
        _expectRefused(instruction, RefusalCode.PayerBankSuspended);
        _suspend(0, _bank(0), Status.Active);
        _suspend(0, _bank(1), Status.Suspended);
        _expectRefused(instruction, RefusalCode.PayeeBankSuspended);
        _suspend(0, _bank(1), Status.Active);
        _pause(address(_money(0)), 0, true);
        _expectRefused(instruction, RefusalCode.PayerMoneyPaused);
        _pause(address(_money(0)), 0, false);
        _freeze(_money(0), 0, _bank(0), type(uint256).max);
        _expectRefused(instruction, RefusalCode.PayerFrozen);
        _freeze(_money(0), 0, _bank(0), 0);
        _expectForeseen(_one(_bank(0), _bank(1), 1), RefusalCode.PayerCurrency);
        _expectForeseen(_one(_bank(0), _bank(2), 0), RefusalCode.PayeeUnknown);
        _expectForeseen(_one(_bank(0), _supervisor(0), 0), RefusalCode.PayeeUnknown);
        instruction.legs[0].currency = NO_CURRENCY;
        _expectRefused(_renewed(instruction), RefusalCode.PayerCurrency);
        instruction = _one(_bank(0), _bank(1), 0);
        instruction.legs[0].amountMinor = uint128(10 * HELD_MINOR + 1);
        _expectRefused(instruction, RefusalCode.PayerInsufficientBalance);
        _expectRefused(_late(_one(_bank(0), _bank(1), 0)), RefusalCode.OrderExpired);
    }

    function test_reserve__reservedSettlesFromEscrow_andTheUnreservedIsAsked() external {
        IAtomicSettlement.Instruction memory instruction = _reserving(_walletLegs(_importer, _miller));
        _expect(_propose(instruction, _importer), IAtomicSettlement.InstructionOutcome.Open);
        VM.assertEq(_money(0).balanceOf(address(_atomic)), AMOUNT_MINOR, "in escrow");
        _freeze(_deposit(0), 0, _importer, type(uint256).max);
        _expectForeseen(instruction, RefusalCode.None);
        _pause(address(_deposit(1)), 0, true);
        _expect(_approve(instruction, _miller), IAtomicSettlement.InstructionOutcome.Refused);
        _pause(address(_deposit(1)), 0, false);
        _suspendCustomer(0, _importer, Status.Suspended);
        _expect(_approve(instruction, _miller), IAtomicSettlement.InstructionOutcome.Held);
        _expect(_approve(instruction, _miller), IAtomicSettlement.InstructionOutcome.Held);
        _suspendCustomer(0, _importer, Status.Active);
        _freeze(_money(0), 0, address(_atomic), 1);
        _expectForeseen(instruction, RefusalCode.PayerFrozen);
        _expect(_approve(instruction, _miller), IAtomicSettlement.InstructionOutcome.Held);
        _freeze(_money(0), 0, address(_atomic), 0);
        bytes memory answer =
            _pass(_stranger, address(_atomic), abi.encodeCall(IAtomicSettlement.execute, (instruction)));
        _expect(answer, IAtomicSettlement.InstructionOutcome.Settled);
        VM.assertEq(_money(0).balanceOf(address(_atomic)), 0, "out of escrow");
    }

    function test_reserve__refusedByTheRulesOrBeyondTheThreshold__changesNothing() external {
        IAtomicSettlement.Instruction memory instruction = _reserving(_one(_importer, _miller, 0));
        instruction.legs[0].amountMinor = 1;
        _expect(_propose(instruction, _importer), IAtomicSettlement.InstructionOutcome.Refused);
        _expectState(instruction, IAtomicSettlement.InstructionState.None);
        _setStepUp(_importer, AMOUNT_MINOR - 1);
        instruction = _reserving(_one(_importer, _miller, 0));
        _expect(_propose(instruction, _importer), IAtomicSettlement.InstructionOutcome.Refused);
        bytes memory second = _sign("SECOND", _atomic.hashInstruction(instruction));
        IAtomicSettlement.Approval memory both = IAtomicSettlement.Approval(_indexOf(instruction, _importer), "", second);
        bytes memory order = abi.encodeCall(IAtomicSettlement.propose, (instruction, both));
        _expect(_pass(_importer, address(_atomic), order), IAtomicSettlement.InstructionOutcome.Open);
    }

    function test_secondKey__comesWithAnyApproval_countsOnce() external {
        _setStepUp(_importer, AMOUNT_MINOR - 1);
        IAtomicSettlement.Instruction memory instruction = _one(_importer, _miller, 0);
        _propose(instruction, _importer);
        _expect(_approve(instruction, _miller), IAtomicSettlement.InstructionOutcome.Held);
        bytes memory second = _sign("SECOND", _atomic.hashInstruction(instruction));
        IAtomicSettlement.Approval[] memory again = new IAtomicSettlement.Approval[](1);
        again[0] = IAtomicSettlement.Approval(_indexOf(instruction, _miller), "", bytes.concat(second, second));
        bytes memory order = abi.encodeCall(IAtomicSettlement.approve, (instruction, again));
        _expect(_pass(_bank(1), address(_atomic), order), IAtomicSettlement.InstructionOutcome.Settled);
    }

    function test_approve__malformedOrForAnother__fails() external {
        IAtomicSettlement.Instruction memory pvp = _pvp();
        _fail(_bank(0), address(_atomic), _approval(pvp, _bank(0)), IAtomicSettlement.AtomicNotOpen.selector);
        _propose(pvp, _bank(0));
        _fail(_bank(1), address(_atomic), _approval(pvp, _bank(2)), IAtomicSettlement.AtomicNotParty.selector);
        bytes memory many =
            abi.encodeCall(IAtomicSettlement.approve, (pvp, new IAtomicSettlement.Approval[](33)));
        _fail(_bank(0), address(_atomic), many, IAtomicSettlement.AtomicInstructionInvalid.selector);
        IAtomicSettlement.Instruction memory other = _pvp();
        (other.uetr, other.salt) = (pvp.uetr, 0);
        _fail(_bank(0), address(_atomic), _approval(other, _bank(0)), IAtomicSettlement.AtomicContentDiffers.selector);
        _expectRefused(other, RefusalCode.UetrReused);
        bytes memory execution = abi.encodeCall(IAtomicSettlement.execute, (pvp));
        _fail(_bank(0), address(_atomic), execution, IAtomicSettlement.AtomicApprovalMissing.selector);
        _fail(_bank(0), address(_atomic), _settlement(pvp), IAtomicSettlement.AtomicNotOpen.selector);
        bytes memory task = abi.encodeCall(IAtomicSettlement.perform, (pvp));
        _fail(_bank(0), address(_atomic), task, IAtomicSettlement.AtomicNotItself.selector);
        VM.warp(pvp.expiresAt + 1);
        _expect(_approve(pvp, _bank(2)), IAtomicSettlement.InstructionOutcome.Refused);
        _expect(_pass(_bank(0), address(_atomic), execution), IAtomicSettlement.InstructionOutcome.Refused);
        _expectForeseen(pvp, RefusalCode.OrderExpired);
    }

    function test_settle__withoutEverybodyOrMalformed__fails() external {
        IAtomicSettlement.Instruction memory pvp = _pvp();
        bytes memory none = abi.encodeCall(IAtomicSettlement.settle, (pvp, new IAtomicSettlement.Approval[](0)));
        _fail(_bank(0), address(_atomic), none, IAtomicSettlement.AtomicApprovalMissing.selector);
        bytes memory many = abi.encodeCall(IAtomicSettlement.settle, (pvp, new IAtomicSettlement.Approval[](33)));
        _fail(_bank(0), address(_atomic), many, IAtomicSettlement.AtomicInstructionInvalid.selector);
        IAtomicSettlement.Leg memory leg = pvp.legs[0];
        (uint8 payee, uint128 amountMinor) = (leg.payee, leg.amountMinor);
        leg.amountMinor = 0;
        _expectInvalid(pvp, "amountMinor");
        (leg.amountMinor, leg.payee) = (amountMinor, leg.payer);
        _expectInvalid(pvp, "payee");
        leg.payee = 40;
        _expectInvalid(pvp, "parties");
        leg.payee = payee;
        (pvp.parties[0], pvp.parties[1]) = (pvp.parties[1], pvp.parties[0]);
        _expectInvalid(pvp, "parties");
        pvp.parties = new address[](1);
        _expectInvalid(pvp, "parties");
        pvp.parties = new address[](33);
        _expectInvalid(pvp, "parties");
        pvp.parties = new address[](2);
        _expectInvalid(pvp, "parties");
        pvp.legs = new IAtomicSettlement.Leg[](0);
        _expectInvalid(pvp, "legs");
        pvp.legs = new IAtomicSettlement.Leg[](33);
        _expectInvalid(pvp, "legs");
    }

    function test_withdraw_cancel_expire__byWhoMay_whenTheyMay() external {
        IAtomicSettlement.Instruction memory pvp = _pvp();
        _propose(pvp, _bank(0));
        uint8 first = _indexOf(pvp, _bank(0));
        bytes memory withdrawal = abi.encodeCall(IAtomicSettlement.withdrawApproval, (pvp, first));
        _fail(_bank(1), address(_atomic), withdrawal, IAtomicSettlement.AtomicNotParty.selector);
        _pass(_bank(0), address(_atomic), withdrawal);
        _fail(_bank(0), address(_atomic), withdrawal, IAtomicSettlement.AtomicNotApproved.selector);
        bytes memory cancellation = abi.encodeCall(IAtomicSettlement.cancel, (pvp));
        _fail(_world.maker(), address(_atomic), cancellation, IAtomicSettlement.AtomicNotProposer.selector);
        bytes memory expiry = abi.encodeCall(IAtomicSettlement.expire, (pvp));
        _fail(_bank(0), address(_atomic), expiry, IAtomicSettlement.AtomicNotExpired.selector);
        uint256 before = VM.snapshotState();
        VM.warp(pvp.expiresAt + 1);
        _fail(_bank(0), address(_atomic), cancellation, IAtomicSettlement.AtomicExpired.selector);
        _pass(_stranger, address(_atomic), expiry);
        _expectState(pvp, IAtomicSettlement.InstructionState.Expired);
        VM.revertToState(before);
        _pass(_bank(0), address(_atomic), cancellation);
        _expectState(pvp, IAtomicSettlement.InstructionState.Cancelled);
        _fail(_bank(0), address(_atomic), abi.encodeCall(IAtomicSettlement.preflight, (pvp)), IAtomicSettlement.AtomicNotOpen.selector);
        IAtomicSettlement.Instruction memory all = _one(_bank(0), _bank(1), 0);
        all.legs[0].amountMinor = uint128(10 * HELD_MINOR + 1);
        _propose(all, _bank(0));
        _expect(_approve(all, _bank(1)), IAtomicSettlement.InstructionOutcome.Held);
        _fail(_bank(0), address(_atomic), abi.encodeCall(IAtomicSettlement.cancel, (all)), IAtomicSettlement.AtomicAllApproved.selector);
    }

    function test_reserve__closed__goesBackToWhomItCameFrom_alsoUnderANewKey() external {
        IAtomicSettlement.Instruction memory instruction = _reserving(_walletLegs(_importer, _miller));
        instruction.expiresAt = uint64(block.timestamp + 30 days);
        uint8 party = _indexOf(instruction, _importer);
        _propose(instruction, _importer);
        bytes memory withdrawal = abi.encodeCall(IAtomicSettlement.withdrawApproval, (instruction, party));
        _fail(_importer, address(_atomic), withdrawal, IAtomicSettlement.AtomicReserves.selector);
        bytes memory reclaim = abi.encodeCall(IAtomicSettlement.reclaim, (instruction, party));
        _fail(_importer, address(_atomic), reclaim, IAtomicSettlement.AtomicNothingReserved.selector);
        address heir = _replaceImporter();
        _suspendCustomer(0, heir, Status.Suspended);
        VM.warp(instruction.expiresAt + 1);
        _pass(_stranger, address(_atomic), abi.encodeCall(IAtomicSettlement.expire, (instruction)));
        VM.assertEq(_money(0).balanceOf(address(_atomic)), AMOUNT_MINOR, "held");
        _pass(_stranger, address(_atomic), reclaim);
        VM.assertEq(_money(0).balanceOf(address(_atomic)), AMOUNT_MINOR, "held still");
        _suspendCustomer(0, heir, Status.Active);
        _pass(_stranger, address(_atomic), reclaim);
        VM.assertEq(_deposit(0).balanceOf(heir), AMOUNT_MINOR, "under the new key");
        _fail(_importer, address(_atomic), reclaim, IAtomicSettlement.AtomicNothingReserved.selector);
    }

    function test_reclaim__openAfterItsLastSecond__expiresItFirst_andWithoutReserveFails() external {
        IAtomicSettlement.Instruction memory instruction = _reserving(_one(_bank(0), _bank(1), 0));
        _propose(instruction, _bank(0));
        IAtomicSettlement.Instruction memory plain = _one(_bank(0), _bank(1), 0);
        _propose(plain, _bank(0));
        VM.warp(instruction.expiresAt + 1);
        uint8 party = _indexOf(instruction, _bank(0));
        _pass(_stranger, address(_atomic), abi.encodeCall(IAtomicSettlement.reclaim, (instruction, party)));
        _expectState(instruction, IAtomicSettlement.InstructionState.Expired);
        VM.assertEq(_money(0).balanceOf(_bank(0)), 10 * HELD_MINOR, "back");
        bytes memory reclaim = abi.encodeCall(IAtomicSettlement.reclaim, (plain, party));
        _fail(_bank(0), address(_atomic), reclaim, IAtomicSettlement.AtomicNothingReserved.selector);
    }

    function test_reserve__moneyThatFailsWithoutAReason__isHeldWithoutOne() external {
        IAtomicSettlement.Instruction memory instruction = _reserving(_one(_bank(0), _bank(1), 0));
        _propose(instruction, _bank(0));
        _freeze(_money(0), 0, address(_atomic), type(uint256).max);
        VM.expectEmit(address(_atomic));
        emit IAtomicSettlement.InstructionCancelled(instruction.uetr);
        VM.expectEmit(address(_atomic));
        emit IAtomicSettlement.ReserveHeld(instruction.uetr, RefusalCode.None, Label.wrap(0), _bank(0));
        _pass(_bank(0), address(_atomic), abi.encodeCall(IAtomicSettlement.cancel, (instruction)));
    }

    function _expectWallet(RefusalCode expected) internal override {
        IAtomicSettlement.Instruction memory instruction = _one(_importer, _miller, 0);
        if (expected != RefusalCode.None) return _expectRefused(instruction, expected);
        _expectForeseen(instruction, expected);
        _expect(_settleNow(instruction), IAtomicSettlement.InstructionOutcome.Settled);
    }

    /// @dev The first bank pays the maker in its currency, and the maker the third bank in the other.
    function _pvp() private returns (IAtomicSettlement.Instruction memory) {
        IAtomicSettlement.Instruction memory instruction = _one(_bank(0), _world.maker(), 0);
        address[] memory parties = new address[](3);
        (parties[0], parties[1], parties[2]) = (_bank(0), _world.maker(), _bank(2));
        _sort(parties);
        instruction.parties = parties;
        instruction.legs = new IAtomicSettlement.Leg[](2);
        instruction.legs[0] = _leg(instruction, _bank(0), _world.maker(), 0);
        instruction.legs[1] = _leg(instruction, _world.maker(), _bank(2), 1);
        instruction.legs[1].amountMinor *= 2;
        return instruction;
    }

    /// @dev Two wallets, each with a leg.
    function _walletLegs(address payer, address payee) private returns (IAtomicSettlement.Instruction memory) {
        IAtomicSettlement.Instruction memory instruction = _one(payer, payee, 0);
        IAtomicSettlement.Leg memory leg = instruction.legs[0];
        instruction.legs = new IAtomicSettlement.Leg[](2);
        instruction.legs[0] = leg;
        instruction.legs[0].amountMinor = uint128(AMOUNT_MINOR);
        instruction.legs[1] = _leg(instruction, payee, payer, 0);
        instruction.legs[1].amountMinor = 100;
        return instruction;
    }

    /// @dev One leg.
    function _one(address payer, address payee, uint256 country) private returns (IAtomicSettlement.Instruction memory instruction) {
        instruction.uetr = Uetr.wrap(_nextUetr());
        instruction.expiresAt = uint64(block.timestamp + 1 days);
        instruction.salt = keccak256("salt");
        instruction.parties = new address[](2);
        (instruction.parties[0], instruction.parties[1]) = (payer, payee);
        _sort(instruction.parties);
        instruction.legs = new IAtomicSettlement.Leg[](1);
        instruction.legs[0] = _leg(instruction, payer, payee, country);
    }

    function _leg(IAtomicSettlement.Instruction memory instruction, address payer, address payee, uint256 country)
        private
        view
        returns (IAtomicSettlement.Leg memory)
    {
        return IAtomicSettlement.Leg({
            payer: _indexOf(instruction, payer),
            payee: _indexOf(instruction, payee),
            currency: _world.country(country).currency,
            amountMinor: uint128(AMOUNT_MINOR),
            purpose: Purpose.wrap("TRAD"),
            travelRuleHash: 0
        });
    }

    function _renewed(IAtomicSettlement.Instruction memory instruction) private returns (IAtomicSettlement.Instruction memory) {
        instruction.uetr = Uetr.wrap(_nextUetr());
        return instruction;
    }

    function _reserving(IAtomicSettlement.Instruction memory instruction) private pure returns (IAtomicSettlement.Instruction memory) {
        instruction.reserves = true;
        return instruction;
    }

    function _late(IAtomicSettlement.Instruction memory instruction) private view returns (IAtomicSettlement.Instruction memory) {
        instruction.expiresAt = uint64(block.timestamp - 1);
        return instruction;
    }

    function _propose(IAtomicSettlement.Instruction memory instruction, address proposer) private returns (bytes memory) {
        IAtomicSettlement.Approval memory own = IAtomicSettlement.Approval(_indexOf(instruction, proposer), "", "");
        return _pass(proposer, address(_atomic), abi.encodeCall(IAtomicSettlement.propose, (instruction, own)));
    }

    /// @dev The party approves, and whoever else is missing and is a bank of World with it.
    function _approve(IAtomicSettlement.Instruction memory instruction, address party) private returns (bytes memory) {
        return _pass(party, address(_atomic), _approval(instruction, party));
    }

    function _approval(IAtomicSettlement.Instruction memory instruction, address party) private view returns (bytes memory) {
        bool withThird = instruction.parties.length == 3;
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](withThird ? 2 : 1);
        approvals[0] = IAtomicSettlement.Approval(_indexOf(instruction, party), "", "");
        if (withThird) {
            bytes memory signature = _sign("HONGKONG_BANK", _atomic.hashInstruction(instruction));
            approvals[1] = IAtomicSettlement.Approval(_indexOf(instruction, _bank(2)), signature, "");
        }
        return abi.encodeCall(IAtomicSettlement.approve, (instruction, approvals));
    }

    function _settleNow(IAtomicSettlement.Instruction memory instruction) private returns (bytes memory) {
        return _pass(_stranger, address(_atomic), _settlement(instruction));
    }

    /// @return The call that settles in one step, with everybody's signature.
    function _settlement(IAtomicSettlement.Instruction memory instruction) private view returns (bytes memory) {
        bytes32 hash = _atomic.hashInstruction(instruction);
        IAtomicSettlement.Approval[] memory approvals = new IAtomicSettlement.Approval[](instruction.parties.length);
        for (uint8 i = 0; i < approvals.length; ++i) {
            approvals[i] = IAtomicSettlement.Approval(i, _sign(_nameOf(instruction.parties[i]), hash), "");
        }
        return abi.encodeCall(IAtomicSettlement.settle, (instruction, approvals));
    }

    function _expectRefused(IAtomicSettlement.Instruction memory instruction, RefusalCode code) private {
        _expectForeseen(instruction, code);
        _expect(_settleNow(instruction), IAtomicSettlement.InstructionOutcome.Refused);
    }

    function _expectForeseen(IAtomicSettlement.Instruction memory instruction, RefusalCode code) private {
        bytes memory answer =
            _pass(_stranger, address(_atomic), abi.encodeCall(IAtomicSettlement.preflight, (instruction)));
        _expectCode(abi.decode(answer, (Refusal)).code, code);
    }

    function _expectInvalid(IAtomicSettlement.Instruction memory instruction, bytes32 field) private {
        bytes memory refusal =
            abi.encodeWithSelector(IAtomicSettlement.AtomicInstructionInvalid.selector, instruction.uetr, field);
        _failWith(_bank(0), address(_atomic), abi.encodeCall(IAtomicSettlement.preflight, (instruction)), refusal);
    }

    function _expectState(IAtomicSettlement.Instruction memory instruction, IAtomicSettlement.InstructionState expected)
        private
        view
    {
        (IAtomicSettlement.InstructionState state,,) = _atomic.instructionOf(instruction.uetr);
        VM.assertEq(uint256(state), uint256(expected), "state");
    }

    function _expect(bytes memory answer, IAtomicSettlement.InstructionOutcome expected) private pure {
        IAtomicSettlement.InstructionOutcome outcome = abi.decode(answer, (IAtomicSettlement.InstructionOutcome));
        VM.assertEq(uint256(outcome), uint256(expected), "outcome");
    }

    function _nameOf(address party) private view returns (string memory) {
        if (party == _bank(0)) return "BANGKOK_BANK";
        if (party == _bank(1)) return "CHIANGMAI_BANK";
        if (party == _bank(2)) return "HONGKONG_BANK";
        if (party == _world.maker()) return "MAKER";
        if (party == _importer) return "IMPORTER";
        if (party == _farmer) return "FARMER";
        if (party == _miller) return "MILLER";
        return party == _exporter ? "EXPORTER" : "STRANGER";
    }

    function _indexOf(IAtomicSettlement.Instruction memory instruction, address party) private pure returns (uint8) {
        for (uint8 i = 0; i < instruction.parties.length; ++i) {
            if (instruction.parties[i] == party) return i;
        }
        return 0;
    }

    function _sort(address[] memory parties) private pure {
        for (uint256 i = 1; i < parties.length; ++i) {
            for (uint256 j = i; j > 0 && parties[j] < parties[j - 1]; --j) {
                (parties[j], parties[j - 1]) = (parties[j - 1], parties[j]);
            }
        }
    }
}
