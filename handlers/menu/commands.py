"""The commands of the command menu, in the order in which they are shown."""

EVERYONE = ("menu", "assess", "route", "mentor", "ask", "events", "mydata", "help", "cancel")
FOR_STAFF = ("desk", "review", "people", "newevent", "invite", "import")
