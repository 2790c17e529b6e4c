"""The ground everything stands on: errors, time, text, integers. It imports nothing of Liuke's."""
