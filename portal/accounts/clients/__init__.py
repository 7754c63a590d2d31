"""Programs that act for an organisation: OAuth 2 clients, made and revoked by its administrator."""
