"""What an endpoint is and what it is handed: the words in which every package says its part of the API."""
