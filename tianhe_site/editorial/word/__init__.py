"""Starts a draft from a Word file. A child process (`worker`) reads the untrusted bytes."""
