"""The history of many access points as files, made by a task."""
