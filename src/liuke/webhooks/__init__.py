"""Facts on their way to other systems: signed, in order for each member, until they are taken."""
