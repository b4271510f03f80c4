"""Joins the window to the core: the engine stays resident, events come in batches, an edited program runs again."""
