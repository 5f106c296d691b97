"""Where the buttons of diagnostics taken elsewhere lead."""
