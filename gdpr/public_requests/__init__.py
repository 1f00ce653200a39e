"""The pages on which anybody asks what is theirs by right, without an account; one more door."""
