"""OpenSearch itself: the handle that every read and write goes through, and the managed local node."""

from engine.handle import Engine

__all__ = ["Engine"]
