"""Where the buttons of editing questionnaires lead."""
