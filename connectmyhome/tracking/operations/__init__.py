"""What the applicant does, and what the portal does for the applicant."""
