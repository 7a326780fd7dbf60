// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRateIndex} from "corridor/interfaces/IRateIndex.sol";
import {Currency, Label, Status} from "corridor/interfaces/Types.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Who publishes an index, and what it says of a day
contract RateIndexTest is LoanTest {
    bytes32 private constant INDEX = "THOR";

    IRateIndex private _index;
    Currency private _baht;
    uint256 private _today;
    address private _publisher;

    function setUp() external {
        _setUpLoans();
        _index = _world.rateIndex();
        _baht = _world.country(0).currency;
        _today = block.timestamp / 1 days;
        _publisher = _license(INDEX);
    }

    function test_licenseIndex__notTheCentralBankOrNoName__fails() external {
        bytes memory order = abi.encodeCall(IRateIndex.licenseIndex, (_baht, Label.wrap(INDEX), _publisher));
        _fail(_centralBank(1), address(_index), order, IRateIndex.IndexNotCentralBank.selector);
        order = abi.encodeCall(IRateIndex.licenseIndex, (_baht, Label.wrap(0), _publisher));
        _fail(_centralBank(0), address(_index), order, IRateIndex.IndexNameMissing.selector);
        VM.assertEq(_index.publisherOf(_baht, Label.wrap(INDEX)), _publisher, "publisher");
    }

    function test_publishIndex__notItsPublisher__fails() external {
        bytes4 refusal = IRateIndex.IndexNotPublisher.selector;
        _fail(_stranger, address(_index), _publication(1, _today + 1), refusal);
        _suspend(0, _publisher, Status.Suspended);
        _fail(_publisher, address(_index), _publication(1, _today + 1), refusal);
    }

    function test_publishIndex__rateOrDayThatIsWrong__fails() external {
        bytes4 refusal = IRateIndex.IndexRateOutOfBounds.selector;
        _fail(_publisher, address(_index), _publication(1_000_001, _today + 1), refusal);
        _fail(_publisher, address(_index), _publication(-1_000_001, _today + 1), refusal);
        _fail(_publisher, address(_index), _publication(1, _today), IRateIndex.IndexDayNotAhead.selector);
        _pass(_publisher, address(_index), _publication(1_000_000, _today + 1));
        _fail(_publisher, address(_index), _publication(1, _today + 1), IRateIndex.IndexDayNotNewer.selector);
        _pass(_publisher, address(_index), _publication(-1_000_000, _today + 2));
    }

    function test_rateAt__betweenTwoRates__isTheOneBefore() external {
        for (uint256 i = 1; i <= 5; ++i) {
            _publish(INDEX, int32(int256(i)) * -1_000, _today + 2 * i);
        }
        _expectRate(_today + 1, 0, 0);
        for (uint256 i = 1; i <= 5; ++i) {
            _expectRate(_today + 2 * i, int32(int256(i)) * -1_000, _today + 2 * i);
            _expectRate(_today + 2 * i + 1, int32(int256(i)) * -1_000, _today + 2 * i);
        }
    }

    function _publication(int32 ratePpm, uint256 day) private view returns (bytes memory) {
        return abi.encodeCall(IRateIndex.publishIndex, (_baht, Label.wrap(INDEX), ratePpm, uint32(day)));
    }

    function _expectRate(uint256 day, int32 ratePpm, uint256 sinceDay) private view {
        (int32 found, uint32 since) = _index.rateAt(_baht, Label.wrap(INDEX), uint32(day));
        VM.assertEq(int256(found), int256(ratePpm), "rate");
        VM.assertEq(uint256(since), sinceDay, "day");
    }
}
