// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Role} from "corridor/interfaces/Types.sol";
import {FxBoard} from "corridor/settlement/FxBoard.sol";
import {OpenWorld} from "./AnyPool.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What no fill of a firm quote breaks, in whatever state the board is
contract QuoteProofs {
    OpenWorld private _world;
    IFxBoard private _board;

    function setUp() external {
        _world = new OpenWorld();
        _board = new FxBoard(IParticipantRegistry(address(_world)));
        SVM.enableSymbolicStorage(address(_world));
        SVM.enableSymbolicStorage(address(_board));
    }

    /// @dev At a rate of one: what a cost is rounded to stands in RoundingProofs and is fuzzed.
    function check_E_fill_neverExceedsTheQuote(
        address caller,
        IFxBoard.FirmQuote memory quote,
        bytes calldata signature,
        uint256 sellMinor
    ) external {
        quote.rateRay = 1e27;
        bytes32 quoteHash = _board.hashQuote(quote);
        uint256 before = _board.filledMinor(quoteHash);
        VM.prank(caller);
        (bool isDone,) = address(_board).call(abi.encodeCall(IFxBoard.fill, (quote, signature, sellMinor)));
        VM.assume(isDone);
        uint256 filled = _board.filledMinor(quoteHash);
        unchecked {
            assert(filled - before == sellMinor);
        }
        assert(filled >= before && filled <= quote.sellMinorMax);
        assert(block.timestamp <= quote.expiresAt);
        assert(_world.isActiveFor(caller, quote.sellCurrency, Role.SystemContract));
        assert(_world.isActiveFor(caller, quote.buyCurrency, Role.SystemContract));
        assert(_world.isActiveFor(quote.maker, quote.sellCurrency, Role.MarketMaker));
    }

    function check_E_anyCall_givesBackNothingOfAQuote(address caller, bytes32 quoteHash) external {
        uint256 before = _board.filledMinor(quoteHash);
        VM.assume(before == type(uint256).max);
        bytes memory data = SVM.createCalldata("FxBoard");
        VM.prank(caller);
        (bool isDone,) = address(_board).call(data);
        VM.assume(isDone);
        assert(_board.filledMinor(quoteHash) == before);
    }
}
