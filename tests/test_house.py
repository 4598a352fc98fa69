"""The house's rules, each one a check that names every offender."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXTS = {
    str(path.relative_to(ROOT)): path.read_text()
    for folder in ("gateway", "domain")
    for path in sorted(ROOT.glob(f"{folder}/**/*.py"))
    # what a tool writes and nobody changes afterwards is as long as it is
    if path.parent != ROOT / "gateway" / "tables" / "migrations"
}
TREES = {name: ast.parse(text) for name, text in TEXTS.items()}
TESTS = sorted(ROOT.glob("tests/**/*.py"))

FILE_LINES = 400
TEST_FILE_LINES = 800
FUNCTION_LINES = 60
PARAMETERS = 6
VAGUE = {"utils", "helpers", "common", "misc", "core", "base", "manager", "service", "crud", "schemas"}
STATEMENT = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s", re.IGNORECASE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield f"{name}:{getattr(node, 'lineno', 0)}", node


def functions() -> Iterator[tuple[str, Function]]:
    for where, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, Function)
        yield where, node


def test_a_file_fits_the_mind():
    assert [name for name, text in TEXTS.items() if len(text.splitlines()) > FILE_LINES] == []
    assert [str(path) for path in TESTS if len(path.read_text().splitlines()) > TEST_FILE_LINES] == []


def test_a_function_fits_the_screen():
    assert [where for where, node in functions() if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES] == []


def test_a_function_takes_few_parameters():
    def count(function: Function) -> int:
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        return len([argument for argument in given if argument.arg not in {"self", "cls"}])

    assert [where for where, node in functions() if count(node) > PARAMETERS] == []


def test_modules_are_named_for_what_they_do():
    assert [name for name in TEXTS if Path(name).stem in VAGUE] == []


def test_a_module_says_what_it_is_in_charge_of():
    assert [name for name, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_imports_are_at_the_top():
    inside = [
        where for where, node in functions() for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_only_the_settings_read_the_environment():
    def read(node: ast.AST) -> str:
        return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")

    readers = {
        where.split(":")[0] for where, node in nodes(ast.Attribute, ast.Name) if read(node) in {"environ", "getenv"}
    }
    assert readers <= {"gateway/settings.py"}


def test_only_the_outermost_middleware_catches_everything():
    def broad(handler: ast.AST) -> bool:
        assert isinstance(handler, ast.ExceptHandler)
        caught = [] if handler.type is None else [n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)]
        return handler.type is None or not {"Exception", "BaseException"}.isdisjoint(caught)

    catchers = [where.split(":")[0] for where, node in nodes(ast.ExceptHandler) if broad(node)]
    assert catchers == ["gateway/http/errors.py"]


def test_no_statement_is_written_with_an_f_string():
    def constant(node: ast.AST) -> str:
        assert isinstance(node, ast.JoinedStr)
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))

    assert [where for where, node in nodes(ast.JoinedStr) if STATEMENT.search(constant(node))] == []


def test_the_project_speaks_of_itself_alone():
    # in parts, or this file would do what it forbids
    foreign = re.compile("/wo" + r"rk/|\bissue #|\bTO" + r"DO\b|\bFIX" + r"ME\b")
    texts = {**TEXTS, **{str(path): path.read_text() for path in TESTS}}
    assert [name for name, text in texts.items() if foreign.search(text)] == []


def test_what_is_imported_is_a_pinned_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {_normal(re.split(r"\[|==", pin)[0]) for pin in project["dependencies"] if "==" in pin}
    providers = packages_distributions()
    ours = {"gateway", "domain"} | sys.stdlib_module_names
    imported = {name.split(".")[0] for tree in TREES.values() for name in _imported(tree)} - ours
    assert [name for name in imported if not {_normal(found) for found in providers.get(name, [])} & pinned] == []


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_no_import_goes_the_wrong_way():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
