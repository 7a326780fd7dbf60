// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Role} from "corridor/interfaces/Types.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title A money in any state, and one call of it
/// @dev What is proved of it holds one step from every state, not only from the few that a test builds up. No rule book
///      is set: a rule only refuses, and has tests of its own. A call that fails changed nothing, so that only those
///      that succeed are looked at; what has to succeed is stated by itself.
abstract contract AnyMoney {
    address internal constant BANK = address(0xBA);
    address internal constant CENTRAL_BANK = address(0xCB);
    Currency internal constant THB = Currency.wrap("THB");

    struct Books {
        uint256 from;
        uint256 to;
        uint256 other;
        uint256 supply;
        uint256 issued;
        uint256 redeemed;
    }

    OpenRegistry internal _registry;
    IMoney internal _money;

    function setUp() external virtual {
        _open();
        SVM.enableSymbolicStorage(address(_money));
        VM.prank(CENTRAL_BANK);
        _money.setRuleBook(address(0));
        VM.assume(_registry.currentWallet(address(0)) == address(0)); // as its interface says
    }

    /// @dev A money just deployed, beside a registry that may say anything.
    function _open() internal {
        _registry = new OpenRegistry(BANK, CENTRAL_BANK);
        _money = _deploy(IParticipantRegistry(address(_registry)));
        SVM.enableSymbolicStorage(address(_registry));
    }

    function _deploy(IParticipantRegistry registry) internal virtual returns (IMoney);

    /// @return The contract whose functions the solver chooses from.
    function _contractName() internal pure virtual returns (string memory);

    /// @return data Any function with any arguments.
    function _anyCallData() internal pure returns (bytes memory data) {
        data = SVM.createCalldata(_contractName());
        // Nobody's order takes from the zero address: see SeizureProofs.
        if (_isForce(bytes4(data))) VM.assume(_holderIn(data) != address(0));
    }

    /// @dev Any function with any arguments, of a state in which nobody holds more than was ever issued.
    function _anyCall(address caller) internal {
        bytes memory data = _anyCallData();
        _assumeHeld(caller);
        _assumeHeld(_holderIn(data));
        _succeed(caller, data);
    }

    function _succeed(address caller, bytes memory data) internal {
        VM.assume(_isDone(caller, data));
    }

    /// @dev Nobody calls as the zero address, which books take for no holder at all.
    function _isDone(address caller, bytes memory data) internal returns (bool isDone) {
        VM.assume(caller != address(0));
        VM.prank(caller);
        (isDone,) = address(_money).call(data);
    }

    /// @dev As conservation (A) has it of every state that is reached: the supply is issued less redeemed.
    function _assumeHeld(address holder) internal view {
        VM.assume(_money.redeemedMinor() <= _money.issuedMinor());
        VM.assume(_money.balanceOf(holder) <= _money.issuedMinor() - _money.redeemedMinor());
    }

    function _assumeNoPower(address account) internal view {
        VM.assume(account != BANK);
        VM.assume(account != CENTRAL_BANK);
        VM.assume(!_registry.isActiveFor(account, THB, Role.SystemContract));
    }

    function _books(address from, address to, address other) internal view returns (Books memory) {
        return Books({
            from: _money.balanceOf(from),
            to: _money.balanceOf(to),
            other: _money.balanceOf(other),
            supply: _money.totalSupply(),
            issued: _money.issuedMinor(),
            redeemed: _money.redeemedMinor()
        });
    }

    function _isForce(bytes4 selector) internal pure returns (bool) {
        return selector == IERC7943Fungible.forcedTransfer.selector || selector == IMoney.forcedBurn.selector;
    }

    /// @return holder The first argument: what takes from a balance names its holder there, or is called by it.
    function _holderIn(bytes memory data) internal pure returns (address holder) {
        return data.length < 36 ? address(0) : address(uint160(uint256(_word(data, 36))));
    }

    function _word(bytes memory data, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(data, offset))
        }
    }
}
