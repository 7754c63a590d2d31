"""How long what must be kept: data with its source and validity."""
