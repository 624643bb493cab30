"""Read the user's settings: pip.conf, variant.toml, options, named sets."""
