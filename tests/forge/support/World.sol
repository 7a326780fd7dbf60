// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAmountLimitRule} from "corridor/interfaces/IAmountLimitRule.sol";
import {IBalanceCapRule} from "corridor/interfaces/IBalanceCapRule.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {ICounterpartyExposureRule} from "corridor/interfaces/ICounterpartyExposureRule.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IFxBoard} from "corridor/interfaces/IFxBoard.sol";
import {IKycTierRule} from "corridor/interfaces/IKycTierRule.sol";
import {ILoanApplications} from "corridor/interfaces/ILoanApplications.sol";
import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {ILoanSchedules} from "corridor/interfaces/ILoanSchedules.sol";
import {ILoanServicing} from "corridor/interfaces/ILoanServicing.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "corridor/interfaces/IRateIndex.sol";
import {IRollingWindowLimitRule} from "corridor/interfaces/IRollingWindowLimitRule.sol";
import {TierLimits} from "corridor/interfaces/IRule.sol";
import {IRuleBook} from "corridor/interfaces/IRuleBook.sol";
import {ISanctionsRule} from "corridor/interfaces/ISanctionsRule.sol";
import {ISettlementEngine} from "corridor/interfaces/ISettlementEngine.sol";
import {Bic, Currency, Jurisdiction, Lei, Role} from "corridor/interfaces/Types.sol";
import {Deployer} from "./Deployer.sol";
import {actor, keyOf} from "./Keys.sol";
import {leiOf} from "./Leis.sol";
import {VM} from "./Vm.sol";

/// @title Two currencies, three banks, a market maker, and all that the network deploys for them
/// @dev The banks have no customers and nobody has money: that is for a test to begin with.
contract World is Deployer {
    struct Country {
        Jurisdiction id;
        Currency currency;
        address centralBank;
        address supervisor;
        ICentralBankMoney money;
    }

    /// @param key The private key of `account`.
    /// @param country Index of its home.
    struct Bank {
        address account;
        uint256 key;
        uint256 country;
        IDepositToken deposit;
        IRuleBook book;
    }

    uint256 public constant COUNTRIES = 2;
    uint256 public constant BANKS = 3;
    /// @dev 4.6 baht for a Hong Kong dollar.
    uint256 public constant RATE_RAY = 4.6e27;

    IParticipantRegistry public registry;
    ISettlementEngine public engine;
    IFxBoard public fxBoard;
    ILoanBook public loanBook;
    ILoanApplications public loanApplications;
    ILoanSchedules public loanSchedules;
    IRateIndex public rateIndex;
    /// @dev Origination, servicing and workout: code that acts on LoanBook's storage.
    address[3] public loanParts;
    ISanctionsRule public sanctions;
    IKycTierRule public tierLimits;
    IAmountLimitRule public amountLimit;
    IRollingWindowLimitRule public window;
    IBalanceCapRule public balanceCap;
    ICounterpartyExposureRule public exposure;
    address public maker = actor("MAKER");

    Country[COUNTRIES] private _countries;
    Bank[BANKS] private _banks;

    constructor() {
        _countries[0].id = Jurisdiction.wrap("TH");
        _countries[0].currency = Currency.wrap("THB");
        _countries[0].centralBank = actor("BANK_OF_THAILAND");
        _countries[0].supervisor = actor("THAI_SUPERVISOR");
        _countries[1].id = Jurisdiction.wrap("HK");
        _countries[1].currency = Currency.wrap("HKD");
        _countries[1].centralBank = actor("HKMA");
        _countries[1].supervisor = actor("HONG_KONG_SUPERVISOR");
        _name(_banks[0], "BANGKOK_BANK", 0);
        _name(_banks[1], "CHIANGMAI_BANK", 0);
        _name(_banks[2], "HONGKONG_BANK", 1);
        _deployNetwork();
        for (uint256 i = 0; i < COUNTRIES; ++i) {
            _openCountry(_countries[i], i);
        }
        _admit(_countries[1], maker, Role.MarketMaker, leiOf(2), _countries[0].id);
        for (uint256 i = 0; i < BANKS; ++i) {
            _openBank(_banks[i], i);
        }
    }

    function country(uint256 index) external view returns (Country memory) {
        return _countries[index];
    }

    function bank(uint256 index) external view returns (Bank memory) {
        return _banks[index];
    }

    /// @return What LoanBook does for lenders and borrowers of running loans.
    function loanServicing() external view returns (ILoanServicing) {
        return ILoanServicing(address(loanBook));
    }

    /// @return all Every contract that this network runs on.
    function contracts() external view returns (address[] memory all) {
        all = new address[](15 + COUNTRIES + 2 * BANKS);
        (all[0], all[1], all[2]) = (address(registry), address(engine), address(fxBoard));
        (all[3], all[4], all[5]) = (address(loanBook), address(sanctions), address(tierLimits));
        (all[6], all[7], all[8]) = (address(amountLimit), address(window), address(balanceCap));
        (all[9], all[10], all[11]) = (address(exposure), address(loanApplications), address(rateIndex));
        (all[12], all[13], all[14]) = (loanParts[0], loanParts[1], loanParts[2]);
        for (uint256 i = 0; i < COUNTRIES; ++i) {
            all[15 + i] = address(_countries[i].money);
        }
        for (uint256 i = 0; i < BANKS; ++i) {
            all[15 + COUNTRIES + 2 * i] = address(_banks[i].deposit);
            all[16 + COUNTRIES + 2 * i] = address(_banks[i].book);
        }
    }

    function _deployNetwork() private {
        IParticipantRegistry.JurisdictionSpec[] memory opened = new IParticipantRegistry.JurisdictionSpec[](COUNTRIES);
        for (uint256 i = 0; i < COUNTRIES; ++i) {
            Country storage here = _countries[i];
            opened[i] = IParticipantRegistry.JurisdictionSpec(here.id, here.currency, here.centralBank, leiOf(i));
        }
        registry = IParticipantRegistry(_deploy("ParticipantRegistry", abi.encode(opened)));
        bytes memory argument = abi.encode(registry);
        fxBoard = IFxBoard(_deploy("FxBoard", argument));
        engine = ISettlementEngine(_deploy("SettlementEngine", abi.encode(registry, fxBoard)));
        _deployLoans(argument);
        sanctions = ISanctionsRule(_deploy("Sanctions", abi.encode(registry, keccak256("salt"))));
        tierLimits = IKycTierRule(_deploy("KycTier", argument));
        amountLimit = IAmountLimitRule(_deploy("AmountLimit", argument));
        window = IRollingWindowLimitRule(_deploy("RollingWindowLimit", argument));
        balanceCap = IBalanceCapRule(_deploy("BalanceCap", argument));
        exposure = ICounterpartyExposureRule(_deploy("CounterpartyExposure", argument));
    }

    function _deployLoans(bytes memory argument) private {
        loanApplications = ILoanApplications(_deploy("LoanApplications", argument));
        loanSchedules = ILoanSchedules(_deploy("LoanSchedules", ""));
        rateIndex = IRateIndex(_deploy("RateIndex", argument));
        bytes memory arguments = abi.encode(registry, loanSchedules, rateIndex);
        loanParts[0] =
            _deploy("LoanOrigination", abi.encode(registry, loanApplications, loanSchedules, rateIndex));
        loanParts[1] = _deploy("LoanServicing", arguments);
        loanParts[2] = _deploy("LoanWorkout", arguments);
        loanBook = ILoanBook(_deploy("LoanBook", bytes.concat(arguments, abi.encode(loanParts))));
    }

    function _name(Bank storage here, string memory name, uint256 home) private {
        (here.account, here.key, here.country) = (actor(name), keyOf(name), home);
    }

    function _openCountry(Country storage here, uint256 index) private {
        bytes memory arguments = abi.encode(registry, here.currency, uint8(2), "Central-bank money", "CBM");
        here.money = ICentralBankMoney(_deploy("CentralBankMoney", arguments));
        VM.startPrank(here.centralBank);
        registry.listCentralBankMoney(address(here.money));
        registry.admit(address(engine), Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0));
        registry.admit(address(loanBook), Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0));
        tierLimits.setLimits(here.currency, TierLimits(50_000, 500_000, 5_000_000));
        amountLimit.setLimits(here.currency, IAmountLimitRule.AmountLimits(100, 4_000_000));
        // The first one's is longer than a key replacement takes.
        uint32 windowS = index == 0 ? 4 days : 1 days;
        window.setLimit(
            here.currency, IRollingWindowLimitRule.WindowLimit(60_000, 400_000, 3_000_000, windowS, 6)
        );
        balanceCap.setLimits(here.currency, TierLimits(200_000, 2_000_000, 20_000_000));
        exposure.setDefaultLimit(here.currency, 2_000_000);
        VM.stopPrank();
        _admit(here, here.supervisor, Role.Supervisor, leiOf(3 + index), here.id);
        if (index == 0) _admit(here, maker, Role.MarketMaker, leiOf(2), here.id);
    }

    function _openBank(Bank storage here, uint256 index) private {
        Country storage home = _countries[here.country];
        _admit(home, here.account, Role.CommercialBank, leiOf(5 + index), home.id);
        bytes memory arguments = abi.encode(registry, here.account, home.currency, uint8(2), "Deposits", "DEP");
        here.deposit = IDepositToken(_deploy("DepositToken", arguments));
        // The second bank's money asks the book of the first one's.
        bool isShared = index == 1;
        here.book =
            isShared ? _banks[0].book : IRuleBook(_deploy("RuleBook", abi.encode(registry, home.currency)));
        VM.startPrank(home.centralBank);
        registry.listDepositToken(address(here.deposit));
        here.deposit.setIssuanceAllowance(here.account, type(uint256).max);
        if (!isShared) here.book.setRules(_rules());
        here.deposit.setRuleBook(address(here.book));
        VM.stopPrank();
    }

    function _rules() private view returns (address[] memory rules) {
        rules = new address[](6);
        (rules[0], rules[1], rules[2]) = (address(tierLimits), address(sanctions), address(amountLimit));
        (rules[3], rules[4], rules[5]) = (address(window), address(balanceCap), address(exposure));
    }

    function _admit(Country storage here, address account, Role role, Lei lei, Jurisdiction home) private {
        VM.prank(here.centralBank);
        registry.admit(account, role, lei, Bic.wrap(0), home);
        VM.prank(account);
        registry.acceptAdmission(here.id);
    }
}
