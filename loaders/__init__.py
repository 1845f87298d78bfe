"""Files -> checked records. `python -m loaders` is the command line."""
