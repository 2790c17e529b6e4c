"""The examples of the specification: every operation called for real against a tea shop, and what it answered.

``python -m tests.api.examples`` writes them to ``src/liuke/api/recorded``.
"""
