"""What is wrong with an answer: the one change that would make it right, or how it differs."""
