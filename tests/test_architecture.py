"""Who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("crm", "contacts", "gdpr")
DOORS = ("contacts.admin", "contacts.api", "contacts.tasks", "contacts.management")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
IMPORTS = (ast.Import, ast.ImportFrom)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {
    module(path): ast.parse(path.read_text())
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that the code imports, both as module and as module.name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imports_of(sources: set[str], *targets: str) -> set[tuple[str, str]]:
    """Which of the modules import something within the targets."""
    return {(source, name) for source in sources for name in imported(SOURCES[source]) if is_within(name, *targets)}


def within(*packages: str) -> set[str]:
    return {name for name in SOURCES if is_within(name, *packages)}


def test_imports_of_finds_what_is_imported():
    assert imports_of({"gdpr.apps"}, "gdpr.checks", "contacts") == {("gdpr.apps", "gdpr.checks")}


def test_contacts_does_not_know_gdpr():
    assert imports_of(within("contacts"), "gdpr") == set()


def test_crm_names_the_apps_by_strings_only():
    joints = within("crm.sample", "crm.management")

    assert imports_of(within("crm") - joints, "contacts", "gdpr") == set()


@pytest.mark.parametrize("leaf", ["crm.privacy", "contacts.normalize", "contacts.signals"])
def test_leaves_import_nothing_of_ours_but_themselves(leaf):
    ours = {name for _, name in imports_of(within(leaf), *PACKAGES)}

    assert {name for name in ours if not is_within(name, leaf)} == set()


def test_exceptions_import_nothing_of_ours():
    exceptions = {name for name in SOURCES if name.endswith(".exceptions")}

    assert imports_of(exceptions, *PACKAGES) == set()


def test_models_import_no_features():
    models = within("contacts.models", "contacts.querysets", "contacts.visibility")
    leaves = within("contacts.normalize", "contacts.exceptions")
    features = within("contacts") - models - leaves - {"contacts"}

    assert imports_of(models, *features, *DOORS) == set()


def test_features_do_not_know_their_doors():
    features = within("contacts") - within(*DOORS)

    assert imports_of(features, *DOORS) == set()


def test_privacy_features_do_not_know_their_doors():
    doors = ("gdpr.admin", "gdpr.api", "gdpr.tasks", "gdpr.management", "gdpr.public")

    assert imports_of(within("gdpr") - within(*doors), *doors, *DOORS) == set()


def test_functions_import_nothing_but_ready():
    importing = {
        f"{source}.{function.name}"
        for source, tree in SOURCES.items()
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS) and any(isinstance(node, IMPORTS) for node in ast.walk(function))
    }

    assert {name for name in importing if not name.endswith(".apps.ready")} == set()


def test_modules_are_named_for_what_they_know():
    assert {name for name in SOURCES if name.rpartition(".")[2] in EMPTY_NAMES} == set()
