"""A person's own theme of self-education, the day of attestation, and the portfolio for it."""
