"""What runs inside a box, whichever engine made it: these modules import nothing of the application."""
