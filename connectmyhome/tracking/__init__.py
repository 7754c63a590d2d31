"""What the applicant sees and does once an application is sent: the next action, offers, messages, and the rights
over the own data (R13)."""
