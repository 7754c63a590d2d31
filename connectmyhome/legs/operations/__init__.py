"""What is done to a leg, by its operator, its applicant and time. Each call owns its transaction, and raises
`UnableToMove` when the leg is no longer where this can be done."""
