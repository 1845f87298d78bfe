"""From settings to a handle."""

from engine import Engine
from settings import Settings


def test_a_real_node_answers(engine: Engine, fresh_engine: Engine, settings: Settings) -> None:
    fresh_engine.client.indices.create(index=fresh_engine.alias("things"))
    assert fresh_engine.prefix.startswith(settings.index_prefix)
    assert engine.client.info()["version"]["number"].startswith("3.")
