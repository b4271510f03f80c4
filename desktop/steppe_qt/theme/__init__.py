"""How the window looks: tokens, palettes and the one stylesheet, light and dark."""
