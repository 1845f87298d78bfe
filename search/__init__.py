"""The read side: a frozen request -> one pure body -> a parsed, frozen result. Nothing here knows HTML."""
