"""The conversation: messages, header, composer."""
