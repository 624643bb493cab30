"""Install wheels with variants by the engine alone: no pip, and few lines."""
