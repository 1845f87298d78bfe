"""The outside: systems that the product asks over HTTP, each only where a setting names it."""
