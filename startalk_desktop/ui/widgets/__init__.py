"""Small parts that several screens are made of. They know the theme, and no view-model."""
