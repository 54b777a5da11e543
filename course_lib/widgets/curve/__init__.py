"""What the widget of this name is made of: its arithmetic, its examples, its figure, and its scripts."""
