"""What people read about leads: lists, one lead's whole story, the funnel. It changes nothing."""
