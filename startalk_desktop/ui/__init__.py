"""What a person sees: theme, widgets, views and dialogs. It knows view-models, never a session or a store."""
