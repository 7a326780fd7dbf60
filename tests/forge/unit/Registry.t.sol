// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankQuorum} from "corridor/interfaces/ICentralBankQuorum.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Bic, Currency, Jurisdiction, Label, Lei, Role, Status} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {actor} from "../support/Keys.sol";
import {leiOf} from "../support/Leis.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {World} from "../support/World.sol";
import {VM} from "../support/Vm.sol";

/// @title Who is admitted where and as what, offices that change hands, and what takes a quorum
contract RegistryTest is UnitTest, Deployer {
    Bic private constant BIC = Bic.wrap("BKKBTHBK\x00\x00\x00");
    Lei private constant NO_LEI = Lei.wrap(0);
    Bic private constant NO_BIC = Bic.wrap(0);
    Jurisdiction private constant NOWHERE = Jurisdiction.wrap(0);

    Jurisdiction private _home;
    Jurisdiction private _abroad;
    address private _newcomer = actor("NEWCOMER");

    function setUp() external {
        _setUpNetwork();
        (_home, _abroad) = (_world.country(0).id, _world.country(1).id);
    }

    function test_admit__eachThatIsWrong__fails() external {
        bytes4 invalidRole = IParticipantRegistry.RegistryRoleNotGrantable.selector;
        _failAdmit(_newcomer, Role.None, leiOf(8), NO_BIC, _home, invalidRole);
        _failAdmit(_newcomer, Role.CentralBank, leiOf(8), NO_BIC, _home, invalidRole);
        bytes4 already = IParticipantRegistry.RegistryAlreadyAdmitted.selector;
        _failAdmit(_bank(0), Role.Merchant, leiOf(8), NO_BIC, _home, already);
        bytes4 taken = IParticipantRegistry.RegistryWalletTaken.selector;
        _failAdmit(_importer, Role.Merchant, leiOf(8), NO_BIC, _home, taken);
        bytes4 noContract = IParticipantRegistry.RegistryNotContract.selector;
        _failAdmit(_newcomer, Role.SystemContract, NO_LEI, NO_BIC, NOWHERE, noContract);
        _failAdmit(_newcomer, Role.Merchant, leiOf(5), NO_BIC, _home, IParticipantRegistry.RegistryLeiTaken.selector);
        bytes4 notAtHome = IParticipantRegistry.RegistryNotAdmittedAtHome.selector;
        _failAdmit(_bank(2), Role.CommercialBank, leiOf(8), NO_BIC, _home, notAtHome);
        _failAdmit(_bank(2), Role.CommercialBank, leiOf(8), NO_BIC, _abroad, notAtHome);
        _failAdmit(_bank(2), Role.Merchant, leiOf(7), NO_BIC, _abroad, notAtHome);
        bytes memory admission = _admission(_newcomer, Role.Merchant, leiOf(8), NO_BIC, _home);
        _fail(_bank(0), address(_registry), admission, IParticipantRegistry.RegistryNotCentralBank.selector);
    }

    function test_admit__leiOrBicOutOfForm__fails() external {
        bytes4 lei = IParticipantRegistry.RegistryLeiInvalid.selector;
        _failAdmit(_newcomer, Role.Merchant, Lei.wrap("AAAAAAAAAAAAAAAAA800"), NO_BIC, _home, lei);
        _failAdmit(_newcomer, Role.Merchant, Lei.wrap("aAAAAAAAAAAAAAAAA800"), NO_BIC, _home, lei);
        _failAdmit(_newcomer, Role.Merchant, Lei.wrap("!AAAAAAAAAAAAAAAA800"), NO_BIC, _home, lei);
        bytes4 bic = IParticipantRegistry.RegistryBicInvalid.selector;
        _failAdmit(_newcomer, Role.Merchant, leiOf(8), Bic.wrap("BKKB1HBK\x00\x00\x00"), _home, bic);
        _failAdmit(_newcomer, Role.Merchant, leiOf(8), Bic.wrap("BKKBTHBKX\x00\x00"), _home, bic);
        _failAdmit(_newcomer, Role.Merchant, leiOf(8), Bic.wrap("bkkbTHBK\x00\x00\x00"), _home, bic);
        _admit(_newcomer, Role.Merchant, leiOf(8), Bic.wrap("9KKBTHBKXXX"), _home);
        bytes4 taken = IParticipantRegistry.RegistryBicTaken.selector;
        _failAdmit(_stranger, Role.Merchant, leiOf(9), Bic.wrap("9KKBTHBKXXX"), _home, taken);
    }

    function test_admission__pending_accepted_suspended_revoked__eachOnceAndInOrder() external {
        _admit(_newcomer, Role.Merchant, leiOf(8), BIC, _home);
        bytes4 invalid = IParticipantRegistry.RegistryStatusInvalid.selector;
        _failStatus(_newcomer, Status.Active, invalid);
        _failStatus(_newcomer, Status.Suspended, invalid);
        bytes memory accept = abi.encodeCall(IParticipantRegistry.acceptAdmission, (_home));
        _fail(_stranger, address(_registry), accept, IParticipantRegistry.RegistryNotPending.selector);
        _pass(_newcomer, address(_registry), accept);
        _fail(_newcomer, address(_registry), accept, IParticipantRegistry.RegistryNotPending.selector);
        _failStatus(_newcomer, Status.Active, IParticipantRegistry.RegistryStatusUnchanged.selector);
        _failStatus(_newcomer, Status.None, invalid);
        _failStatus(_newcomer, Status.Pending, invalid);
        _suspend(0, _newcomer, Status.Suspended);
        VM.assertTrue(!_registry.isActiveFor(_newcomer, _world.country(0).currency, Role.Merchant), "suspended");
        _suspend(0, _newcomer, Status.Revoked);
        _failStatus(_newcomer, Status.Active, IParticipantRegistry.RegistryRevokedIsFinal.selector);
        _failStatus(_stranger, Status.Suspended, IParticipantRegistry.RegistryNotAdmitted.selector);
        _failStatus(_centralBank(0), Status.Suspended, IParticipantRegistry.RegistryNotAdmitted.selector);
        VM.assertEq(uint256(_registry.admissionOf(_newcomer, _home).status), uint256(Status.Revoked), "for good");
    }

    function test_admission__revokedBeforeItIsAccepted__freesLeiAndBic() external {
        _admit(_newcomer, Role.Merchant, leiOf(8), BIC, _home);
        _suspend(0, _newcomer, Status.Revoked);
        VM.assertTrue(_registry.participantOf(_newcomer).lei == NO_LEI, "nobody");
        address meant = actor("MEANT");
        _admit(meant, Role.Merchant, leiOf(8), BIC, _home);
        _admit(actor("ANOTHER"), Role.Merchant, leiOf(9), NO_BIC, _home);
        _suspend(0, actor("ANOTHER"), Status.Revoked);
        // Abroad an admission frees nothing: its LEI and BIC are its home's.
        _pass(_centralBank(1), address(_registry), _admission(_bank(0), Role.CommercialBank, leiOf(5), NO_BIC, _home));
        _suspend(1, _bank(0), Status.Revoked);
        VM.assertTrue(_registry.participantOf(_bank(0)).lei == leiOf(5), "still somebody at home");
    }

    function test_sealingKey__ofWhoIsNobody__isNotStated() external {
        bytes memory state = abi.encodeCall(IParticipantRegistry.setSealingKey, ("key"));
        _fail(_stranger, address(_registry), state, IParticipantRegistry.RegistryNotAdmitted.selector);
        _pass(_bank(0), address(_registry), state);
        VM.assertEq(_registry.participantOf(_bank(0)).sealingKey, "key", "stated");
    }

    function test_handover__ofAnOffice__movesAllThatItIs() external {
        address supervisor = _supervisor(0);
        _pass(supervisor, address(_registry), _offer(_newcomer));
        VM.assertEq(_registry.handoverOf(supervisor), _newcomer, "offered");
        bytes memory accept = abi.encodeCall(IParticipantRegistry.acceptHandover, (supervisor));
        bytes4 notOffered = IParticipantRegistry.RegistryHandoverNotOffered.selector;
        _fail(_stranger, address(_registry), accept, notOffered);
        _pass(_newcomer, address(_registry), accept);
        VM.assertTrue(_registry.isActiveFor(_newcomer, _world.country(0).currency, Role.Supervisor), "took over");
        VM.assertEq(uint256(_registry.admissionOf(supervisor, _home).status), 0, "is nobody");
        address central = _centralBank(0);
        address successor = actor("SUCCESSOR");
        _pass(central, address(_registry), _offer(successor));
        _pass(successor, address(_registry), abi.encodeCall(IParticipantRegistry.acceptHandover, (central)));
        VM.assertEq(_registry.centralBankOf(_home), successor, "speaks for the jurisdiction");
        (Jurisdiction spoken, uint256 index) = _registry.jurisdictionSpokenFor(successor);
        VM.assertTrue(spoken == _home && index == 0, "in its place");
    }

    function test_handover__ofABankASuspendedOfficeOrToSomebody__fails() external {
        bytes4 none = IParticipantRegistry.RegistryNotHandedOver.selector;
        _fail(_bank(0), address(_registry), _offer(_newcomer), none);
        _fail(_stranger, address(_registry), _offer(_newcomer), none);
        address supervisor = _supervisor(0);
        _pass(supervisor, address(_registry), _offer(_importer));
        bytes memory accept = abi.encodeCall(IParticipantRegistry.acceptHandover, (supervisor));
        _fail(_importer, address(_registry), accept, IParticipantRegistry.RegistryAccountTaken.selector);
        _pass(supervisor, address(_registry), _offer(_bank(0)));
        _fail(_bank(0), address(_registry), accept, IParticipantRegistry.RegistryAccountTaken.selector);
        _pass(supervisor, address(_registry), _offer(_newcomer));
        _suspend(0, supervisor, Status.Suspended);
        _fail(_newcomer, address(_registry), accept, none);
        _suspend(0, supervisor, Status.Active);
        _pass(_centralBank(1), address(_registry), _admission(supervisor, Role.Supervisor, leiOf(3), NO_BIC, _home));
        _fail(_newcomer, address(_registry), accept, none);
    }

    function test_openJurisdiction__oneThatCannotBe__fails() external {
        bytes4 invalid = IParticipantRegistry.RegistryJurisdictionInvalid.selector;
        _failOpen(_spec(NOWHERE, "SGD", _newcomer), invalid);
        _failOpen(_spec(Jurisdiction.wrap("SG"), bytes3(0), _newcomer), invalid);
        bytes4 twice = IParticipantRegistry.RegistryJurisdictionTwice.selector;
        _failOpen(_spec(_home, "SGD", _newcomer), twice);
        _failOpen(_spec(Jurisdiction.wrap("SG"), "THB", _newcomer), twice);
        _failOpen(_spec(Jurisdiction.wrap("SG"), "SGD", _bank(0)), twice);
        bytes4 taken = IParticipantRegistry.RegistryAccountTaken.selector;
        _failOpen(_spec(Jurisdiction.wrap("SG"), "SGD", _importer), taken);
        _failOpen(_spec(Jurisdiction.wrap("SG"), "SGD", address(0)), taken);
        bytes memory open =
            abi.encodeCall(IParticipantRegistry.openJurisdiction, (_spec(Jurisdiction.wrap("SG"), "SGD", _newcomer)));
        _fail(_bank(0), address(_registry), open, ICentralBankQuorum.QuorumNotCentralBank.selector);
    }

    function test_openJurisdiction__aQuorumOfCentralBanks__opensIt() external {
        IParticipantRegistry.JurisdictionSpec memory spec = _spec(Jurisdiction.wrap("SG"), "SGD", _newcomer);
        bytes memory open = abi.encodeCall(IParticipantRegistry.openJurisdiction, (spec));
        bytes32 act =
            keccak256(abi.encode(address(_registry), IParticipantRegistry.openJurisdiction.selector, spec));
        bytes memory withdraw = abi.encodeCall(ICentralBankQuorum.withdrawApproval, (act));
        _fail(_centralBank(0), address(_registry), withdraw, ICentralBankQuorum.QuorumNotApproved.selector);
        _fail(_stranger, address(_registry), withdraw, ICentralBankQuorum.QuorumNotCentralBank.selector);
        _pass(_centralBank(0), address(_registry), open);
        _fail(_centralBank(0), address(_registry), open, ICentralBankQuorum.QuorumApprovedBefore.selector);
        VM.assertEq(_registry.approvalsOf(act), 1, "one");
        VM.assertEq(_registry.approvalsNeeded(), 2, "of two");
        _pass(_centralBank(0), address(_registry), withdraw);
        _pass(_centralBank(0), address(_registry), open);
        VM.warp(block.timestamp + 30 days + 1);
        VM.assertEq(_registry.approvalsOf(act), 0, "too old");
        _pass(_centralBank(0), address(_registry), open);
        _pass(_centralBank(1), address(_registry), open);
        VM.assertEq(_registry.jurisdictionCount(), 3, "opened");
        VM.assertTrue(_registry.jurisdictionOf(Currency.wrap("SGD")) == spec.id, "of its currency");
    }

    function test_openJurisdiction__oneTooMany__fails() external {
        IParticipantRegistry.JurisdictionSpec[] memory many = new IParticipantRegistry.JurisdictionSpec[](129);
        for (uint16 i = 0; i < many.length; ++i) {
            many[i].id = Jurisdiction.wrap(bytes2(i + 1));
            many[i].currency = Currency.wrap(bytes3(uint24(i + 1)));
            (many[i].centralBank, many[i].lei) = (address(uint160(i + 1)), leiOf(i));
        }
        bytes4 tooMany = IParticipantRegistry.RegistryTooManyJurisdictions.selector;
        try this.deployRegistry(many) {
            VM.assertTrue(false, "deployed");
        } catch (bytes memory answer) {
            VM.assertEq(bytes32(bytes4(answer)), bytes32(tooMany), "another error");
        }
    }

    /// @dev For `try` alone.
    function deployRegistry(IParticipantRegistry.JurisdictionSpec[] calldata opened) external {
        _deploy("ParticipantRegistry", abi.encode(opened));
    }

    function test_listing__eachThatIsWrong__fails() external {
        bytes4 listed = IParticipantRegistry.RegistryMoneyAlreadyListed.selector;
        bytes4 foreign = IParticipantRegistry.RegistryMoneyForeign.selector;
        address registry = address(_registry);
        bytes memory list = abi.encodeCall(IParticipantRegistry.listCentralBankMoney, (address(_money(0))));
        _fail(_centralBank(0), registry, list, listed);
        list = abi.encodeCall(IParticipantRegistry.listDepositToken, (address(_deposit(0))));
        _fail(_centralBank(0), registry, list, listed);
        _fail(_centralBank(1), registry, list, foreign);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_centralBank(0), registry, list, IParticipantRegistry.RegistryNotActiveBank.selector);
        VM.assertEq(_registry.centralBankMoneyOf(_world.country(0).currency), address(_money(0)), "money");
        VM.assertEq(_registry.depositTokenOf(_bank(0), _world.country(0).currency), address(_deposit(0)), "deposits");
        _openSingapore();
        list = abi.encodeCall(IParticipantRegistry.listDepositToken, (address(_deposit(0))));
        _fail(_newcomer, registry, list, IParticipantRegistry.RegistryMoneyNotListed.selector);
        list = abi.encodeCall(IParticipantRegistry.listCentralBankMoney, (address(_money(0))));
        _fail(_newcomer, registry, list, foreign);
    }

    function _openSingapore() private {
        IParticipantRegistry.JurisdictionSpec memory spec = _spec(Jurisdiction.wrap("SG"), "SGD", _newcomer);
        bytes memory open = abi.encodeCall(IParticipantRegistry.openJurisdiction, (spec));
        _pass(_centralBank(0), address(_registry), open);
        _pass(_centralBank(1), address(_registry), open);
    }

    function _spec(Jurisdiction id, bytes3 currency, address centralBank)
        private
        pure
        returns (IParticipantRegistry.JurisdictionSpec memory)
    {
        return IParticipantRegistry.JurisdictionSpec(id, Currency.wrap(currency), centralBank, leiOf(9));
    }

    function _failOpen(IParticipantRegistry.JurisdictionSpec memory spec, bytes4 refusal) private {
        bytes memory open = abi.encodeCall(IParticipantRegistry.openJurisdiction, (spec));
        _fail(_centralBank(0), address(_registry), open, refusal);
    }

    function _offer(address to) private pure returns (bytes memory) {
        return abi.encodeCall(IParticipantRegistry.offerHandover, (to));
    }

    function _admission(address account, Role role, Lei lei, Bic bic, Jurisdiction home)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(IParticipantRegistry.admit, (account, role, lei, bic, home));
    }

    function _admit(address account, Role role, Lei lei, Bic bic, Jurisdiction home) private {
        _pass(_centralBank(0), address(_registry), _admission(account, role, lei, bic, home));
    }

    function _failAdmit(address account, Role role, Lei lei, Bic bic, Jurisdiction home, bytes4 refusal) private {
        _fail(_centralBank(0), address(_registry), _admission(account, role, lei, bic, home), refusal);
    }

    function _failStatus(address account, Status status, bytes4 refusal) private {
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setParticipantStatus, (account, status, Label.wrap("decision")));
        _fail(_centralBank(0), address(_registry), order, refusal);
    }
}
