"""Every statement of the feature: `boards`, their `revisions`, and goal `lists`."""
