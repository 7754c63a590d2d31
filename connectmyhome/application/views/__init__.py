"""The applicant's pages, from the first question until the application is sent."""
