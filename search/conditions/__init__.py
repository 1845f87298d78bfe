"""Conditions of a filter -> clauses of a query, and sentences that people read."""
