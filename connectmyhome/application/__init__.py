"""What an applicant asks for: answers, documents and consent, from the first question until it is sent (R13)."""
