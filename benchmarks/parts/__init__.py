"""What is measured. Each module has a `run(bench)` that returns a `report.Section`."""
