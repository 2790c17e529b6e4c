"""Personal data of a member: erased, or handed out to the member. See README.md."""
