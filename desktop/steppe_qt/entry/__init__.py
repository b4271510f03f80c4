"""Where a problem comes in: the box, its preview, the keypad, the choices, files and examples."""
