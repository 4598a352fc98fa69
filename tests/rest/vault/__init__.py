"""A vault whose boxes have a number that the keepers may neither read nor write, and that no two boxes share."""
