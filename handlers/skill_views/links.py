"""Where the buttons of views of skills lead."""
