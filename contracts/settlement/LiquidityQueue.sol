// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {ILiquidityQueue} from "../interfaces/ILiquidityQueue.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party, Payment} from "../interfaces/IRule.sol";
import {IRuleBook} from "../interfaces/IRuleBook.sol";
import {
    Currency,
    Jurisdiction,
    Label,
    Purpose,
    Refusal,
    RefusalCode,
    Role,
    Sides,
    Tier,
    Uetr
} from "../interfaces/Types.sol";
import {NetTable} from "../libraries/NetTable.sol";
import {ObligationSlot, ObligationSlots} from "../libraries/ObligationSlot.sol";
import {Precedence} from "../libraries/Precedence.sol";
import {DeferredCycles} from "./DeferredCycles.sol";
import {QueueMembers} from "./QueueMembers.sol";

/// @title See {ILiquidityQueue}
contract LiquidityQueue is DeferredCycles, ReentrancyGuardTransient {
    using NetTable for NetTable.Table;

    uint256 private constant BATCH_MAX = 256;

    /// @dev What is to be queued while it is checked. `rules`: the book of the central-bank money, zero for none;
    ///      `payment`: as it is asked.
    struct Instruction {
        Uetr uetr;
        address payer;
        address payee;
        Currency currency;
        uint256 amountMinor;
        uint8 priority;
        uint64 expiresAt;
        address source;
        address money;
        IRuleBook rules;
        Payment payment;
    }

    /// @dev What is to settle while it is checked: members → net debits, pairs → net positions.
    struct Plan {
        address money;
        uint256 valueMinor;
        NetTable.Table debits;
        NetTable.Table pairs;
        Refusal refusal;
    }

    constructor(IParticipantRegistry registry) QueueMembers(registry) {}

    /// @inheritdoc ILiquidityQueue
    function queue(
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt
    ) external returns (QueueOutcome outcome) {
        return _queueAs(msg.sender, msg.sender, uetr, payee, currency, amountMinor, priority, expiresAt);
    }

    /// @inheritdoc ILiquidityQueue
    function queueFor(
        address payer,
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt
    ) external returns (QueueOutcome outcome) {
        if (!_isActiveAs(currency, msg.sender, Role.SystemContract)) revert QueueNotSystemContract(msg.sender, currency);
        return _queueAs(payer, msg.sender, uetr, payee, currency, amountMinor, priority, expiresAt);
    }

    /// @inheritdoc ILiquidityQueue
    function settle(Uetr uetr) external nonReentrant returns (bool isSettled) {
        ObligationSlot slot = _requireKnown(uetr);
        Book storage book = _book(slot.currency());
        address payer = _payer(slot);
        if (msg.sender != payer && msg.sender != _centralBankOf(slot.currency())) revert QueueNotPayer(msg.sender, uetr);
        Uetr[] memory alone = new Uetr[](1);
        alone[0] = uetr;
        Plan memory plan = _plan(slot.currency(), book, alone);
        if (plan.refusal.code != RefusalCode.None) {
            emit ObligationRefused(uetr, plan.refusal.code, plan.refusal.rule, plan.refusal.party);
            return false;
        }
        _count(book, plan);
        _setSettled(uetr, 0);
        ICentralBankMoney(plan.money).settlementTransfer(payer, book.memberAt[slot.payee()], slot.amountMinor());
        return true;
    }

    /// @inheritdoc ILiquidityQueue
    function settleBatch(Currency currency, Uetr[] memory uetrs) external nonReentrant returns (bool isSettled) {
        _requireSettler(currency, true);
        Book storage book = _book(currency);
        Plan memory plan = _plan(currency, book, uetrs);
        if (plan.refusal.code != RefusalCode.None) {
            emit BatchRefused(currency, plan.refusal.code, plan.refusal.rule, plan.refusal.party);
            return false;
        }
        uint256 netMinor = _netMinor(plan.debits);
        uint64 batch = ++book.batches;
        _count(book, plan);
        for (uint256 i = 0; i < uetrs.length; ++i) {
            _setSettled(uetrs[i], batch);
        }
        emit BatchSettled(batch, currency, uetrs.length, plan.valueMinor, netMinor);
        _moveNets(book, plan.money, plan.debits);
        return true;
    }

    /// @inheritdoc ILiquidityQueue
    function closeCycle(Currency currency) external nonReentrant returns (bool isSettled) {
        _requireSettler(currency, false);
        return _closeCycle(currency);
    }

    /// @inheritdoc ILiquidityQueue
    function preflightQueue(
        address payer,
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint64 expiresAt
    ) external view returns (Refusal memory refusal) {
        Book storage book = _book(currency);
        Instruction memory order;
        (order.uetr, order.payer, order.payee) = (uetr, payer, payee);
        (order.currency, order.amountMinor, order.expiresAt) = (currency, amountMinor, expiresAt);
        _requireWellFormed(order);
        order.money = _moneyOf(currency, book);
        _addRules(order);
        return _queueRefusal(order, book);
    }

    /// @inheritdoc ILiquidityQueue
    function preflightBatch(Currency currency, Uetr[] memory uetrs) external view returns (Refusal memory refusal) {
        return _plan(currency, _book(currency), uetrs).refusal;
    }

    /// @inheritdoc ILiquidityQueue
    function batchesOf(Currency currency) external view returns (uint64) {
        return _book(currency).batches;
    }

    /// @param by Who queues it: the payer, or a system contract, which is never a member.
    function _queueAs(
        address payer,
        address by,
        Uetr uetr,
        address payee,
        Currency currency,
        uint256 amountMinor,
        uint8 priority,
        uint64 expiresAt
    ) private nonReentrant returns (QueueOutcome) {
        Book storage book = _book(currency);
        Instruction memory order;
        (order.uetr, order.payer, order.payee) = (uetr, payer, payee);
        (order.currency, order.amountMinor, order.priority) = (currency, amountMinor, priority);
        order.expiresAt = expiresAt;
        _requireWellFormed(order);
        if (by != payer) order.source = by;
        if (_isSame(order, book)) {
            emit ObligationExists(uetr, payer);
            return QueueOutcome.Exists;
        }
        order.money = _moneyOf(currency, book);
        _addRules(order);
        Refusal memory refusal = _queueRefusal(order, book);
        if (refusal.code != RefusalCode.None) {
            emit ObligationRefused(uetr, refusal.code, refusal.rule, refusal.party);
            return QueueOutcome.Refused;
        }
        _setObligation(order, book);
        if (address(order.rules) != address(0)) order.rules.record(order.payment);
        return QueueOutcome.Queued;
    }

    function _setObligation(Instruction memory order, Book storage book) private {
        ObligationSlot slot = ObligationSlots.pack({
            currency_: order.currency,
            payer_: _enrol(order.currency, book, order.payer),
            payee_: _enrol(order.currency, book, order.payee),
            amountMinor_: uint96(order.amountMinor),
            expiresAt_: uint40(order.expiresAt),
            priority_: order.priority,
            source_: order.source == address(0) ? 0 : _enrol(order.currency, book, order.source)
        });
        if (book.mode == QueueMode.Deferred) slot = slot.withCycle(_joinCycle(order.currency, book, slot));
        _setQueued(order.uetr, slot);
        emit ObligationQueued(
            order.uetr,
            order.payer,
            order.payee,
            order.currency,
            order.amountMinor,
            order.priority,
            order.expiresAt,
            slot.cycle(),
            order.source
        );
    }

    function _count(Book storage book, Plan memory plan) private {
        _addToDay(book, plan.pairs);
        _addToDay(book, plan.debits);
    }

    function _requireWellFormed(Instruction memory order) private pure {
        if (order.payer == order.payee) revert QueuePayeeIsPayer(order.uetr);
        if (order.amountMinor == 0 || order.amountMinor > type(uint96).max) {
            revert QueueAmountInvalid(order.uetr, order.amountMinor);
        }
        if (order.expiresAt > type(uint40).max) revert QueueExpiryInvalid(order.uetr, order.expiresAt);
    }

    /// @return Whether the obligation under the instruction's UETR is the very same one.
    function _isSame(Instruction memory order, Book storage book) private view returns (bool) {
        ObligationSlot slot = _slot(order.uetr);
        return slot.state() != ObligationState.None && slot.currency() == order.currency
            && slot.amountMinor() == order.amountMinor && slot.expiresAt() == order.expiresAt
            && book.memberAt[slot.payer()] == order.payer && book.memberAt[slot.payee()] == order.payee
            && book.memberAt[slot.source()] == order.source;
    }

    /// @dev The payer's side first, then the payee's, as for every payment; docs/rejections.md lists the order.
    function _queueRefusal(Instruction memory order, Book storage book) private view returns (Refusal memory refusal) {
        bool isActive = _isActive(order.currency, order.payer);
        uint256 payer = book.indexOf[order.payer];
        if (!isActive && (payer == 0 || _isActiveAs(order.currency, order.payer, Role.SystemContract))) revert QueueNotMember(order.payer, order.currency);
        if (_slot(order.uetr).state() != ObligationState.None) {
            return _refusal(RefusalCode.UetrReused, Label.wrap("uetr"), order.payer);
        }
        if (block.timestamp > order.expiresAt) {
            return _refusal(RefusalCode.OrderExpired, Label.wrap("order-expiry"), order.payer);
        }
        if (!isActive) {
            return _refusal(RefusalCode.PayerBankSuspended, Label.wrap("payer-bank-standing"), order.payer);
        }
        refusal = _pauseRefusal(order.currency, order.money);
        if (refusal.code == RefusalCode.None && book.mode == QueueMode.Deferred) {
            refusal = _cycleRefusal(order, book, payer);
        }
        if (refusal.code != RefusalCode.None) return refusal;
        if (address(order.rules) != address(0)) refusal = order.rules.preflight(order.payment);
        if (refusal.code != RefusalCode.None && Precedence.isPayers(refusal.code)) return refusal;
        if (!_isActive(order.currency, order.payee)) {
            return _refusal(RefusalCode.PayeeBankSuspended, Label.wrap("payee-bank-standing"), order.payee);
        }
    }

    /// @dev An obligation that could expire before its cycle settles would have to leave it.
    function _cycleRefusal(Instruction memory order, Book storage book, uint256 payer)
        private
        view
        returns (Refusal memory)
    {
        uint24 cycle = _openCycle(book);
        uint256 endsAt = _cycleEndsAt(book, cycle);
        if (order.expiresAt < endsAt) revert QueueExpiresWithinCycle(order.uetr, order.expiresAt, uint64(endsAt));
        return _limitRefusalOfCycle(book, cycle, payer, book.indexOf[order.payee], int256(order.amountMinor));
    }

    /// @return plan All that settling these obligations at once would do, and what refuses it.
    function _plan(Currency currency, Book storage book, Uetr[] memory uetrs) private view returns (Plan memory plan) {
        if (uetrs.length == 0 || uetrs.length > BATCH_MAX) revert QueueBatchSize(uetrs.length, BATCH_MAX);
        plan.debits = NetTable.open(2 * uetrs.length);
        plan.pairs = NetTable.open(uetrs.length);
        for (uint256 i = 0; i < uetrs.length; ++i) {
            if (i != 0 && Uetr.unwrap(uetrs[i]) <= Uetr.unwrap(uetrs[i - 1])) revert QueueNotAscending(uetrs[i]);
            _include(plan, currency, uetrs[i]);
        }
        plan.money = book.money;
        plan.refusal = _firstRefusal(currency, book, plan);
    }

    /// @dev In the order of docs/rejections.md: what an obligation itself forbids comes before all that members do.
    function _firstRefusal(Currency currency, Book storage book, Plan memory plan)
        private
        view
        returns (Refusal memory refusal)
    {
        refusal = plan.refusal;
        if (refusal.code == RefusalCode.None) refusal = _standingRefusal(currency, book, plan.debits, false);
        if (refusal.code == RefusalCode.None) refusal = _pauseRefusal(currency, plan.money);
        if (refusal.code == RefusalCode.None) refusal = _limitRefusalOfDay(book, plan.pairs);
        if (refusal.code == RefusalCode.None) refusal = _limitRefusalOfDay(book, plan.debits);
        if (refusal.code == RefusalCode.None) refusal = _moneyRefusal(book, plan.money, plan.debits);
        if (refusal.code == RefusalCode.None) refusal = _standingRefusal(currency, book, plan.debits, true);
    }

    /// @dev Adds one obligation to the plan, or why it can't settle.
    function _include(Plan memory plan, Currency currency, Uetr uetr) private view {
        ObligationSlot slot = _requireKnown(uetr);
        if (slot.currency() != currency) revert QueueCurrencyForeign(uetr, slot.currency());
        _requireNoCycle(uetr, slot);
        int256 debit = int256(uint256(slot.amountMinor()));
        plan.valueMinor += slot.amountMinor();
        plan.debits.add(slot.payer(), debit);
        plan.debits.add(slot.payee(), -debit);
        plan.pairs.add(_pair(slot.payer(), slot.payee()), slot.payer() < slot.payee() ? debit : -debit);
        if (plan.refusal.code != RefusalCode.None) return;
        ObligationState state = _stateNow(slot);
        if (state == ObligationState.Queued) return;
        plan.refusal = state == ObligationState.Expired
            ? _refusal(RefusalCode.OrderExpired, Label.wrap("order-expiry"), _payer(slot))
            : _refusal(RefusalCode.ObligationNotQueued, Label.wrap("obligation-state"), _payer(slot));
    }

    /// @dev A member is known in full; an obligation has neither purpose nor travel-rule record.
    function _addRules(Instruction memory order) private view {
        order.rules = IRuleBook(IMoney(order.money).ruleBook());
        if (address(order.rules) == address(0)) return;
        Jurisdiction here = REGISTRY.jurisdictionOf(order.currency);
        order.payment = Payment({
            sides: Sides.Both,
            money: order.money,
            currency: order.currency,
            amountMinor: order.amountMinor,
            purpose: Purpose.wrap(0),
            travelRuleHash: 0,
            payer: Party(order.payer, uint160(order.payer), order.payer, here, Tier.Full),
            payee: Party(order.payee, uint160(order.payee), order.payee, here, Tier.Full)
        });
    }
}
