"""One small module for each format: a source in, checked items or row errors out."""
