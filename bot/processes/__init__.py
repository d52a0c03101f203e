"""Starting, training and examining the four processes of one copy: what stands behind `make run`."""
