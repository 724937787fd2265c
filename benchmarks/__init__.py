"""What is said of quality and speed, each by one command."""
