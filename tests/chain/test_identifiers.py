"""Identifiers computed off the chain are those that the contracts compute."""

from __future__ import annotations

import pytest
from actors import HKMA, UNUSED_LEI, actor
from small_network import Network

from chain.clients.events import ActApproved
from chain.clients.sanctions import Sanctions
from chain.clients.types import JurisdictionSpec, Validator
from chain.identifiers import act_id, subject_identifier

KEY = actor("validator", "new").address


def test_act_id__each_act_of_the_network__is_what_its_approval_names(network: Network) -> None:
    registry, validators = network.registry, network.deployment.validators
    known = network.read(validators.validators())[0].key
    spec = JurisdictionSpec("SG", "SGD", actor("central-bank", "mas").address, UNUSED_LEI)
    validator = Validator(KEY, HKMA.address)
    for call, act in (
        (registry.open_jurisdiction(spec), act_id(registry, "openJurisdiction", spec)),
        (validators.add_validator(validator), act_id(validators, "addValidator", validator)),
        (validators.remove_validator(known), act_id(validators, "removeValidator", known)),
        (validators.replace_validator_key(known, KEY), act_id(validators, "replaceValidatorKey", known, KEY)),
    ):
        approved = network.run(HKMA, call).first(ActApproved)
        assert approved is not None
        assert approved.act == act


def test_act_id__argument_of_another_type__raises(network: Network) -> None:
    with pytest.raises(TypeError):
        act_id(network.registry, "openJurisdiction", "SG")
    with pytest.raises(ValueError, match="address"):
        act_id(network.deployment.validators, "removeValidator", "SG")


@pytest.mark.parametrize("subject", [0, 1, 2**40 - 1, 2**160 - 1])
def test_subject_identifier__any_subject__is_that_of_the_lists(network: Network, subject: int) -> None:
    identifier = subject_identifier(bytes(32), subject)
    assert network.read(network.deployment.risks.identifier_of(subject)) == identifier
    assert network.read(network.deployment.rule(Sanctions).identifier_of(subject)) == identifier
