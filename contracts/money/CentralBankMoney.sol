// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICentralBankMoney} from "../interfaces/ICentralBankMoney.sol";
import {IMoney} from "../interfaces/IMoney.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Party} from "../interfaces/IRule.sol";
import {Currency} from "../interfaces/Types.sol";
import {MoneyToken} from "./MoneyToken.sol";

/// @title See {ICentralBankMoney}
contract CentralBankMoney is MoneyToken, ICentralBankMoney {
    using SafeCast for uint256;

    bytes32 private constant REMUNERATION = "remuneration";
    int32 private constant RATE_BPS_MAX = 5_000;
    uint256 private constant HOLDERS_MAX = 100;
    uint256 private constant DAY_S = 86_400;
    /// @dev Basis points, and days of the year: actual/360, as money markets count.
    uint256 private constant RATE_UNIT = 10_000 * 360;

    int32 private _remunerationRateBps;
    mapping(address holder => uint32 day) private _remuneratedUpTo;

    constructor(
        IParticipantRegistry registry,
        Currency currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) MoneyToken(registry, currency_, exponent, name_, symbol_) {}

    /// @inheritdoc ICentralBankMoney
    function settlementTransfer(address from, address to, uint256 amountMinor) external {
        (bool isSystemContract, bool isSender, bool isReceiver) = _eligible(from, to);
        if (!isSystemContract) revert MoneyNotSystemContract(msg.sender);
        _moveLeg(from, to, amountMinor, isSender, isReceiver);
    }

    /// @inheritdoc ICentralBankMoney
    function setRemuneration(int32 annualRateBps) external onlyCentralBank {
        if (annualRateBps > RATE_BPS_MAX || annualRateBps < -RATE_BPS_MAX) revert MoneyRateOutOfBounds(annualRateBps);
        _remunerationRateBps = annualRateBps;
        emit RemunerationSet(annualRateBps);
    }

    /// @inheritdoc ICentralBankMoney
    function remunerate(address[] calldata holders) external onlyCentralBank {
        _requireNotPaused();
        if (holders.length > HOLDERS_MAX) revert MoneyTooManyHolders(holders.length, HOLDERS_MAX);
        for (uint256 i = 0; i < holders.length; ++i) {
            // Who may not hold it now is paid once it may again: nobody stops the others.
            if (_isRemunerated(holders[i])) _remunerate(holders[i]);
        }
    }

    /// @inheritdoc ICentralBankMoney
    function remunerationRateBps() external view returns (int32) {
        return _remunerationRateBps;
    }

    /// @inheritdoc ICentralBankMoney
    function remuneratedUpTo(address holder) external view returns (uint32) {
        return _remuneratedUpTo[holder];
    }

    /// @inheritdoc IMoney
    function issuer() public view override(IMoney, MoneyToken) returns (address) {
        return _centralBank();
    }

    // No rule book is asked for remuneration.
    // slither-disable-next-line reentrancy-no-eth
    function _remunerate(address holder) private {
        uint32 today = uint32(block.timestamp / DAY_S);
        uint32 paidUpTo = _remuneratedUpTo[holder];
        if (paidUpTo == today) return;
        _remuneratedUpTo[holder] = today;
        uint32 daysCounted = paidUpTo == 0 ? 0 : today - paidUpTo;
        int256 amountMinor = _remunerationMinor(holder, daysCounted);
        emit Remunerated(holder, amountMinor, daysCounted, today);
        if (amountMinor > 0) _issue(holder, uint256(amountMinor), REMUNERATION, address(0));
        if (amountMinor < 0) _redeem(holder, uint256(-amountMinor), REMUNERATION);
    }

    /// @return amountMinor = held · rate · days / (10,000 · 360), its size rounded down; a charge takes nothing that is
    ///         frozen.
    function _remunerationMinor(address holder, uint256 daysCounted) private view returns (int256 amountMinor) {
        int256 rateBps = _remunerationRateBps;
        if (rateBps >= 0) return Math.mulDiv(balanceOf(holder), uint256(rateBps) * daysCounted, RATE_UNIT).toInt256();
        uint256 chargeMinor = Math.mulDiv(balanceOf(holder), uint256(-rateBps) * daysCounted, RATE_UNIT);
        return -Math.min(chargeMinor, availableMinor(holder)).toInt256();
    }

    function _mayIssue(address) internal pure override returns (bool) {
        return true;
    }

    /// @dev The central bank is the source of its money: only those to whom it lends the right have a limit.
    function _useIssuanceAllowance(uint256 amountMinor) internal override {
        if (msg.sender != issuer()) super._useIssuanceAllowance(amountMinor);
    }

    function _parties(address from, address to)
        internal
        view
        override
        returns (bool isSender, bool isReceiver, Party memory payer, Party memory payee)
    {
        (, isSender, isReceiver) = _eligible(from, to);
        (isSender, isReceiver) = (isSender || from == address(0), isReceiver || to == address(0));
        payer = _institution(from);
        payee = _institution(to);
    }

    /// @return isSystemContract Whether the caller may order a leg.
    /// @return isSender Whether `from` may hold this money.
    /// @return isReceiver Whether `to` may.
    function _eligible(address from, address to)
        private
        view
        returns (bool isSystemContract, bool isSender, bool isReceiver)
    {
        return REGISTRY.wholesaleLegOf(msg.sender, JURISDICTION, from, to);
    }

    /// @return Whether it may hold this money, and for itself: what is in escrow has to stay what was put there.
    function _isRemunerated(address account) private view returns (bool) {
        // Sender and receiver are the same.
        // slither-disable-next-line unused-return
        (bool isEscrow, bool isHolder,) = REGISTRY.wholesaleLegOf(account, JURISDICTION, account, account);
        return isHolder && !isEscrow;
    }
}
