// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "corridor/interfaces/Types.sol";
import {CampaignTest} from "./CampaignTest.sol";
import {VM} from "./Vm.sol";

/// @title A long run of a campaign's acts, and whether each of them ever happened
abstract contract ActsRun is CampaignTest {
    function _run(uint256 steps) internal {
        for (uint256 i = 0; i < steps; ++i) {
            _step(uint256(keccak256(abi.encode("acts", i))));
        }
        string memory finding = _ghosts.finding();
        VM.assertTrue(bytes(finding).length == 0, finding);
    }

    /// @dev Any act with any arguments, all drawn alike, as forge draws them.
    function _step(uint256 seed) private {
        uint256 place = (seed & 0xffff) % _count();
        uint256 index = 0;
        while (place >= _targets[index].selectors.length) place -= _targets[index++].selectors.length;
        FuzzSelector memory target = _targets[index];
        bytes4 act = target.selectors[place];
        (bool ok,) = target.addr.call(abi.encodeWithSelector(act, seed >> 16, seed >> 64, seed >> 128));
        VM.assertTrue(ok, "a handler reverted");
    }

    function _count() private view returns (uint256 count) {
        for (uint256 i = 0; i < _targets.length; ++i) {
            count += _targets[i].selectors.length;
        }
    }

    function _expectDone(bytes32 act) internal view {
        uint256 length = 0;
        while (length < 32 && act[length] != 0) ++length;
        bytes memory name = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            name[i] = act[i];
        }
        VM.assertGt(_ghosts.times(act), 0, string.concat("never happened: ", string(name)));
    }

    function _expectRefused(RefusalCode code) internal view {
        VM.assertGt(_ghosts.times(bytes32(uint256(code))), 0, string.concat("never refused with code ", _decimal(code)));
    }

    function _decimal(RefusalCode code) private pure returns (string memory) {
        bytes memory digits = new bytes(2);
        digits[0] = bytes1(uint8(0x30 + uint256(code) / 10));
        digits[1] = bytes1(uint8(0x30 + uint256(code) % 10));
        return string(digits);
    }
}
