"""What moves bulk exports. Each operation owns its transaction."""
