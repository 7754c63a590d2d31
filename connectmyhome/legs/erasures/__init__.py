"""What operators are asked to erase, once the applicant takes the consent back or has the application erased."""
