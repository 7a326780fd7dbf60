"""The Python classes that a scenario names: found, imported, judged, and kept with the SHA-256 of their source.

Trusts the person who allowed code to have read it: it runs with all their rights.
Never imports a file beside a scenario by anything but the bytes whose SHA-256 it tells.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.abc
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, ParamSpec, TypeVar

from chain.errors import InputError
from finance.suggestions import did_you_mean
from nodes.scenario.behaviours import Role, WrittenClass
from nodes.scenario.findings import Problem, shown
from nodes.scenario.row_files import KEPT

P = ParamSpec("P")
T = TypeVar("T")

CODE = "code"
"""The folder of `inputs/` in a results folder in which the code of its scenario is kept."""
_READ_IT = "read the code, then add --allow-code (in Python: allow_code=True)"


@dataclass(frozen=True, slots=True)
class CodeFile:
    """The source of a module. path: where it was found; source: its bytes, which are what runs; is_beside: whether it
    stands beside the scenario, so that it is kept with the results."""

    module: str
    path: Path
    source: bytes
    is_beside: bool

    @property
    def sha256(self) -> str:
        """Of the source, hexadecimal."""
        return hashlib.sha256(self.source).hexdigest()


@dataclass(frozen=True, slots=True)
class UserCode:
    """What a scenario brings along. classes: by `module:Class`; files: by module."""

    classes: Mapping[str, type[Any]] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, CodeFile] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, path: str | None, base: type[T]) -> type[T]:
        """The class that plays a node: `base` where the scenario names none. Raises `InputError` where code that it
        names was not allowed."""
        return base if path is None else self.named(path)

    def named(self, path: str) -> type[Any]:
        """The class of a name. Raises `InputError` where it was not allowed."""
        if path not in self.classes:
            raise InputError(what="code of its own", where=path, why="nobody has allowed it to run", do=_READ_IT)
        return self.classes[path]

    def report(self) -> dict[str, dict[str, str]]:
        """Name and SHA-256 of each module, as `inputs` of `run.json` has them."""
        return {f"{CODE}/{name}": {"file": file.path.name, "sha256": file.sha256} for name, file in self.files.items()}

    def fingerprint(self) -> dict[str, str]:
        """SHA-256 by module."""
        return {name: file.sha256 for name, file in self.files.items()}

    def keep(self, folder: Path) -> None:
        """Writes the modules that stand beside the scenario into a results folder, where it finds them again."""
        for name, file in self.files.items():
            if file.is_beside:
                (folder / KEPT / CODE).mkdir(parents=True, exist_ok=True)
                (folder / KEPT / CODE / f"{name}.py").write_bytes(file.source)

    def blame(self, error: Exception) -> None:
        """Raises `InputError` from an error that came out of this code; does nothing about any other."""
        paths = {str(file.path): file for file in self.files.values()}
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in paths]
        if own and not isinstance(error, InputError):
            where = f"{shown(own[-1].filename, 4_096)}:{own[-1].lineno} {own[-1].name}"
            why = f"{type(error).__name__}: {shown(str(error), 200)}"
            raise InputError(what="code of the scenario's own failed", where=where, why=why, do="correct it") from error


def blaming(method: Callable[P, T]) -> Callable[P, T]:
    """Has errors of a method of a run that came out of its scenario's own code told as such."""

    @wraps(method)
    def guarded(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return method(*arguments, **named)
        except Exception as error:
            run: Any = arguments[0]
            run.scenario.code.blame(error)
            raise

    return guarded


def not_allowed(written: WrittenClass) -> Problem:
    """That a scenario names code where nobody has allowed it."""
    why = "it is Python of the scenario's own, and would run with all your rights"
    return Problem(written.loc, f"code {written.path!r} without leave", why, _READ_IT)


def load_code(written: Iterable[WrittenClass], folder: Path) -> tuple[UserCode, list[Problem]]:
    """The classes that a scenario in `folder` names, and what is wrong with them."""
    modules: dict[str, ModuleType | tuple[str, str, str]] = {}
    classes: dict[str, type[Any]] = {}
    files: dict[str, CodeFile] = {}
    problems = []
    for named in written:
        name, _, class_name = named.path.partition(":")
        if name not in modules:
            modules[name] = _module(name, folder, files)
        module = modules[name]
        found = module if isinstance(module, tuple) else _class_in(module, name, class_name, named.role)
        if isinstance(found, tuple):
            problems.append(Problem(named.loc, *found))
        else:
            classes[named.path] = found
    return UserCode(MappingProxyType(classes), MappingProxyType(files)), problems


def _module(name: str, folder: Path, files: dict[str, CodeFile]) -> ModuleType | tuple[str, str, str]:
    """The module, its file added to `files`; or what is wrong, why, and what to do."""
    kept, beside = folder / KEPT / CODE / f"{name}.py", folder / f"{name.replace('.', '/')}.py"
    try:
        path = next((path for path in (kept, beside) if path.is_file()), None)
        if path is not None:
            files[name] = CodeFile(name, path.resolve(), path.read_bytes(), is_beside=True)
            return _import_bytes(files[name])
        return _import_installed(name, folder, files)
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        line = error.lineno if isinstance(error, SyntaxError) else place.lineno
        where = Path(error.filename or "" if isinstance(error, SyntaxError) else place.filename).name
        why = f"{shown(where)}:{line}: {type(error).__name__}: {shown(str(error), 200)}"
        return f"module {name!r} cannot be imported", why, "correct it"


class _Bytes(importlib.abc.SourceLoader):
    """Makes a module of source that was read already, and caches nothing on disk."""

    def __init__(self, file: CodeFile) -> None:
        self.file = file

    def get_filename(self, fullname: str) -> str:
        return str(self.file.path)

    def get_data(self, path: str | bytes) -> bytes:
        return self.file.source


def _import_bytes(file: CodeFile) -> ModuleType:
    # By its content, so that two scenarios of one process may each have a module of the same name; and anew each time,
    # so that no run finds what another one left in it.
    name = f"corridor_code_{file.sha256[:16]}_{file.module.replace('.', '_')}"
    spec = importlib.util.spec_from_loader(name, _Bytes(file))
    assert spec is not None and spec.loader is not None, "a loader of our own makes a spec"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _import_installed(name: str, folder: Path, files: dict[str, CodeFile]) -> ModuleType | tuple[str, str, str]:
    spec = importlib.util.find_spec(name.partition(".")[0])
    spec = spec and importlib.util.find_spec(name)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        why = f"there is no {name.replace('.', '/')}.py beside the scenario, and no such module on the Python path"
        beside = sorted(path.stem for path in folder.glob("*.py"))
        do = did_you_mean(name, beside).removeprefix("; ") or "correct the name, or put the file there"
        return f"unknown module {name!r}", why, do
    path = Path(spec.origin)
    files[name] = CodeFile(name, path, path.read_bytes(), is_beside=False)
    return importlib.import_module(name)


def _class_in(module: ModuleType, name: str, class_name: str, role: Role) -> type[Any] | tuple[str, str, str]:
    """The class of a module, or what is wrong with it, why, and what to do."""
    where, _, base_name = role.value.partition(":")
    base: type[Any] = getattr(importlib.import_module(where), base_name)
    own = [
        key for key, value in vars(module).items() if isinstance(value, type) and value.__module__ == module.__name__
    ]
    found = vars(module).get(class_name)
    if not isinstance(found, type):
        why = f"the classes of {name} are {', '.join(map(shown, own)) or 'none'}"
        do = did_you_mean(class_name, own).removeprefix("; ") or "name one of them"
        return f"unknown class {class_name!r}", why, do
    if not issubclass(found, base):
        why = f"what stands here is played by a subclass of {where}.{base_name}"
        return f"{class_name} is no {base_name}", why, f"let it inherit from {base_name}"
    if inspect.isabstract(found):
        missing = ", ".join(sorted(getattr(found, "__abstractmethods__", ())))
        return f"{class_name} is not whole", f"it does not say how it does {missing}", "write that method"
    return _constructible(found, base) or found


def _constructible(found: type[Any], base: type[Any]) -> tuple[str, str, str] | None:
    """What stands in the way of making one, and of telling it from others."""
    known = inspect.signature(base).parameters
    wanted = [
        name
        for name, parameter in inspect.signature(found).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        and name not in known
    ]
    if wanted:
        why = f"{base.__name__} is made without {', '.join(wanted)}"
        return f"{found.__name__} cannot be made", why, "give it a default"
    if found.__hash__ is None or found.__eq__ is not base.__eq__:
        why = "nodes are told apart by who they are, not by what they hold"
        return f"{found.__name__} compares by value", why, "write @dataclass(..., eq=False)"
    return None
