"""Routes on paper: `.docx` by a template a methodist can replace, `.zip` of a unit, `.ics`."""
