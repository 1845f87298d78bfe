"""What `make bench` measures: loading and searching, as ratios to raw OpenSearch in the same run."""
