"""The write side: schema, records, identity, the fold, bulk writing, jobs."""
