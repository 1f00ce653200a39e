"""What an erasure consists of: steps within its transaction, and what follows it until nothing is left."""
