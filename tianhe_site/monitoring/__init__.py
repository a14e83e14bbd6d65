"""What operators see of a running site: who may ask, questions that may hang, logs, metrics."""
