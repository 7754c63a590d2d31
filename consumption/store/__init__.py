"""How readings lie in the database: channels and states, the profile of a day, the calendar, the partitions."""
