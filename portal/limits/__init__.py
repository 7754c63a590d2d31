"""Limits counted in Redis: one atomic script, and a refusal when Redis is away."""

from portal.limits.client import client_of
from portal.limits.counting import Limit, LimitReached, LimitsUnavailable, forget, take

__all__ = ["Limit", "LimitReached", "LimitsUnavailable", "client_of", "forget", "take"]
