"""Limits counted in Redis: one atomic script, and a refusal when Redis is away."""
