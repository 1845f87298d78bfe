"""The language of searches: a text -> a tree -> clauses for the engine, and sentences for people."""

from search.problems import Problem
from search.query.clauses import clauses, phrases, shown_clauses
from search.query.nodes import TextQuery
from search.query.parser import MAX_LENGTH, parse
from search.query.sessions import resolved

__all__ = ["MAX_LENGTH", "Problem", "TextQuery", "clauses", "parse", "phrases", "resolved", "shown_clauses"]
