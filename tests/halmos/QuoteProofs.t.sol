// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Role} from "corridor/interfaces/Types.sol";
import {FxBoard} from "corridor/settlement/FxBoard.sol";
import {OpenWorld} from "./AnyPool.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What no fill of a firm quote breaks, whatever was filled of it, at any time, whoever calls
contract QuoteProofs {
    /// @dev As contracts/artifacts/FxBoard.json has it.
    uint256 private constant FILLED_SLOT = 3;

    OpenWorld private _world;
    IFxBoard private _board;

    function setUp() external {
        _world = new OpenWorld();
        _board = new FxBoard(IParticipantRegistry(address(_world)));
        SVM.enableSymbolicStorage(address(_world));
    }

    /// @dev A few sales at a rate of one, of any quote and whatever was filled: what a cost is rounded to is fuzzed.
    function check_E_fill_neverExceedsTheQuote(
        address caller,
        uint64 second,
        IFxBoard.FirmQuote memory quote,
        bytes calldata signature,
        uint8 which
    ) external {
        SVM.enableSymbolicStorage(address(_board));
        quote.rateRay = 1e27;
        uint256 sellMinor = _sale(which);
        bytes32 quoteHash = _board.hashQuote(quote);
        uint256 before = _board.filledMinor(quoteHash);
        _succeed(caller, second, abi.encodeCall(IFxBoard.fill, (quote, signature, sellMinor)));
        uint256 filled = _board.filledMinor(quoteHash);
        unchecked {
            assert(filled - before == sellMinor);
        }
        assert(filled >= before && filled <= quote.sellMinorMax);
        assert(second <= quote.expiresAt);
        assert(_world.isActiveFor(caller, quote.sellCurrency, Role.SystemContract));
        assert(_world.isActiveFor(caller, quote.buyCurrency, Role.SystemContract));
        assert(_world.isActiveFor(quote.maker, quote.sellCurrency, Role.MarketMaker));
        assert(_world.isActiveFor(quote.maker, quote.buyCurrency, Role.MarketMaker));
    }

    function check_E_anyCall_givesBackNothingOfAQuote(
        address caller,
        uint64 second,
        IFxBoard.FirmQuote memory quote,
        uint256 before
    ) external {
        bytes32 quoteHash = _setFilled(quote, before);
        _succeed(caller, second, SVM.createCalldata("FxBoard"));
        assert(_board.filledMinor(quoteHash) >= before);
    }

    function _setFilled(IFxBoard.FirmQuote memory quote, uint256 filled) private returns (bytes32 quoteHash) {
        quoteHash = _board.hashQuote(quote);
        VM.store(address(_board), keccak256(abi.encode(quoteHash, FILLED_SLOT)), bytes32(filled));
    }

    function _succeed(address caller, uint64 second, bytes memory data) private {
        VM.warp(second);
        VM.prank(caller);
        (bool isDone,) = address(_board).call(data);
        VM.assume(isDone);
    }

    /// @dev Next to nothing, as in the scenarios, and beyond what there can be.
    function _sale(uint8 which) private pure returns (uint256) {
        if (which == 0) return 1;
        return which == 1 ? 1_000_000 : type(uint128).max;
    }
}
