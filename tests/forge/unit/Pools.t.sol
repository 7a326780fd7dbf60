// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {Bic, Currency, Jurisdiction, Lei, RefusalCode, Role, Status} from "corridor/interfaces/Types.sol";
import {BentPool} from "../support/BentPool.sol";
import {bound} from "../support/Bounds.sol";
import {Deployer} from "../support/Deployer.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Pools on both curves: what they ask, what they refuse, and what shares are worth
contract PoolsTest is UnitTest, Deployer {
    uint256 private constant BASE_MINOR = 1_000_000;
    uint256 private constant QUOTE_MINOR = 4_600_000;
    uint16 private constant FEE_BPS = 30;
    uint16 private constant AMPLIFICATION = 100;

    Currency private _base;
    Currency private _quote;
    address private _maker;
    uint256 private _rateRay = 4.6e27;
    IFxPool private _plain;
    IFxPool private _flat;

    function setUp() external {
        _setUpNetwork();
        (_quote, _base) = (_world.country(0).currency, _world.country(1).currency);
        _maker = _world.maker();
        _plain = _open(_spec(IFxPool.Curve.ConstantProduct, 0));
        _flat = _open(_spec(IFxPool.Curve.Concentrated, AMPLIFICATION));
        _provide(_plain, BASE_MINOR, QUOTE_MINOR);
        _provide(_flat, BASE_MINOR, QUOTE_MINOR);
    }

    /// @dev This test as whoever states the reference rate.
    function referenceRate(Currency, Currency) external view returns (uint256, uint64) {
        return (_rateRay, uint64(block.timestamp));
    }

    function test_constructor__malformedSpec__fails() external {
        _failSpec(IFxPool.PoolSpec(_base, _base, IFxPool.Curve.ConstantProduct, 0, 0));
        _failSpec(IFxPool.PoolSpec(_base, _quote, IFxPool.Curve.ConstantProduct, 1_001, 0));
        _failSpec(IFxPool.PoolSpec(_base, _quote, IFxPool.Curve.ConstantProduct, 0, 1));
        _failSpec(IFxPool.PoolSpec(_base, _quote, IFxPool.Curve.Concentrated, 0, 0));
        _failSpec(IFxPool.PoolSpec(_base, _quote, IFxPool.Curve.Concentrated, 0, 16_385));
        VM.expectRevert(abi.encodeWithSelector(IFxPool.PoolCurrencyForeign.selector, Currency.wrap("CNY")));
        this.create(IFxPool.PoolSpec(_base, Currency.wrap("CNY"), IFxPool.Curve.ConstantProduct, 0, 0));
    }

    /// @dev A call of its own, whose failure can be expected.
    function create(IFxPool.PoolSpec memory spec) public returns (IFxPool) {
        return IFxPool(_deploy("FxPool", abi.encode(_registry, this, spec)));
    }

    function test_spec__asCreated__isTold() external view {
        IFxPool.PoolSpec memory spec = _flat.spec();
        VM.assertTrue(spec.base == _base && spec.quote == _quote, "currencies");
        VM.assertTrue(spec.curve == IFxPool.Curve.Concentrated, "curve");
        VM.assertEq(spec.feeBps, FEE_BPS, "fee");
        VM.assertEq(spec.amplification, AMPLIFICATION, "amplification");
    }

    function test_fill__constantProduct__asksTheProductRoundedUpAndTheFeeOnIt() external {
        uint256 net = (QUOTE_MINOR * 1_000 + BASE_MINOR - 1_001) / (BASE_MINOR - 1_000);
        uint256 gross = (net * 10_000 + 9_969) / 9_970;
        VM.assertEq(_plain.costOf(_base, 1_000), gross, "cost");
        VM.expectEmit(address(_plain));
        emit IFxPool.PoolFilled(address(_world.engine()), _base, 1_000, gross, gross - net, 0);
        VM.assertEq(_fill(_plain, _base, 1_000), gross, "answer");
        _expectReserves(_plain, BASE_MINOR - 1_000, QUOTE_MINOR + gross);
        uint256 cost = _plain.costOf(_quote, 1_000);
        VM.assertEq(_fill(_plain, _quote, 1_000), cost, "the other way");
        _expectReserves(_plain, BASE_MINOR - 1_000 + cost, QUOTE_MINOR + gross - 1_000);
    }

    function test_fill__concentrated__asksHardlyMoreThanTheReferenceRate() external {
        uint256 gross = _fill(_flat, _base, 10_000);
        VM.assertLe(46_000 * uint256(10_000) / 9_970, gross, "no less than the rate and the fee");
        VM.assertLe(gross, 46_000 * uint256(10_040) / 9_970, "hardly more");
        VM.assertLe(2, _fill(_flat, _quote, 4), "at least a minor unit and its fee");
        VM.assertLe(1, _fill(_open(IFxPool.Curve.Concentrated, 1, 0), _base, 1), "never for nothing");
    }

    function test_fill__anyAmountOnBothCurves__keepsTheProductAndDoesNotProfitBackAndForth(uint256 seed) external {
        for (uint256 i = 0; i < 2; ++i) {
            IFxPool pool = i == 0 ? _plain : _flat;
            uint256 sellMinor = bound(seed, 1, BASE_MINOR / 2);
            (uint256 base, uint256 quote) = pool.reserves();
            uint256 paid = _fill(pool, _base, sellMinor);
            _pass(_maker, address(_money(0)), abi.encodeCall(IERC20.transfer, (address(pool), paid)));
            (uint256 laterBase, uint256 laterQuote) = pool.reserves();
            VM.assertEq(laterBase + sellMinor, base, "sold");
            VM.assertEq(laterQuote, quote + paid, "paid");
            if (i == 0) VM.assertLe(base * quote, laterBase * laterQuote, "product");
            // What was bought does not buy back what was paid.
            VM.assertGt(pool.costOf(_quote, paid), sellMinor, "a round trip");
        }
    }

    function test_offer__nothingAForeignCurrencyOrByAnybody__fails() external {
        bytes memory nothing = abi.encodeCall(IFxPool.offer, (_base, 0));
        _fail(_maker, address(_plain), nothing, IFxPool.PoolAmountZero.selector);
        bytes memory foreign = abi.encodeCall(IFxPool.offer, (Currency.wrap("CNY"), 1));
        _fail(_maker, address(_plain), foreign, IFxPool.PoolCurrencyForeign.selector);
        bytes memory fill = abi.encodeCall(IFxPool.fill, (_base, 1));
        _fail(_maker, address(_plain), fill, IFxPool.PoolNotSystemContract.selector);
        _suspend(0, address(_world.engine()), Status.Suspended);
        _fail(address(_world.engine()), address(_plain), fill, IFxPool.PoolNotSystemContract.selector);
    }

    function test_check__eachCause__isToldAndNothingIsFilled() external {
        _expectRefusal(_plain, _base, BASE_MINOR, RefusalCode.PoolInsufficientLiquidity);
        _expectRefusal(_flat, _quote, QUOTE_MINOR, RefusalCode.PoolInsufficientLiquidity);
        _expectRefusal(_flat, _base, BASE_MINOR - 1, RefusalCode.None);
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (address(_flat), BASE_MINOR - 5));
        _pass(_supervisor(1), address(_money(1)), freeze);
        _expectRefusal(_flat, _base, 6, RefusalCode.PoolInsufficientLiquidity);
        _expectRefusal(_flat, _base, 5, RefusalCode.None);
        _rateRay = 0;
        _expectRefusal(_flat, _quote, 5, RefusalCode.PoolRateMissing);
        _expectRefusal(_plain, _quote, 5, RefusalCode.None);
        for (uint256 i = 0; i < 2; ++i) {
            _suspend(i, address(_plain), Status.Suspended);
            _expectRefusal(_plain, _quote, 5, RefusalCode.MakerNotAdmitted);
            _suspend(i, address(_plain), Status.Active);
        }
    }

    function test_check__beyondTheArithmeticOfTheCurve__isTooLittleLiquidity() external {
        _rateRay = 1e15; // the base reserve is worth one scaled unit
        _expectRefusal(_flat, _base, 1, RefusalCode.PoolInsufficientLiquidity);
        _rateRay = 1e14;
        _expectRefusal(_flat, _quote, 1, RefusalCode.PoolInsufficientLiquidity);
        _rateRay = 1e40;
        _expectRefusal(_flat, _quote, 1, RefusalCode.PoolInsufficientLiquidity);
        _rateRay = 4.6e27;
        IFxPool steep = _open(_spec(IFxPool.Curve.Concentrated, 1));
        _rateRay = 1e38;
        _issueReserves(0, _maker, 2 ** 57);
        _provide(steep, BASE_MINOR, 2 ** 57);
        _expectRefusal(steep, _base, BASE_MINOR / 2, RefusalCode.None);
        _expectRefusal(steep, _base, BASE_MINOR - 1, RefusalCode.PoolInsufficientLiquidity);
    }

    function test_check__costThatNoReserveHolds__isTooLittleLiquidity() external {
        IFxPool pool = _open(_spec(IFxPool.Curve.ConstantProduct, 0));
        _issueReserves(0, _maker, 2 ** 126);
        _provide(pool, BASE_MINOR, 2 ** 126);
        _expectRefusal(pool, _base, BASE_MINOR - 1, RefusalCode.PoolInsufficientLiquidity);
        _expectRefusal(pool, _base, BASE_MINOR / 2, RefusalCode.None);
    }

    function test_fill__curveThatGivesAllAway__failsOnBothCurves() external {
        for (uint256 i = 0; i < 2; ++i) {
            IFxPool.PoolSpec memory spec =
                i == 0 ? _spec(IFxPool.Curve.ConstantProduct, 0) : _spec(IFxPool.Curve.Concentrated, AMPLIFICATION);
            IFxPool bent = new BentPool(_registry, IReferenceRates(address(this)), spec);
            _admit(bent);
            _provide(bent, BASE_MINOR, QUOTE_MINOR);
            bytes memory call_ = abi.encodeCall(IFxPool.fill, (_base, BASE_MINOR / 2));
            _fail(address(_world.engine()), address(bent), call_, IFxPool.PoolValueFell.selector);
        }
    }

    function test_provide__first__locksSharesAndSetsTheProportion() external {
        IFxPool pool = _open(_spec(IFxPool.Curve.ConstantProduct, 0));
        bytes4 tooSmall = IFxPool.PoolProvisionTooSmall.selector;
        _fail(_maker, address(pool), abi.encodeCall(IFxPool.provide, (1_000, 1_000, 0)), tooSmall);
        bytes4 below = IFxPool.PoolSharesBelowMinimum.selector;
        _fail(_maker, address(pool), abi.encodeCall(IFxPool.provide, (2_000, 2_000, 1_001)), below);
        VM.expectEmit(address(pool));
        emit IFxPool.PoolSharesLocked(1_000);
        VM.expectEmit(address(pool));
        emit IFxPool.PoolProvided(_maker, 4_000, 9_000, 5_000);
        _provide(pool, 4_000, 9_000);
        VM.assertEq(pool.totalShares(), 6_000, "all shares");
        VM.assertEq(pool.sharesOf(_maker), 5_000, "the provider's");
    }

    function test_provide__second__isInProportionWithinBothLimits() external {
        uint256 total = _plain.totalShares();
        _fill(_plain, _base, 777);
        (uint256 base, uint256 quote) = _plain.reserves();
        bytes memory answer = _provide(_plain, type(uint256).max, 10_001);
        (uint256 shares, uint256 baseMinor, uint256 quoteMinor) = abi.decode(answer, (uint256, uint256, uint256));
        VM.assertEq(shares, 10_001 * total / quote, "shares down");
        VM.assertEq(baseMinor, (shares * base + total - 1) / total, "base up");
        VM.assertEq(quoteMinor, (shares * quote + total - 1) / total, "quote up");
        _fail(
            _maker,
            address(_plain),
            abi.encodeCall(IFxPool.provide, (0, 1, 0)),
            IFxPool.PoolSharesBelowMinimum.selector
        );
    }

    function test_provide__notByWhoTakesPartInBothCurrencies__fails() external {
        bytes memory call_ = abi.encodeCall(IFxPool.provide, (1_000, 4_600, 1));
        bytes4 notProvider = IFxPool.PoolNotProvider.selector;
        _fail(_bank(0), address(_plain), call_, notProvider);
        _fail(_bank(2), address(_plain), call_, notProvider);
        _fail(_stranger, address(_plain), call_, notProvider);
        _suspend(0, _maker, Status.Suspended);
        _fail(_maker, address(_plain), call_, notProvider);
        _fail(_maker, address(_plain), abi.encodeCall(IFxPool.withdraw, (1, 0, 0)), notProvider);
    }

    function test_provide__byABankOfBothCurrencies__isTaken() external {
        address bank = _bank(2);
        Jurisdiction here = _world.country(0).id;
        IParticipantRegistry.Participant memory known = _registry.participantOf(bank);
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit, (bank, Role.CommercialBank, known.lei, known.bic, known.home)
        );
        _pass(_centralBank(0), address(_registry), admission);
        _pass(bank, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (here)));
        _issueReserves(0, bank, QUOTE_MINOR);
        _pass(bank, address(_plain), abi.encodeCall(IFxPool.provide, (1_000, 4_600, 1)));
        VM.assertGt(_plain.sharesOf(bank), 0, "its shares");
    }

    function test_withdraw__itsShares__areTheirPartRoundedDown() external {
        uint256 total = _flat.totalShares();
        uint256 held = _flat.sharesOf(_maker);
        _rateRay = 0; // needs no rate
        bytes4 lacking = IFxPool.PoolSharesInsufficient.selector;
        _fail(_maker, address(_flat), abi.encodeCall(IFxPool.withdraw, (held + 1, 0, 0)), lacking);
        _fail(_maker, address(_flat), abi.encodeCall(IFxPool.withdraw, (0, 0, 0)), IFxPool.PoolAmountZero.selector);
        uint256 base = 1_234 * BASE_MINOR / total;
        uint256 quote = 1_234 * QUOTE_MINOR / total;
        bytes4 below = IFxPool.PoolPayoutBelowMinimum.selector;
        _fail(_maker, address(_flat), abi.encodeCall(IFxPool.withdraw, (1_234, base + 1, 0)), below);
        _fail(_maker, address(_flat), abi.encodeCall(IFxPool.withdraw, (1_234, 0, quote + 1)), below);
        VM.expectEmit(address(_flat));
        emit IFxPool.PoolWithdrawn(_maker, base, quote, 1_234);
        _pass(_maker, address(_flat), abi.encodeCall(IFxPool.withdraw, (1_234, base, quote)));
        _expectReserves(_flat, BASE_MINOR - base, QUOTE_MINOR - quote);
        VM.assertEq(_flat.sharesOf(_maker), held - 1_234, "the provider's");
        VM.assertEq(_flat.totalShares(), total - 1_234, "all shares");
    }

    function test_writeDown__afterASeizure__isTheCentralBanksOfThatCurrency() external {
        _seize(1, _plain, BASE_MINOR - 7);
        bytes memory ofBase = abi.encodeCall(IFxPool.writeDown, (_base));
        _fail(_centralBank(0), address(_plain), ofBase, IFxPool.PoolNotCentralBank.selector);
        bytes memory ofQuote = abi.encodeCall(IFxPool.writeDown, (_quote));
        _fail(_centralBank(0), address(_plain), ofQuote, IFxPool.PoolNothingLost.selector);
        VM.expectEmit(address(_plain));
        emit IFxPool.PoolWrittenDown(_base, BASE_MINOR - 7);
        _pass(_centralBank(1), address(_plain), ofBase);
        _expectReserves(_plain, 7, QUOTE_MINOR);
        _seize(0, _plain, QUOTE_MINOR);
        _pass(_centralBank(0), address(_plain), ofQuote);
        _expectReserves(_plain, 7, 0);
        _expectRefusal(_plain, _base, 1, RefusalCode.PoolInsufficientLiquidity);
        _fail(_maker, address(_plain), abi.encodeCall(IFxPool.provide, (7, 7, 1)), IFxPool.PoolEmptied.selector);
        _seize(1, _plain, 7);
        _pass(_centralBank(1), address(_plain), ofBase);
        _fail(_maker, address(_plain), abi.encodeCall(IFxPool.provide, (7, 7, 1)), IFxPool.PoolEmptied.selector);
    }

    function _spec(IFxPool.Curve curve, uint16 amplification) private view returns (IFxPool.PoolSpec memory) {
        return IFxPool.PoolSpec(_base, _quote, curve, FEE_BPS, amplification);
    }

    function _open(IFxPool.PoolSpec memory spec) private returns (IFxPool pool) {
        pool = create(spec);
        _admit(pool);
    }

    /// @dev A pool with liquidity at the reference rate.
    function _open(IFxPool.Curve curve, uint16 amplification, uint16 feeBps) private returns (IFxPool pool) {
        pool = _open(IFxPool.PoolSpec(_base, _quote, curve, feeBps, amplification));
        _provide(pool, BASE_MINOR, QUOTE_MINOR);
    }

    function _admit(IFxPool pool) private {
        bytes memory admission = abi.encodeCall(
            IParticipantRegistry.admit,
            (address(pool), Role.SystemContract, Lei.wrap(0), Bic.wrap(0), Jurisdiction.wrap(0))
        );
        for (uint256 i = 0; i < 2; ++i) {
            _pass(_centralBank(i), address(_registry), admission);
        }
    }

    function _provide(IFxPool pool, uint256 baseMinorMax, uint256 quoteMinorMax) private returns (bytes memory) {
        return _pass(_maker, address(pool), abi.encodeCall(IFxPool.provide, (baseMinorMax, quoteMinorMax, 1)));
    }

    /// @dev By the settlement engine, which this network admitted; the money itself is not moved here.
    function _fill(IFxPool pool, Currency sellCurrency, uint256 sellMinor) private returns (uint256) {
        bytes memory call_ = abi.encodeCall(IFxPool.fill, (sellCurrency, sellMinor));
        return abi.decode(_pass(address(_world.engine()), address(pool), call_), (uint256));
    }

    function _seize(uint256 country, IFxPool pool, uint256 amountMinor) private {
        IMoney.LegalOrder memory order =
            IMoney.LegalOrder("pool", address(pool), _maker, amountMinor, uint64(block.timestamp));
        order.id = keccak256(abi.encode(country, amountMinor));
        address money = address(_money(country));
        _pass(_supervisor(country), money, abi.encodeCall(IMoney.recordLegalOrder, (order)));
        bytes memory seizure = abi.encodeCall(IERC7943Fungible.forcedTransfer, (address(pool), _maker, amountMinor));
        _pass(_centralBank(country), money, seizure);
    }

    function _failSpec(IFxPool.PoolSpec memory spec) private {
        VM.expectRevert(
            abi.encodeWithSelector(
                IFxPool.PoolSpecInvalid.selector, spec.base, spec.quote, spec.feeBps, spec.amplification
            )
        );
        this.create(spec);
    }

    function _expectRefusal(IFxPool pool, Currency sellCurrency, uint256 sellMinor, RefusalCode expected) private {
        (RefusalCode code, uint256 buyMinor) = pool.offer(sellCurrency, sellMinor);
        _expectCode(code, expected);
        _expectCode(pool.check(sellCurrency, sellMinor), expected);
        VM.assertTrue((buyMinor == 0) == (code != RefusalCode.None), "a cost");
        if (code == RefusalCode.None) return;
        bytes memory call_ = abi.encodeCall(IFxPool.fill, (sellCurrency, sellMinor));
        bytes memory refusal = abi.encodeWithSelector(IFxPool.PoolNotFillable.selector, expected);
        _failWith(address(_world.engine()), address(pool), call_, refusal);
    }

    function _expectReserves(IFxPool pool, uint256 baseMinor, uint256 quoteMinor) private view {
        (uint256 base, uint256 quote) = pool.reserves();
        VM.assertEq(base, baseMinor, "base reserve");
        VM.assertEq(quote, quoteMinor, "quote reserve");
    }
}
