"""Customers as files: which columns, what stands in each cell, and one streaming writer a format."""
