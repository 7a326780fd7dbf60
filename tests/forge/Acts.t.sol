// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "corridor/interfaces/Types.sol";
import {ActsRun} from "./support/ActsRun.sol";

/// @title Whether the handlers do what they are for: an act that never succeeds would prove nothing
contract ActsTest is ActsRun {
    uint256 private constant STEPS = 3_500;

    function setUp() external {
        _setUpCampaign();
    }

    function test_handlers__aLongRun__everyActSucceeds() external {
        _run(STEPS);
        _expectActs();
        _expectRefusals();
    }

    function _expectActs() private view {
        bytes32[26] memory acts = [
            bytes32("openAccount"), "issue", "setTier", "suspendOrReinstate", "openReplacement", "completeReplacement",
            "moveHoldings", "transfer", "pull", "authorise", "redeem", "setStepUp",
            "payWithinABank", "payBetweenBanks", "payAbroad", "exists", "reuseUetr", "withdrawQuote",
            "lend", "collect", "issueReserves", "issueTooMuch", "moveReserves", "redeemReserves",
            "spendTwiceInAWindow", "useAQuoteUp"
        ];
        bytes32[23] memory others = [
            bytes32("remunerated"), "charged", "setRemuneration", "suspendOrReinstateBank", "listOrDelist", "setLimits",
            "setWindow", "clearExposure", "freeze", "thaw", "recordOrder", "liftOrder", "renewOrder",
            "seize", "burn", "pauseDeposits", "pauseReserves", "pausedWhatWouldMove", "trespass",
            "forge", "reenter", "useUpALimit", "passTime"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
        for (uint256 i = 0; i < others.length; ++i) {
            _expectDone(others[i]);
        }
    }

    function _expectRefusals() private view {
        RefusalCode[15] memory codes = [
            RefusalCode.OrderExpired, RefusalCode.PayerSuspended, RefusalCode.CostAboveMaximum,
            RefusalCode.PayerInsufficientBalance, RefusalCode.PayerFrozen, RefusalCode.PayerMoneyPaused,
            RefusalCode.PayerSanctioned, RefusalCode.PayerTierLimit, RefusalCode.PayerWindowLimit,
            RefusalCode.PayerBankExposure, RefusalCode.PayeeSuspended, RefusalCode.PayeeSanctioned,
            RefusalCode.PayeeTierLimit, RefusalCode.PayeeBalanceCap, RefusalCode.QuoteExhausted
        ];
        for (uint256 i = 0; i < codes.length; ++i) {
            _expectRefused(codes[i]);
        }
    }
}
