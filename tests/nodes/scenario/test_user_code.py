"""Classes of a scenario's own: refused without leave before anything is imported, judged, told with their SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from chain.errors import InputError
from nodes.bank import Bank
from nodes.central_bank import CentralBank
from nodes.keeper import Keeper
from nodes.market_maker import MarketMaker
from nodes.scenario import Scenario, ScenarioError
from nodes.scenario.behaviours import Role, written_classes
from nodes.simulation import Simulation
from nodes.wallet import Wallet

BASE = (Path(__file__).parents[2] / "data" / "tiny.yaml").read_text(encoding="utf-8")
BANK = "{id: sg-bank, name: Marina Bank, jurisdiction: SG,"
PLACE = "s.yaml:15:67 banks[1].behaviour"
NOT_THERE = "beside the scenario, and no such module on the Python path"
SOURCE = """
from dataclasses import dataclass, field
from nodes.bank import Bank
from nodes.central_bank import CentralBank
from nodes.keeper import Keeper
from nodes.market_maker import MarketMaker
from nodes.policies import Policy
from nodes.wallet import Wallet

class Own(Bank): pass
class Issuer(CentralBank): pass
class Watcher(Keeper): pass
class Maker(MarketMaker): pass
class Purse(Wallet): pass
class Idle(Policy): pass
@dataclass(frozen=True, slots=True, eq=False)
class Greedy(Bank):
    appetite: int
@dataclass(frozen=True)
class Same(Bank):
    pass
"""


def text_with(name: str, key: str = "behaviour") -> str:
    assert BASE.count(BANK) == 1
    return BASE.replace(BANK, f"{BANK} {key}: {name},")


def line_of(folder: Path, text: str, *, allow_code: bool = True) -> str:
    """The one line with which a scenario in a folder is refused."""
    with pytest.raises(ScenarioError) as refusal:
        Scenario.parse(text, "s.yaml", folder=folder, allow_code=allow_code)
    (line,) = str(refusal.value).splitlines()
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_code__without_leave__is_refused_before_anything_is_imported(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n")
    line = line_of(tmp_path, text_with("own:Own"), allow_code=False)
    assert line == (
        f"{PLACE}: code 'own:Own' without leave: it is Python of the scenario's own, and would run with all your "
        "rights; read the code, then add --allow-code (in Python: allow_code=True)"
    )
    assert not (tmp_path / "ran").exists()
    line_of(tmp_path, text_with("own:Own"))
    assert (tmp_path / "ran").exists(), "with leave it is imported"


def test_code__set_on_the_command_line__wants_leave_too(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"--set banks\.sg-bank\.behaviour=own:Own: code 'own:Own' without leave"):
        Scenario.parse(BASE, "s.yaml", settings=["banks.sg-bank.behaviour=own:Own"], folder=folder)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ow:Own", f"unknown module 'ow': there is no ow.py {NOT_THERE}; did you mean own?"),
        ("own:Onw", "unknown class 'Onw': the classes of own are Own, Issuer, Watcher, Maker, Purse, Idle, Greedy, "
         "Same; did you mean Own?"),
        ("own:Purse", "Purse is no Bank: what stands here is played by a subclass of nodes.bank.Bank; let it "
         "inherit from Bank"),
        ("own:Greedy", "Greedy cannot be made: Bank is made without appetite; give it a default"),
        ("own:Same", "Same compares by value: nodes are told apart by who they are, not by what they hold; write "
         "@dataclass(..., eq=False)"),
        ("sys:Own", f"unknown module 'sys': there is no sys.py {NOT_THERE}; "
         "correct the name, or put the file there"),
    ],
)  # fmt: skip
def test_class__that_cannot_play_the_node__is_refused_with_its_place(folder: Path, name: str, says: str) -> None:
    assert line_of(folder, text_with(name)) == f"{PLACE}: {says}"


def test_policy__that_is_not_whole__is_refused(folder: Path) -> None:
    line = line_of(folder, text_with("own:Idle", "policy"))
    assert line.endswith("Idle is not whole: it does not say how it does decide; write that method")
    misspelt = line_of(folder, text_with("fifi", "policy"))
    assert misspelt.endswith(
        "policy 'fifi': a policy is fifo, deadline_aware, liquidity_aware, or a class of your own; did you mean fifo?; "
        "write one of them, or module:Class"
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = 1\ny = z\n", "own.py:2: NameError: name 'z' is not defined; correct it"),
        ("def f(:\n", "own.py:1: SyntaxError: invalid syntax"),
        ("raise SystemExit(0)\n", "own.py:1: SystemExit: 0; correct it"),
        ("import beside\n", "own.py:1: ModuleNotFoundError: No module named 'beside'; correct it"),
    ],
)
def test_module__that_cannot_be_imported__is_refused_with_its_line(tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / "own.py").write_text(source, encoding="utf-8")
    (tmp_path / "beside.py").write_text("", encoding="utf-8")
    assert f"module 'own' cannot be imported: {says}" in line_of(tmp_path, text_with("own:Own"))


def test_nodes__each_kind__is_played_by_the_class_that_the_file_names(folder: Path) -> None:
    text = text_with("own:Own")
    for old, name in (
        ("central_bank: {id: mas, name: MAS", "Issuer"),
        ("{id: baker, name: Baker", "Purse"),
        ("{id: maker, name: Maker", "Maker"),
        ("{id: keeper, name: Keeper", "Watcher"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, f"{old}, behaviour: own:{name}")
    scenario = Scenario.parse(text, "s.yaml", folder=folder, allow_code=True)
    simulation = Simulation(scenario)
    report = simulation.run()
    actors = simulation.actors
    played = [
        (actors.banks["sg-bank"], Bank), (actors.central_banks["SG"], CentralBank), (actors.wallets["baker"], Wallet),
        (actors.market_makers["maker"], MarketMaker), (actors.keepers["keeper"], Keeper),
    ]  # fmt: skip
    assert [type(node).__name__ for node, _ in played] == ["Own", "Issuer", "Purse", "Maker", "Watcher"]
    assert all(isinstance(node, base) for node, base in played)
    assert type(actors.banks["de-bank"]) is Bank
    sha256 = hashlib.sha256((folder / "own.py").read_bytes()).hexdigest()
    assert report["inputs"] == {"code/own": {"file": "own.py", "sha256": sha256}}
    # Classes that change nothing leave the same record.
    assert report["digest"] == Simulation(Scenario.parse(BASE, "s.yaml")).run()["digest"]


def test_code__failing_in_the_run__is_told_with_its_line_and_other_errors_are_left(folder: Path) -> None:
    (folder / "own.py").write_text(
        "from nodes.bank import Bank\nclass Own(Bank):\n    def relay(self, instruction, done):\n"
        "        raise KeyError('mine')\n"
    )
    scenario = Scenario.parse(text_with("own:Own"), "s.yaml", folder=folder, allow_code=True)
    with pytest.raises(InputError) as refusal:
        Simulation(scenario).run()
    line = str(refusal.value).replace(f"{folder.resolve()}/", "")
    assert line == "own.py:4 relay: code of the scenario's own failed: KeyError: 'mine'; correct it"
    try:
        raise KeyError("ours")
    except KeyError as error:
        scenario.code.blame(error)


def test_module__state_of_an_earlier_run__is_not_found_by_the_next(folder: Path) -> None:
    (folder / "own.py").write_text(
        "from nodes.bank import Bank\nseen = []\nclass Own(Bank):\n    memory = seen\n", encoding="utf-8"
    )
    first, second = (
        Scenario.parse(text_with("own:Own"), "s.yaml", folder=folder, allow_code=True).code.named("own:Own")
        for _ in range(2)
    )
    first.memory.append(1)
    assert second.memory == []
    assert not list(folder.glob("__pycache__"))


def test_scenario__made_without_a_file__refuses_code_when_the_network_opens() -> None:
    scenario = Scenario.parse(BASE, "s.yaml")
    banks = (scenario.banks[0], scenario.banks[1].model_copy(update={"behaviour": "own:Own"}))
    with pytest.raises(InputError, match="own:Own: code of its own: nobody has allowed it to run"):
        Simulation(scenario.model_copy(update={"banks": banks})).prepare()


def test_written_classes__groups_variants_and_supervisors__are_all_found(folder: Path) -> None:
    text = (Path(__file__).parents[2] / "data" / "interbank.yaml").read_text(encoding="utf-8")
    text = text.replace("settlement: {mode: gross,", "settlement: {policy: own:P, mode: gross,")
    text += "client_groups: [{per_bank: 1, banks: [bank-d], behaviour: own:G}]\n"
    text = text.replace(
        "central_bank: {id: mas,", "supervisor: {id: sup, name: S, behaviour: own:S}, central_bank: {id: mas,"
    )
    with pytest.raises(ScenarioError, match=r"jurisdictions\[0\]\.supervisor\.behaviour: code 'own:S' without leave"):
        Scenario.parse(text, "s.yaml")
    (folder / "own.py").write_text(
        "from nodes.policies import Fifo\nfrom nodes.wallet import Wallet\nfrom nodes.supervisor import Supervisor\n"
        "class P(Fifo): pass\nclass G(Wallet): pass\nclass S(Supervisor): pass\n"
    )
    scenario = Scenario.parse(text, "s.yaml", folder=folder, allow_code=True)
    found = [(named.loc, named.role) for named in written_classes(scenario)]
    assert found == [
        (("jurisdictions", 0, "supervisor", "behaviour"), Role.SUPERVISOR),
        (("client_groups", 0, "behaviour"), Role.WALLET),
        (("compare", 0, "settlement", "policy"), Role.POLICY),
    ]
    assert {client.behaviour for client in scenario.world().clients} == {"own:G"}
