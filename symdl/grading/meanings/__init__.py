"""What words beside a question may mean, and whether a wrong answer would be right by it."""
