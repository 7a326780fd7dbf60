// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICentralBankMoney} from "corridor/interfaces/ICentralBankMoney.sol";
import {IFxPool} from "corridor/interfaces/IFxPool.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IReferenceRates} from "corridor/interfaces/IReferenceRates.sol";
import {Currency, RefusalCode} from "corridor/interfaces/Types.sol";
import {StableCurve} from "corridor/libraries/StableCurve.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {Settlements} from "../support/Settlements.sol";
import {LegHandler} from "./LegHandler.sol";

/// @title Pools on either curve: provided to, withdrawn from, filled and given money for nothing, at reported rates
/// @dev Country 1 has the base currency, country 0 the quote currency. The engine stands for whoever takes.
contract PoolHandler is LegHandler {
    uint256 private constant RAY = 1e27;
    uint256 private constant SCALE = 1e6;

    /// @dev A pool as it was before an act.
    struct Before {
        uint256 baseMinor;
        uint256 quoteMinor;
        uint256 shares;
    }

    /// @param country Of the currency that the pool sells.
    struct Sale {
        uint256 place;
        uint256 country;
        uint256 sellMinor;
        uint256 buyMinor;
        uint256 rateRay;
    }

    IReferenceRates private immutable RATES;
    address private immutable MAKER;
    address private immutable ENGINE;

    /// @dev What was put in and not taken out again, by the acts alone.
    mapping(uint256 place => mapping(uint256 country => uint256)) private _bookedMinor;

    constructor(Ghosts ghosts, Settlements settlements) LegHandler(ghosts, settlements) {
        RATES = settlements.RATES();
        (MAKER, ENGINE) = (WORLD.maker(), address(WORLD.engine()));
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](6);
        (all[0], all[1], all[2]) = (this.provide.selector, this.withdraw.selector, this.fill.selector);
        (all[3], all[4], all[5]) = (this.fillAgain.selector, this.give.selector, this.report.selector);
    }

    function audit() external view override returns (string memory) {
        for (uint256 place = 0; place < SETTLEMENTS.POOLS(); ++place) {
            IFxPool pool = SETTLEMENTS.pool(place);
            (uint256 baseMinor, uint256 quoteMinor) = pool.reserves();
            if (baseMinor != _bookedMinor[place][1] || quoteMinor != _bookedMinor[place][0]) {
                return "AB: a pool's reserves are not what went in less what went out";
            }
            for (uint256 i = 0; i < 2; ++i) {
                IMoney money = WORLD.country(i).money;
                uint256 dueMinor = _bookedMinor[place][i] + GHOSTS.givenMinor(money, address(pool));
                if (money.balanceOf(address(pool)) != dueMinor) return "AB: a pool does not hold what it has booked";
            }
        }
        return "";
    }

    function provide(uint256 seed, uint256 baseMinor, uint256 quoteMinor) external {
        uint256 place = seed % SETTLEMENTS.POOLS();
        IFxPool pool = SETTLEMENTS.pool(place);
        baseMinor = bound(baseMinor, 1, GHOSTS.freeMinor(WORLD.country(1).money, MAKER) / 4 + 1);
        quoteMinor = seed % 4 == 0 ? bound(quoteMinor, 1, 20_000_000) : baseMinor * 46 / 10 + 1;
        Before memory before = _before(pool);
        bytes memory order = abi.encodeCall(IFxPool.provide, (baseMinor, quoteMinor, 0));
        (bool ok, bytes memory answer) = _try(MAKER, address(pool), order);
        if (!ok) return;
        uint256 shares;
        (shares, baseMinor, quoteMinor) = abi.decode(answer, (uint256, uint256, uint256));
        _into(place, 1, MAKER, baseMinor);
        _into(place, 0, MAKER, quoteMinor);
        _expectShare(pool, before);
        GHOSTS.did("provided");
    }

    function withdraw(uint256 seed, uint256 shares) external {
        uint256 place = seed % SETTLEMENTS.POOLS();
        IFxPool pool = SETTLEMENTS.pool(place);
        uint256 heldShares = pool.sharesOf(MAKER);
        shares = seed % 8 == 7 ? heldShares + 1 : bound(shares, 1, heldShares / 2 + 1);
        Before memory before = _before(pool);
        bytes memory order = abi.encodeCall(IFxPool.withdraw, (shares, 0, 0));
        (bool ok, bytes memory answer) = _try(MAKER, address(pool), order);
        GHOSTS.expect(!ok || shares <= heldShares, "AB: more shares were given back than were held");
        if (!ok) return;
        (uint256 baseMinor, uint256 quoteMinor) = abi.decode(answer, (uint256, uint256));
        _outOf(place, 1, MAKER, baseMinor);
        _outOf(place, 0, MAKER, quoteMinor);
        _expectShare(pool, before);
        GHOSTS.did("withdrawn");
    }

    /// @dev From a bank, through the pool, to a bank of the other country.
    function fill(uint256 seed, uint256 sellMinor) public {
        Sale memory sale;
        (sale.place, sale.country) = (seed % SETTLEMENTS.POOLS(), seed / 2 % 2);
        IFxPool pool = SETTLEMENTS.pool(sale.place);
        sale.sellMinor = bound(sellMinor, 1, _bookedMinor[sale.place][sale.country] / (seed % 16 == 5 ? 1 : 8) + 1);
        RefusalCode code;
        (code, sale.buyMinor) = pool.offer(WORLD.country(sale.country).currency, sale.sellMinor);
        address payer = WORLD.bank(sale.country == 0 ? 2 : seed / 4 % 2).account;
        address payee = WORLD.bank(sale.country == 0 ? seed / 4 % 2 : 2).account;
        if (code == RefusalCode.None && !_isMovable(pool, sale, payer, payee)) return GHOSTS.did("fillNotPaid");
        (sale.rateRay,) = RATES.referenceRate(WORLD.country(1).currency, WORLD.country(0).currency);
        Before memory before = _before(pool);
        bytes memory order = abi.encodeCall(IFxPool.fill, (WORLD.country(sale.country).currency, sale.sellMinor));
        (bool ok, bytes memory answer) = _try(ENGINE, address(pool), order);
        GHOSTS.expect(ok == (code == RefusalCode.None), "AB: a fill is not what the pool offered");
        if (!ok) return GHOSTS.did(bytes32(uint256(code)));
        GHOSTS.expect(abi.decode(answer, (uint256)) == sale.buyMinor, "AB: a fill costs another price than offered");
        _pay(1 - sale.country, payer, address(pool), sale.buyMinor);
        _pay(sale.country, address(pool), payee, sale.sellMinor);
        _bookedMinor[sale.place][1 - sale.country] += sale.buyMinor;
        _bookedMinor[sale.place][sale.country] -= sale.sellMinor;
        _expectKept(pool, sale, before);
        GHOSTS.did(sale.place == 0 ? bytes32("filledPlain") : bytes32("filledFlat"));
    }

    /// @dev Of all acts the one that pools are for, hence twice.
    function fillAgain(uint256 seed, uint256 sellMinor) external {
        fill(seed, sellMinor);
    }

    /// @dev Money for nothing, to a pool or another contract that holds money for others.
    function give(uint256 seed, uint256 amountMinor) external {
        address[] memory all = SETTLEMENTS.contracts();
        address to = all[seed % all.length];
        uint256 country = seed / 8 % 2;
        IMoney money = WORLD.country(country).money;
        address from = _institution(country, seed / 16);
        amountMinor = bound(amountMinor, 0, GHOSTS.freeMinor(money, from) / 64);
        (bool ok,) = _try(from, address(money), abi.encodeCall(IERC20.transfer, (to, amountMinor)));
        if (!ok) return;
        GHOSTS.given(money, from, to, amountMinor);
        GHOSTS.did("given");
    }

    /// @dev Around what it was, and one in eight times far off; seldom old, or a second too early for the reporter.
    function report(uint256 who, uint256 rateRay, uint256 ageS) external {
        (Currency base, Currency quote) = (WORLD.country(1).currency, WORLD.country(0).currency);
        address reporter = SETTLEMENTS.reporter(who % SETTLEMENTS.REPORTERS());
        uint256 spreadRay = rateRay % 8 == 7 ? RAY : RAY / 50;
        rateRay = bound(rateRay, WORLD.RATE_RAY() - spreadRay, WORLD.RATE_RAY() + spreadRay);
        uint64 observedAt = uint64(block.timestamp - (ageS % 4 == 3 ? bound(ageS, 0, 2 days) : 0));
        bool isNewer = observedAt > RATES.reportOf(base, quote, reporter).observedAt;
        bytes memory order = abi.encodeCall(IReferenceRates.report, (base, quote, rateRay, observedAt));
        (bool ok,) = _try(reporter, address(RATES), order);
        GHOSTS.expect(ok == isNewer, "AB: a report counted, or not, against the rules");
        _expectRate(base, quote);
        if (ok) GHOSTS.did("reported");
    }

    /// @dev Two fresh reports at least, and never outside of what they say.
    function _expectRate(Currency base, Currency quote) private {
        (uint256 fresh, uint256 lowest, uint256 highest) = (0, type(uint256).max, 0);
        for (uint256 i = 0; i < SETTLEMENTS.REPORTERS(); ++i) {
            IReferenceRates.Report memory last = RATES.reportOf(base, quote, SETTLEMENTS.reporter(i));
            if (last.observedAt + SETTLEMENTS.RATE_AGE_S() < block.timestamp) continue;
            ++fresh;
            if (last.rateRay < lowest) lowest = last.rateRay;
            if (last.rateRay > highest) highest = last.rateRay;
        }
        (uint256 rateRay,) = RATES.referenceRate(base, quote);
        GHOSTS.expect(rateRay == 0 || fresh >= 2, "AB: there is a reference rate of too few reports");
        GHOSTS.expect(rateRay == 0 || (lowest <= rateRay && rateRay <= highest), "AB: a reference rate is made up");
        GHOSTS.did(rateRay == 0 ? bytes32("rateMissing") : bytes32("rateKnown"));
    }

    /// @dev Neither the product nor D falls, and what was bought does not buy back what was paid.
    function _expectKept(IFxPool pool, Sale memory sale, Before memory before) private {
        Before memory later = _before(pool);
        if (sale.place == 0) {
            bool isKept = later.baseMinor * later.quoteMinor >= before.baseMinor * before.quoteMinor;
            GHOSTS.expect(isKept, "AB: a fill took value from a pool");
        } else {
            uint256 depth = StableCurve.depthDown(
                _scaled(before.baseMinor, sale.rateRay), before.quoteMinor * SCALE, SETTLEMENTS.AMPLIFICATION()
            );
            bool isKept = StableCurve.carries(
                _scaled(later.baseMinor, sale.rateRay), later.quoteMinor * SCALE, depth, SETTLEMENTS.AMPLIFICATION()
            );
            GHOSTS.expect(isKept, "AB: a fill took value from a pool");
        }
        Currency back = WORLD.country(1 - sale.country).currency;
        (RefusalCode code, uint256 backMinor) = pool.offer(back, sale.buyMinor);
        GHOSTS.expect(code != RefusalCode.None || backMinor >= sale.sellMinor, "AB: back and forth takes from a pool");
    }

    /// @dev A share's part of either reserve never falls by what another puts in or takes out.
    function _expectShare(IFxPool pool, Before memory before) private {
        Before memory later = _before(pool);
        bool isKept = later.baseMinor * before.shares >= before.baseMinor * later.shares
            && later.quoteMinor * before.shares >= before.quoteMinor * later.shares;
        GHOSTS.expect(isKept, "AB: a share is worth less than before");
    }

    function _into(uint256 place, uint256 country, address from, uint256 amountMinor) private {
        _moved(country, from, address(SETTLEMENTS.pool(place)), amountMinor);
        _bookedMinor[place][country] += amountMinor;
    }

    function _outOf(uint256 place, uint256 country, address to, uint256 amountMinor) private {
        _moved(country, address(SETTLEMENTS.pool(place)), to, amountMinor);
        uint256 bookedMinor = _bookedMinor[place][country];
        GHOSTS.expect(amountMinor <= bookedMinor, "AB: more was withdrawn than was booked");
        _bookedMinor[place][country] = bookedMinor - _min(amountMinor, bookedMinor);
    }

    /// @dev What whoever takes does after a fill.
    function _pay(uint256 country, address from, address to, uint256 amountMinor) private {
        bytes memory order = abi.encodeCall(ICentralBankMoney.settlementTransfer, (from, to, amountMinor));
        _do(ENGINE, address(WORLD.country(country).money), order);
        _moved(country, from, to, amountMinor);
    }

    /// @return Whether both sides of the sale could be paid.
    function _isMovable(IFxPool pool, Sale memory sale, address payer, address payee) private view returns (bool) {
        (IMoney sold, IMoney bought) = (WORLD.country(sale.country).money, WORLD.country(1 - sale.country).money);
        bool isStanding =
            !GHOSTS.isSuspendedIn(payer, 1 - sale.country) && !GHOSTS.isSuspendedIn(payee, sale.country);
        return isStanding && !GHOSTS.isPaused(sold) && !GHOSTS.isPaused(bought)
            && sale.buyMinor <= GHOSTS.freeMinor(bought, payer)
            && sale.sellMinor <= GHOSTS.freeMinor(sold, address(pool));
    }

    function _before(IFxPool pool) private view returns (Before memory before) {
        (before.baseMinor, before.quoteMinor) = pool.reserves();
        before.shares = pool.totalShares();
    }

    function _scaled(uint256 baseMinor, uint256 rateRay) private pure returns (uint256) {
        return baseMinor * (rateRay * SCALE) / RAY;
    }
}
