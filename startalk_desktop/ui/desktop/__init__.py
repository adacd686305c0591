"""What the window shares with the rest of the desktop: notifications, tray, sound, idleness, the locked screen."""
