"""What the user configures: pip.conf, variant.toml, options, named sets."""
