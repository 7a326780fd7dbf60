// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Status} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title What is the deposits' own: the second key, and holdings that follow a new one
contract DepositsTest is UnitTest {
    IDepositToken private _baht;
    address private _secondKey = actor("SECOND");

    function setUp() external {
        _setUpNetwork();
        _baht = _world.bank(0).deposit;
    }

    function test_setStepUp__eachThatIsWrong__fails() external {
        bytes4 refusal = IDepositToken.DepositStepUpInvalid.selector;
        _failStepUp(_importer, address(0), 1, "", refusal);
        _failStepUp(_importer, _importer, 1, "", refusal);
        _failStepUp(_importer, _secondKey, uint256(type(uint120).max) + 1, "", refusal);
        _failStepUp(_miller, _secondKey, 1, "", IERC7943Fungible.ERC7943CannotSend.selector);
        _pass(_importer, address(_baht), _stepUp(_secondKey, 500, ""));
        _failStepUp(_importer, address(0), 0, "", IDepositToken.DepositStepUpNotAuthorised.selector);
        IDepositToken.StepUp memory lifted = IDepositToken.StepUp(address(0), 0);
        bytes memory other = signWith(keyOf("IMPORTER"), _baht.hashStepUpChange(_importer, lifted));
        _failStepUp(_importer, address(0), 0, other, IDepositToken.DepositStepUpNotAuthorised.selector);
        bytes memory signature = signWith(keyOf("SECOND"), _baht.hashStepUpChange(_importer, lifted));
        _pass(_importer, address(_baht), _stepUp(address(0), 0, signature));
        VM.assertEq(_baht.stepUpOf(_importer).secondKey, address(0), "lifted");
    }

    function test_stepUp__plainMovesAboveIt__fail() external {
        _pass(_importer, address(_baht), _stepUp(_secondKey, 500, ""));
        VM.assertEq(_baht.stepUpOf(_importer).aboveMinor, 500, "threshold");
        bytes4 refusal = IMoney.MoneyStepUpNeeded.selector;
        _fail(_importer, address(_baht), abi.encodeCall(IERC20.transfer, (_farmer, 501)), refusal);
        _fail(_importer, address(_baht), abi.encodeCall(IMoney.redeem, (501, "")), refusal);
        VM.assertTrue(!_baht.canTransfer(_importer, _farmer, 501), "foreseen");
        _pass(_importer, address(_baht), abi.encodeCall(IERC20.transfer, (_farmer, 500)));
        _pass(_importer, address(_baht), abi.encodeCall(IMoney.redeem, (500, "")));
    }

    function test_moveHoldings__noNewKeyOrNotTheBank__fails() external {
        bytes memory move = abi.encodeCall(IDepositToken.moveHoldings, (_importer));
        _fail(_stranger, address(_baht), move, IMoney.MoneyNotIssuer.selector);
        _fail(_bank(0), address(_baht), move, IDepositToken.DepositWalletNotReplaced.selector);
        move = abi.encodeCall(IDepositToken.moveHoldings, (_stranger));
        _fail(_bank(0), address(_baht), move, IDepositToken.DepositWalletNotReplaced.selector);
    }

    function test_moveHoldings__frozenHere_there_orWhollySo__followsAndAddsUp() external {
        address renewed = _replaceKey();
        bytes memory move = abi.encodeCall(IDepositToken.moveHoldings, (_importer));
        _pause(address(_baht), 0, true);
        _fail(_bank(0), address(_baht), move, IMoney.MoneyPaused.selector);
        _pause(address(_baht), 0, false);
        _suspendCustomer(0, renewed, Status.Suspended);
        _fail(_bank(0), address(_baht), move, IERC7943Fungible.ERC7943CannotReceive.selector);
        _suspendCustomer(0, renewed, Status.Active);
        _freeze(_importer, 70);
        _freeze(renewed, 7);
        _pass(_bank(0), address(_baht), move);
        VM.assertEq(_baht.balanceOf(renewed), HELD_MINOR, "follows");
        VM.assertEq(_baht.getFrozenTokens(renewed), 77, "adds up");
        VM.assertEq(_baht.getFrozenTokens(_importer), 0, "nothing stays");
        _freeze(_importer, type(uint256).max);
        _pass(_bank(0), address(_baht), move);
        VM.assertEq(_baht.getFrozenTokens(renewed), type(uint256).max, "the whole");
    }

    function test_bank__suspended__nothingOfItsDepositsMoves() external {
        _suspend(0, _bank(0), Status.Suspended);
        bytes memory pay = abi.encodeCall(IERC20.transfer, (_farmer, 1_000));
        _fail(_importer, address(_baht), pay, IERC7943Fungible.ERC7943CannotSend.selector);
        bytes memory issue = abi.encodeCall(IMoney.issue, (_importer, 100, "reference"));
        _fail(_bank(0), address(_baht), issue, IERC7943Fungible.ERC7943CannotReceive.selector);
        bytes memory redeem = abi.encodeCall(IMoney.redeem, (100, "reference"));
        _fail(_importer, address(_baht), redeem, IERC7943Fungible.ERC7943CannotSend.selector);
    }

    function _replaceKey() private returns (address renewed) {
        renewed = actor("RENEWED");
        bytes memory open = abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (_importer, renewed, "case", _consent("RENEWED", 0))
        );
        _pass(_bank(0), address(_registry), open);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
    }

    function _freeze(address holder, uint256 amountMinor) private {
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (holder, amountMinor));
        _pass(_supervisor(0), address(_baht), freeze);
    }

    function _stepUp(address secondKey, uint256 aboveMinor, bytes memory signature)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(IDepositToken.setStepUp, (IDepositToken.StepUp(secondKey, aboveMinor), signature));
    }

    function _failStepUp(
        address wallet,
        address secondKey,
        uint256 aboveMinor,
        bytes memory signature,
        bytes4 refusal
    ) private {
        _fail(wallet, address(_baht), _stepUp(secondKey, aboveMinor, signature), refusal);
    }
}
