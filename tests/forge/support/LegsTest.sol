// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {ILegs} from "corridor/interfaces/ILegs.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {Bic, Currency, Jurisdiction, Lei, RefusalCode, Role, Status} from "corridor/interfaces/Types.sol";
import {Deployer} from "./Deployer.sol";
import {actor, keyOf, signWith} from "./Keys.sol";
import {UnitTest} from "./UnitTest.sol";
import {VM} from "./Vm.sol";

/// @title What the tests of instructions and of locks share: a contract in escrow, and the causes of every refusal
abstract contract LegsTest is UnitTest, Deployer {
    uint256 internal constant AMOUNT_MINOR = 10_000;
    /// @dev What nobody's account number or currency is.
    Currency internal constant NO_CURRENCY = Currency.wrap("XXX");

    uint256 private _counter;

    /// @dev Deploys a contract and has both central banks admit it.
    function _deployAdmitted(string memory name) internal returns (address deployed) {
        deployed = _deploy(name, abi.encode(_registry));
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit,
            (deployed, Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0))
        );
        for (uint256 i = 0; i < _world.COUNTRIES(); ++i) {
            _pass(_centralBank(i), address(_registry), admission);
        }
    }

    /// @dev The deposit book of the first country for its central-bank money too, of which both its banks may hold more.
    function _shareBook() internal {
        for (uint256 i = 0; i < 2; ++i) {
            _pass(_bank(i), address(_money(0)), abi.encodeCall(IERC20.transfer, (_world.maker(), 5 * HELD_MINOR)));
        }
        bytes memory order = abi.encodeCall(IMoney.setRuleBook, (address(_world.bank(0).book)));
        _pass(_centralBank(0), address(_money(0)), order);
    }

    function _setStepUp(address wallet, uint256 aboveMinor) internal {
        bytes memory order =
            abi.encodeCall(IDepositToken.setStepUp, (IDepositToken.StepUp(actor("SECOND"), aboveMinor), ""));
        _pass(wallet, address(_deposit(0)), order);
    }

    function _freeze(IMoney money, uint256 country, address account, uint256 amountMinor) internal {
        bytes memory order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (account, amountMinor));
        _pass(_supervisor(country), address(money), order);
    }

    /// @dev The importer's key is replaced by another one.
    function _replaceImporter() internal returns (address heir) {
        heir = actor("HEIR");
        bytes memory consent = _consent("HEIR", 0);
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (_importer, heir, bytes32("case"), consent)
        );
        _pass(_bank(0), address(_registry), order);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
    }

    /// @dev Each cause alone, on the side of a payer that is a customer of the first bank.
    function _eachCauseOfAPayingWallet() internal {
        _suspendCustomer(0, _importer, Status.Suspended);
        _expectWallet(RefusalCode.PayerSuspended);
        _suspendCustomer(0, _importer, Status.Active);
        _suspend(0, _bank(0), Status.Suspended);
        _expectWallet(RefusalCode.PayerBankSuspended);
        _suspend(0, _bank(0), Status.Active);
        _pause(address(_deposit(0)), 0, true);
        _expectWallet(RefusalCode.PayerMoneyPaused);
        _pause(address(_deposit(0)), 0, false);
        _pause(address(_money(0)), 0, true);
        _expectWallet(RefusalCode.PayerMoneyPaused);
        _pause(address(_money(0)), 0, false);
        _freeze(_deposit(0), 0, _importer, type(uint256).max);
        _expectWallet(RefusalCode.PayerFrozen);
        _freeze(_deposit(0), 0, _importer, 0);
        _freeze(_money(0), 0, _bank(0), type(uint256).max);
        _expectWallet(RefusalCode.PayerBankInsufficientLiquidity);
        _freeze(_money(0), 0, _bank(0), 0);
        _expectWallet(RefusalCode.None);
    }

    /// @dev Each cause alone, on the side of a payee that is a customer of the second bank.
    function _eachCauseOfAPaidWallet() internal {
        _suspendCustomer(1, _miller, Status.Suspended);
        _expectWallet(RefusalCode.PayeeSuspended);
        _suspendCustomer(1, _miller, Status.Active);
        _suspend(0, _bank(1), Status.Suspended);
        _expectWallet(RefusalCode.PayeeBankSuspended);
        _suspend(0, _bank(1), Status.Active);
        _pause(address(_deposit(1)), 0, true);
        _expectWallet(RefusalCode.PayeeMoneyPaused);
        _pause(address(_deposit(1)), 0, false);
        _expectWallet(RefusalCode.None);
    }

    /// @dev The importer pays the miller now: foreseen and carried out, it comes to that.
    function _expectWallet(RefusalCode expected) internal virtual;

    function _sign(string memory name, bytes32 digest) internal pure returns (bytes memory) {
        return signWith(keyOf(name), digest);
    }

    function _nextUetr() internal returns (bytes16) {
        return bytes16(keccak256(abi.encode(++_counter)));
    }

    function _refusal(RefusalCode code, bytes32 rule, address party) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILegs.LegRefused.selector, code, rule, party);
    }
}
