// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAmountLimitRule} from "corridor/interfaces/IAmountLimitRule.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {ICounterpartyExposureRule} from "corridor/interfaces/ICounterpartyExposureRule.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {ILoanApplications} from "corridor/interfaces/ILoanApplications.sol";
import {ILoanServicing} from "corridor/interfaces/ILoanServicing.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IPayments} from "corridor/interfaces/IPayments.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "corridor/interfaces/IRateIndex.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {Payment, TierLimits} from "corridor/interfaces/IRule.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {ISanctionsRule} from "corridor/interfaces/ISanctionsRule.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {ITierLimits} from "corridor/interfaces/ITierLimits.sol";
import {Bic, Currency, Jurisdiction, Label, Lei, Role, Sides, Status, Tier} from "corridor/interfaces/Types.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {World} from "../support/World.sol";

/// @title What nobody but its authority may do to a country, its banks, their customers and their money
library Trespasses {
    /// @param attacker None of the country's, and no bank of the victim's.
    /// @param victim A customer of `bank`, by its key of today.
    struct Aim {
        World world;
        World.Country country;
        World.Bank bank;
        address victim;
        address attacker;
        uint256 amountMinor;
    }

    uint256 internal constant COUNT = 50;

    /// @return target What is called.
    /// @return order The call.
    function pick(Aim memory aim, uint256 which) internal view returns (address target, bytes memory order) {
        if (which < 14) return (address(aim.world.registry()), _onRegistry(aim, which));
        if (which < 25) return (_money(aim, which % 2), _onMoney(aim, which));
        if (which < 29) return (address(aim.bank.deposit), _onDeposits(aim, which));
        if (which < 32) return (address(aim.country.money), _onReserves(aim, which));
        if (which < 35) return (address(aim.bank.book), _onBook(aim, which));
        if (which < 41) return _onRules(aim, which);
        if (which < 44) return _onTrade(aim, which);
        return _onLoans(aim, which);
    }

    function _onRegistry(Aim memory aim, uint256 which) private pure returns (bytes memory) {
        Label reason = Label.wrap("trespass");
        address bank = aim.bank.account;
        if (which == 0) {
            return abi.encodeCall(
                IParticipantRegistry.admit, (aim.attacker, Role.Supervisor, Lei.wrap(0), Bic.wrap(0), aim.country.id)
            );
        }
        if (which == 1) return abi.encodeCall(IParticipantRegistry.acceptAdmission, (aim.country.id));
        if (which == 2) {
            return abi.encodeCall(IParticipantRegistry.setParticipantStatus, (bank, Status.Suspended, reason));
        }
        if (which == 3) {
            return abi.encodeCall(IParticipantRegistry.setParticipantStatus, (bank, Status.Revoked, reason));
        }
        if (which == 4) return abi.encodeCall(IParticipantRegistry.acceptHandover, (aim.country.centralBank));
        if (which == 5) {
            return abi.encodeCall(
                IParticipantRegistry.registerCustomer, (aim.victim, "mine", Tier.Full, type(uint32).max, "")
            );
        }
        if (which == 6) {
            return abi.encodeCall(IParticipantRegistry.setCustomerTier, (aim.victim, Tier.Anonymous, type(uint32).max));
        }
        if (which == 7) {
            return abi.encodeCall(IParticipantRegistry.setCustomerStatus, (aim.victim, Status.Suspended, reason));
        }
        if (which == 8) {
            return abi.encodeCall(IParticipantRegistry.setCustomerStatus, (aim.victim, Status.Active, reason));
        }
        if (which == 9) {
            return abi.encodeCall(IParticipantRegistry.openKeyReplacement, (aim.victim, aim.attacker, "mine", ""));
        }
        if (which == 10) return abi.encodeCall(IParticipantRegistry.stopKeyReplacement, (aim.victim));
        if (which == 11) return abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (aim.victim));
        if (which == 12) return abi.encodeCall(IParticipantRegistry.listDepositToken, (address(aim.bank.deposit)));
        return abi.encodeCall(IParticipantRegistry.acceptHandover, (aim.country.supervisor));
    }

    function _onMoney(Aim memory aim, uint256 which) private pure returns (bytes memory) {
        address from = which % 2 == 0 ? aim.bank.account : aim.victim;
        if (which < 16) return abi.encodeCall(IERC20.transferFrom, (from, aim.attacker, aim.amountMinor));
        if (which == 16) return abi.encodeCall(IMoney.issue, (aim.attacker, aim.amountMinor, "mine"));
        if (which == 17) return abi.encodeCall(IMoney.issue, (from, aim.amountMinor, "mine"));
        if (which == 18) return abi.encodeCall(IMoney.setIssuanceAllowance, (aim.attacker, aim.amountMinor));
        if (which == 19) return abi.encodeCall(IMoney.setRuleBook, (address(0)));
        if (which == 20) return abi.encodeCall(IMoney.setPaused, (true, Label.wrap("trespass")));
        if (which == 21) return abi.encodeCall(IERC7943Fungible.setFrozenTokens, (from, type(uint256).max));
        if (which == 22) return abi.encodeCall(IERC7943Fungible.forcedTransfer, (from, aim.attacker, 1));
        if (which == 23) return abi.encodeCall(IMoney.forcedBurn, (from, 1));
        return abi.encodeCall(
            IMoney.recordLegalOrder,
            (IMoney.LegalOrder("mine", from, aim.attacker, aim.amountMinor, type(uint64).max))
        );
    }

    function _onDeposits(Aim memory aim, uint256 which) private pure returns (bytes memory) {
        if (which == 25) return abi.encodeCall(IDepositToken.settlementCredit, (aim.victim, aim.amountMinor, "mine"));
        if (which == 26) return abi.encodeCall(IDepositToken.settlementDebit, (aim.victim, 1, "mine"));
        if (which == 27) return abi.encodeCall(IDepositToken.moveHoldings, (aim.victim));
        return abi.encodeCall(IDepositToken.setStepUp, (IDepositToken.StepUp(address(1), 0), ""));
    }

    function _onReserves(Aim memory aim, uint256 which) private pure returns (bytes memory) {
        if (which == 29) {
            return abi.encodeCall(ICentralBankMoney.settlementTransfer, (aim.bank.account, aim.attacker, 1));
        }
        if (which == 30) return abi.encodeCall(ICentralBankMoney.setRemuneration, (5_000));
        address[] memory holders = new address[](1);
        holders[0] = aim.bank.account;
        return abi.encodeCall(ICentralBankMoney.remunerate, (holders));
    }

    function _onBook(Aim memory aim, uint256 which) private view returns (bytes memory) {
        if (which == 32) return abi.encodeCall(IRuleBook.setRules, (new address[](0)));
        Payment memory payment;
        (payment.sides, payment.money, payment.currency) =
            (Sides.Payer, address(aim.bank.deposit), aim.country.currency);
        payment.payer.account = aim.victim;
        payment.payer.subject = aim.world.registry().customerOf(aim.victim).number;
        payment.amountMinor = aim.amountMinor;
        return which == 33 ? abi.encodeCall(IRuleBook.enforce, (payment)) : abi.encodeCall(IRuleBook.record, (payment));
    }

    function _onRules(Aim memory aim, uint256 which) private view returns (address target, bytes memory order) {
        Currency currency = aim.country.currency;
        TierLimits memory none = TierLimits(0, 0, 0);
        if (which == 35) return (address(aim.world.tierLimits()), abi.encodeCall(ITierLimits.setLimits, (currency, none)));
        if (which == 36) return (address(aim.world.balanceCap()), abi.encodeCall(ITierLimits.setLimits, (currency, none)));
        if (which == 37) {
            bytes32[] memory listed = new bytes32[](1);
            return (address(aim.world.sanctions()), abi.encodeCall(ISanctionsRule.list, (currency, listed)));
        }
        if (which == 38) {
            order = abi.encodeCall(IAmountLimitRule.setLimits, (currency, IAmountLimitRule.AmountLimits(1, 1)));
            return (address(aim.world.amountLimit()), order);
        }
        if (which == 39) {
            order = abi.encodeCall(
                IRollingWindowLimitRule.setLimit, (currency, IRollingWindowLimitRule.WindowLimit(0, 0, 0, 7, 7))
            );
            return (address(aim.world.window()), order);
        }
        order = abi.encodeCall(
            ICounterpartyExposureRule.clear,
            (currency, address(aim.bank.book), aim.bank.account, aim.world.bank(1).account)
        );
        return (address(aim.world.exposure()), order);
    }

    function _onTrade(Aim memory aim, uint256 which) private view returns (address target, bytes memory order) {
        uint256 key = keyOf("ATTACKER");
        if (which == 41) {
            IPayments.PaymentOrder memory payment;
            (payment.payer, payment.payee, payment.amountMinor) = (aim.victim, aim.attacker, aim.amountMinor);
            (payment.payerCurrency, payment.payeeCurrency) = (aim.country.currency, aim.country.currency);
            bytes memory signature = signWith(key, aim.world.engine().hashOrder(payment));
            return (address(aim.world.engine()), abi.encodeCall(ISettlementEngine.settle, (payment, signature, "")));
        }
        IFxBoard.FirmQuote memory quote;
        (quote.maker, quote.sellCurrency, quote.buyCurrency) =
            (aim.world.maker(), aim.country.currency, aim.country.currency);
        (quote.rateRay, quote.sellMinorMax) = (1e27, aim.amountMinor);
        if (which == 42) return (address(aim.world.fxBoard()), abi.encodeCall(IFxBoard.fill, (quote, "", 1)));
        quote.maker = aim.bank.account;
        return (address(aim.world.fxBoard()), abi.encodeCall(IFxBoard.withdraw, (quote)));
    }

    function _onLoans(Aim memory aim, uint256 which) private view returns (address target, bytes memory order) {
        Currency currency = aim.country.currency;
        if (which == 44) {
            order = abi.encodeCall(ILoanApplications.takeOffer, ("mine", "mine", aim.victim, aim.bank.account));
            return (address(aim.world.loanApplications()), order);
        }
        if (which == 45) {
            order = abi.encodeCall(IRateIndex.licenseIndex, (currency, Label.wrap("INDEX"), aim.attacker));
            return (address(aim.world.rateIndex()), order);
        }
        if (which == 46) {
            order = abi.encodeCall(IRateIndex.publishIndex, (currency, Label.wrap("INDEX"), 1, type(uint32).max));
            return (address(aim.world.rateIndex()), order);
        }
        LoanPapers.Deal memory deal;
        deal.terms = LoanPapers.terms(aim.world, 0, aim.victim, uint64(aim.amountMinor));
        deal.terms.lender = aim.bank.account;
        if (which == 47) return (address(aim.world.loanBook()), LoanPapers.drawing(deal));
        if (which == 48) return (aim.world.loanParts(0), LoanPapers.drawing(deal));
        return (aim.world.loanParts(1), abi.encodeCall(ILoanServicing.repay, ("mine", 1)));
    }

    /// @return A bank's deposits, or its central bank's money.
    function _money(Aim memory aim, uint256 which) private pure returns (address) {
        return which == 0 ? address(aim.country.money) : address(aim.bank.deposit);
    }
}
