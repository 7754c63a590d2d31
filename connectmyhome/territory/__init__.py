"""Who connects what in each commune: data with a source and dates, and never a rule by prefix (R13)."""
