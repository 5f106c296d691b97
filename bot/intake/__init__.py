"""Taking updates in: fetched and read one by one, kept until they are handled, each chat in its turn."""
