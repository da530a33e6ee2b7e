"""What the locks bring in, held to rules: `make audit` (docs/dependencies.md)."""
