"""Routes a methodist keeps as templates and gives to many at once."""
