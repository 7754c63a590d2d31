"""The pages of the applicant."""
