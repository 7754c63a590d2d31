"""What changes a work day. Each holds the application first: see `legs.moving`."""
