"""The live trainer: its digits, its networks, their training by the course's engine, its examples."""
