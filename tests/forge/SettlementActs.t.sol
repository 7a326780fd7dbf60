// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "corridor/interfaces/Types.sol";
import {ActsRun} from "./support/ActsRun.sol";
import {SettlementCampaignTest} from "./support/SettlementCampaignTest.sol";

/// @title Whether the handlers of what settles beside payments do what they are for
contract SettlementActsTest is ActsRun, SettlementCampaignTest {
    uint256 private constant STEPS = 4_000;

    function setUp() external {
        _setUpSettlements();
    }

    function test_settlementHandlers__aLongRun__everyActSucceeds() external {
        _run(STEPS);
        _expectSettlements();
        _expectInstructions();
        _expectLocks();
        _expectQueue();
        _expectPools();
        _expectTroubles();
    }

    function _expectInstructions() private view {
        bytes32[20] memory acts = [
            bytes32("proposed"), "proposedWithReserve", "refusedAProposal", "approved", "held", "settledFromReserve",
            "settledByApproval", "withdrewApproval", "executed", "cancelled", "cancelledReserve", "expired",
            "expiredReserve", "reclaimed", "reserveHeld", "settledAtOnce", "settledAlready", "drained", "tampered",
            "completeReplacement"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
    }

    function _expectLocks() private view {
        bytes32[9] memory acts = [
            bytes32("opened"), "openedAgain", "refusedALock", "claimed", "claimHeld", "claimedWrongly", "delivered",
            "refunded", "refundHeld"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
    }

    function _expectQueue() private view {
        bytes32[21] memory acts = [
            bytes32("queued"), "queuedInACycle", "queuedAgain", "queuedOtherwise", "refusedAnObligation", "putAside",
            "takenUp", "reprioritised", "cancelledObligation", "expiredObligation", "settledAlone", "settledABatch",
            "settledABatchOfOne", "refusedNotQueued", "refusedNotCovered", "limitedAPair", "limitedAMember", "setMode",
            "closedACycle", "refusedACycle", "abandonedACycle"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
    }

    function _expectPools() private view {
        bytes32[9] memory acts = [
            bytes32("provided"), "withdrawn", "filledPlain", "filledFlat", "fillNotPaid", "given", "reported",
            "rateMissing", "rateKnown"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
        _expectRefused(RefusalCode.PoolRateMissing);
        _expectRefused(RefusalCode.PoolInsufficientLiquidity);
    }

    function _expectTroubles() private view {
        _expectDone("paused");
        _expectDone("suspendedAnInstitution");
        _expectDone("suspendedACustomer");
        _expectDone("frozen");
    }
}
