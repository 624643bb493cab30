"""What machines get of releases that were really published as variant wheels."""
