"""Kinds of reward that activities bring: one file each."""
