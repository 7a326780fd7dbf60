// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IPaymentReturns} from "corridor/interfaces/IPaymentReturns.sol";
import {IQueuedPayments} from "corridor/interfaces/IQueuedPayments.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Bic, Currency, Jurisdiction, Lei, Purpose, RefusalCode, Role} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "./Keys.sol";
import {leiOf} from "./Leis.sol";
import {QueueTest} from "./QueueTest.sol";
import {VM} from "./Vm.sol";

/// @title The network with everything that carries out payments, and a dollar between its two currencies
/// @dev The importer pays: the miller, at another bank of its country, or the exporter abroad.
abstract contract PaymentsTest is QueueTest {
    Currency internal constant HKD = Currency.wrap("HKD");
    Currency internal constant USD = Currency.wrap("USD");
    uint256 internal constant AMOUNT_MINOR = 10_000;
    uint256 internal constant VEHICLE_MINOR = 1_280;
    uint256 internal constant COST_MINOR = 46_080;

    ISettlementEngine internal _engine;
    IFxBoard internal _board;
    IQueuedPayments internal _queued;
    IPaymentReturns internal _returns;
    ICentralBankMoney internal _dollar;
    address internal _fed = actor("FED");
    address internal _second = actor("SECOND_MAKER");
    IFxBoard.FirmQuote[] internal _noQuotes;
    bytes[] internal _noSignatures;

    function _setUpPayments() internal {
        _setUpQueue();
        (_engine, _board) = (_world.engine(), _world.fxBoard());
        _queued = IQueuedPayments(_deploy("QueuedPayments", abi.encode(_registry, _queue, _engine)));
        _returns = IPaymentReturns(_deploy("PaymentReturns", abi.encode(_registry, _board, _engine, _queued)));
        _admitContract(address(_queued));
        _admitContract(address(_returns));
    }

    /// @dev The dollar, and two market makers that have some.
    function _openVehicle() internal {
        IParticipantRegistry.JurisdictionSpec memory spec =
            IParticipantRegistry.JurisdictionSpec(Jurisdiction.wrap("US"), USD, _fed, leiOf(40));
        bytes memory opening = abi.encodeCall(IParticipantRegistry.openJurisdiction, (spec));
        _pass(_centralBank(0), address(_registry), opening);
        _pass(_centralBank(1), address(_registry), opening);
        _dollar = ICentralBankMoney(_deploy("CentralBankMoney", abi.encode(_registry, USD, uint8(2), "Dollar", "USD")));
        _pass(_fed, address(_registry), abi.encodeCall(IParticipantRegistry.listCentralBankMoney, (address(_dollar))));
        _admit(_fed, address(_engine), Role.SystemContract, Lei.wrap(0), "", "");
        _admit(_fed, address(_returns), Role.SystemContract, Lei.wrap(0), "", "");
        _admit(_fed, _m, Role.MarketMaker, leiOf(2), "TH", "US");
        _admit(_centralBank(1), _second, Role.MarketMaker, leiOf(41), "HK", "HK");
        _admit(_centralBank(0), _second, Role.MarketMaker, leiOf(41), "HK", "TH");
        _admit(_fed, _second, Role.MarketMaker, leiOf(41), "HK", "US");
        _pass(_fed, address(_dollar), abi.encodeCall(IMoney.issue, (_m, HELD_MINOR, "issue")));
        _issueReserves(1, _second, HELD_MINOR);
    }

    /// @param here Where it accepts; empty for a system contract, which is active at once.
    function _admit(address centralBank, address account, Role role, Lei lei, bytes2 home, bytes2 here) internal {
        Jurisdiction home_ = Jurisdiction.wrap(home);
        bytes memory order = abi.encodeCall(IParticipantRegistry.admit, (account, role, lei, Bic.wrap(0), home_));
        _pass(centralBank, address(_registry), order);
        if (here == 0) return;
        bytes memory acceptance = abi.encodeCall(IParticipantRegistry.acceptAdmission, (Jurisdiction.wrap(here)));
        _pass(account, address(_registry), acceptance);
    }

    function _firstHop(address maker) internal view returns (IFxBoard.FirmQuote memory) {
        return IFxBoard.FirmQuote(maker, USD, THB, 36e27, HELD_MINOR, uint64(block.timestamp), 1);
    }

    function _secondHop(address maker) internal view returns (IFxBoard.FirmQuote memory) {
        return IFxBoard.FirmQuote(maker, HKD, USD, 0.128e27, HELD_MINOR, uint64(block.timestamp), 2);
    }

    function _direct() internal view returns (IFxBoard.FirmQuote memory) {
        return IFxBoard.FirmQuote(_m, HKD, THB, 4.6e27, HELD_MINOR, uint64(block.timestamp), 3);
    }

    function _throughPool(address pool) internal pure returns (IFxBoard.FirmQuote memory) {
        return IFxBoard.FirmQuote(pool, HKD, THB, 0, 0, 0, 0);
    }

    function _one(IFxBoard.FirmQuote memory quote) internal pure returns (IFxBoard.FirmQuote[] memory quotes) {
        quotes = new IFxBoard.FirmQuote[](1);
        quotes[0] = quote;
    }

    function _both(IFxBoard.FirmQuote memory first, IFxBoard.FirmQuote memory second)
        internal
        pure
        returns (IFxBoard.FirmQuote[] memory quotes)
    {
        quotes = new IFxBoard.FirmQuote[](2);
        (quotes[0], quotes[1]) = (first, second);
    }

    function _twoMakers() internal view returns (IFxBoard.FirmQuote[] memory) {
        return _both(_firstHop(_m), _secondHop(_second));
    }

    function _signatures(IFxBoard.FirmQuote[] memory quotes) internal view returns (bytes[] memory signatures) {
        signatures = new bytes[](quotes.length);
        for (uint256 i = 0; i < quotes.length; ++i) {
            if (quotes[i].rateRay == 0) continue;
            uint256 key = quotes[i].maker == _second ? keyOf("SECOND_MAKER") : keyOf("MAKER");
            signatures[i] = signWith(key, _board.hashQuote(quotes[i]));
        }
    }

    function _order(address payee, Currency payeeCurrency) internal returns (IPayments.PaymentOrder memory) {
        return IPayments.PaymentOrder({
            uetr: _newUetr(),
            payer: _importer,
            payee: payee,
            payerCurrency: THB,
            payeeCurrency: payeeCurrency,
            amountMinor: AMOUNT_MINOR,
            costMinorMax: payeeCurrency == THB ? AMOUNT_MINOR : COST_MINOR,
            purpose: Purpose.wrap("TRAD"),
            travelRuleHash: 0,
            expiresAt: LAST
        });
    }

    function _atHome() internal returns (IPayments.PaymentOrder memory) {
        return _order(_miller, THB);
    }

    function _abroad() internal returns (IPayments.PaymentOrder memory) {
        return _order(_exporter, HKD);
    }

    function _signed(IPayments.PaymentOrder memory order) internal view returns (bytes memory) {
        return signWith(keyOf("IMPORTER"), _engine.hashOrder(order));
    }

    function _pay(IPayments.PaymentOrder memory order) internal {
        bytes memory call_ = abi.encodeCall(ISettlementEngine.settle, (order, _signed(order), ""));
        _expectOutcome(_pass(_bank(0), address(_engine), call_), IPayments.Outcome.Settled);
    }

    function _paying(IPayments.PaymentOrder memory order, IFxBoard.FirmQuote[] memory quotes)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodeCall(ISettlementEngine.settleThrough, (order, _signed(order), "", quotes, _signatures(quotes)));
    }

    function _through(
        IPayments.PaymentOrder memory order,
        IFxBoard.FirmQuote[] memory quotes,
        IPayments.Outcome expected
    ) internal {
        _expectOutcome(_pass(_bank(0), address(_engine), _paying(order, quotes)), expected);
    }

    function _expectRefusedThrough(IFxBoard.FirmQuote[] memory quotes, RefusalCode code, address party) internal {
        IPayments.PaymentOrder memory order = _abroad();
        _expectCode(_engine.preflightThrough(order, quotes).code, code);
        VM.assertEq(_engine.preflightThrough(order, quotes).party, party, "party");
        _through(order, quotes, IPayments.Outcome.Refused);
        VM.assertEq(_engine.boundOrder(order.uetr), 0, "bound although refused");
    }

    function _expectOutcome(bytes memory answer, IPayments.Outcome expected) internal pure {
        VM.assertEq(uint256(abi.decode(answer, (IPayments.Outcome))), uint256(expected), "outcome");
    }

    function _setStepUp(uint256 bank, address wallet, uint256 aboveMinor) internal {
        IDepositToken.StepUp memory stepUp = IDepositToken.StepUp(actor("SECOND"), aboveMinor);
        _pass(wallet, address(_deposit(bank)), abi.encodeCall(IDepositToken.setStepUp, (stepUp, "")));
    }
}
