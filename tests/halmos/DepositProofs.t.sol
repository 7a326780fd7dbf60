// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Jurisdiction, Role} from "corridor/interfaces/Types.sol";
import {DepositToken} from "corridor/money/DepositToken.sol";
import {SVM} from "./Svm.sol";
import {VM} from "../forge/support/Vm.sol";

/// @dev Everybody is a customer in good standing, so that only the token itself can refuse; nobody is a system contract.
contract OpenRegistry {
    address private immutable CENTRAL_BANK;

    constructor(address centralBank) {
        CENTRAL_BANK = centralBank;
    }

    function jurisdictionOf(Currency) external pure returns (Jurisdiction) {
        return Jurisdiction.wrap("TH");
    }

    function centralBankOf(Jurisdiction) external view returns (address) {
        return CENTRAL_BANK;
    }

    function isActiveFor(address, Currency, Role) external pure returns (bool) {
        return false;
    }

    function holdersOf(address, Jurisdiction, address, address)
        external
        pure
        returns (bool isBankActive, IParticipantRegistry.Holder memory from, IParticipantRegistry.Holder memory to)
    {
        (isBankActive, from.isEligible, to.isEligible) = (true, true, true);
    }

    function customerOf(address) external pure returns (IParticipantRegistry.Customer memory customer) {}

    function currentWallet(address wallet) external pure returns (address) {
        return wallet;
    }
}

/// @title Invariants A and G of a bank's deposits, for every holder, caller and amount of 128 bits
contract DepositProofs {
    address private constant BANK = address(0xBA);
    address private constant CENTRAL_BANK = address(0xCB);

    IDepositToken private _deposit;

    function setUp() external {
        IParticipantRegistry registry = IParticipantRegistry(address(new OpenRegistry(CENTRAL_BANK)));
        _deposit = new DepositToken(registry, BANK, Currency.wrap("THB"), 2, "", "");
        VM.prank(CENTRAL_BANK);
        _deposit.setIssuanceAllowance(BANK, type(uint256).max);
    }

    function check_A_issueTransferRedeem_conserve(
        address payer,
        address payee,
        address other,
        uint128 issuedMinor,
        uint128 paidMinor,
        uint128 redeemedMinor
    ) external {
        if (payer == payee || other == payer || other == payee) return;
        VM.prank(BANK);
        _deposit.issue(payer, issuedMinor, 0);
        VM.prank(payer);
        _deposit.transfer(payee, paidMinor);
        VM.prank(payee);
        _deposit.redeem(redeemedMinor, 0);
        assert(_deposit.balanceOf(payer) == issuedMinor - paidMinor);
        assert(_deposit.balanceOf(payee) == paidMinor - redeemedMinor);
        assert(_deposit.balanceOf(other) == 0);
        assert(_deposit.totalSupply() == issuedMinor - redeemedMinor);
        assert(_deposit.issuedMinor() == issuedMinor && _deposit.redeemedMinor() == redeemedMinor);
    }

    /// @dev Any function with any arguments. Left out is what carries the holder's own signature: to a solver any bytes
    ///      may be that signature.
    function check_G_anyCallOfAnotherCaller_leavesTheBalance(address caller, address holder, uint128 heldMinor)
        external
    {
        if (caller == holder) return;
        VM.prank(BANK);
        _deposit.issue(holder, heldMinor, 0);
        bytes memory anyCall = SVM.createCalldata("IDepositToken");
        if (_isSignedByTheHolder(bytes4(anyCall))) return;
        VM.prank(caller);
        (bool isDone,) = address(_deposit).call(anyCall);
        assert(!isDone || _deposit.balanceOf(holder) >= heldMinor);
    }

    function _isSignedByTheHolder(bytes4 selector) private pure returns (bool) {
        return selector == IERC3009.transferWithAuthorization.selector
            || selector == IERC3009.receiveWithAuthorization.selector;
    }
}
