"""Text as models and people write it: cut into blocks and runs, formulas found, claims joined with their lines."""
