"""The pages of the work day: of the applicant, of operators, of the coordinator."""
