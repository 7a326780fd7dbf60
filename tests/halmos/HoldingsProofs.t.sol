// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Role} from "corridor/interfaces/Types.sol";
import {AnyDeposit} from "./AnyDeposit.sol";
import {VM} from "../forge/support/Vm.sol";

/// @title What each way that money comes, moves and goes changes, and that it changes nothing else
/// @dev `other` stands for everybody who has no part in it.
contract HoldingsProofs is AnyDeposit {
    function check_A_transfer_movesThatAlone(address from, address to, address other, uint256 amountMinor) external {
        uint256 freeMinor = _money.availableMinor(from);
        Books memory was = _booksOf(from, to, other);
        _succeed(from, abi.encodeCall(IERC20.transfer, (to, amountMinor)));
        assert(amountMinor <= freeMinor);
        _assertMoved(was, _books(from, to, other), from == to ? 0 : amountMinor);
    }

    function check_G_transferFrom_usesTheAllowance(address spender, address from, address to, uint256 amountMinor)
        external
    {
        uint256 allowedMinor = _money.allowance(from, spender);
        _assumeHeld(from);
        uint256 heldMinor = _money.balanceOf(from);
        _succeed(spender, abi.encodeCall(IERC20.transferFrom, (from, to, amountMinor)));
        assert(amountMinor <= allowedMinor);
        assert(_money.balanceOf(from) == (from == to ? heldMinor : heldMinor - amountMinor));
        bool isUnlimited = allowedMinor == type(uint256).max;
        assert(_money.allowance(from, spender) == (isUnlimited ? allowedMinor : allowedMinor - amountMinor));
    }

    function check_A_issue_addsTheAmountWithinTheAllowance(
        address issuer,
        address holder,
        address other,
        uint256 amountMinor
    ) external {
        uint256 allowedMinor = _money.issuanceAllowance(issuer);
        Books memory was = _booksOf(address(0), holder, other);
        _succeed(issuer, abi.encodeCall(IMoney.issue, (holder, amountMinor, 0)));
        _assertIssued(was, _books(address(0), holder, other), amountMinor);
        bool isUnlimited = allowedMinor == type(uint256).max;
        assert(_money.issuanceAllowance(issuer) == (isUnlimited ? allowedMinor : allowedMinor - amountMinor));
    }

    /// @dev So the bank alone issues, as nobody has an allowance when the money is deployed.
    function check_K_anyCall_raisesNoIssuanceButByTheCentralBank(address caller, address issuer) external {
        uint256 allowedMinor = _money.issuanceAllowance(issuer);
        _succeed(caller, _anyCallData());
        VM.assume(_money.issuanceAllowance(issuer) > allowedMinor);
        assert(caller == CENTRAL_BANK);
        assert(issuer == BANK);
    }

    function check_A_redeem_takesTheAmountOfTheCaller(address holder, address other, uint256 amountMinor) external {
        uint256 freeMinor = _money.availableMinor(holder);
        Books memory was = _booksOf(holder, address(0), other);
        _succeed(holder, abi.encodeCall(IMoney.redeem, (amountMinor, 0)));
        assert(amountMinor <= freeMinor);
        _assertRedeemed(was, _books(holder, address(0), other), amountMinor);
    }

    function check_A_settlement_creditsAndDebitsForSystemContractsAlone(
        address caller,
        address holder,
        address other,
        uint256 amountMinor,
        bool isCredit
    ) external {
        Books memory was = isCredit ? _booksOf(address(0), holder, other) : _booksOf(holder, address(0), other);
        bytes memory credit = abi.encodeCall(IDepositToken.settlementCredit, (holder, amountMinor, 0));
        bytes memory debit = abi.encodeCall(IDepositToken.settlementDebit, (holder, amountMinor, 0));
        _succeed(caller, isCredit ? credit : debit);
        assert(_registry.isActiveFor(caller, THB, Role.SystemContract));
        if (isCredit) _assertIssued(was, _books(address(0), holder, other), amountMinor);
        else _assertRedeemed(was, _books(holder, address(0), other), amountMinor);
    }

    function check_T_moveHoldings_takesAllAndItsFreezeToTheNewKey(address caller, address lost, address other)
        external
    {
        address wallet = _registry.currentWallet(lost);
        uint256 frozenMinor = _cappedSum(_money.getFrozenTokens(lost), _money.getFrozenTokens(wallet));
        Books memory was = _booksOf(lost, wallet, other);
        _succeed(caller, abi.encodeCall(IDepositToken.moveHoldings, (lost)));
        assert(caller == BANK);
        assert(wallet != lost && wallet != address(0));
        _assertMoved(was, _books(lost, wallet, other), was.from);
        assert(_money.getFrozenTokens(lost) == 0);
        assert(_money.getFrozenTokens(wallet) == frozenMinor);
    }

    /// @dev The zero address stands for nobody: what it holds is not looked at.
    function _booksOf(address from, address to, address other) private view returns (Books memory) {
        VM.assume(other != from);
        VM.assume(other != to);
        _assumeHeld(from);
        _assumeHeld(to);
        return _books(from, to, other);
    }

    function _assertMoved(Books memory was, Books memory now_, uint256 amountMinor) private pure {
        assert(now_.from == was.from - amountMinor);
        assert(now_.to == was.to + amountMinor);
        assert(now_.other == was.other);
        assert(now_.supply == was.supply && now_.issued == was.issued && now_.redeemed == was.redeemed);
    }

    function _assertIssued(Books memory was, Books memory now_, uint256 amountMinor) private pure {
        assert(amountMinor != 0);
        assert(now_.to == was.to + amountMinor);
        assert(now_.other == was.other);
        assert(now_.supply == was.supply + amountMinor);
        assert(now_.issued == was.issued + amountMinor && now_.redeemed == was.redeemed);
    }

    function _assertRedeemed(Books memory was, Books memory now_, uint256 amountMinor) private pure {
        assert(amountMinor != 0);
        assert(now_.from == was.from - amountMinor);
        assert(now_.other == was.other);
        unchecked {
            assert(now_.supply == was.supply - amountMinor); // of any state: nothing says that there was as much
        }
        assert(now_.issued == was.issued && now_.redeemed == was.redeemed + amountMinor);
    }

    /// @dev 2¹²⁸ − 1 and more is the whole.
    function _cappedSum(uint256 left, uint256 right) private pure returns (uint256) {
        if (left >= type(uint128).max || right >= type(uint128).max) return type(uint256).max;
        return left + right >= type(uint128).max ? type(uint256).max : left + right;
    }
}
