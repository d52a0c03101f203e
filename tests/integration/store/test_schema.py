from bot.store.database import Store
from bot.store.migrate import check, upgrade


def test_the_newest_migration_matches_the_tables(database_url: str) -> None:
    check(database_url)


def test_migrating_a_migrated_database_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    check(database_url)


async def test_a_migrated_database_answers(store: Store) -> None:
    await store.ping()
