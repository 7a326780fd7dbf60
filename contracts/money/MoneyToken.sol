// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "../interfaces/IRule.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {Currency, Jurisdiction, Label, Purpose, RefusalCode, Role, Sides, Tier} from "../interfaces/Types.sol";
import {Holdings} from "./Holdings.sol";
import {LegalOrders} from "./LegalOrders.sol";

/// @title What central-bank money and deposit money share
/// @dev Every plain transfer passes through `_update`, which asks the rules; issues, redemptions, legs of a settlement
///      and seizures state themselves what they ask and go to `_book`, the door below it.
abstract contract MoneyToken is Holdings, LegalOrders {
    IParticipantRegistry internal immutable REGISTRY;
    Currency internal immutable CURRENCY;
    Jurisdiction internal immutable JURISDICTION;
    uint8 private immutable EXPONENT;

    // Both in one slot: a transfer reads it once.
    address private _ruleBook;
    bool private _paused;
    mapping(address issuer => uint256 minor) private _issuanceAllowance;

    modifier onlyCentralBank() {
        if (msg.sender != _centralBank()) revert MoneyNotCentralBank(msg.sender, CURRENCY);
        _;
    }

    modifier onlySupervisor() {
        if (!REGISTRY.isActiveFor(msg.sender, CURRENCY, Role.Supervisor)) revert MoneyNotSupervisor(msg.sender, CURRENCY);
        _;
    }

    constructor(
        IParticipantRegistry registry,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) ERC20(name_, symbol_) ERC20Permit(name_) {
        REGISTRY = registry;
        CURRENCY = currency_;
        JURISDICTION = registry.jurisdictionOf(currency_);
        EXPONENT = exponent;
    }

    /// @inheritdoc IMoney
    function issue(address holder, uint256 amountMinor, bytes32 referenceId) external {
        _useIssuanceAllowance(amountMinor);
        _issue(holder, amountMinor, referenceId, _ruleBook);
    }

    /// @inheritdoc IMoney
    function redeem(uint256 amountMinor, bytes32 referenceId) external {
        _requireNoStepUp(msg.sender, amountMinor);
        _redeem(msg.sender, amountMinor, referenceId);
    }

    /// @inheritdoc IMoney
    function setIssuanceAllowance(address issuer_, uint256 allowanceMinor) external onlyCentralBank {
        if (!_mayIssue(issuer_)) revert MoneyNotIssuer(issuer_);
        _setIssuanceAllowance(issuer_, allowanceMinor);
    }

    /// @inheritdoc IMoney
    function setRuleBook(address ruleBook_) external onlyCentralBank {
        if (ruleBook_ != address(0) && IRuleBook(ruleBook_).currency() != CURRENCY) {
            revert MoneyRuleBookForeign(ruleBook_);
        }
        _ruleBook = ruleBook_;
        emit RuleBookSet(ruleBook_);
    }

    /// @inheritdoc IMoney
    function setPaused(bool paused_, Label reason) external onlyCentralBank {
        if (_paused == paused_) revert MoneyPauseUnchanged(paused_);
        _paused = paused_;
        emit PauseSet(paused_, reason);
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external returns (bool) {
        if (msg.sender != _centralBank() && !REGISTRY.isActiveFor(msg.sender, CURRENCY, Role.Supervisor)) {
            revert MoneyNotSupervisor(msg.sender, CURRENCY);
        }
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IMoney
    function recordLegalOrder(LegalOrder calldata order) external onlySupervisor {
        _recordLegalOrder(order);
    }

    /// @inheritdoc IMoney
    function liftLegalOrder(bytes32 orderId) external onlySupervisor {
        _liftLegalOrder(orderId);
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount) external onlyCentralBank returns (bool) {
        if (from == to) revert MoneyTransferToSelf(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        (, bool isReceiver,,) = _parties(address(0), to);
        if (!isReceiver) revert ERC7943CannotReceive(to);
        _seize(from, to, amount);
        return true;
    }

    /// @inheritdoc IMoney
    function forcedBurn(address account, uint256 amountMinor) external onlyCentralBank {
        _addRedeemed(account, amountMinor, _openOrderFor(account, address(0)));
        _seize(account, address(0), amountMinor);
    }

    /// @inheritdoc IMoney
    function currency() external view returns (Currency) {
        return CURRENCY;
    }

    /// @inheritdoc IMoney
    function issuer() public view virtual returns (address);

    /// @inheritdoc IMoney
    function issuanceAllowance(address issuer_) external view returns (uint256) {
        return _issuanceAllowance[issuer_];
    }

    /// @inheritdoc IMoney
    function ruleBook() external view returns (address) {
        return _ruleBook;
    }

    /// @inheritdoc IMoney
    function paused() external view returns (bool) {
        return _paused;
    }

    /// @inheritdoc IMoney
    function legalOrderOf(bytes32 orderId) external view returns (LegalOrder memory) {
        return _legalOrder(orderId);
    }

    /// @inheritdoc IMoney
    function spendableOf(address account)
        external
        view
        returns (uint256 spendableMinor, uint256 heldMinor, uint256 stepUpAboveMinor, address book, bool isPaused)
    {
        (book, isPaused) = (_ruleBook, _paused);
        (spendableMinor, heldMinor, stepUpAboveMinor) = _spendableOf(account);
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) external view returns (bool) {
        (bool isSender,,,) = _parties(account, address(0));
        return !_paused && account != address(0) && isSender && _holdOn(account).frozenMinor != WHOLE;
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) external view returns (bool) {
        (, bool isReceiver,,) = _parties(address(0), account);
        return !_paused && account != address(0) && isReceiver;
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        (bool isSender, bool isReceiver, Party memory payer, Party memory payee) = _parties(from, to);
        if (_paused || from == address(0) || to == address(0) || !isSender || !isReceiver) return false;
        Hold memory hold = _holdOn(from);
        if (amount > availableMinor(from) || (hold.hasStepUp && amount > hold.stepUpAboveMinor)) return false;
        if (_ruleBook == address(0)) return true;
        Payment memory payment = _payment(Sides.Both, amount, payer, payee);
        return IRuleBook(_ruleBook).preflight(payment).code == RefusalCode.None;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return EXPONENT;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC20).interfaceId
            || interfaceId == type(IERC20Metadata).interfaceId || interfaceId == type(IERC20Permit).interfaceId
            || interfaceId == type(IERC3009).interfaceId || interfaceId == type(IERC7943Fungible).interfaceId
            || interfaceId == type(IMoney).interfaceId;
    }

    /// @return isSender Whether `from` may send, zero always.
    /// @return isReceiver Whether `to` may receive, zero always.
    /// @return payer `from` as a rule sees it.
    /// @return payee `to` as a rule sees it.
    function _parties(address from, address to)
        internal
        view
        virtual
        returns (bool isSender, bool isReceiver, Party memory payer, Party memory payee);

    /// @return Whether `account` may issue at all, within its allowance.
    function _mayIssue(address account) internal view virtual returns (bool);

    /// @dev Takes `amountMinor` from the caller's allowance; overridden where an issuer needs none.
    function _useIssuanceAllowance(uint256 amountMinor) internal virtual {
        uint256 allowed = _issuanceAllowance[msg.sender];
        if (allowed == 0 && msg.sender != issuer()) revert MoneyNotIssuer(msg.sender);
        if (allowed < amountMinor) revert MoneyIssuanceAboveAllowance(msg.sender, allowed, amountMinor);
        if (allowed != type(uint256).max) _setIssuanceAllowance(msg.sender, allowed - amountMinor);
    }

    /// @param book Whose rules the payee is asked; zero for none.
    // The rule book is the central bank's choice, and asks nobody but the rules in it, before anything is booked.
    // slither-disable-next-line reentrancy-no-eth
    function _issue(address holder, uint256 amountMinor, bytes32 referenceId, address book) internal {
        _requireIssuable(holder, amountMinor);
        Party memory payee = _requireMovable(address(0), holder, amountMinor);
        _addIssued(holder, amountMinor, referenceId);
        if (book != address(0)) {
            IRuleBook(book).enforce(_payment(Sides.Payee, amountMinor, _institution(issuer()), payee));
        }
        _book(address(0), holder, amountMinor);
    }

    function _redeem(address holder, uint256 amountMinor, bytes32 referenceId) internal {
        _requireMovable(holder, address(0), amountMinor);
        _addRedeemed(holder, amountMinor, referenceId);
        _book(holder, address(0), amountMinor);
    }

    /// @dev Three legs of a settlement: who orders them has asked the rules. They ask of the standing of both sides
    ///      themselves what they are told the registry answered.
    function _creditLeg(address holder, uint256 amountMinor, bytes32 referenceId, bool isReceiver) internal {
        _requireIssuable(holder, amountMinor);
        _requireNotPaused();
        _requireEligible(address(0), holder, true, isReceiver);
        _addIssued(holder, amountMinor, referenceId);
        _book(address(0), holder, amountMinor);
    }

    function _debitLeg(address holder, uint256 amountMinor, bytes32 referenceId, bool isSender) internal {
        if (holder == address(0)) revert ERC20InvalidSender(holder);
        _requireNotPaused();
        _requireEligible(holder, address(0), isSender, true);
        _take(holder, amountMinor, true);
        _addRedeemed(holder, amountMinor, referenceId);
        emit Transfer(holder, address(0), amountMinor);
    }

    function _moveLeg(address from, address to, uint256 amountMinor, bool isSender, bool isReceiver) internal {
        // Below this door the zero address is a mint or a burn, which no counter would know of.
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        _requireNotPaused();
        _requireEligible(from, to, isSender, isReceiver);
        _take(from, amountMinor, true);
        _put(to, amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    /// @dev Plain transfers, whoever the standard lets start them.
    // The rule book is the central bank's choice, and asks nobody but the rules in it, before anything is booked.
    // slither-disable-next-line reentrancy-no-eth
    function _update(address from, address to, uint256 amountMinor) internal override {
        _requireNotPaused();
        (bool isSender, bool isReceiver, Party memory payer, Party memory payee) = _parties(from, to);
        _requireEligible(from, to, isSender, isReceiver);
        _requireUnfrozen(from, amountMinor);
        _requireNoStepUp(from, amountMinor);
        address book = _ruleBook;
        if (book != address(0)) IRuleBook(book).enforce(_payment(Sides.Both, amountMinor, payer, payee));
        _book(from, to, amountMinor);
    }

    function _requireNotPaused() internal view {
        if (_paused) revert MoneyPaused();
    }

    /// @return Somebody who takes part in its own name.
    function _institution(address account) internal view returns (Party memory) {
        return Party(account, uint160(account), account, JURISDICTION, Tier.Full);
    }

    function _centralBank() internal view returns (address) {
        return REGISTRY.centralBankOf(JURISDICTION);
    }

    function _setIssuanceAllowance(address issuer_, uint256 allowanceMinor) private {
        _issuanceAllowance[issuer_] = allowanceMinor;
        emit IssuanceAllowanceSet(issuer_, allowanceMinor);
    }

    /// @dev Takes from what is free first; what it takes of the frozen part is frozen no more. A whole freeze stays.
    function _seize(address from, address to, uint256 amountMinor) private {
        _requireNotPaused();
        if (amountMinor == 0) revert MoneyAmountZero();
        _useLegalOrder(from, to, amountMinor);
        emit ForcedTransfer(from, to, amountMinor);
        uint256 freeMinor = availableMinor(from);
        uint128 frozen = _holdOn(from).frozenMinor;
        if (amountMinor > freeMinor && frozen != WHOLE) {
            uint256 eatenMinor = amountMinor - freeMinor;
            _setFrozen(from, frozen > eatenMinor ? frozen - eatenMinor : 0);
        }
        _book(from, to, amountMinor);
    }

    function _requireIssuable(address holder, uint256 amountMinor) private pure {
        if (amountMinor == 0) revert MoneyAmountZero();
        if (holder == address(0)) revert ERC20InvalidReceiver(holder);
    }

    function _requireMovable(address from, address to, uint256 amountMinor) private view returns (Party memory) {
        _requireNotPaused();
        (bool isSender, bool isReceiver,, Party memory payee) = _parties(from, to);
        _requireEligible(from, to, isSender, isReceiver);
        if (from != address(0)) _requireUnfrozen(from, amountMinor);
        return payee;
    }

    function _requireEligible(address from, address to, bool isSender, bool isReceiver) private pure {
        if (!isSender) revert ERC7943CannotSend(from);
        if (!isReceiver) revert ERC7943CannotReceive(to);
    }

    function _payment(Sides sides, uint256 amountMinor, Party memory payer, Party memory payee)
        private
        view
        returns (Payment memory)
    {
        return Payment({
            sides: sides,
            money: address(this),
            currency: CURRENCY,
            amountMinor: amountMinor,
            purpose: Purpose.wrap(0),
            travelRuleHash: 0,
            payer: payer,
            payee: payee
        });
    }
}
