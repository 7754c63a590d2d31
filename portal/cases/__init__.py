"""What residents do not recognise, and alerts: cases of the data protection officer (R14)."""
