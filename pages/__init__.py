"""The pages: one package each with a `render` function. They ask `search` and draw; they build no query."""
