"""Provocations of every error of the RateIndex.

Trusts the Bank of Thailand to license the one index that is asked about.
Never waits for a day: a provocation names days ahead or not.
"""

from __future__ import annotations

from actors import BANK_OF_THAILAND, HKMA, UNUSED_LEI, actor
from provocation import Provocation, provokes
from small_network import DAY_S, Network

from chain.clients import errors
from chain.clients.rate_index import RateIndex
from chain.clients.types import Role

PUBLISHER = actor("rate-publisher", "publisher")


def licensed(network: Network) -> RateIndex:
    """The contract once an index has its publisher."""
    index = network.deployment.rate_index
    network.admit(BANK_OF_THAILAND, PUBLISHER, Role.RATE_PUBLISHER, UNUSED_LEI, "TH")
    network.run(BANK_OF_THAILAND, index.license_index("THB", "THOR", PUBLISHER.address))
    return index


@provokes(errors.IndexNotCentralBank)
def foreign_central_bank_licenses(network: Network) -> Provocation:
    call = network.deployment.rate_index.license_index("THB", "THOR", PUBLISHER.address)
    return Provocation(HKMA, call, errors.IndexNotCentralBank(HKMA.address, "THB"))


@provokes(errors.IndexNameMissing)
def index_without_a_name(network: Network) -> Provocation:
    call = network.deployment.rate_index.license_index("THB", "", PUBLISHER.address)
    return Provocation(BANK_OF_THAILAND, call, errors.IndexNameMissing("THB"))


@provokes(errors.IndexNotPublisher)
def published_without_a_license(network: Network) -> Provocation:
    call = network.deployment.rate_index.publish_index("THB", "THOR", 1, network.now_s // DAY_S + 1)
    return Provocation(BANK_OF_THAILAND, call, errors.IndexNotPublisher(BANK_OF_THAILAND.address, "THB", "THOR"))


@provokes(errors.IndexRateOutOfBounds)
def rate_above_everything(network: Network) -> Provocation:
    call = licensed(network).publish_index("THB", "THOR", 1_000_001, network.now_s // DAY_S + 1)
    return Provocation(PUBLISHER, call, errors.IndexRateOutOfBounds(1_000_001))


@provokes(errors.IndexRateOutOfBounds)
def rate_below_everything(network: Network) -> Provocation:
    call = licensed(network).publish_index("THB", "THOR", -1_000_001, network.now_s // DAY_S + 1)
    return Provocation(PUBLISHER, call, errors.IndexRateOutOfBounds(-1_000_001))


@provokes(errors.IndexDayNotAhead)
def rate_of_today(network: Network) -> Provocation:
    today = network.now_s // DAY_S
    call = licensed(network).publish_index("THB", "THOR", 1, today)
    return Provocation(PUBLISHER, call, errors.IndexDayNotAhead(today, today))


@provokes(errors.IndexDayNotNewer)
def rate_of_a_day_twice(network: Network) -> Provocation:
    tomorrow = network.now_s // DAY_S + 1
    call = licensed(network).publish_index("THB", "THOR", 1, tomorrow)
    network.run(PUBLISHER, call)
    return Provocation(PUBLISHER, call, errors.IndexDayNotNewer(tomorrow, tomorrow))
