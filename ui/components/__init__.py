"""Our own components: each a folder with its HTML, CSS and script beside its Python."""
