"""Setting up a network, what is remembered of it, and what its deployer may not do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from actors import (
    BANGKOK_BANK,
    HONG_KONG,
    HONGKONG_BANK,
    OPERATOR,
    STRANGER,
    THAILAND,
)
from small_network import Network, open_network

from chain.artifacts import load_artifact
from chain.clients.types import Admission, Role, Status
from chain.deploy import BankPlan, deploy_deposits, deploy_network
from chain.deployment import Deployment, Party
from chain.errors import ChainFault, InputError
from chain.ledger import Ledger

# --- Setting up


def test_deploy_network__two_jurisdictions__lists_their_moneys_and_system_contracts(shared: Network) -> None:
    registry, deployment = shared.registry, shared.deployment
    for plan in (HONG_KONG, THAILAND):
        money = deployment.money(plan.currency)
        assert shared.read(registry.central_bank_of(plan.id)) == plan.central_bank.address
        assert shared.read(registry.jurisdiction_of(plan.currency)) == plan.id
        assert shared.read(registry.central_bank_money_of(plan.currency)) == money.address
        assert shared.read(money.currency()) == plan.currency
        assert shared.read(money.issuer()) == plan.central_bank.address
        assert shared.read(money.decimals()) == plan.exponent == deployment.exponents[plan.currency]
        for contract in (deployment.engine, deployment.loan_book):
            admission = shared.read(registry.admission_of(contract.address, plan.id))
            assert admission == Admission(Role.SYSTEM_CONTRACT, Status.ACTIVE)


def test_deploy_deposits__admitted_banks__have_their_money_listed(shared: Network) -> None:
    for bank, currency in ((HONGKONG_BANK, "HKD"), (BANGKOK_BANK, "THB")):
        token = shared.deposit(bank)
        assert shared.read(shared.registry.deposit_token_of(bank.address, currency)) == token.address
        assert (shared.read(token.issuer()), shared.read(token.currency())) == (bank.address, currency)
        assert shared.deployment.deposit_currencies[bank.identity] == currency


def test_deployment__its_contracts__are_on_chain_at_distinct_addresses(shared: Network) -> None:
    deployment = shared.deployment
    assert len(deployment.addresses) == len(deployment.contracts) + 2 + 3
    assert all(shared.ledger.engine.code(address) for address in deployment.addresses)
    assert deployment.addresses == set(deployment.contract_names)
    names = set(deployment.contract_names.values())
    assert names >= {"ParticipantRegistry", "FxBoard", "SettlementEngine", "LoanBook", "HKD", "THB"}
    assert names >= {"HKD.hongkong-bank", "THB.bangkok-bank", "THB.chiangmai-bank"}
    assert deployment.parameters == shared.ledger.engine.parameters


def test_deploy_network__invalid_lei__is_a_fault_that_names_step_and_lei(bare_ledger: Ledger) -> None:
    wrong = replace(HONG_KONG, lei="CRDR0000000000000100")
    with pytest.raises(
        ChainFault, match=r"setting up the network: creation of ParticipantRegistry: RegistryLeiInvalid"
    ):
        deploy_network(bare_ledger, OPERATOR, [wrong, THAILAND])


def test_deploy_network__two_jurisdictions_of_one_currency__is_a_fault(bare_ledger: Ledger) -> None:
    with pytest.raises(ChainFault, match="creation of ParticipantRegistry: RegistryJurisdictionTwice"):
        deploy_network(bare_ledger, OPERATOR, [HONG_KONG, replace(THAILAND, currency="HKD")])


def test_deploy_deposits__bank_that_was_never_admitted__is_a_fault_that_names_the_call(
    bare_ledger: Ledger,
) -> None:
    deployment = deploy_network(bare_ledger, OPERATOR, [HONG_KONG, THAILAND])
    bank = BankPlan("stranger-bank", "Stranger Bank", STRANGER.address, "HK")
    with pytest.raises(ChainFault, match=r"ParticipantRegistry\.listDepositToken: RegistryNotActiveBank\(account='0x"):
        deploy_deposits(bare_ledger, deployment, OPERATOR, [HONG_KONG, THAILAND], [bank])


def test_deploy_network__same_plans__gives_the_same_deployment_and_digest(fresh: Network) -> None:
    again = open_network()
    assert fresh.deployment == again.deployment
    assert fresh.ledger.digest == again.ledger.digest
    assert list(fresh.ledger.journal.blocks()) == list(again.ledger.journal.blocks())


# --- The operator: what it may call is in tests/contracts/test_roles.py


def test_operator__after_deployment__has_no_role_and_no_account(shared: Network) -> None:
    for jurisdiction in ("HK", "TH"):
        admission = shared.read(shared.registry.admission_of(OPERATOR.address, jurisdiction))
        assert admission == Admission(Role.NONE, Status.NONE)
    participant = shared.read(shared.registry.participant_of(OPERATOR.address))
    assert (participant.lei, participant.home) == ("", "")
    assert shared.read(shared.registry.customer_of(OPERATOR.address)).status == Status.NONE


# --- The file


@pytest.fixture
def written(shared: Network, tmp_path: Path) -> Path:
    """A deployment file."""
    party = Party("bank", HONGKONG_BANK.address, "Hong Kong Bänk", "HK")
    path = tmp_path / "deployment.json"
    path.write_text(shared.deployment.with_parties({"hongkong-bank": party}).as_json(), encoding="utf-8")
    return path


def test_load__what_as_json_wrote__is_the_same_deployment(shared: Network, written: Path) -> None:
    loaded = Deployment.load(written)
    assert replace(loaded, parties={}) == shared.deployment
    assert loaded.parties["hongkong-bank"].name == "Hong Kong Bänk"
    assert loaded.as_json() == written.read_text(encoding="utf-8")
    assert isinstance(loaded.parties["hongkong-bank"], Party)


def test_as_json__artifacts__are_named_with_their_hash(shared: Network) -> None:
    hashes = json.loads(shared.deployment.as_json())["artifact_sha256"]
    assert set(hashes) == {*shared.deployment.contracts, "CentralBankMoney", "DepositToken", "FxPool", "RuleBook"}
    assert hashes["DepositToken"] == load_artifact("DepositToken").sha256


def test_with_parties__known_and_new__are_both_there(shared: Network) -> None:
    one = Party("bank", HONGKONG_BANK.address, "Hong Kong Bank", "HK")
    other = replace(one, name="Bangkok Bank")
    both = shared.deployment.with_parties({"a": one}).with_parties({"b": other})
    assert both.parties == {"a": one, "b": other}
    assert shared.deployment.parties == {}


def without(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda raw: {name: value for name, value in raw.items() if name != key}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda raw: raw | {"format": "corridor-deployment/1"}, "format: Input should be 'corridor-deployment/2'"),
        (without("format"), "format: Field required"),
        (without("artifact_sha256"), "artifact_sha256: Field required"),
        (without("parameters"), "parameters: Field required"),
        (without("contracts"), "contracts: Field required"),
        (lambda raw: raw | {"contracts": {}}, "no address of ParticipantRegistry"),
        (lambda raw: raw | {"deposits": ["0x00"]}, "deposits: Input should be an object"),
        (lambda raw: raw | {"exponents": {"HKD": "2"}}, "exponents.HKD: Input should be a valid integer"),
        (lambda raw: raw | {"parameters": {"chain_id": "7"}}, "parameters.chain_id: Input should be a valid integer"),
        (lambda raw: raw | {"parties": {"a": {"role": "bank"}}}, "parties.a.address: Field required"),
        (lambda raw: [raw], "Input should be an object"),
    ],
    ids=range(11),
)
def test_load__json_that_is_no_deployment__is_one_line_that_says_why(
    written: Path, change: Callable[[Any], Any], why: str
) -> None:
    written.write_text(json.dumps(change(json.loads(written.read_text()))))
    with pytest.raises(InputError) as caught:
        Deployment.load(written)
    assert str(caught.value).startswith(f"{written}: not a deployment: {why}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"not json\n", b"\xff\xfe", b"[" * 100_000])
def test_load__damaged_file__is_one_line(written: Path, content: bytes) -> None:
    written.write_bytes(content)
    with pytest.raises(InputError, match="not a deployment: Invalid JSON") as caught:
        Deployment.load(written)
    assert "\n" not in str(caught.value)


def test_load__missing_file_or_folder__is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a deployment: No such file or directory; name a folder"):
        Deployment.load(tmp_path / "deployment.json")
    with pytest.raises(InputError, match="not a deployment: Is a directory; name a folder"):
        Deployment.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "sha256"), [("FxBoard", "0" * 64), ("DepositToken", None), ("NoContractOfOurs", "0" * 64)]
)
def test_load__of_another_build__is_refused_and_names_the_contract(
    written: Path, name: str, sha256: str | None
) -> None:
    raw = json.loads(written.read_text())
    raw["artifact_sha256"][name] = sha256
    if sha256 is None:
        del raw["artifact_sha256"][name]
    written.write_text(json.dumps(raw))
    with pytest.raises(InputError, match=f"deployed from another build of {name}"):
        Deployment.load(written)
