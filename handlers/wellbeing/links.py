"""Where the buttons of the wellbeing check lead."""
