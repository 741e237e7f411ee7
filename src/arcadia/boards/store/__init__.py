"""Every statement of the feature: `boards` with their revisions, and goal `lists`."""
