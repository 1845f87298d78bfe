"""Facts and rules of the product: frozen values, no I/O."""
