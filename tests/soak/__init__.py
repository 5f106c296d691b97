"""What the bot bears: updates that nobody can read, outages, floods, sudden deaths. Run `make soak`."""
