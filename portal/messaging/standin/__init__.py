"""Stand-ins for what only production has: an SMS provider that speaks Twilio's REST dialect, and a mailbox."""
