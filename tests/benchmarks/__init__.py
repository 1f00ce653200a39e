"""What the program is measured by: `python -m tests.benchmarks import|list|export --rows N [--json]`."""
