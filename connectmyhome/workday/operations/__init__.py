"""What changes a work day. Each locks the legs that it may move, then the application: in this order always."""
