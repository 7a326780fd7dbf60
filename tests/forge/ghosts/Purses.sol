// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Findings} from "./Findings.sol";

/// @title What everybody should hold, worked out from the acts alone
/// @dev Each change is one that somebody was free to make; a balance that differs changed without.
abstract contract Purses is Findings {
    uint256 internal constant WHOLE = type(uint256).max;

    mapping(IMoney money => bool) public isPaused;
    mapping(IMoney money => uint256) public issuedMinor;
    mapping(IMoney money => uint256) public redeemedMinor;
    mapping(IMoney money => mapping(address holder => uint256)) public heldMinor;
    mapping(IMoney money => mapping(address holder => uint256)) public frozenMinor;
    mapping(IMoney money => mapping(address holder => bool)) private _isKnown;
    mapping(IMoney money => address[]) private _holders;

    /// @return Everybody who ever held or may hold `money`.
    function holders(IMoney money) external view returns (address[] memory) {
        return _holders[money];
    }

    /// @return all Those holders.
    /// @return held What each should hold.
    /// @return frozen What of it should be frozen.
    function purses(IMoney money)
        external
        view
        returns (address[] memory all, uint256[] memory held, uint256[] memory frozen)
    {
        all = _holders[money];
        held = new uint256[](all.length);
        frozen = new uint256[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            held[i] = heldMinor[money][all[i]];
            frozen[i] = frozenMinor[money][all[i]];
        }
    }

    function know(IMoney money, address holder) public {
        if (_isKnown[money][holder]) return;
        _isKnown[money][holder] = true;
        _holders[money].push(holder);
    }

    function issued(IMoney money, address holder, uint256 amountMinor) external {
        know(money, holder);
        issuedMinor[money] += amountMinor;
        heldMinor[money][holder] += amountMinor;
    }

    function redeemed(IMoney money, address holder, uint256 amountMinor) external {
        redeemedMinor[money] += amountMinor;
        _take(money, holder, amountMinor);
    }

    function moved(IMoney money, address from, address to, uint256 amountMinor) public {
        know(money, to);
        _take(money, from, amountMinor);
        heldMinor[money][to] += amountMinor;
    }

    /// @param to Zero for a burn.
    function seized(IMoney money, address from, address to, uint256 amountMinor) external {
        uint256 freeMinor_ = freeMinor(money, from);
        uint256 frozen = frozenMinor[money][from];
        if (amountMinor > freeMinor_ && frozen != WHOLE) {
            uint256 eatenMinor = amountMinor - freeMinor_;
            frozenMinor[money][from] = frozen > eatenMinor ? frozen - eatenMinor : 0;
        }
        if (to == address(0)) {
            redeemedMinor[money] += amountMinor;
            _take(money, from, amountMinor);
        } else {
            moved(money, from, to, amountMinor);
        }
    }

    /// @dev All of a lost key's goes to the key that replaced it.
    function followed(IMoney money, address lost, address wallet) external {
        uint256 frozen = frozenMinor[money][lost];
        moved(money, lost, wallet, heldMinor[money][lost]);
        if (frozen == 0) return;
        uint256 already = frozenMinor[money][wallet];
        frozenMinor[money][lost] = 0;
        frozenMinor[money][wallet] = frozen == WHOLE || already == WHOLE ? WHOLE : frozen + already;
    }

    function froze(IMoney money, address holder, uint256 amountMinor) external {
        know(money, holder);
        frozenMinor[money][holder] = amountMinor;
    }

    function paused(IMoney money, bool isPaused_) external {
        isPaused[money] = isPaused_;
    }

    function freeMinor(IMoney money, address holder) public view returns (uint256) {
        uint256 frozen = frozenMinor[money][holder];
        uint256 held = heldMinor[money][holder];
        return held > frozen ? held - frozen : 0;
    }

    function _take(IMoney money, address holder, uint256 amountMinor) private {
        uint256 held = heldMinor[money][holder];
        expect(held >= amountMinor, "A: more left a holder than it had");
        heldMinor[money][holder] = held > amountMinor ? held - amountMinor : 0;
    }
}
