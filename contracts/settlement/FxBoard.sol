// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IFxBoard} from "../interfaces/IFxBoard.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, RefusalCode, Role} from "../interfaces/Types.sol";
import {QuoteMath} from "../libraries/QuoteMath.sol";
import {ReferenceRates} from "./ReferenceRates.sol";

/// @title See {IFxBoard}
contract FxBoard is IFxBoard, ReferenceRates, EIP712 {
    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "FirmQuote(address maker,bytes3 sellCurrency,bytes3 buyCurrency,uint256 rateRay,uint256 sellMinorMax,uint64 expiresAt,uint64 nonce)"
    );
    /// @dev Marks a withdrawn quote: nothing can be filled beyond it.
    uint256 private constant WITHDRAWN = type(uint256).max;

    mapping(bytes32 quoteHash => uint256 sellMinor) private _filledMinor;

    constructor(IParticipantRegistry registry) ReferenceRates(registry) EIP712("Corridor FxBoard", "1") {}

    /// @inheritdoc IFxBoard
    function fill(FirmQuote calldata quote, bytes calldata signature, uint256 sellMinor)
        external
        returns (uint256 buyMinor)
    {
        _requireSystemContract(quote.sellCurrency);
        _requireSystemContract(quote.buyCurrency);
        bytes32 quoteHash = hashQuote(quote);
        address recovered = ECDSA.recoverCalldata(quoteHash, signature);
        if (recovered != quote.maker) revert FxBoardBadSignature(quote.maker, recovered);
        RefusalCode code = _check(quote, quoteHash, sellMinor);
        if (code != RefusalCode.None) revert FxBoardNotFillable(quoteHash, code);
        buyMinor = costOf(quote, sellMinor);
        _filledMinor[quoteHash] += sellMinor;
        emit QuoteFilled(quoteHash, quote.maker, sellMinor, buyMinor);
    }

    /// @inheritdoc IFxBoard
    function withdraw(FirmQuote calldata quote) external {
        if (msg.sender != quote.maker) revert FxBoardNotMaker(msg.sender, quote.maker);
        bytes32 quoteHash = hashQuote(quote);
        _filledMinor[quoteHash] = WITHDRAWN;
        emit QuoteWithdrawn(quoteHash, msg.sender);
    }

    /// @inheritdoc IFxBoard
    function check(FirmQuote calldata quote, uint256 sellMinor) external view returns (RefusalCode code) {
        return _check(quote, hashQuote(quote), sellMinor);
    }

    /// @inheritdoc IFxBoard
    function costOf(FirmQuote calldata quote, uint256 sellMinor) public pure returns (uint256 buyMinor) {
        return QuoteMath.costOf(quote, sellMinor);
    }

    /// @inheritdoc IFxBoard
    function hashQuote(FirmQuote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    /// @inheritdoc IFxBoard
    function filledMinor(bytes32 quoteHash) external view returns (uint256 sellMinor) {
        return _filledMinor[quoteHash];
    }

    function _check(FirmQuote calldata quote, bytes32 quoteHash, uint256 sellMinor)
        private
        view
        returns (RefusalCode)
    {
        if (
            !REGISTRY.isActiveFor(quote.maker, quote.sellCurrency, Role.MarketMaker)
                || !REGISTRY.isActiveFor(quote.maker, quote.buyCurrency, Role.MarketMaker)
        ) return RefusalCode.MakerNotAdmitted;
        uint256 filled = _filledMinor[quoteHash];
        if (filled == WITHDRAWN) return RefusalCode.QuoteCancelled;
        if (block.timestamp > quote.expiresAt) return RefusalCode.QuoteExpired;
        if (filled > quote.sellMinorMax || sellMinor > quote.sellMinorMax - filled) return RefusalCode.QuoteExhausted;
        return RefusalCode.None;
    }

    function _requireSystemContract(Currency currency) private view {
        if (!REGISTRY.isActiveFor(msg.sender, currency, Role.SystemContract)) {
            revert FxBoardNotSystemContract(msg.sender, currency);
        }
    }
}
