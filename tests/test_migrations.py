from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from gateway import migrations, tables
from gateway.migrations import ENGINE, FOLDER, MigrationError, applying, files
from gateway.migrations.files import Change, Draft
from tests import databases

APPLIER = """
import asyncio, sys
from pathlib import Path
from gateway import migrations
from gateway.settings import Settings
settings = Settings.model_validate({"database_url": sys.argv[1] or None, "var": Path(sys.argv[2])})
print(*asyncio.run(migrations.apply(settings)))
"""
FIRST = '''
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

class Plant(Model):
    """A plant; say \\'hello\\' to it."""
    id = fields.IntField(primary_key=True)
    height = fields.IntField(description="In \\\\ or /* millimetres */; 'quoted'")
    class Meta:
        table = "plant"
        constraints = (CheckConstraint(name="plant_height", check="height > 0"),)
'''
GROWN = '''
class Garden(Model):
    """Where plants are."""
    id = fields.IntField(primary_key=True)
    size = fields.IntField()
    plants = fields.ManyToManyField("growing.Plant", through="garden_plant", related_name="gardens")
    class Meta:
        table = "garden"
        constraints = (CheckConstraint(name="garden_size", check="size >= 1"),)
'''


def shipped() -> list[str]:
    """Every migration there is, the engine's first."""
    return [
        f"{app}/{path.name}"
        for app, folder in ((tables.APP, ENGINE.folder), ("domain", FOLDER / "domain"))
        for path in sorted(folder.glob("[0-9]*.py"))
    ]


def ours(names: list[str]) -> list[str]:
    """Without the engine's."""
    return [name.partition("/")[2] for name in names if not name.startswith(f"{tables.APP}/")]


@pytest.fixture(params=databases.DIALECTS)
async def settings(request, tmp_path):
    async with databases.empty(request, tmp_path) as settings:
        yield settings


@pytest.fixture(params=databases.DIALECTS)
async def growing(request, tmp_path, monkeypatch):
    """A domain that a test writes with `_grow`."""
    monkeypatch.syspath_prepend(tmp_path)
    async with databases.empty(request, tmp_path, "growing") as settings:
        yield settings


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "migrations"


def _grow(settings, text):
    (settings.var / "growing.py").write_text(text)
    sys.modules.pop("growing", None)


async def test_applied_once(settings):
    names = await migrations.pending(settings)
    assert names == shipped()
    assert await migrations.apply(settings) == names
    assert await migrations.pending(settings) == []
    assert await migrations.apply(settings) == []


async def test_two_processes_at_the_same_moment(settings):
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    command = [sys.executable, "-c", APPLIER, url, str(settings.var)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [(await asyncio.to_thread(process.communicate))[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(said, key=len) == [[], shipped()]


async def test_the_second_waits_for_the_first(settings):
    async with applying._locked(settings):
        second = asyncio.create_task(migrations.apply(settings))
        done, _ = await asyncio.wait({second}, timeout=0.6)
        assert not done
    assert await second == shipped()


async def test_nobody_waits_for_ever(settings, monkeypatch):
    monkeypatch.setattr(applying, "PATIENCE_SECONDS", 0.4)
    async with applying._locked(settings):
        with pytest.raises(MigrationError, match="another process"):
            await migrations.apply(settings)


async def test_an_unchanged_domain_makes_nothing(tmp_path):
    settings = databases.settings_of(None, tmp_path)
    before = sorted(Path("migrations/domain").iterdir())
    assert await migrations.make(settings) == []
    assert not await migrations.changed(migrations.of_domain(settings))
    assert sorted(Path("migrations/domain").iterdir()) == before


async def test_the_engine_has_a_migration_for_all_its_tables():
    assert not await migrations.changed(ENGINE)


async def test_a_changed_domain_makes_one_file_for_both(growing, folder):
    _grow(growing, FIRST)
    [first] = await migrations.make(growing, folder=folder)
    assert first.startswith("0_") and first.endswith("_init.py")
    assert ours(await migrations.apply(growing, folder)) == [first]
    await databases.run(growing, "INSERT INTO plant (height) VALUES (3)")

    _grow(
        growing,
        FIRST.replace("    class Meta", "    age = fields.IntField(default=7, db_index=True)\n    class Meta") + GROWN,
    )
    assert await migrations.changed(migrations.of_domain(growing, folder))
    [second] = await migrations.make(growing, "garden", folder)
    assert second.startswith("1_") and second.endswith("_garden.py")
    assert ours(await migrations.pending(growing, folder)) == [second]
    assert ours(await migrations.apply(growing, folder)) == [second]

    assert await databases.run(growing, "SELECT height, age FROM plant") == [(3, 7)]
    for statement in ("INSERT INTO plant (height, age) VALUES (0, 1)", "INSERT INTO garden (size) VALUES (0)"):
        with pytest.raises(databases.REFUSED):
            await databases.run(growing, statement)
    assert not await migrations.changed(migrations.of_domain(growing, folder))
    assert set(files.read(folder / "growing")[1].module.CHECKS) == {"plant", "garden"}


async def test_a_changed_check_is_made_on_postgres_and_written_by_hand_on_sqlite(growing, folder):
    _grow(growing, FIRST)
    await migrations.make(growing, folder=folder)
    await migrations.apply(growing, folder)
    _grow(growing, FIRST.replace("height > 0", "height > 5"))
    [second] = await migrations.make(growing, "taller", folder)
    assert "sqlite is missing" in (folder / "growing" / second).read_text()
    if growing.database.dialect == "sqlite":
        with pytest.raises(MigrationError, match="by hand"):
            await migrations.apply(growing, folder)
        assert ours(await migrations.pending(growing, folder)) == [second]
        return
    await migrations.apply(growing, folder)
    with pytest.raises(databases.REFUSED):
        await databases.run(growing, "INSERT INTO plant (height) VALUES (4)")


async def test_a_rename_is_pointed_out(growing, folder):
    _grow(growing, FIRST)
    await migrations.make(growing, folder=folder)
    _grow(growing, FIRST.replace("height =", "tallness =").replace("height > 0", "tallness > 0"))
    [second] = await migrations.make(growing, folder=folder)
    assert "taken for a rename" in (folder / "growing" / second).read_text()


def _by_hand(folder, app, up):
    changes = {dialect: Change(up, "SELECT 1;") for dialect in files.DIALECTS}
    files.write(folder / app, "9_20260101000000_by_hand.py", Draft(changes, {}, {}, ""))


async def test_a_migration_that_fails_leaves_nothing_behind(growing, folder):
    _grow(growing, FIRST)
    await migrations.make(growing, folder=folder)
    await migrations.apply(growing, folder)
    _by_hand(folder, "growing", "CREATE TABLE half (id INT);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(MigrationError, match="nothing changed"):
        await migrations.apply(growing, folder)
    await databases.run(growing, "CREATE TABLE half (id INT)")
    assert await migrations.pending(growing, folder) == ["growing/9_20260101000000_by_hand.py"]


async def test_a_migration_may_have_nothing_to_do(growing, folder):
    _grow(growing, FIRST)
    await migrations.make(growing, folder=folder)
    _by_hand(folder, "growing", "")
    assert len(ours(await migrations.apply(growing, folder))) == 2


REBUILT = """
CREATE TABLE copy (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT, founded INT, website TEXT);
INSERT INTO copy SELECT id, name, country, founded, website FROM label {which};
DROP TABLE label;
ALTER TABLE copy RENAME TO label;
"""


@pytest.mark.parametrize(("which", "right"), [("", True), ("WHERE id > 1", False)])
async def test_a_rebuilt_table_keeps_the_rows_that_refer_to_it(tmp_path, folder, which, right):
    settings = databases.settings_of(None, tmp_path)
    (folder / "domain").mkdir(parents=True)
    for path in Path("migrations/domain").glob("*.py"):
        (folder / "domain" / path.name).write_text(path.read_text())
    await migrations.apply(settings, folder)
    await databases.run(settings, "INSERT INTO label (name) VALUES ('One')")
    await databases.run(settings, "INSERT INTO label_member (label_id, account_id, role) VALUES (1, 'a', 'OWNER')")
    _by_hand(folder, "domain", REBUILT.format(which=which))
    if right:
        await migrations.apply(settings, folder)
    else:
        with pytest.raises(MigrationError, match="refer to nothing"):
            await migrations.apply(settings, folder)
    assert await databases.run(
        settings, "SELECT name, account_id FROM label JOIN label_member ON label.id = label_id"
    ) == [("One", "a")]


@pytest.mark.parametrize("name", ["", "Upper", "a b", "../x", "x" * 61])
async def test_names_that_are_no_file_names(tmp_path, name):
    with pytest.raises(MigrationError):
        await migrations.make(databases.settings_of(None, tmp_path), name)


async def test_a_file_that_python_cannot_read(tmp_path, folder):
    (folder / "domain").mkdir(parents=True)
    (folder / "domain" / "0_20260101000000_init.py").write_text("UP = {")
    with pytest.raises(MigrationError, match="0_20260101000000_init"):
        await migrations.pending(databases.settings_of(None, tmp_path), folder)
