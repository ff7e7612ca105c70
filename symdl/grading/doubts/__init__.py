"""What keeps a verdict from being told: other readings, words that may say more, values that nobody means."""
