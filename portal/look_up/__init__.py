"""Being recognised by EAN, meter number and a code to the contact on file (R4), and signing up from there."""
