"""How many central banks it takes, and the risk registry's room for flags: on a network of its own."""

from __future__ import annotations

from typing import Any

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    SUPERVISOR,
    UNUSED_LEI,
    actor,
    lei,
)
from small_network import DAY_S, Network

from audit.quorum import needed
from audit.report import audit_record
from chain.clients.types import JurisdictionSpec, Role
from chain.identifiers import subject_identifier


@pytest.mark.parametrize(
    ("jurisdictions", "expected"), [(1, 2), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (128, 86)]
)
def test_needed__so_many_central_banks__is_more_than_two_thirds_and_at_least_two(
    jurisdictions: int, expected: int
) -> None:
    assert needed(jurisdictions) == expected
    assert jurisdictions < 2 or 3 * needed(jurisdictions) > 2 * jurisdictions


def found(network: Network) -> list[str]:
    report = audit_record(network.ledger.journal, network.deployment, network.ledger)
    return [str(finding) for finding in report.findings]


def test_audit__approval_that_grew_old__counts_no_more_on_either_side(network: Network) -> None:
    spec = JurisdictionSpec("SG", "SGD", actor("central-bank", "mas").address, UNUSED_LEI)
    call = network.registry.open_jurisdiction(spec)
    network.run(HKMA, call)
    network.run(BANK_OF_THAILAND, call, network.now_s + 31 * DAY_S)
    assert "SG" not in audit_record(network.ledger.journal, network.deployment, network.ledger).books.jurisdictions
    assert found(network) == []
    network.run(HKMA, call)
    assert found(network) == []


def test_audit__ninth_flag_on_a_subject__takes_the_place_of_a_spent_one(network: Network) -> None:
    institutions: list[Any] = [HKMA, BANK_OF_THAILAND, HONGKONG_BANK, BANGKOK_BANK, CHIANGMAI_BANK]
    institutions += [SUPERVISOR, HONGKONG_SUPERVISOR]
    for number in (1, 2):
        more = actor("supervisor", f"more-{number}")
        network.admit(HKMA, more, Role.SUPERVISOR, lei(200 + number), "HK")
        institutions.append(more)
    subject = network.read(network.registry.customer_of(FARMER.address)).number
    identifier = subject_identifier(bytes(32), subject)
    risks = network.deployment.risks
    for nth, institution in enumerate(institutions):
        until_s = network.now_s + (1 if nth == 3 else 30 * DAY_S)
        network.run(institution, risks.flag(identifier, "fraud", until_s), network.now_s + 1)
    assert len(network.read(risks.flags_of(identifier))) == 8
    assert found(network) == []
