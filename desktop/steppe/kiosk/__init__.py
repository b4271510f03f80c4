"""What a kiosk needs beside its window: a PIN, the watchdog's heartbeat, and a state that others can read."""
