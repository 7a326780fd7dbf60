// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "corridor/interfaces/Types.sol";
import {Handler} from "./handlers/Handler.sol";
import {CampaignTest} from "./support/CampaignTest.sol";
import {VM} from "./support/Vm.sol";

/// @title Whether the handlers do what they are for: an act that never succeeds would prove nothing
contract ActsTest is CampaignTest {
    uint256 private constant STEPS = 2_500;

    function setUp() external {
        _setUpCampaign();
    }

    function test_handlers__aLongRun__everyActSucceeds() external {
        for (uint256 i = 0; i < STEPS; ++i) {
            _step(uint256(keccak256(abi.encode("acts", i))));
        }
        string memory finding = _ghosts.finding();
        VM.assertTrue(bytes(finding).length == 0, finding);
        _expectActs();
        _expectRefusals();
    }

    /// @dev Any act with any arguments, all drawn alike.
    function _step(uint256 seed) private {
        Handler handler = _handlers[seed % _handlers.length];
        bytes4[] memory acts = handler.acts();
        bytes4 act = acts[(seed >> 8) % acts.length];
        (bool ok,) = address(handler).call(abi.encodeWithSelector(act, seed >> 16, seed >> 64, seed >> 128));
        VM.assertTrue(ok, "a handler reverted");
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

    function _expectDone(bytes32 act) private view {
        uint256 length = 0;
        while (length < 32 && act[length] != 0) ++length;
        bytes memory name = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            name[i] = act[i];
        }
        VM.assertGt(_ghosts.times(act), 0, string.concat("never happened: ", string(name)));
    }

    function _expectRefused(RefusalCode code) private view {
        VM.assertGt(_ghosts.times(bytes32(uint256(code))), 0, string.concat("never refused with code ", _decimal(code)));
    }

    function _decimal(RefusalCode code) private pure returns (string memory) {
        bytes memory digits = new bytes(2);
        digits[0] = bytes1(uint8(0x30 + uint256(code) / 10));
        digits[1] = bytes1(uint8(0x30 + uint256(code) % 10));
        return string(digits);
    }
}
