"""What a supplier sees: access points under a registered contract, while it lasts (R10)."""
