"""A theme of one's own, and the date of attestation with its portfolio."""
