// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IDepositToken} from "../interfaces/IDepositToken.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party} from "../interfaces/IRule.sol";
import {Currency, Status} from "../interfaces/Types.sol";
import {MoneyToken} from "./MoneyToken.sol";

/// @title See {IDepositToken}
contract DepositToken is MoneyToken, IDepositToken {
    bytes32 private constant CHANGE_TYPEHASH =
        keccak256("StepUpChange(address wallet,address secondKey,uint256 aboveMinor,uint256 nonce)");

    address private immutable BANK;

    mapping(address wallet => address) private _secondKeyOf;
    mapping(address wallet => uint256) private _stepUpChanges;

    constructor(
        IParticipantRegistry registry,
        address bank,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) MoneyToken(registry, currency_, exponent, name_, symbol_) {
        BANK = bank;
    }

    /// @inheritdoc IDepositToken
    function settlementCredit(address holder, uint256 amountMinor, bytes32 referenceId) external {
        _creditLeg(holder, amountMinor, referenceId, _legOf(holder));
    }

    /// @inheritdoc IDepositToken
    function settlementDebit(address holder, uint256 amountMinor, bytes32 referenceId) external {
        _debitLeg(holder, amountMinor, referenceId, _legOf(holder));
    }

    /// @inheritdoc IDepositToken
    function setStepUp(StepUp calldata stepUp, bytes calldata secondKeySignature) external {
        IParticipantRegistry.Customer memory customer = REGISTRY.customerOf(msg.sender);
        if (customer.bank != BANK || customer.status == Status.Revoked) revert ERC7943CannotSend(msg.sender);
        bool isLifted = stepUp.secondKey == address(0) && stepUp.aboveMinor == 0;
        bool isForeign = stepUp.secondKey != address(0) && stepUp.secondKey != msg.sender;
        if (!isLifted && (!isForeign || stepUp.aboveMinor > type(uint120).max)) {
            revert DepositStepUpInvalid(msg.sender, stepUp.secondKey);
        }
        _requireSecondKey(stepUp, secondKeySignature);
        ++_stepUpChanges[msg.sender];
        _setStepUp(msg.sender, stepUp);
    }

    /// @inheritdoc IDepositToken
    function moveHoldings(address lost) external {
        if (msg.sender != BANK) revert MoneyNotIssuer(msg.sender);
        _requireNotPaused();
        address wallet = REGISTRY.currentWallet(lost);
        if (wallet == address(0) || wallet == lost) revert DepositWalletNotReplaced(lost);
        (, bool isReceiver,,) = _parties(address(0), wallet);
        if (!isReceiver) revert ERC7943CannotReceive(wallet);
        uint256 amountMinor = balanceOf(lost);
        uint256 frozenMinor = _holdOn(lost).frozenMinor;
        if (frozenMinor != 0) {
            _setFrozen(lost, 0);
            _setFrozen(wallet, frozenMinor + _holdOn(wallet).frozenMinor);
        }
        emit HoldingsMoved(lost, wallet, amountMinor);
        _book(lost, wallet, amountMinor);
    }

    /// @inheritdoc IDepositToken
    function stepUpOf(address wallet) public view returns (StepUp memory stepUp) {
        Hold memory hold = _holdOn(wallet);
        if (hold.hasStepUp) stepUp = StepUp(_secondKeyOf[wallet], hold.stepUpAboveMinor);
    }

    /// @inheritdoc IDepositToken
    function hashStepUpChange(address wallet, StepUp calldata stepUp) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(CHANGE_TYPEHASH, wallet, stepUp.secondKey, stepUp.aboveMinor, _stepUpChanges[wallet]))
        );
    }

    /// @inheritdoc IMoney
    function issuer() public view override(IMoney, MoneyToken) returns (address) {
        return BANK;
    }

    function _setStepUp(address wallet, StepUp calldata stepUp) private {
        _secondKeyOf[wallet] = stepUp.secondKey;
        _setStepUpAbove(wallet, stepUp.secondKey != address(0), stepUp.aboveMinor);
        emit StepUpSet(wallet, stepUp.secondKey, stepUp.aboveMinor);
    }

    function _requireSecondKey(StepUp calldata stepUp, bytes calldata signature) private view {
        address secondKey = stepUpOf(msg.sender).secondKey;
        if (secondKey == address(0)) return;
        // No signature at all recovers to nobody, which the second key is not.
        // slither-disable-next-line unused-return
        (address recovered,,) = ECDSA.tryRecoverCalldata(hashStepUpChange(msg.sender, stepUp), signature);
        if (recovered != secondKey) revert DepositStepUpNotAuthorised(msg.sender, recovered);
    }

    /// @dev Fails unless the caller is a system contract.
    /// @return isHolder Whether `holder` may be debited and credited.
    function _legOf(address holder) private view returns (bool isHolder) {
        bool isSystemContract;
        (isSystemContract, isHolder) = REGISTRY.customerLegOf(msg.sender, JURISDICTION, BANK, holder);
        if (!isSystemContract) revert MoneyNotSystemContract(msg.sender);
    }

    function _mayIssue(address account) internal view override returns (bool) {
        return account == BANK;
    }

    /// @dev A bank that is suspended or revoked issues nothing, and nothing of its customers' deposits moves.
    function _parties(address from, address to)
        internal
        view
        override
        returns (bool isSender, bool isReceiver, Party memory payer, Party memory payee)
    {
        (bool isBankActive, IParticipantRegistry.Holder memory ofFrom, IParticipantRegistry.Holder memory ofTo) =
            REGISTRY.holdersOf(BANK, JURISDICTION, from, to);
        isSender = ofFrom.isEligible && (isBankActive || from == address(0));
        isReceiver = ofTo.isEligible && (isBankActive || to == address(0));
        payer = Party(from, ofFrom.number, BANK, JURISDICTION, ofFrom.tier);
        payee = Party(to, ofTo.number, BANK, JURISDICTION, ofTo.tier);
    }
}
