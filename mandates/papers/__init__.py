"""Signed papers that come back: judged by a worker, or by people at the desk (R8, R15)."""
