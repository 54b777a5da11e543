"""What `python -m course_lib notebooks` is made of: execute, normalise, lint, verify, coverage."""
