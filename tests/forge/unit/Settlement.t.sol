// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Currency, Purpose, RefusalCode, Status, Uetr} from "corridor/interfaces/Types.sol";
import {OrderHash} from "corridor/libraries/OrderHash.sol";
import {Deployer} from "../support/Deployer.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {OddRule} from "../support/OddRule.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title What settles, and what is refused for which reason: each cause alone
contract SettlementTest is UnitTest, Deployer {
    uint256 private constant AMOUNT_MINOR = 10_000;
    uint256 private constant COST_MINOR = 46_000;

    ISettlementEngine private _engine;
    IFxBoard private _board;
    IFxBoard.FirmQuote private _noQuote;

    function setUp() external {
        _setUpNetwork();
        (_engine, _board) = (_world.engine(), _world.fxBoard());
    }

    function test_settle__withinABank_betweenBanks_andAbroad__movesAllItsLegs() external {
        _expectSettled(_order(_importer, _farmer), _noQuote);
        VM.assertEq(_deposit(0).balanceOf(_farmer), AMOUNT_MINOR, "within a bank");
        _expectSettled(_order(_importer, _miller), _noQuote);
        VM.assertEq(_money(0).balanceOf(_bank(1)), 10 * HELD_MINOR + AMOUNT_MINOR, "between banks");
        IPayments.PaymentOrder memory order = _orderAbroad();
        _expectSettled(order, _quote());
        VM.assertEq(_money(0).balanceOf(_world.maker()), 10 * HELD_MINOR + COST_MINOR, "what the maker receives");
        VM.assertEq(_money(1).balanceOf(_bank(2)), 10 * HELD_MINOR + AMOUNT_MINOR, "what it delivers");
        VM.assertEq(_engine.boundOrder(order.uetr), _engine.hashOrder(order), "settled for good");
        _expectOutcome(order, _quote(), IPayments.Outcome.Exists);
        _expectCode(_engine.preflight(order, _quote()).code, RefusalCode.None);
    }

    function test_settle__sentAgain__existsAndMovesNothing() external {
        IPayments.PaymentOrder memory order = _order(_importer, _miller);
        _expectSettled(order, _noQuote);
        VM.expectEmit(address(_engine));
        emit IPayments.PaymentExists(order.uetr, _importer);
        _expectOutcome(order, _noQuote, IPayments.Outcome.Exists);
        _expectCode(_engine.preflight(order, _noQuote).code, RefusalCode.None);
        VM.assertEq(_deposit(1).balanceOf(_miller), HELD_MINOR + AMOUNT_MINOR, "credited once");
        VM.assertEq(_money(0).balanceOf(_bank(1)), 10 * HELD_MINOR + AMOUNT_MINOR, "settled once");
    }

    function test_settle__withoutItsSignatures__fails() external {
        IPayments.PaymentOrder memory order = _order(_importer, _farmer);
        bytes32 digest = _engine.hashOrder(order);
        bytes memory good = signWith(keyOf("IMPORTER"), digest);
        address engine = address(_engine);
        bytes memory call_ = abi.encodeCall(ISettlementEngine.settle, (order, good, ""));
        _fail(_bank(1), engine, call_, IPayments.SettlementNotPayersBank.selector);
        bytes memory other = abi.encodeCall(ISettlementEngine.settle, (order, signWith(keyOf("FARMER"), digest), ""));
        _fail(_bank(0), engine, other, IPayments.SettlementBadSignature.selector);
        bytes memory none = abi.encodeCall(ISettlementEngine.settle, (order, "", ""));
        _fail(_bank(0), engine, none, ECDSA.ECDSAInvalidSignatureLength.selector);
        _setStepUp(AMOUNT_MINOR - 1);
        _fail(_bank(0), engine, call_, IPayments.SettlementStepUpMissing.selector);
        bytes memory twice = abi.encodeCall(ISettlementEngine.settle, (order, good, good));
        _fail(_bank(0), engine, twice, IPayments.SettlementStepUpMissing.selector);
        bytes memory both = abi.encodeCall(ISettlementEngine.settle, (order, good, signWith(keyOf("SECOND"), digest)));
        _pass(_bank(0), engine, both);
    }

    function test_settle__atTheStepUpsThreshold__needsOneSignature() external {
        _setStepUp(AMOUNT_MINOR);
        _expectSettled(_order(_importer, _farmer), _noQuote);
    }

    function test_settle__malformedOrder__fails() external {
        IPayments.PaymentOrder memory order = _order(_importer, _farmer);
        order.amountMinor = 0;
        _failSettle(order, _noQuote, IPayments.SettlementAmountZero.selector);
        order = _orderAbroad();
        bytes memory plain = abi.encodeCall(ISettlementEngine.settle, (order, _signed(order), ""));
        _fail(_bank(0), address(_engine), plain, IPayments.SettlementQuoteMissing.selector);
        bytes4 mismatch = IPayments.SettlementQuoteMismatch.selector;
        IFxBoard.FirmQuote memory quote = _quote();
        quote.sellCurrency = quote.buyCurrency;
        _failSettle(order, quote, mismatch);
        quote = _quote();
        quote.buyCurrency = quote.sellCurrency;
        _failSettle(order, quote, mismatch);
        quote = _quote();
        quote.rateRay = 0;
        _failSettle(order, quote, IFxBoard.FxBoardRateZero.selector);
        bytes memory ask = abi.encodeCall(IFxBoard.costOf, (quote, AMOUNT_MINOR));
        _fail(_bank(0), address(_board), ask, IFxBoard.FxBoardRateZero.selector);
        VM.assertEq(_board.costOf(_quote(), AMOUNT_MINOR), COST_MINOR, "cost");
        IPayments.PaymentOrder memory domestic = _order(_importer, _farmer);
        quote = _quote();
        quote.sellCurrency = quote.buyCurrency;
        bytes memory signature = _signed(domestic);
        bytes memory through =
            abi.encodeCall(ISettlementEngine.settleWithQuote, (domestic, signature, "", quote, signature));
        _fail(_bank(0), address(_engine), through, mismatch);
    }

    function test_settle__eachCauseOfThePayersSide__isRefusedWithItsCode() external {
        IPayments.PaymentOrder memory order = _order(_importer, _farmer);
        _expectSettled(order, _noQuote);
        order.amountMinor += 1;
        order.costMinorMax += 1;
        _expectRefused(order, _noQuote, RefusalCode.UetrReused);
        order = _orderAbroad();
        _expectSettled(order, _quote());
        order.costMinorMax += 1;
        _expectRefused(order, _quote(), RefusalCode.UetrReused);
        order = _order(_importer, _farmer);
        order.expiresAt = uint64(block.timestamp - 1);
        _expectRefused(order, _noQuote, RefusalCode.OrderExpired);
        order = _order(_importer, _farmer);
        order.payerCurrency = order.payeeCurrency = _world.country(1).currency;
        _expectRefused(order, _noQuote, RefusalCode.PayerCurrency);
        order = _order(_importer, _farmer);
        order.costMinorMax -= 1;
        _expectRefused(order, _noQuote, RefusalCode.CostAboveMaximum);
        order = _order(_importer, _farmer);
        order.amountMinor = order.costMinorMax = HELD_MINOR + 1;
        _expectRefused(order, _noQuote, RefusalCode.PayerInsufficientBalance);
        _freeze(_deposit(0), _importer, type(uint256).max);
        _expectRefused(_order(_importer, _farmer), _noQuote, RefusalCode.PayerFrozen);
        _freeze(_deposit(0), _importer, 0);
        _suspendCustomer(0, _importer, Status.Suspended);
        _expectRefused(_order(_importer, _farmer), _noQuote, RefusalCode.PayerSuspended);
        _suspendCustomer(0, _importer, Status.Active);
        _suspend(0, _bank(0), Status.Suspended);
        _expectRefused(_order(_importer, _farmer), _noQuote, RefusalCode.PayerBankSuspended);
    }

    function test_settle__payersReservesShortFrozenOrPaused__isRefused() external {
        _freeze(_money(0), _bank(0), 10 * HELD_MINOR - AMOUNT_MINOR + 1);
        _expectRefused(_order(_importer, _miller), _noQuote, RefusalCode.PayerBankInsufficientLiquidity);
        _expectSettled(_order(_importer, _farmer), _noQuote);
        _pause(address(_money(0)), 0, true);
        _expectRefused(_order(_importer, _miller), _noQuote, RefusalCode.PayerMoneyPaused);
        _expectSettled(_order(_importer, _farmer), _noQuote);
        _pause(address(_deposit(0)), 0, true);
        _expectRefused(_order(_importer, _farmer), _noQuote, RefusalCode.PayerMoneyPaused);
    }

    function test_settle__eachCauseOfThePayeesSide__isRefusedWithItsCode() external {
        _expectRefused(_order(_importer, _stranger), _noQuote, RefusalCode.PayeeUnknown);
        IPayments.PaymentOrder memory order = _order(_importer, _exporter);
        _expectRefused(order, _noQuote, RefusalCode.PayeeCurrency);
        order = _orderAbroad();
        order.payee = _stranger;
        _expectRefused(order, _quote(), RefusalCode.PayeeUnknown);
        _suspendCustomer(1, _miller, Status.Suspended);
        _expectRefused(_order(_importer, _miller), _noQuote, RefusalCode.PayeeSuspended);
        _suspendCustomer(1, _miller, Status.Active);
        _suspend(0, _bank(1), Status.Suspended);
        _expectRefused(_order(_importer, _miller), _noQuote, RefusalCode.PayeeBankSuspended);
        _suspend(0, _bank(1), Status.Active);
        _pause(address(_deposit(1)), 0, true);
        _expectRefused(_order(_importer, _miller), _noQuote, RefusalCode.PayeeMoneyPaused);
        _pause(address(_money(1)), 1, true);
        _expectRefused(_orderAbroad(), _quote(), RefusalCode.PayeeMoneyPaused);
    }

    function test_settle__moneysWithoutABook__asksNoRules() external {
        for (uint256 i = 0; i < 2; ++i) {
            _pass(_centralBank(0), address(_deposit(i)), abi.encodeCall(IMoney.setRuleBook, (address(0))));
        }
        IPayments.PaymentOrder memory order = _order(_importer, _miller);
        order.amountMinor = order.costMinorMax = 1;
        _expectSettled(order, _noQuote);
        order = _order(_importer, _farmer);
        order.amountMinor = order.costMinorMax = 1;
        _expectSettled(order, _noQuote);
    }

    function test_settle__ruleThatFails__failsToo() external {
        IPayments.PaymentOrder memory order = _order(_importer, _miller);
        _ask(OddRule.Oddity.FailsToCheck);
        _failSettle(order, _noQuote, OddRule.OddRuleFailed.selector);
        _ask(OddRule.Oddity.FailsToRecord);
        _failSettle(order, _noQuote, OddRule.OddRuleFailed.selector);
    }

    function test_structHashOf__anyOrder__isThatOfItsEncoding(IPayments.PaymentOrder memory order)
        external
        pure
    {
        bytes32 typeHash = keccak256(
            "PaymentOrder(bytes16 uetr,address payer,address payee,bytes3 payerCurrency,bytes3 payeeCurrency,uint256 amountMinor,uint256 costMinorMax,bytes4 purpose,bytes32 travelRuleHash,uint64 expiresAt)"
        );
        VM.assertEq(OrderHash.structHashOf(order), keccak256(abi.encode(typeHash, order)), "struct hash");
    }

    function test_settle__payeesBookRefuses__isRefusedForIt() external {
        IPayments.PaymentOrder memory order = _orderAbroad();
        order.amountMinor = 99;
        // The payer pays 456, which its own book lets pass.
        _expectRefused(order, _quote(), RefusalCode.PayeeAmountLimit);
        order = _order(_importer, _farmer);
        order.amountMinor = order.costMinorMax = 99;
        _expectRefused(order, _noQuote, RefusalCode.PayerAmountLimit);
    }

    function test_settleWithQuote__eachCauseOfTheMaker__isRefusedWithItsCode() external {
        IFxBoard.FirmQuote memory quote = _quote();
        quote.expiresAt = uint64(block.timestamp - 1);
        _expectRefused(_orderAbroad(), quote, RefusalCode.QuoteExpired);
        quote = _quote();
        quote.sellMinorMax = AMOUNT_MINOR - 1;
        _expectRefused(_orderAbroad(), quote, RefusalCode.QuoteExhausted);
        _freeze(_money(1), _world.maker(), type(uint256).max);
        _expectRefused(_orderAbroad(), _quote(), RefusalCode.MakerInsufficientLiquidity);
        _freeze(_money(1), _world.maker(), 0);
        _suspend(1, _world.maker(), Status.Suspended);
        _expectRefused(_orderAbroad(), _quote(), RefusalCode.MakerNotAdmitted);
        _suspend(1, _world.maker(), Status.Active);
        _suspend(0, _world.maker(), Status.Suspended);
        _expectRefused(_orderAbroad(), _quote(), RefusalCode.MakerNotAdmitted);
        _suspend(0, _world.maker(), Status.Active);
        quote = _quote();
        bytes memory withdrawal = abi.encodeCall(IFxBoard.withdraw, (quote));
        _fail(_bank(0), address(_board), withdrawal, IFxBoard.FxBoardNotMaker.selector);
        _pass(_world.maker(), address(_board), withdrawal);
        VM.assertEq(_board.filledMinor(_board.hashQuote(quote)), type(uint256).max, "withdrawn");
        _expectRefused(_orderAbroad(), quote, RefusalCode.QuoteCancelled);
    }

    function test_fill__notByASystemContractOrNotSigned__fails() external {
        IFxBoard.FirmQuote memory quote = _quote();
        bytes memory fill = abi.encodeCall(IFxBoard.fill, (quote, "", 1));
        _fail(_bank(0), address(_board), fill, IFxBoard.FxBoardNotSystemContract.selector);
        IPayments.PaymentOrder memory order = _orderAbroad();
        bytes memory forged = signWith(keyOf("IMPORTER"), _board.hashQuote(quote));
        bytes memory through =
            abi.encodeCall(ISettlementEngine.settleWithQuote, (order, _signed(order), "", quote, forged));
        _fail(_bank(0), address(_engine), through, IFxBoard.FxBoardBadSignature.selector);
        fill = abi.encodeCall(IFxBoard.fill, (quote, signWith(keyOf("MAKER"), _board.hashQuote(quote)), AMOUNT_MINOR));
        _pass(address(_engine), address(_board), fill);
        quote.sellMinorMax = AMOUNT_MINOR - 1;
        fill = abi.encodeCall(IFxBoard.fill, (quote, signWith(keyOf("MAKER"), _board.hashQuote(quote)), AMOUNT_MINOR));
        _fail(address(_engine), address(_board), fill, IFxBoard.FxBoardNotFillable.selector);
    }

    function _order(address payer, address payee)
        private
        view
        returns (IPayments.PaymentOrder memory order)
    {
        Currency currency = _world.country(0).currency;
        return IPayments.PaymentOrder({
            uetr: Uetr.wrap(bytes16(keccak256(abi.encode(payer, payee, gasleft())))),
            payer: payer,
            payee: payee,
            payerCurrency: currency,
            payeeCurrency: currency,
            amountMinor: AMOUNT_MINOR,
            costMinorMax: AMOUNT_MINOR,
            purpose: Purpose.wrap("TRAD"),
            travelRuleHash: 0,
            expiresAt: uint64(block.timestamp)
        });
    }

    function _orderAbroad() private view returns (IPayments.PaymentOrder memory order) {
        order = _order(_importer, _exporter);
        (order.payeeCurrency, order.costMinorMax) = (_world.country(1).currency, COST_MINOR);
    }

    function _quote() private view returns (IFxBoard.FirmQuote memory) {
        return IFxBoard.FirmQuote({
            maker: _world.maker(),
            sellCurrency: _world.country(1).currency,
            buyCurrency: _world.country(0).currency,
            rateRay: _world.RATE_RAY(),
            sellMinorMax: 1_000_000,
            expiresAt: uint64(block.timestamp),
            nonce: 1
        });
    }

    function _signed(IPayments.PaymentOrder memory order) private view returns (bytes memory) {
        return signWith(keyOf("IMPORTER"), _engine.hashOrder(order));
    }

    function _settlement(IPayments.PaymentOrder memory order, IFxBoard.FirmQuote memory quote)
        private
        view
        returns (bytes memory)
    {
        if (quote.maker == address(0)) return abi.encodeCall(ISettlementEngine.settle, (order, _signed(order), ""));
        bytes memory ofMaker = signWith(keyOf("MAKER"), _board.hashQuote(quote));
        return abi.encodeCall(ISettlementEngine.settleWithQuote, (order, _signed(order), "", quote, ofMaker));
    }

    function _expectSettled(IPayments.PaymentOrder memory order, IFxBoard.FirmQuote memory quote) private {
        _expectCode(_engine.preflight(order, quote).code, RefusalCode.None);
        _expectOutcome(order, quote, IPayments.Outcome.Settled);
    }

    function _expectRefused(
        IPayments.PaymentOrder memory order,
        IFxBoard.FirmQuote memory quote,
        RefusalCode code
    ) private {
        _expectCode(_engine.preflight(order, quote).code, code);
        _expectOutcome(order, quote, IPayments.Outcome.Refused);
    }

    function _expectOutcome(
        IPayments.PaymentOrder memory order,
        IFxBoard.FirmQuote memory quote,
        IPayments.Outcome expected
    ) private {
        bytes memory answer = _pass(_bank(0), address(_engine), _settlement(order, quote));
        VM.assertEq(uint256(abi.decode(answer, (IPayments.Outcome))), uint256(expected), "outcome");
    }

    function _failSettle(
        IPayments.PaymentOrder memory order,
        IFxBoard.FirmQuote memory quote,
        bytes4 refusal
    ) private {
        _fail(_bank(0), address(_engine), _settlement(order, quote), refusal);
    }

    function _setStepUp(uint256 aboveMinor) private {
        IDepositToken.StepUp memory stepUp = IDepositToken.StepUp(actor("SECOND"), aboveMinor);
        _pass(_importer, address(_deposit(0)), abi.encodeCall(IDepositToken.setStepUp, (stepUp, "")));
    }

    /// @dev The Thai book asks a rule of this oddity alone from now on.
    function _ask(OddRule.Oddity oddity) private {
        address[] memory rules = new address[](1);
        rules[0] = address(new OddRule(oddity));
        _pass(_centralBank(0), address(_world.bank(0).book), abi.encodeCall(IRuleBook.setRules, (rules)));
    }

    function _freeze(IMoney money, address holder, uint256 amountMinor) private {
        uint256 country = money.currency() == _world.country(0).currency ? 0 : 1;
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (holder, amountMinor));
        _pass(_supervisor(country), address(money), freeze);
    }
}
