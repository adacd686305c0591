"""What is kept on this machine: an encrypted database an account, one for the window, and the keys to both."""
