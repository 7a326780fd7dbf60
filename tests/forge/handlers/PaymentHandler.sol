// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Purpose, RefusalCode} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {World} from "../support/World.sol";
import {VM, Vm} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title Payments that a customer signs and its bank relays, within a bank, between banks and between currencies
contract PaymentHandler is Handler {
    uint256 private constant RAY = 1e27;
    uint256 private constant RECENT = 8;

    /// @dev A payment while it is settled.
    struct Payment {
        IPayments.PaymentOrder order;
        IFxBoard.FirmQuote quote;
        uint256 payer;
        uint256 payee;
        World.Bank payerBank;
        World.Bank payeeBank;
        uint256 costMinor;
        bytes32 orderHash;
        bool isAbroad;
    }

    ISettlementEngine private immutable ENGINE;
    IFxBoard private immutable FX_BOARD;

    Payment[] private _payments;
    IFxBoard.FirmQuote[] private _quotes;

    constructor(Ghosts ghosts) Handler(ghosts) {
        ENGINE = WORLD.engine();
        FX_BOARD = WORLD.fxBoard();
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](6);
        (all[0], all[1], all[2]) = (this.pay.selector, this.payAgain.selector, this.useAQuoteUp.selector);
        (all[3], all[4], all[5]) = (this.retry.selector, this.reuseUetr.selector, this.withdrawQuote.selector);
    }

    function pay(uint256 payer, uint256 payee, uint256 amountMinor) public {
        (uint256 index,) = _customer(payee);
        Payment memory payment = _between(_payer(payer), index);
        amountMinor = _fitting(payment, amountMinor);
        if (payment.isAbroad) payment.quote = _quote(payment, amountMinor, payer);
        _relayNew(payment, amountMinor, payer % 32 == 31);
    }

    /// @dev The commonest act, hence twice.
    function payAgain(uint256 payer, uint256 payee, uint256 amountMinor) external {
        pay(payer, payee, amountMinor);
    }

    /// @dev Three payments through a quote that is good for two and a half.
    function useAQuoteUp(uint256 payer, uint256 payee, uint256 amountMinor) external {
        uint256 count = GHOSTS.customerCount();
        Payment memory payment;
        for (uint256 i = 0; i < count && !payment.isAbroad; ++i) {
            payment = _between(_payer(payer), (payee % count + i) % count);
        }
        amountMinor = bound(amountMinor, MINOR_MIN, MINOR_MIN + _fitting(payment, 6) / 4);
        payment.quote = _newQuote(payment, amountMinor * 5 / 2, payer);
        for (uint256 i = 0; i < 3; ++i) {
            _relayNew(payment, amountMinor, false);
        }
        GHOSTS.did("useAQuoteUp");
    }

    /// @dev An order that was relayed before: settled now when it was refused, and else it exists.
    function retry(uint256 which) external {
        if (_payments.length == 0) return;
        Payment memory payment = _recent(which);
        bytes32 settled = GHOSTS.settledOrder(payment.order.uetr);
        if (settled == 0) return _settle(payment);
        VM.record();
        (bool ok, IPayments.Outcome outcome) = _relay(payment, _stepUpSignature(payment));
        GHOSTS.expect(ok && outcome == IPayments.Outcome.Exists, "C: a settled order does not exist");
        GHOSTS.expect(!_hasWritten(), "C: an order that exists changed something");
        GHOSTS.did("exists");
    }

    /// @dev Another order under a UETR that settled.
    function reuseUetr(uint256 which, uint256 amountMinor) external {
        if (_payments.length == 0) return;
        Payment memory payment = _recent(which);
        if (GHOSTS.settledOrder(payment.order.uetr) == 0) return;
        payment.order.amountMinor = bound(amountMinor, 1, 1_000_000);
        payment.order.costMinorMax = 100_000_000;
        payment.order.expiresAt = uint64(block.timestamp);
        payment.costMinor = _cost(payment);
        payment.orderHash = ENGINE.hashOrder(payment.order);
        if (payment.orderHash == GHOSTS.settledOrder(payment.order.uetr)) return;
        RefusalCode foreseen = ENGINE.preflight(payment.order, payment.quote).code;
        GHOSTS.expect(foreseen == RefusalCode.UetrReused, "C: preflight lets a UETR be used again");
        (, IPayments.Outcome outcome) = _relay(payment, _stepUpSignature(payment));
        GHOSTS.expect(outcome != IPayments.Outcome.Settled, "C: a UETR settled twice");
        if (outcome == IPayments.Outcome.Refused) GHOSTS.did("reuseUetr");
    }

    function withdrawQuote(uint256 which) external {
        if (_quotes.length == 0 || which % 4 != 0) return;
        IFxBoard.FirmQuote memory quote = _quotes[_quotes.length - 1];
        _do(quote.maker, address(FX_BOARD), abi.encodeCall(IFxBoard.withdraw, (quote)));
        GHOSTS.did("withdrawQuote");
    }

    function _between(uint256 payer, uint256 payee) private view returns (Payment memory payment) {
        (payment.payer, payment.payee) = (payer, payee);
        payment.payerBank = WORLD.bank(GHOSTS.customer(payer).bank);
        payment.payeeBank = WORLD.bank(GHOSTS.customer(payee).bank);
        payment.isAbroad = payment.payerBank.country != payment.payeeBank.country;
    }

    function _relayNew(Payment memory payment, uint256 amountMinor, bool isDear) private {
        _write(payment, amountMinor, isDear);
        _payments.push(payment);
        _settle(payment);
    }

    function _settle(Payment memory payment) private {
        if (GHOSTS.needsSecondKey(payment.order.payer, payment.costMinor)) {
            (bool done,) = _relay(payment, "");
            GHOSTS.expect(!done, "S: a payment passed without the second key");
        }
        RefusalCode foreseen = ENGINE.preflight(payment.order, payment.quote).code;
        VM.recordLogs();
        VM.record();
        (bool ok, IPayments.Outcome outcome) = _relay(payment, _stepUpSignature(payment));
        if (!ok) return GHOSTS.expect(false, "L: a signed payment reverted");
        if (outcome == IPayments.Outcome.Settled) {
            _settled(payment);
            GHOSTS.expect(foreseen == RefusalCode.None, "L: a payment settled that preflight would refuse");
        } else {
            _refused(payment, foreseen);
        }
    }

    function _refused(Payment memory payment, RefusalCode foreseen) private {
        GHOSTS.expect(!_hasWritten(), "H: a refused payment changed something");
        GHOSTS.expect(_loggedRefusal() == foreseen, "L: a payment was refused otherwise than preflight says");
        if (foreseen == RefusalCode.PayerWindowLimit) GHOSTS.refusedByWindow(payment.payer, payment.costMinor);
        GHOSTS.did(bytes32(uint256(foreseen)));
    }

    function _settled(Payment memory payment) private {
        uint256 amountMinor = payment.order.amountMinor;
        GHOSTS.settled(payment.order.uetr, payment.orderHash);
        GHOSTS.expect(_isPresentKey(payment), "G: a key that was replaced paid");
        GHOSTS.expect(payment.costMinor <= payment.order.costMinorMax, "G: a payment cost more than was signed");
        GHOSTS.expect(block.timestamp <= payment.order.expiresAt, "G: an expired order settled");
        uint256 payerBank = GHOSTS.customer(payment.payer).bank;
        uint256 payeeBank = GHOSTS.customer(payment.payee).bank;
        GHOSTS.sent(payment.payer, payment.costMinor, payeeBank);
        GHOSTS.received(payment.payee, amountMinor, payerBank, payment.payer == payment.payee);
        GHOSTS.expectPositions(payerBank, payeeBank);
        GHOSTS.redeemed(payment.payerBank.deposit, payment.order.payer, payment.costMinor);
        GHOSTS.issued(payment.payeeBank.deposit, payment.order.payee, amountMinor);
        if (payment.isAbroad) _settledAbroad(payment);
        else if (payerBank != payeeBank) _settledBetweenBanks(payment);
        else GHOSTS.did("payWithinABank");
    }

    function _settledBetweenBanks(Payment memory payment) private {
        IMoney money = WORLD.country(payment.payerBank.country).money;
        _leg(money, payment.payerBank.account, payment.payeeBank.account, payment.costMinor);
        GHOSTS.did("payBetweenBanks");
    }

    function _settledAbroad(Payment memory payment) private {
        uint256 amountMinor = payment.order.amountMinor;
        IFxBoard.FirmQuote memory quote = payment.quote;
        uint256 paidRay = payment.costMinor * RAY;
        uint256 dueRay = amountMinor * quote.rateRay;
        GHOSTS.expect(dueRay <= paidRay && paidRay - dueRay < RAY, "F: a cost is not the rate's, rounded up");
        GHOSTS.filled(FX_BOARD.hashQuote(quote), amountMinor, quote.sellMinorMax);
        GHOSTS.expect(block.timestamp <= quote.expiresAt, "E: an expired quote was filled");
        _leg(WORLD.country(payment.payerBank.country).money, payment.payerBank.account, quote.maker, payment.costMinor);
        _leg(WORLD.country(payment.payeeBank.country).money, quote.maker, payment.payeeBank.account, amountMinor);
        GHOSTS.did("payAbroad");
    }

    /// @dev A leg in central-bank money, which has to have moved by now.
    function _leg(IMoney money, address from, address to, uint256 amountMinor) private {
        GHOSTS.expect(!GHOSTS.isPaused(money), "Q: paused central-bank money was settled in");
        GHOSTS.expect(amountMinor <= GHOSTS.freeMinor(money, from), "N: frozen central-bank money was settled with");
        GHOSTS.moved(money, from, to, amountMinor);
        bool isMoved =
            money.balanceOf(from) == GHOSTS.heldMinor(money, from) && money.balanceOf(to) == GHOSTS.heldMinor(money, to);
        GHOSTS.expect(isMoved, "D: a payment settled without a leg");
    }

    function _relay(Payment memory payment, bytes memory stepUpSignature)
        private
        returns (bool ok, IPayments.Outcome outcome)
    {
        bytes memory signature = signWith(GHOSTS.keyOfWallet(payment.order.payer), payment.orderHash);
        bytes memory relayed = payment.isAbroad
            ? abi.encodeCall(
                ISettlementEngine.settleWithQuote,
                (payment.order, signature, stepUpSignature, payment.quote, _quoteSignature(payment.quote))
            )
            : abi.encodeCall(ISettlementEngine.settle, (payment.order, signature, stepUpSignature));
        bytes memory answer;
        (ok, answer) = _try(payment.payerBank.account, address(ENGINE), relayed);
        if (ok) outcome = abi.decode(answer, (IPayments.Outcome));
    }

    function _write(Payment memory payment, uint256 amountMinor, bool isDear) private {
        payment.order = IPayments.PaymentOrder({
            uetr: GHOSTS.newUetr(),
            payer: GHOSTS.customer(payment.payer).wallet,
            payee: GHOSTS.customer(payment.payee).wallet,
            payerCurrency: WORLD.country(payment.payerBank.country).currency,
            payeeCurrency: WORLD.country(payment.payeeBank.country).currency,
            amountMinor: amountMinor,
            costMinorMax: 0,
            purpose: Purpose.wrap("TRAD"),
            travelRuleHash: 0,
            expiresAt: uint64(block.timestamp + 2 days)
        });
        payment.costMinor = _cost(payment);
        payment.order.costMinorMax = isDear ? payment.costMinor - 1 : payment.costMinor;
        payment.orderHash = ENGINE.hashOrder(payment.order);
    }

    function _fitting(Payment memory payment, uint256 seed) private view returns (uint256) {
        uint256 roomMinor = _roomOfPayer(payment.payer);
        if (payment.payerBank.account != payment.payeeBank.account) {
            IMoney money = WORLD.country(payment.payerBank.country).money;
            roomMinor = _min(roomMinor, GHOSTS.freeMinor(money, payment.payerBank.account));
        }
        // As if at the dearer rate both ways: it has to fit, and no more.
        if (payment.isAbroad) {
            IMoney money = WORLD.country(payment.payeeBank.country).money;
            roomMinor = _min(roomMinor / 5, GHOSTS.freeMinor(money, WORLD.maker()));
        }
        return _sendable(seed, payment.payer, _min(roomMinor, _roomOfPayee(payment.payee)));
    }

    function _cost(Payment memory payment) private view returns (uint256) {
        if (!payment.isAbroad) return payment.order.amountMinor;
        return FX_BOARD.costOf(payment.quote, payment.order.amountMinor);
    }

    /// @return quote The last one, or a new one when that is for other currencies, or one in four times.
    function _quote(Payment memory payment, uint256 amountMinor, uint256 seed)
        private
        returns (IFxBoard.FirmQuote memory quote)
    {
        bool isBahtBought = payment.payerBank.country == 0;
        if (_quotes.length != 0 && seed % 4 != 0) {
            quote = _quotes[_quotes.length - 1];
            if ((quote.rateRay > RAY) == isBahtBought) return quote;
        }
        return _newQuote(payment, bound(seed / 4, amountMinor, 4 * amountMinor), seed);
    }

    function _newQuote(Payment memory payment, uint256 sellMinorMax, uint256 seed)
        private
        returns (IFxBoard.FirmQuote memory quote)
    {
        bool isBahtBought = payment.payerBank.country == 0;
        quote.maker = WORLD.maker();
        quote.sellCurrency = WORLD.country(payment.payeeBank.country).currency;
        quote.buyCurrency = WORLD.country(payment.payerBank.country).currency;
        quote.rateRay = isBahtBought ? WORLD.RATE_RAY() + seed % RAY / 10 : RAY * 10 / 46 + seed % (RAY / 100);
        quote.sellMinorMax = sellMinorMax;
        quote.expiresAt = uint64(block.timestamp + 1 days);
        quote.nonce = uint64(_quotes.length);
        _quotes.push(quote);
    }

    function _quoteSignature(IFxBoard.FirmQuote memory quote) private view returns (bytes memory) {
        return signWith(keyOf("MAKER"), FX_BOARD.hashQuote(quote));
    }

    function _stepUpSignature(Payment memory payment) private view returns (bytes memory) {
        uint256 secondKey = GHOSTS.stepUpOf(payment.order.payer).secondKey;
        return secondKey == 0 ? bytes("") : signWith(secondKey, payment.orderHash);
    }

    function _isPresentKey(Payment memory payment) private view returns (bool) {
        return GHOSTS.customer(payment.payer).wallet == payment.order.payer;
    }

    function _recent(uint256 which) private view returns (Payment memory) {
        uint256 count = _payments.length;
        return _payments[count - 1 - which % _min(count, RECENT)];
    }

    /// @return What the last event refused, or None.
    function _loggedRefusal() private returns (RefusalCode) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        if (logs.length == 0) return RefusalCode.None;
        bytes32[] memory topics = logs[logs.length - 1].topics;
        bool isRefusal = topics[0] == IPayments.PaymentRefused.selector;
        return isRefusal ? RefusalCode(uint256(topics[2])) : RefusalCode.None;
    }
}
