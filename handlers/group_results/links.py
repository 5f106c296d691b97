"""Where the buttons of the picture of a group lead."""
