"""Writing mandates. What other rooms call stands in `signing` (papers) and `asking` (the API)."""
