"""What the verbs of the command line do, by who uses them. Each hands over to the layer that can do it."""
