// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC7943Fungible} from "./IERC7943Fungible.sol";
import {Currency, Label} from "./Types.sol";

/// @title What all tokenised money here has in common
/// @notice Amounts are integers of the currency's minor unit; `decimals` is the ISO 4217 exponent. Every unit in being
///         was issued and is not yet redeemed: totalSupply = issuedMinor − redeemedMinor = Σ balanceOf. A plain
///         transfer (EIP-20, EIP-2612, EIP-3009) is asked the rules of the money's rule book with an empty context.
/// @dev Freezing: the currency's central bank or one of its supervisors. A frozen holder may still be credited. Forced
///      transfer and forced burn: the currency's central bank, against a legal order that a supervisor recorded first:
///      no single institution seizes money. Pausing: the currency's central bank; it stops every movement of value, and
///      neither freezing, nor legal orders, roles or reading.
interface IMoney is IERC20Metadata, IERC7943Fungible {
    /// @param id The order's reference, unique for this money.
    /// @param account From whom money is taken.
    /// @param receiver Who gets it; zero when it is destroyed.
    /// @param capMinor The most that may be taken under the order, in minor units.
    /// @param expiresAt The last UTC second in which it may be executed.
    struct LegalOrder {
        bytes32 id;
        address account;
        address receiver;
        uint256 capMinor;
        uint64 expiresAt;
    }

    /// @notice New money: `amountMinor` more on `holder`, against what `referenceId` names.
    event Issued(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId);
    /// @notice Money taken back: `amountMinor` less on `holder`, against what `referenceId` names.
    event Redeemed(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId);
    /// @notice `issuer` may issue `allowanceMinor` more; the maximum of uint256 is without limit.
    event IssuanceAllowanceSet(address indexed issuer, uint256 allowanceMinor);
    /// @notice From now on `ruleBook` is asked; zero for no rules.
    event RuleBookSet(address indexed ruleBook);
    /// @notice All movement of this money stopped, or goes on.
    event PauseSet(bool paused, Label reason);
    /// @notice A supervisor put a legal order on record.
    event LegalOrderRecorded(
        bytes32 indexed orderId,
        address indexed account,
        address indexed receiver,
        address supervisor,
        uint256 capMinor,
        uint64 expiresAt
    );
    /// @notice A legal order was lifted before it was used up.
    event LegalOrderLifted(bytes32 indexed orderId, address supervisor);
    /// @notice `amountMinor` was taken under a legal order; `leftMinor` may still be taken.
    event LegalOrderExecuted(bytes32 indexed orderId, address indexed account, uint256 amountMinor, uint256 leftMinor);

    error MoneyNotIssuer(address account);
    error MoneyNotCentralBank(address account, Currency currency);
    error MoneyNotSupervisor(address account, Currency currency);
    error MoneyNotSystemContract(address account);
    error MoneyAmountZero();
    error MoneyPaused();
    error MoneyPauseUnchanged(bool paused);
    error MoneyIssuanceAboveAllowance(address issuer, uint256 allowanceMinor, uint256 neededMinor);
    error MoneyStepUpNeeded(address account, uint256 aboveMinor);
    error MoneyRuleBookForeign(address ruleBook);
    error MoneyTransferToSelf(address account);
    error MoneyLegalOrderInvalid(bytes32 orderId, Label field);
    error MoneyLegalOrderExists(bytes32 orderId);
    error MoneyLegalOrderMissing(address account, address receiver);
    error MoneyLegalOrderExpired(bytes32 orderId, uint64 expiresAt);
    error MoneyLegalOrderAboveCap(bytes32 orderId, uint256 leftMinor, uint256 neededMinor);

    /// @notice Issues `amountMinor` to `holder`.
    /// @dev Who: the issuer, and whoever the central bank gave an allowance. Emits Issued and Transfer, and
    ///      IssuanceAllowanceSet where the allowance is limited. The payee's rules are asked.
    /// @custom:roles issuer
    function issue(address holder, uint256 amountMinor, bytes32 referenceId) external;

    /// @notice The caller gives `amountMinor` of its own back to the issuer.
    /// @dev Who: an eligible holder. Emits Redeemed and Transfer. Above its step-up threshold a wallet has to raise
    ///      that first, which takes its second key.
    /// @custom:roles holder
    function redeem(uint256 amountMinor, bytes32 referenceId) external;

    /// @notice From now on `issuer_` may issue `allowanceMinor` in all; each issue takes from it, the maximum of
    ///         uint256 excepted.
    /// @dev Who: the currency's central bank. Emits IssuanceAllowanceSet.
    /// @custom:roles central-bank
    function setIssuanceAllowance(address issuer_, uint256 allowanceMinor) external;

    /// @notice Lets `ruleBook_` decide on payments from now on; zero for no rules.
    /// @dev Who: the currency's central bank, for a book of this currency. Emits RuleBookSet.
    /// @custom:roles central-bank
    function setRuleBook(address ruleBook_) external;

    /// @notice Stops every movement of this money, or lets it go on.
    /// @dev Who: the currency's central bank. Emits PauseSet.
    /// @custom:roles central-bank
    function setPaused(bool paused_, Label reason) external;

    /// @notice Puts a legal order on record.
    /// @dev Who: a supervisor of the currency. Emits LegalOrderRecorded. At most one open order for an account and its
    ///      receiver.
    /// @custom:roles supervisor
    function recordLegalOrder(LegalOrder calldata order) external;

    /// @notice Lifts what is left of a legal order.
    /// @dev Who: a supervisor of the currency. Emits LegalOrderLifted.
    /// @custom:roles supervisor
    function liftLegalOrder(bytes32 orderId) external;

    /// @notice Destroys `amountMinor` of `account` under a recorded legal order whose receiver is zero, frozen or not.
    /// @dev Who: the currency's central bank. Emits LegalOrderExecuted, ForcedTransfer, Redeemed and Transfer, and
    ///      Frozen where it eats into what is frozen.
    /// @custom:roles central-bank
    function forcedBurn(address account, uint256 amountMinor) external;

    /// @return The currency of the money.
    function currency() external view returns (Currency);

    /// @return Who issues this money: the currency's central bank, or the bank whose deposits it is.
    function issuer() external view returns (address);

    /// @return All that was ever issued, in minor units.
    function issuedMinor() external view returns (uint256);

    /// @return All that was ever redeemed, in minor units.
    function redeemedMinor() external view returns (uint256);

    /// @return How much more `issuer_` may issue.
    function issuanceAllowance(address issuer_) external view returns (uint256);

    /// @return The rule book that is asked, zero for none.
    function ruleBook() external view returns (address);

    /// @return Whether all movement is stopped.
    function paused() external view returns (bool);

    /// @return The order `orderId` with what is left of its cap: zero once it is used up or lifted; all zero for one
    ///         that was never recorded.
    function legalOrderOf(bytes32 orderId) external view returns (LegalOrder memory);

    /// @notice What a settlement asks of this money and of one of its holders, in one call.
    /// @return spendableMinor What `account` can spend: its balance less what is frozen, in minor units.
    /// @return heldMinor Its balance.
    /// @return stepUpAboveMinor The most that leaves it without its second key; the maximum of uint256 when it has
    ///         none.
    /// @return book The rule book that is asked, zero for none.
    /// @return isPaused Whether all movement is stopped.
    function spendableOf(address account)
        external
        view
        returns (uint256 spendableMinor, uint256 heldMinor, uint256 stepUpAboveMinor, address book, bool isPaused);

    /// @return What `account` can spend: its balance less what is frozen, in minor units.
    function availableMinor(address account) external view returns (uint256);
}
